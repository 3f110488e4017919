import { Button, NumberInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  getMailServer,
  removeMailServer,
  testMailServer,
  updateMailServer,
  type zMailServer,
} from '../../../modules/messaging/contract.ts';
import { minorUnitDigits } from '../../../shared/money.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useShop } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { ServerLogin } from '../../ui/server-login.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import css from './settings.module.css';

type Server = z.output<typeof zMailServer>;
const TLS_PORT = 465;
/** A message can cost a part of the smallest coin. */
const EXTRA_DECIMALS = 2;

/** The channel e-mail: the shop's own mail server, with a test. */
export function MailServer() {
  const { t } = useTranslation('settings');
  const query = useQuery(queryFor(getMailServer));
  return (
    <Section title={t('mail.title')} sentence={t('mail.sentence')}>
      <Loaded query={query}>
        {({ mailServer, demoOutbox }) => (
          <div className={css.stack}>
            {demoOutbox && <Notice>{t('mail.demo')}</Notice>}
            {mailServer?.lastError && (
              <Notice tone="warning">{t('mail.lastError', { error: mailServer.lastError })}</Notice>
            )}
            <MailServerForm key={mailServer?.host ?? ''} server={mailServer} />
          </div>
        )}
      </Loaded>
    </Section>
  );
}

function MailServerForm({ server }: { server: Server | null }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const update = useCall(updateMailServer);
  const remove = useCall(removeMailServer);
  const test = useCall(testMailServer);
  const refresh = () => client.invalidateQueries({ queryKey: keyOf(getMailServer) });
  const { currencyMark } = useFormat();
  const digits = minorUnitDigits(useShop().currency);
  const unit = 10 ** digits;
  const form = useForm({
    initialValues: {
      // An emptied box is '' and no number.
      price: ((server?.priceMinor ?? 0) / unit) as number | '',
      host: server?.host ?? '',
      port: server?.port ?? TLS_PORT,
      secure: server?.secure ?? true,
      username: server?.username ?? '',
      password: '',
      fromEmail: server?.fromEmail ?? '',
      messagesPerSecond: server?.messagesPerSecond ?? 20,
    },
  });
  const submit = form.onSubmit(({ password, price, ...rest }) =>
    update.mutate(
      { body: { ...rest, priceMinor: Math.round((price || 0) * unit), ...(password === '' ? {} : { password }) } },
      {
        onSuccess: () => {
          form.setFieldValue('password', '');
          form.resetDirty();
          test.reset();
          void refresh();
        },
        onError: (error) => form.setErrors(error.fieldErrors()),
      },
    ),
  );
  return (
    <form className={css.form} onSubmit={submit} noValidate>
      {update.error && <Notice tone="danger">{update.error.message || t('notSaved')}</Notice>}
      <ServerLogin
        form={form}
        hostLabel={t('mail.host')}
        hostExample="smtp.example.com"
        tlsPort={TLS_PORT}
        hasPassword={server?.hasPassword === true}
      />
      <div className={css.pair}>
        <TextInput label={t('mail.from')} type="email" {...form.getInputProps('fromEmail')} />
        <NumberInput
          label={t('mail.perSecond')}
          min={1}
          max={200}
          allowDecimal={false}
          {...form.getInputProps('messagesPerSecond')}
        />
        <NumberInput
          label={t('mail.price')}
          description={t('mail.priceHint')}
          min={0}
          allowNegative={false}
          decimalScale={digits + EXTRA_DECIMALS}
          rightSection={<span className={css.quiet}>{currencyMark}</span>}
          rightSectionWidth={56}
          {...form.getInputProps('price')}
        />
      </div>
      {test.data && (
        <Notice tone={test.data.ok ? 'accent' : 'danger'}>
          {test.data.ok ? t('mail.testOk', { to: test.data.to }) : t('mail.testFailed', { error: test.data.error })}
        </Notice>
      )}
      {test.error && <Notice tone="danger">{test.error.message}</Notice>}
      <div className={css.actions}>
        <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
          {t('save')}
        </Button>
        {server && (
          <>
            <Button
              variant="default"
              loading={test.isPending}
              disabled={form.isDirty()}
              onClick={() => test.mutate({}, { onSettled: () => void refresh() })}
            >
              {t('mail.test')}
            </Button>
            <Button
              variant="subtle"
              color="gray"
              loading={remove.isPending}
              onClick={() => remove.mutate({}, { onSuccess: () => void refresh() })}
            >
              {t('mail.remove')}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}
