import { Button, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { SENDER_STATES, updateSender } from '../../../modules/messaging/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { type Desk, useRefreshDesk } from './desk.ts';
import css from './messaging.module.css';

/** The number that text messages come from, and where its registration stands (AD-50). */
export function SenderForm({ desk }: { desk: Desk }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const update = useCall(updateSender);
  const refresh = useRefreshDesk();
  const sender = desk.senders.find(({ isDefault }) => isDefault) ?? desk.senders[0];
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
    <Section title={t('sender.title')} sentence={t('sender.sentence')}>
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
        </div>
      </form>
    </Section>
  );
}
