import { Button, PasswordInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  getMailServer,
  testMailServer,
  updateMailServer,
  type zMailServerInput,
} from '../../../modules/messaging/contract.ts';
import type { MailNeed } from '../../../modules/plays/contract.ts';
import { getSession } from '../../../modules/staff/contract.ts';
import { getShop, updateShop } from '../../../modules/workspace/contract.ts';
import { opensOutside } from '../../../shared/reachable.ts';
import { keyOf, useCall } from '../../lib/api.ts';
import { useSession } from '../../lib/session.ts';
import { ServerLogin } from '../../ui/server-login.tsx';
import { Notice } from '../../ui/states.tsx';
import { hostOf, joinGroups, MAIL_PORT, MAIL_SERVICES, MESSAGES_PER_SECOND, serviceOf } from './mail-services.ts';
import css from './messaging.module.css';

interface MailStartProps {
  needs: readonly MailNeed[];
  /** Something is stored: what depends on it is asked anew. */
  onStored: () => void;
}

const SENDER_PARTS = ['senderName', 'senderEmail', 'senderPhone', 'senderAddress'] as const;

/** Everything that advertising by e-mail needs, on one short form where it is needed; a test message follows at once. */
export function MailStart({ needs, onStored }: MailStartProps) {
  const { t } = useTranslation('messages');
  const client = useQueryClient();
  const { account, workspace } = useSession();
  const { shop } = workspace;
  const update = useCall(updateShop);
  const connect = useCall(updateMailServer);
  const test = useCall(testMailServer);
  const [isSaving, setSaving] = useState(false);
  const email = shop.senderEmail || account.email;
  const form = useForm({
    initialValues: {
      senderName: shop.senderName || shop.name,
      senderEmail: email,
      senderPhone: shop.senderPhone,
      senderAddress: shop.senderAddress,
      service: serviceOf(email),
      host: '',
      port: MAIL_PORT,
      secure: true,
      username: '',
      password: '',
      publicUrl: shop.publicUrl || (opensOutside(window.location.origin) ? window.location.origin : ''),
    },
    validate: {
      publicUrl: (url) => (url === '' || opensOutside(url) ? null : t('start.address.notOutside')),
    },
  });
  const lacks = (need: MailNeed) => needs.includes(need);
  const { service } = form.values;

  async function store(values: typeof form.values) {
    setSaving(true);
    test.reset();
    const { senderEmail, password, publicUrl } = values;
    const sender = Object.fromEntries(SENDER_PARTS.map((part) => [part, values[part].trim()]));
    try {
      await update.mutateAsync({
        body: {
          ...(lacks('no_sender_details') ? sender : {}),
          ...(lacks('no_public_url') ? { publicUrl } : {}),
        },
      });
      await Promise.all([getShop, getSession].map((one) => client.invalidateQueries({ queryKey: keyOf(one) })));
      const hasServer = service === 'other' ? values.host !== '' : password !== '';
      if (lacks('no_mail_server') && hasServer) {
        const { host, port, secure, username } = values;
        const fromEmail = senderEmail.trim();
        const server: z.input<typeof zMailServerInput> =
          service === 'other'
            ? { host, port, secure, username, password, fromEmail }
            : {
                host: hostOf(service),
                port: MAIL_PORT,
                secure: true,
                username: fromEmail,
                password: joinGroups(password),
                fromEmail,
                messagesPerSecond: MESSAGES_PER_SECOND,
              };
        await connect.mutateAsync({ body: server });
        await test.mutateAsync({});
        await client.invalidateQueries({ queryKey: keyOf(getMailServer) });
      }
      onStored();
    } catch {
      // Said above the button by the call that failed.
    } finally {
      setSaving(false);
    }
  }

  const failed = update.error ?? connect.error ?? test.error;
  return (
    <form
      className={css.form}
      noValidate
      aria-label={t('start.title')}
      onSubmit={form.onSubmit((values) => void store(values))}
    >
      <h3 className={css.startTitle}>{t('start.title')}</h3>
      {(lacks('no_sender_details') || lacks('no_mail_server')) && (
        <TextInput
          label={t('settings:sender.email')}
          description={t('start.emailHint')}
          type="email"
          {...form.getInputProps('senderEmail')}
          onChange={({ currentTarget: { value } }) => form.setValues({ senderEmail: value, service: serviceOf(value) })}
        />
      )}
      {lacks('no_sender_details') && (
        <>
          <p className={css.quiet}>{t('settings:sender.sentence')}</p>
          <div className={css.pair}>
            <TextInput label={t('settings:sender.name')} {...form.getInputProps('senderName')} />
            <TextInput label={t('settings:sender.phone')} type="tel" {...form.getInputProps('senderPhone')} />
          </div>
          <TextInput label={t('settings:sender.address')} {...form.getInputProps('senderAddress')} />
        </>
      )}
      {lacks('no_mail_server') && (
        <>
          <Select
            label={t('start.service.label')}
            allowDeselect={false}
            data={MAIL_SERVICES.map((value) => ({ value, label: t(`start.service.${value}`) }))}
            {...form.getInputProps('service')}
          />
          {service === 'other' ? (
            <ServerLogin
              form={form}
              hostLabel={t('settings:mail.host')}
              hostExample="smtp.example.com"
              tlsPort={MAIL_PORT}
              hasPassword={false}
            />
          ) : (
            <>
              <PasswordInput
                label={t('start.password')}
                autoComplete="new-password"
                visibilityToggleButtonProps={{ 'aria-label': t('ui:server.show') }}
                {...form.getInputProps('password')}
              />
              <p className={css.quiet}>{t(`start.how.${service}`)}</p>
              <p className={css.quiet}>{t('start.passwordWhy')}</p>
            </>
          )}
        </>
      )}
      {lacks('no_public_url') && (
        <>
          <TextInput
            label={t('settings:sender.publicUrl')}
            placeholder="https://"
            type="url"
            {...form.getInputProps('publicUrl')}
          />
          <p className={css.quiet}>{t('start.address.why')}</p>
          <p className={css.quiet}>{t('start.address.without')}</p>
        </>
      )}
      {failed && <Notice tone="danger">{failed.message || t('settings:notSaved')}</Notice>}
      {test.data && (
        <Notice tone={test.data.ok ? 'accent' : 'danger'}>
          {test.data.ok
            ? t('settings:mail.testOk', { to: test.data.to })
            : t('start.testFailed', { error: test.data.error })}
        </Notice>
      )}
      {needs.length > 0 && (
        <div className={css.actions}>
          <Button type="submit" variant="default" loading={isSaving}>
            {t(lacks('no_mail_server') ? 'start.storeAndTest' : 'start.store')}
          </Button>
        </div>
      )}
    </form>
  );
}
