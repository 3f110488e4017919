import { Button, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PROVIDERS, removeProvider, testProvider, updateProvider } from '../../../modules/messaging/contract.ts';
import { useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { type Desk, useRefreshDesk } from './desk.ts';
import css from './messaging.module.css';
import { RemoveButton } from './remove-button.tsx';

type Provider = (typeof PROVIDERS)[number];
type Medium = 'sms' | 'lms' | 'mms' | 'alimtalk';

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
const PRICED: readonly Medium[] = ['sms', 'lms', 'mms', 'alimtalk'];
const MOST_PER_SECOND = 10_000;

/** The service that carries text messages and KakaoTalk: its keys, its certificate, what it costs and how fast it may be. */
export function ProviderSettings({ desk }: { desk: Desk }) {
  const { t } = useTranslation('messages');
  const [provider, setProvider] = useState<Provider>(desk.accounts[0]?.provider ?? 'solapi');
  /** Kept here: the form below begins anew when the account is there, and the address is shown once. */
  const [reportPath, setReportPath] = useState<string | null>(null);
  const [removed, setRemoved] = useState<Provider>();
  const refresh = useRefreshDesk();
  const account = desk.accounts.find((one) => one.provider === provider);
  return (
    <Section title={t('provider.title')} sentence={t('provider.sentence')}>
      <div className={css.form}>
        {reportPath && <Notice>{t('provider.reportPath', { url: `${window.location.origin}${reportPath}` })}</Notice>}
        {removed && <Notice tone="accent">{t('provider.removed', { name: t(`provider.names.${removed}`) })}</Notice>}
        {account?.lastError && <Notice tone="warning">{t('provider.lastError', { error: account.lastError })}</Notice>}
        {account && !account.isCertified && <Notice tone="warning">{t('provider.uncertified')}</Notice>}
        <Select
          label={t('provider.label')}
          allowDeselect={false}
          data={PROVIDERS.map((value) => ({ value, label: t(`provider.names.${value}`) }))}
          value={provider}
          onChange={(value) => setProvider(PROVIDERS.find((one) => one === value) ?? 'solapi')}
        />
        <ProviderForm
          key={`${provider} ${account === undefined}`}
          provider={provider}
          account={account}
          onNew={(path) => {
            setReportPath(path);
            setRemoved(undefined);
          }}
          onRemoved={() => {
            setReportPath(null);
            setRemoved(provider);
            refresh();
          }}
        />
      </div>
    </Section>
  );
}

/** An emptied figure is '' and no number. */
interface ProviderValues {
  keys: Record<string, string>;
  certificateNo: string;
  certificateUntil: string;
  prices: Record<Medium, number | ''>;
  messagesPerSecond: number | '';
}

interface ProviderFormProps {
  provider: Provider;
  account: Desk['accounts'][number] | undefined;
  onNew: (reportPath: string) => void;
  onRemoved: () => void;
}

function ProviderForm({ provider, account, onNew, onRemoved }: ProviderFormProps) {
  const { t } = useTranslation('messages');
  const { currencyMark } = useFormat();
  const update = useCall(updateProvider);
  const test = useCall(testProvider);
  const remove = useCall(removeProvider);
  const refresh = useRefreshDesk();
  const form = useForm<ProviderValues>({
    initialValues: {
      keys: Object.fromEntries(KEY_FIELDS[provider].map(({ name }) => [name, ''])),
      certificateNo: account?.certificateNo ?? '',
      certificateUntil: account?.certificateUntil ?? '',
      prices: {
        sms: account?.prices.sms ?? '',
        lms: account?.prices.lms ?? '',
        mms: account?.prices.mms ?? '',
        alimtalk: account?.prices.alimtalk ?? '',
      },
      messagesPerSecond: account?.messagesPerSecond ?? '',
    },
  });
  const submit = form.onSubmit(({ keys, certificateNo, certificateUntil, prices, messagesPerSecond }) => {
    const given = Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== ''));
    const { sms, lms, mms, alimtalk } = prices;
    update.mutate(
      {
        body: {
          provider,
          serves: ['sms', 'kakao'],
          certificateNo,
          certificateUntil: certificateUntil === '' ? null : certificateUntil,
          prices: { ...account?.prices, sms: sms || 0, lms: lms || 0, mms: mms || 0, alimtalk: alimtalk || 0 },
          ...(messagesPerSecond === '' ? {} : { messagesPerSecond }),
          ...(Object.keys(given).length === 0 ? {} : { credentials: given }),
        },
      },
      {
        onSuccess: (answer) => {
          if (answer.reportPath) onNew(answer.reportPath);
          form.setFieldValue('keys', Object.fromEntries(Object.keys(keys).map((name) => [name, ''])));
          form.resetDirty();
          test.reset();
          refresh();
        },
        onError: (error) => form.setErrors(error.fieldErrors()),
      },
    );
  });
  return (
    <form className={css.form} noValidate onSubmit={submit}>
      {update.error && <Notice tone="danger">{update.error.message}</Notice>}
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
              key={name}
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
      <fieldset className={css.prices}>
        <legend>{t('provider.prices')}</legend>
        {PRICED.map((medium) => (
          <NumberInput
            key={medium}
            label={t(`medium.${medium}`)}
            min={0}
            max={100_000}
            hideControls
            rightSection={currencyMark}
            {...form.getInputProps(`prices.${medium}`)}
          />
        ))}
      </fieldset>
      <NumberInput
        label={t('provider.perSecond')}
        description={t('provider.perSecondHint')}
        placeholder={t('provider.perSecondUsual')}
        min={1}
        max={MOST_PER_SECOND}
        allowDecimal={false}
        thousandSeparator=","
        hideControls
        {...form.getInputProps('messagesPerSecond')}
      />
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
          <>
            <Button variant="default" loading={test.isPending} onClick={() => test.mutate({ body: { provider } })}>
              {t('provider.test')}
            </Button>
            <RemoveButton
              title={t('provider.removeTitle', { name: t(`provider.names.${provider}`) })}
              sentence={t('provider.removeSentence')}
              isPending={remove.isPending}
              error={remove.error}
              onAsk={remove.reset}
              onRemove={() => remove.mutate({ query: { provider } }, { onSuccess: onRemoved })}
            />
          </>
        )}
      </div>
    </form>
  );
}
