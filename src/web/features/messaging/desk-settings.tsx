import { Button, Checkbox, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { getMessageDesk, updateMessageDesk } from '../../../modules/messaging/contract.ts';
import { queryFor, useCall } from '../../lib/api.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { type Desk, useRefreshDesk } from './desk.ts';
import css from './messaging.module.css';
import { ProviderSettings } from './provider-settings.tsx';
import { SenderForm } from './sender-form.tsx';

/** The channels text message and KakaoTalk: refusal number, sender number, provider, and how the notices of the law stand. */
export function DeskSettings() {
  const query = useQuery(queryFor(getMessageDesk));
  return (
    <Loaded query={query} rows={12}>
      {(desk) => (
        <>
          <DeskForm desk={desk} />
          <SenderForm desk={desk} />
          <ProviderSettings desk={desk} />
        </>
      )}
    </Loaded>
  );
}

function DeskForm({ desk }: { desk: Desk }) {
  const { t } = useTranslation('messages');
  const update = useCall(updateMessageDesk);
  const refresh = useRefreshDesk();
  const form = useForm({ initialValues: desk.desk });
  const { result, reconfirmation } = desk.notices;
  const overdue = result.overdue + reconfirmation.overdue;
  return (
    <Section
      title={t('desk.title')}
      sentence={t('desk.sentence')}
      action={<Link to="/plays/messages">{t('notices.list')}</Link>}
    >
      <form
        className={css.form}
        noValidate
        onSubmit={form.onSubmit((body) =>
          update.mutate(
            { body },
            {
              onSuccess: ({ desk: saved }) => {
                form.setValues(saved);
                form.resetDirty(saved);
                refresh();
              },
              onError: (error) => form.setErrors(error.fieldErrors()),
            },
          ),
        )}
      >
        {overdue > 0 && <Notice tone="danger">{t('notices.overdue', { count: overdue })}</Notice>}
        {update.error && <Notice tone="danger">{update.error.message}</Notice>}
        <TextInput
          label={t('desk.refusalNumber')}
          description={t('desk.refusalHint')}
          inputMode="tel"
          {...form.getInputProps('refusalNumber')}
        />
        <Checkbox label={t('desk.dryRun')} {...form.getInputProps('isDryRun', { type: 'checkbox' })} />
        <Checkbox
          label={t('desk.existing')}
          description={t('desk.existingHint')}
          {...form.getInputProps('existingCustomers', { type: 'checkbox' })}
        />
        <div className={css.actions}>
          <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
