import { Button, NumberInput, SegmentedControl, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { listItems } from '../../../modules/menu/contract.ts';
import { SEND_CHANNELS } from '../../../modules/messaging/contract.ts';
import type { Offer, Play } from '../../../modules/plays/contract/play.ts';
import type { previewPlay } from '../../../modules/plays/contract.ts';
import { listSegments } from '../../../modules/segments/contract.ts';
import { minorUnitDigits } from '../../../shared/money.ts';
import { type ApiError, queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useShop } from '../../lib/session.ts';
import { Letter } from '../../ui/letter.tsx';
import { Loaded, Notice } from '../../ui/states.tsx';
import { Tag } from '../../ui/tag.tsx';
import { AudienceChoice, RuleCount } from './audience-choice.tsx';
import { Detectable } from './detectable.tsx';
import { Excluded } from './excluded.tsx';
import { PictureField } from './picture-field.tsx';
import css from './plays.module.css';

/** What measures a text for the phone; the route brings it, for one feature never imports another. */
export type MessageMeter = (message: {
  channel: 'sms' | 'kakao';
  text: string;
  locale: 'ko' | 'en';
  hasPicture: boolean;
  onReplace: (text: string) => void;
}) => ReactNode;

export type Preview = z.output<(typeof previewPlay)['output']>;

interface StepProps {
  draft: Play;
  change: (patch: Partial<Play>) => void;
}

export function AimStep({ draft, change }: StepProps) {
  const { t } = useTranslation('plays');
  return (
    <>
      <TextInput
        label={t('aim.name')}
        required
        maxLength={120}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Textarea
        label={t('aim.hypothesis')}
        description={t('aim.hypothesisHint')}
        autosize
        minRows={2}
        maxLength={1000}
        value={draft.hypothesis}
        onChange={(event) => change({ hypothesis: event.currentTarget.value })}
      />
    </>
  );
}

/** `preview` counts the stored rule; `isStored`: whether the draft still has that one. */
export function AudienceStep({
  draft,
  change,
  preview,
  isStored,
}: StepProps & { preview: UseQueryResult<Preview, ApiError>; isStored: boolean }) {
  const query = useQuery(queryFor(listSegments));
  return (
    <Loaded query={query}>
      {(groups) => (
        <AudienceChoice value={draft} onChange={change} groups={groups}>
          {!isStored ? (
            <RuleCount rule={draft.rule} />
          ) : (
            <Loaded query={preview} rows={3}>
              {({ found, audience, excluded }) => (
                <Excluded found={found} audience={audience} excluded={excluded} draftId={draft.playId} />
              )}
            </Loaded>
          )}
        </AudienceChoice>
      )}
    </Loaded>
  );
}

/** An amount typed in the currency's own unit, kept in its minor unit. */
export function MoneyInput({
  label,
  valueMinor,
  onChange,
  min = 0,
}: {
  label: string;
  valueMinor: number;
  onChange: (minor: number) => void;
  min?: number;
}) {
  const { currency } = useShop();
  const { currencyMark } = useFormat();
  const digits = minorUnitDigits(currency);
  return (
    <NumberInput
      label={label}
      min={min}
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

/** More than any menu has. */
const MOST_ITEMS = 2_000;
const DEFAULT_VALID_DAYS = 14;
const DEFAULT_PERCENT = 10;
/** A first amount that is a real coupon in most currencies: 2,000 won, 2 pounds. */
const DEFAULT_AMOUNT_MINOR: Record<string, number> = { KRW: 2_000, JPY: 200 };

export function OfferStep({ draft, change }: StepProps) {
  const { t } = useTranslation('plays');
  const { currency } = useShop();
  const { offer, message } = draft;
  const items = useQuery(queryFor(listItems, { query: { limit: MOST_ITEMS } })).data?.items ?? [];
  const choose = (kind: string) => {
    const rest =
      offer.kind === 'none'
        ? { minSpendMinor: 0, validDays: DEFAULT_VALID_DAYS }
        : { minSpendMinor: offer.minSpendMinor, validDays: offer.validDays };
    const about = offer.itemId === undefined ? {} : { itemId: offer.itemId };
    const offers: Record<string, Offer> = {
      none: { kind: 'none', ...about },
      amount: { kind: 'amount', value: DEFAULT_AMOUNT_MINOR[currency] ?? 200, ...rest, ...about },
      percent: { kind: 'percent', value: DEFAULT_PERCENT, ...rest, ...about },
    };
    const chosen = offers[kind];
    if (!chosen) return;
    // A text nobody has touched follows the offer: it speaks of a coupon only where there is one.
    const hasCoupon = chosen.kind !== 'none';
    const isOurs = message.body === t(hasCoupon ? 'template.bodyPlain' : 'template.body');
    const body = t(hasCoupon ? 'template.body' : 'template.bodyPlain');
    change({ offer: chosen, ...(isOurs ? { message: { ...message, body } } : {}) });
  };
  return (
    <>
      <SegmentedControl
        aria-label={t('step.offer')}
        data={(['none', 'amount', 'percent'] as const).map((kind) => ({ value: kind, label: t(`offer.${kind}`) }))}
        value={offer.kind}
        onChange={choose}
      />
      {offer.kind === 'amount' && (
        <MoneyInput
          label={t('offer.value')}
          min={1}
          valueMinor={offer.value}
          onChange={(value) => change({ offer: { ...offer, value: Math.max(1, value) } })}
        />
      )}
      {offer.kind === 'percent' && (
        <NumberInput
          label={t('offer.percentValue')}
          suffix="%"
          min={1}
          max={100}
          allowDecimal={false}
          clampBehavior="strict"
          value={offer.value}
          onChange={(value) => change({ offer: { ...offer, value: Math.max(1, Number(value || 1)) } })}
        />
      )}
      {offer.kind !== 'none' && (
        <>
          <MoneyInput
            label={t('offer.minSpend')}
            valueMinor={offer.minSpendMinor}
            onChange={(minSpendMinor) => change({ offer: { ...offer, minSpendMinor } })}
          />
          <NumberInput
            label={t('offer.validDays')}
            min={1}
            max={365}
            allowDecimal={false}
            value={offer.validDays}
            onChange={(value) => change({ offer: { ...offer, validDays: Math.max(1, Number(value || 1)) } })}
          />
        </>
      )}
      <Select
        label={t('offer.item')}
        description={t('offer.itemHint')}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': t('offer.noItem') }}
        data={items.map(({ itemId, name }) => ({ value: itemId, label: name }))}
        value={offer.itemId ?? null}
        onChange={(itemId) => change({ offer: { ...offer, itemId: itemId ?? undefined } })}
      />
    </>
  );
}

const VARIABLES = ['name', 'coupon', 'offer', 'until', 'usual', 'surplus', 'shop'] as const;

export function MessageStep({
  draft,
  change,
  preview,
  onLook,
  meter,
}: StepProps & { preview: Preview | undefined; onLook: () => void; meter?: MessageMeter | undefined }) {
  const { t } = useTranslation('plays');
  const { message } = draft;
  const set = (patch: Partial<Play['message']>) => change({ message: { ...message, ...patch } });
  return (
    <>
      <SegmentedControl
        aria-label={t('channel.label')}
        data={SEND_CHANNELS.map((channel) => ({ value: channel, label: t(`channel.${channel}`) }))}
        value={draft.channel}
        onChange={(channel) => change({ channel: SEND_CHANNELS.find((one) => one === channel) ?? 'email' })}
      />
      {draft.channel === 'kakao' && (
        <>
          <p className={css.quiet}>{t('channel.kakaoHint')}</p>
          <Switch
            label={t('channel.smsFallback')}
            description={t('channel.smsFallbackHint')}
            checked={message.smsFallback ?? false}
            onChange={(event) => set({ smsFallback: event.currentTarget.checked })}
          />
        </>
      )}
      {draft.channel === 'none' ? (
        <p className={css.quiet}>{t('channel.noneHint')}</p>
      ) : (
        <>
          {draft.channel === 'email' && (
            <TextInput
              label={t('message.subject')}
              maxLength={200}
              leftSection={<Tag>{t('message.label')}</Tag>}
              leftSectionWidth={76}
              value={message.subject}
              onChange={(event) => set({ subject: event.currentTarget.value })}
            />
          )}
          <Textarea
            label={t('message.body')}
            description={t('message.variables', {
              list: VARIABLES.map((name) => `{${t(`variable.${name}`)}}`).join(' '),
            })}
            autosize
            minRows={6}
            maxLength={10_000}
            value={message.body}
            onChange={(event) => set({ body: event.currentTarget.value })}
          />
          {draft.channel === 'sms' && (
            <PictureField
              playId={draft.playId}
              pictureId={message.pictureId}
              onChange={(pictureId) => set({ pictureId })}
            />
          )}
          {draft.channel === 'email' ? (
            <div className={css.locked}>
              <span className={css.quiet}>{t('message.locked')}</span>
              <Tag>{t('message.sender')}</Tag>
              <Tag>{t('message.optOut')}</Tag>
            </div>
          ) : (
            meter?.({
              channel: draft.channel,
              text: message.body,
              locale: message.locale,
              hasPicture: draft.channel === 'sms' && message.pictureId !== undefined,
              onReplace: (body) => set({ body }),
            })
          )}
          <div>
            <Button variant="default" onClick={onLook}>
              {t('message.look')}
            </Button>
          </div>
          {preview?.warnings
            .filter(({ code }) => code === 'offer_missing')
            .map(({ code, detail }) => (
              <Notice key={code} tone="danger">
                {t(`warning.${code}`, { detail })}
              </Notice>
            ))}
          {preview?.samples.map((sample) => (
            <Letter
              key={sample.which}
              head={t(`message.sample.${sample.which}`)}
              subject={sample.subject}
              text={sample.text}
            />
          ))}
        </>
      )}
    </>
  );
}

export function HoldoutStep({ draft, change, preview }: StepProps & { preview: Preview | undefined }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  return (
    <>
      <SegmentedControl
        aria-label={t('step.holdout')}
        data={[
          { value: 'auto', label: t('holdout.auto') },
          ...[0.1, 0.2, 0.5].map((rate) => ({ value: String(rate), label: format.percent(rate) })),
        ]}
        value={draft.holdoutRate === null ? 'auto' : String(draft.holdoutRate)}
        onChange={(value) => change({ holdoutRate: value === 'auto' ? null : Number(value) })}
      />
      <NumberInput
        label={t('holdout.measureDays')}
        min={1}
        max={365}
        allowDecimal={false}
        value={draft.measureDays}
        onChange={(value) => change({ measureDays: Math.max(1, Number(value || 1)) })}
      />
      <MoneyInput
        label={t('holdout.fixedCost')}
        valueMinor={draft.fixedCostMinor}
        onChange={(fixedCostMinor) => change({ fixedCostMinor })}
      />
      {preview && <Detectable preview={preview} />}
    </>
  );
}

/** The most a play may cost; empty is no ceiling of its own. */
export function BudgetInput({ draft, change }: StepProps) {
  const { t } = useTranslation('measure');
  return (
    <>
      <MoneyInput
        label={t('budget.label')}
        valueMinor={draft.budgetMinor ?? 0}
        onChange={(minor) => change({ budgetMinor: minor > 0 ? minor : null })}
      />
      <p className={css.quiet}>{t('budget.hint')}</p>
    </>
  );
}
