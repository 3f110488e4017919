import { NumberInput, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { MessageArm } from '../../../../modules/flows/contract.ts';
import { SEND_CHANNELS } from '../../../../modules/messaging/contract.ts';
import { minorUnitDigits } from '../../../../shared/money.ts';
import { useFormat } from '../../../lib/format.ts';
import { useShop } from '../../../lib/session.ts';
import css from '../flows.module.css';
import { useWords } from './words.ts';

const VARIABLES = ['name', 'coupon', 'offer', 'until', 'usual', 'surplus', 'shop'] as const;
const DEFAULT_VALID_DAYS = 14;
const DEFAULT_PERCENT = 10;
/** A first amount that is a real coupon in most currencies: 2,000 won, 2 pounds. */
const DEFAULT_AMOUNT_MINOR: Record<string, number> = { KRW: 2_000, JPY: 200 };

/** An amount typed in the currency's own unit, kept in its minor unit. */
export function MoneyInput({
  label,
  description,
  valueMinor,
  onChange,
}: {
  label: string;
  description?: string;
  valueMinor: number;
  onChange: (minor: number) => void;
}) {
  const { currency } = useShop();
  const { currencyMark } = useFormat();
  const digits = minorUnitDigits(currency);
  return (
    <NumberInput
      label={label}
      {...(description === undefined ? {} : { description })}
      min={0}
      decimalScale={digits}
      thousandSeparator=","
      allowNegative={false}
      rightSection={<span className={css.quiet}>{currencyMark}</span>}
      rightSectionWidth={56}
      value={valueMinor / 10 ** digits}
      onChange={(value) => onChange(Math.round(Number(value || 0) * 10 ** digits))}
    />
  );
}

/** What goes to somebody: how, with which coupon, in which words. */
export function MessageForm({
  arm,
  asksItem = false,
  onChange,
}: {
  arm: MessageArm;
  /** Where nothing else says which item the offer is about. */
  asksItem?: boolean;
  onChange: (arm: MessageArm) => void;
}) {
  const { t } = useTranslation('flows');
  const { currency } = useShop();
  const { items } = useWords();
  const { channel, offer, message } = arm;
  const say = (patch: Partial<MessageArm['message']>) => onChange({ ...arm, message: { ...message, ...patch } });
  const give = (kind: string) => {
    const rest =
      offer.kind === 'none'
        ? { minSpendMinor: 0, validDays: DEFAULT_VALID_DAYS }
        : { minSpendMinor: offer.minSpendMinor, validDays: offer.validDays };
    const about = offer.itemId === undefined ? {} : { itemId: offer.itemId };
    if (kind === 'amount') {
      onChange({ ...arm, offer: { kind, value: DEFAULT_AMOUNT_MINOR[currency] ?? 200, ...rest, ...about } });
    } else if (kind === 'percent') onChange({ ...arm, offer: { kind, value: DEFAULT_PERCENT, ...rest, ...about } });
    else onChange({ ...arm, offer: { kind: 'none', ...about } });
  };
  return (
    <div className={css.stack}>
      <SegmentedControl
        aria-label={t('plays:channel.label')}
        data={SEND_CHANNELS.map((value) => ({ value, label: t(`plays:channel.${value}`) }))}
        value={channel}
        onChange={(value) => onChange({ ...arm, channel: SEND_CHANNELS.find((one) => one === value) ?? 'email' })}
      />
      {channel === 'kakao' && (
        <>
          <p className={css.quiet}>{t('plays:channel.kakaoHint')}</p>
          <Switch
            label={t('plays:channel.smsFallback')}
            description={t('plays:channel.smsFallbackHint')}
            checked={message.smsFallback ?? false}
            onChange={(event) => say({ smsFallback: event.currentTarget.checked })}
          />
        </>
      )}
      <SegmentedControl
        aria-label={t('plays:step.offer')}
        data={(['none', 'amount', 'percent'] as const).map((kind) => ({
          value: kind,
          label: t(`plays:offer.${kind}`),
        }))}
        value={offer.kind}
        onChange={give}
      />
      {offer.kind === 'amount' && (
        <MoneyInput
          label={t('plays:offer.value')}
          valueMinor={offer.value}
          onChange={(value) => onChange({ ...arm, offer: { ...offer, value: Math.max(1, value) } })}
        />
      )}
      {offer.kind === 'percent' && (
        <NumberInput
          label={t('plays:offer.percentValue')}
          suffix="%"
          min={1}
          max={100}
          allowDecimal={false}
          clampBehavior="strict"
          value={offer.value}
          onChange={(value) => onChange({ ...arm, offer: { ...offer, value: Math.max(1, Number(value || 1)) } })}
        />
      )}
      {offer.kind !== 'none' && (
        <NumberInput
          label={t('plays:offer.validDays')}
          min={1}
          max={365}
          allowDecimal={false}
          clampBehavior="strict"
          value={offer.validDays}
          onChange={(value) => onChange({ ...arm, offer: { ...offer, validDays: Math.max(1, Number(value || 1)) } })}
        />
      )}
      {asksItem && (
        <Select
          label={t('plays:offer.item')}
          description={t('plays:offer.itemHint')}
          clearable
          searchable
          clearButtonProps={{ 'aria-label': t('plays:offer.noItem') }}
          data={items}
          value={offer.itemId ?? null}
          onChange={(itemId) => onChange({ ...arm, offer: { ...offer, itemId: itemId ?? undefined } })}
        />
      )}
      {channel === 'email' && (
        <TextInput
          label={t('plays:message.subject')}
          maxLength={200}
          value={message.subject}
          onChange={(event) => say({ subject: event.currentTarget.value })}
        />
      )}
      {channel !== 'none' && (
        <Textarea
          label={t('plays:message.body')}
          description={t('plays:message.variables', {
            list: VARIABLES.map((name) => `{${t(`plays:variable.${name}`)}}`).join(' '),
          })}
          autosize
          minRows={4}
          maxLength={10_000}
          value={message.body}
          onChange={(event) => say({ body: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
