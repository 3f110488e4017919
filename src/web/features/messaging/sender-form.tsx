import { Button, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { removeSender, SENDER_STATES, updateSender } from '../../../modules/messaging/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { type Desk, useRefreshDesk } from './desk.ts';
import css from './messaging.module.css';
import { RemoveButton } from './remove-button.tsx';

/** The number that text messages come from, and where its registration stands (AD-50). */
export function SenderForm({ desk }: { desk: Desk }) {
  const { t } = useTranslation('messages');
  const refresh = useRefreshDesk();
  const [removed, setRemoved] = useState<string>();
  const sender = desk.senders.find(({ isDefault }) => isDefault) ?? desk.senders[0];
  return (
    <Section title={t('sender.title')} sentence={t('sender.sentence')}>
      {removed && <Notice tone="accent">{t('sender.removed', { number: removed })}</Notice>}
      <OneSender
        key={sender?.number ?? ''}
        sender={sender}
        onRemoved={(number) => {
          setRemoved(number);
          refresh();
        }}
      />
    </Section>
  );
}

function OneSender({
  sender,
  onRemoved,
}: {
  sender: Desk['senders'][number] | undefined;
  onRemoved: (number: string) => void;
}) {
  const { t } = useTranslation('messages');
  const remove = useCall(removeSender);
  const format = useFormat();
  const update = useCall(updateSender);
  const refresh = useRefreshDesk();
  const form = useForm({
    initialValues: {
      number: sender?.number ?? '',
      label: sender?.label ?? '',
      state: sender?.state ?? ('preparing' as const),
      proof: sender?.proof ?? '',
      isDefault: true,
    },
  });
  const submit = form.onSubmit((body) =>
    update.mutate(
      { body },
      {
        onSuccess: () => {
          form.resetDirty();
          refresh();
        },
        onError: (error) => form.setErrors(error.fieldErrors()),
      },
    ),
  );
  return (
    <form className={css.form} noValidate onSubmit={submit}>
      {update.error && <Notice tone="danger">{update.error.message}</Notice>}
      <div className={css.pair}>
        <TextInput label={t('sender.number')} inputMode="tel" {...form.getInputProps('number')} />
        <Select
          label={t('sender.state')}
          allowDeselect={false}
          data={SENDER_STATES.map((value) => ({ value, label: t(`sender.states.${value}`) }))}
          {...form.getInputProps('state')}
        />
      </div>
      <TextInput label={t('sender.proof')} description={t('sender.proofHint')} {...form.getInputProps('proof')} />
      {sender?.checkAgainOn && (
        <p className={css.quiet}>{t('sender.again', { day: format.day(sender.checkAgainOn) })}</p>
      )}
      <div className={css.actions}>
        <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
          {t('save')}
        </Button>
        {sender && (
          <RemoveButton
            title={t('sender.removeTitle', { number: sender.number })}
            sentence={t('sender.removeSentence')}
            isPending={remove.isPending}
            error={remove.error}
            onAsk={remove.reset}
            onRemove={() =>
              remove.mutate({ query: { number: sender.number } }, { onSuccess: () => onRemoved(sender.number) })
            }
          />
        )}
      </div>
    </form>
  );
}
