import { Button, NumberInput, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { listItems } from '../../../modules/menu/contract.ts';
import { wordsOfOffer } from '../../../modules/plays/contract/offer-words.ts';
import type { Offer, Play } from '../../../modules/plays/contract/play.ts';
import type { PlayPreview } from '../../../modules/plays/contract.ts';
import { listSegments } from '../../../modules/segments/contract.ts';
import { type ApiError, queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useTextsOf } from '../../lib/i18n.ts';
import { useSession } from '../../lib/session.ts';
import { Letter } from '../../ui/letter.tsx';
import { ChannelFields, WordFields } from '../../ui/message-fields.tsx';
import { MoneyInput } from '../../ui/money-input.tsx';
import { OfferFields } from '../../ui/offer-fields.tsx';
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
  offer: { offer: string; until: string; coupon: string };
  onReplace: (text: string) => void;
}) => ReactNode;

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
}: StepProps & { preview: UseQueryResult<PlayPreview, ApiError>; isStored: boolean }) {
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

/** More than any menu has. */
const MOST_ITEMS = 2_000;
export function OfferStep({ draft, change }: StepProps) {
  const { offer, message } = draft;
  const said = useTextsOf(message.locale, 'plays');
  const items = useQuery(queryFor(listItems, { query: { limit: MOST_ITEMS } })).data?.items ?? [];
  const choose = (chosen: Offer) => {
    // A text nobody has touched follows the offer: it speaks of a coupon only where there is one.
    const hasCoupon = chosen.kind !== 'none';
    const isOurs = message.body === said?.(hasCoupon ? 'template.bodyPlain' : 'template.body');
    const body = said?.(hasCoupon ? 'template.body' : 'template.bodyPlain');
    change({ offer: chosen, ...(isOurs && body ? { message: { ...message, body } } : {}) });
  };
  return (
    <OfferFields
      offer={offer}
      items={items.map(({ itemId, name }) => ({ value: itemId, label: name }))}
      onChange={choose}
    />
  );
}

export function MessageStep({
  draft,
  change,
  preview,
  onLook,
  meter,
}: StepProps & { preview: PlayPreview | undefined; onLook: () => void; meter?: MessageMeter | undefined }) {
  const { t } = useTranslation('plays');
  const { message } = draft;
  const { shop, today } = useSession().workspace;
  const say = (words: Play['message']) => change({ message: words });
  return (
    <>
      <ChannelFields
        channel={draft.channel}
        message={message}
        onChannel={(channel) => change({ channel })}
        onMessage={say}
      />
      {draft.channel === 'none' ? (
        <p className={css.quiet}>{t('channel.noneHint')}</p>
      ) : (
        <>
          <WordFields channel={draft.channel} message={message} onMessage={say} />
          {draft.channel === 'sms' && (
            <PictureField
              playId={draft.playId}
              pictureId={message.pictureId}
              onChange={(pictureId) => say({ ...message, pictureId })}
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
              offer: wordsOfOffer(draft, { currency: shop.currency, today }),
              onReplace: (body) => say({ ...message, body }),
            })
          )}
          {/* A text for the phone is shown by its meter as it is typed. */}
          {draft.channel === 'email' && (
            <div>
              <Button variant="default" onClick={onLook}>
                {t('message.look')}
              </Button>
            </div>
          )}
          {preview?.warnings
            .filter(({ code }) => code === 'offer_missing')
            .map(({ code, detail }) => (
              <Notice key={code} tone="danger">
                {t(`warning.${code}`, { detail })}
              </Notice>
            ))}
          {draft.channel === 'email' &&
            preview?.samples.map((sample) => (
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

export function HoldoutStep({ draft, change, preview }: StepProps & { preview: PlayPreview | undefined }) {
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
