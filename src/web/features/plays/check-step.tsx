import { Button, Modal, SegmentedControl } from '@mantine/core';
import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Play } from '../../../modules/plays/contract/play.ts';
import { getPlayPolicy } from '../../../modules/plays/contract/policy.ts';
import { askApproval, launchPlay, type PlayPreview } from '../../../modules/plays/contract.ts';
import { addDays } from '../../../shared/time.ts';
import { type ApiError, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan, useSession } from '../../lib/session.ts';
import { FigureRows } from '../../ui/figure-rows.tsx';
import { MailSettingsLink } from '../../ui/mail-settings-link.tsx';
import { Section } from '../../ui/page.tsx';
import { Loaded, NoPermission, Notice } from '../../ui/states.tsx';
import { Money } from '../../ui/value.tsx';
import { useRefreshPlays } from './api.ts';
import { useArmName } from './arms.tsx';
import { Detectable } from './detectable.tsx';
import { Excluded } from './excluded.tsx';
import css from './plays.module.css';
import { WhatLeaves } from './what-leaves.tsx';

const WHEN = ['now', 'soon', 'tomorrow'] as const;
type When = (typeof WHEN)[number];
/** Long enough to notice the mistake one sees right after pressing. */
const SOON_MS = 10 * 60_000;
/** The hour at which a shop's advertising may begin by the shop's own default window. */
const MORNING = '11:00';

/** When a play leaves that does not leave now. */
function leavingAt(when: Exclude<When, 'now'>, at: { now: number; tomorrow: Date }): string {
  return (when === 'soon' ? new Date(at.now + SOON_MS) : at.tomorrow).toISOString();
}

/** Before sending: who, what it costs, what it can show; and the one button that cannot be taken back. */
export function CheckStep({ play, preview }: { play: Play; preview: UseQueryResult<PlayPreview, ApiError> }) {
  return (
    <Loaded query={preview} rows={8}>
      {(data) => <Check play={play} preview={data} />}
    </Loaded>
  );
}

