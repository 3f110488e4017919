import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { getMailbox, removeMailbox, testMailbox, updateMailbox } from '../../../modules/messaging/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { Section } from '../../ui/page.tsx';
import { ServerLogin } from '../../ui/server-login.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import css from './messaging.module.css';

type Mailbox = NonNullable<z.output<(typeof getMailbox)['output']>['mailbox']>;
const IMAPS_PORT = 993;

/** The mailbox that returned mail and answered refusals are read from. */
export function MailboxSettings() {
  const { t } = useTranslation('messages');
  const query = useQuery(queryFor(getMailbox));
  return (
    <Section title={t('mailbox.title')} sentence={t('mailbox.sentence')}>
      <Loaded query={query}>
        {({ mailbox, hasMailServer }) =>
          hasMailServer ? (
            <div className={css.stack}>
              {mailbox?.lastError && (
                <Notice tone="warning">{t('mailbox.lastError', { error: mailbox.lastError })}</Notice>
              )}
              <MailboxForm key={mailbox?.host ?? ''} mailbox={mailbox} />
            </div>
          ) : (
            <p className={css.quiet}>{t('mailbox.noServer')}</p>
          )
        }
      </Loaded>
    </Section>
  );
}

function MailboxForm({ mailbox }: { mailbox: Mailbox | null }) {
  const { t } = useTranslation('messages');
  const client = useQueryClient();
  const update = useCall(updateMailbox);
  const remove = useCall(removeMailbox);
  const test = useCall(testMailbox);
  const refresh = () => void client.invalidateQueries({ queryKey: keyOf(getMailbox) });
  const form = useForm({
    initialValues: {
      host: mailbox?.host ?? '',
      port: mailbox?.port ?? IMAPS_PORT,
      secure: mailbox?.secure ?? true,
      username: mailbox?.username ?? '',
      password: '',
    },
  });
  const submit = form.onSubmit(({ password, ...rest }) =>
    update.mutate(
      { body: { ...rest, ...(password === '' ? {} : { password }) } },
      {
        onSuccess: () => {
          form.setFieldValue('password', '');
          form.resetDirty();
          test.reset();
          refresh();
        },
        onError: (error) => form.setErrors(error.fieldErrors()),
      },
    ),
  );
  return (
    <form className={css.form} noValidate onSubmit={submit}>
      {update.error && <Notice tone="danger">{update.error.message}</Notice>}
      <ServerLogin
        form={form}
        hostLabel={t('mailbox.host')}
        hostExample="imap.example.com"
        tlsPort={IMAPS_PORT}
        hasPassword={mailbox?.hasPassword === true}
      />
      {test.data && (
        <Notice tone={test.data.ok ? 'accent' : 'danger'}>
          {test.data.ok ? t('mailbox.works') : t('mailbox.fails', { error: test.data.error })}
        </Notice>
      )}
      <div className={css.actions}>
        <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
          {t('save')}
        </Button>
        {mailbox && (
          <>
            <Button
              variant="default"
              loading={test.isPending}
              disabled={form.isDirty()}
              onClick={() => test.mutate({}, { onSettled: refresh })}
            >
              {t('mailbox.test')}
            </Button>
            <Button
              variant="subtle"
              color="gray"
              loading={remove.isPending}
              onClick={() => remove.mutate({}, { onSuccess: refresh })}
            >
              {t('mailbox.remove')}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}
