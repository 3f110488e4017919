import { Button, Checkbox, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import {
  getMessageDesk,
  PROVIDERS,
  SENDER_STATES,
  testProvider,
  updateMessageDesk,
  updateProvider,
  updateSender,
} from '../../../modules/messaging/contract.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import css from './messaging.module.css';

type Desk = z.output<(typeof getMessageDesk)['output']>;
type Provider = (typeof PROVIDERS)[number];

/** What each provider asks for; a secret is typed hidden. */
const KEY_FIELDS: Readonly<Record<Provider, readonly { name: string; isSecret: boolean }[]>> = {
  solapi: [
    { name: 'apiKey', isSecret: false },
    { name: 'apiSecret', isSecret: true },
    { name: 'pfId', isSecret: false },
  ],
  aligo: [
    { name: 'userId', isSecret: false },
    { name: 'key', isSecret: true },
    { name: 'senderKey', isSecret: false },
  ],
  nhn: [
    { name: 'appKey', isSecret: false },
    { name: 'accessToken', isSecret: true },
    { name: 'webhookSecret', isSecret: true },
    { name: 'senderKey', isSecret: false },
  ],
};

function useRefreshDesk() {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: keyOf(getMessageDesk) });
}

/** The channels text message and KakaoTalk: refusal number, sender number, provider, and how the notices of the law stand. */
export function DeskSettings() {
  const { t } = useTranslation('messages');
  const query = useQuery(queryFor(getMessageDesk));
  return (
    <Section title={t('desk.title')} sentence={t('desk.sentence')}>
      <Loaded query={query}>
        {(desk) => (
          <>
            <Notices desk={desk} />
            <DeskForm key={`desk ${desk.desk.refusalNumber}`} desk={desk} />
            <SenderForm key={`sender ${desk.senders[0]?.number ?? ''}`} desk={desk} />
            <ProviderForm key={`provider ${desk.accounts[0]?.provider ?? ''}`} desk={desk} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Notices({ desk }: { desk: Desk }) {
  const { t } = useTranslation('messages');
  const { result, reconfirmation } = desk.notices;
  const overdue = result.overdue + reconfirmation.overdue;
  return (
    <>
      {overdue > 0 && <Notice tone="danger">{t('notices.overdue', { count: overdue })}</Notice>}
      <p className={css.quiet}>
        {t('notices.stand', {
          results: result.sent,
          openResults: result.open,
          confirmations: reconfirmation.sent,
          openConfirmations: reconfirmation.open,
        })}
      </p>
    </>
  );
}

function DeskForm({ desk }: { desk: Desk }) {
  const { t } = useTranslation('messages');
  const update = useCall(updateMessageDesk);
  const refresh = useRefreshDesk();
  const form = useForm({ initialValues: desk.desk });
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={form.onSubmit((body) =>
        update.mutate({ body }, { onSuccess: refresh, onError: (error) => form.setErrors(error.fieldErrors()) }),
      )}
    >
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
  );
}

function SenderForm({ desk }: { desk: Desk }) {
  const { t } = useTranslation('messages');
  const format = useFormat();
  const update = useCall(updateSender);
  const refresh = useRefreshDesk();
  const [sender] = desk.senders;
  const form = useForm({
    initialValues: {
      number: sender?.number ?? '',
      label: sender?.label ?? '',
      state: sender?.state ?? 'preparing',
      proof: sender?.proof ?? '',
      isDefault: true,
    },
  });
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={form.onSubmit((body) =>
        update.mutate({ body }, { onSuccess: refresh, onError: (error) => form.setErrors(error.fieldErrors()) }),
      )}
    >
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
  );
}

/** An emptied price is '' and no number. */
interface ProviderValues {
  keys: Record<string, string>;
  certificateNo: string;
  certificateUntil: string;
  sms: number | '';
  lms: number | '';
}

function ProviderForm({ desk }: { desk: Desk }) {
  const { t } = useTranslation('messages');
  const update = useCall(updateProvider);
  const test = useCall(testProvider);
  const refresh = useRefreshDesk();
  const [provider, setProvider] = useState<Provider>(desk.accounts[0]?.provider ?? 'solapi');
  const account = desk.accounts.find((one) => one.provider === provider);
  const form = useForm<ProviderValues>({
    initialValues: {
      keys: {},
      certificateNo: account?.certificateNo ?? '',
      certificateUntil: account?.certificateUntil ?? '',
      sms: account?.prices.sms ?? 0,
      lms: account?.prices.lms ?? 0,
    },
  });
  const submit = form.onSubmit(({ keys, certificateNo, certificateUntil, sms, lms }) => {
    const given = Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== ''));
    update.mutate(
      {
        body: {
          provider,
          serves: ['sms', 'kakao'],
          certificateNo,
          certificateUntil: certificateUntil === '' ? null : certificateUntil,
          prices: { ...account?.prices, sms: sms || 0, lms: lms || 0 },
          ...(Object.keys(given).length === 0 ? {} : { credentials: given }),
        },
      },
      { onSuccess: refresh, onError: (error) => form.setErrors(error.fieldErrors()) },
    );
  });
  return (
    <form className={css.form} noValidate onSubmit={submit}>
      {update.error && <Notice tone="danger">{update.error.message}</Notice>}
      {account?.lastError && <Notice tone="warning">{t('provider.lastError', { error: account.lastError })}</Notice>}
      {account && !account.isCertified && <Notice tone="warning">{t('provider.uncertified')}</Notice>}
      <Select
        label={t('provider.label')}
        allowDeselect={false}
        data={PROVIDERS.map((value) => ({ value, label: t(`provider.names.${value}`) }))}
        value={provider}
        onChange={(value) => setProvider(PROVIDERS.find((one) => one === value) ?? 'solapi')}
      />
      {account && (
        <div className={css.chips}>
          {account.serves.map((channel) => (
            <Tag key={channel}>{t(`channel.${channel}`)}</Tag>
          ))}
        </div>
      )}
      <div className={css.pair}>
        {KEY_FIELDS[provider].map(({ name, isSecret }) => {
          const Input = isSecret ? PasswordInput : TextInput;
          return (
            <Input
              key={`${provider} ${name}`}
              {...(isSecret ? { visibilityToggleButtonProps: { 'aria-label': t('showSecret') } } : {})}
              label={t(`provider.keys.${name}`)}
              placeholder={account ? t('provider.kept') : ''}
              autoComplete="off"
              {...form.getInputProps(`keys.${name}`)}
            />
          );
        })}
      </div>
      <div className={css.pair}>
        <TextInput label={t('provider.certificateNo')} {...form.getInputProps('certificateNo')} />
        <TextInput type="date" label={t('provider.certificateUntil')} {...form.getInputProps('certificateUntil')} />
      </div>
      <div className={css.pair}>
        <NumberInput label={t('provider.smsPrice')} min={0} hideControls {...form.getInputProps('sms')} />
        <NumberInput label={t('provider.lmsPrice')} min={0} hideControls {...form.getInputProps('lms')} />
      </div>
      {update.data?.reportPath && (
        <Notice>{t('provider.reportPath', { url: `${window.location.origin}${update.data.reportPath}` })}</Notice>
      )}
      {test.data && (
        <Notice tone={test.data.ok ? 'accent' : 'danger'}>
          {test.data.ok
            ? t('provider.works', { balance: String(test.data.balance ?? '–') })
            : t('provider.fails', { error: test.data.error })}
        </Notice>
      )}
      <div className={css.actions}>
        <Button type="submit" loading={update.isPending} disabled={!form.isDirty()}>
          {t('save')}
        </Button>
        {account && (
          <Button variant="default" loading={test.isPending} onClick={() => test.mutate({ body: { provider } })}>
            {t('provider.test')}
          </Button>
        )}
      </div>
    </form>
  );
}