function Check({ play, preview }: { play: Play; preview: PlayPreview }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const maySend = useCan('plays:send');
  const [asking, setAsking] = useState(false);
  const launch = useCall(launchPlay);
  const ask = useCall(askApproval);
  const policy = useQuery(queryFor(getPlayPolicy));
  const mayApprove = useCan('plays:approve');
  const nameOf = useArmName();
  const { today } = useSession().workspace;
  const [when, setWhen] = useState<When>('now');
  // Managers ask where the shop wants it so; the owner launches.
  const mustAsk = policy.data?.policy.approvalRequired === true && !mayApprove;
  const isWaiting = play.state === 'waiting';
  const refresh = useRefreshPlays();
  const blocked = preview.warnings.some(({ blocking }) => blocking);
  const send = () =>
    launch.mutate(
      {
        params: { playId: play.playId },
        body: {
          expectedAudience: preview.audience,
          ...(when === 'now'
            ? {}
            : {
                leavesAt: leavingAt(when, {
                  now: Date.now(),
                  tomorrow: format.instantOf(`${addDays(today, 1)}T${MORNING}`),
                }),
              }),
        },
      },
      { onSettled: () => void refresh().then(() => setAsking(false)) },
    );
  const isUnpriced = preview.unpriced.length > 0;
  const figures = {
    treated: format.count(preview.treated),
    holdout: format.count(preview.holdout),
    cost: format.money(preview.messageCostMinor + preview.messageVatMinor + preview.fixedCostMinor),
    coupons: format.money(preview.expectedCouponMinor),
    day: format.day(preview.plannedEndOn),
  };
  return (
    <>
      {launch.error && <Notice tone="danger">{launch.error.message || t('notSent')}</Notice>}
      {ask.error && <Notice tone="danger">{ask.error.message}</Notice>}
      {preview.warnings.map(({ code, blocking, detail }) => (
        <Notice key={code} tone={blocking ? 'danger' : 'warning'}>
          {t(`warning.${code}`, {
            detail,
            each: format.count(Math.floor(preview.treated / preview.arms.length)),
            rise: format.money(preview.detectableSpendMinor ?? 0),
            usual: format.money(preview.usualSpendMinor),
          })}{' '}
          <MailSettingsLink code={code} />
        </Notice>
      ))}
      <Section title={t('check.who')}>
        <Excluded found={preview.found} audience={preview.audience} excluded={preview.excluded} draftId={play.playId} />
        {preview.arms.length > 1 && (
          <FigureRows>
            {preview.arms.map(({ key, people }) => (
              <div key={key}>
                <dt>
                  {nameOf({
                    key,
                    name: key === 'a' ? play.armName : (play.otherArms.find((arm) => arm.key === key)?.name ?? ''),
                  })}
                </dt>
                <dd>{t('people', { n: format.count(people) })}</dd>
              </div>
            ))}
            <div>
              <dt>{t('result.holdout')}</dt>
              <dd>{t('people', { n: figures.holdout })}</dd>
            </div>
          </FigureRows>
        )}
        {preview.arms.length > 1 && <p className={css.quiet}>{t('measure:arm.byLot')}</p>}
        <Detectable preview={preview} />
      </Section>
      {preview.samples.length > 0 && (
        <Section title={t('leaves.title')} sentence={t('leaves.sentence')}>
          <WhatLeaves play={play} preview={preview} />
        </Section>
      )}
      <Section title={t('check.cost')} sentence={t('check.costSentence')}>
        {isUnpriced && (
          <Notice tone="warning">
            {t('leaves.unpriced')}{' '}
            <Link to="/settings" hash="messages">
              {t('toSettings')}
            </Link>
          </Notice>
        )}
        <FigureRows>
          <CostRow
            isUnknown={isUnpriced && preview.messageCostMinor === 0}
            label={t('cost.messages', { n: format.count(preview.messages) })}
            amountMinor={preview.messageCostMinor}
          />
          <CostRow
            label={t('cost.vat')}
            isUnknown={isUnpriced && preview.messageVatMinor === 0}
            amountMinor={preview.messageVatMinor}
          />
          <CostRow label={t('cost.fixed')} amountMinor={preview.fixedCostMinor} />
          <CostRow
            label={t(`cost.expectedCoupons.${preview.redemptionRateFrom}`, {
              rate: format.percent(preview.expectedRedemptionRate),
            })}
            amountMinor={preview.expectedCouponMinor}
          />
          <CostRow label={t('cost.expectedTotal')} amountMinor={preview.expectedTotalMinor} total />
        </FigureRows>
      </Section>
      {isWaiting && !mayApprove ? null : mustAsk ? (
        <div className={css.actions}>
          <Button
            disabled={blocked}
            loading={ask.isPending}
            onClick={() => ask.mutate({ params: { playId: play.playId } }, { onSettled: () => void refresh() })}
          >
            {t('measure:waiting.ask')}
          </Button>
        </div>
      ) : maySend ? (
        <div className={css.actions}>
          <Button disabled={blocked} onClick={() => setAsking(true)}>
            {isWaiting ? t('measure:waiting.approve') : t(`check.send.${play.channel}`, figures)}
          </Button>
        </div>
      ) : (
        <NoPermission what={t('sending')} />
      )}
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t(`check.ask.${play.channel}`, figures)}
        closeButtonProps={{ 'aria-label': t('ui:close') }}
        centered
      >
        <div className={css.choices}>
          <p>{t('check.consequences', figures)}</p>
          <p>{t(isUnpriced ? 'check.priceUnknown' : 'check.price', figures)}</p>
          <WhatLeaves play={play} preview={preview} />
          <SegmentedControl
            aria-label={t('measure:when.label')}
            data={WHEN.map((value) => ({ value, label: t(`measure:when.${value}`) }))}
            value={when}
            onChange={(value) => setWhen(WHEN.find((one) => one === value) ?? 'now')}
          />
          {when !== 'now' && <p className={css.quiet}>{t('measure:when.hint')}</p>}
          <div className={css.actions}>
            <Button loading={launch.isPending} onClick={send}>
              {t(`check.yes.${play.channel}`)}
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('check.no')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}

/** One line of costs. */
export function CostRow({
  label,
  amountMinor,
  total = false,
  isUnknown = false,
}: {
  label: string;
  amountMinor: number;
  /** Nobody has written the price down: no figure is better than a nought. */
  isUnknown?: boolean;
  total?: boolean;
}) {
  return (
    <div data-total={total || undefined}>
      <dt>{label}</dt>
      <dd>{isUnknown ? '–' : <Money amountMinor={amountMinor} />}</dd>
    </div>
  );
}
