import { Button, Modal } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { launchPlay, type Play } from '../../../modules/plays/contract.ts';
import { type ApiError, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded, NoPermission, Notice } from '../../ui/states.tsx';
import { Money } from '../../ui/value.tsx';
import { useRefreshPlays } from './api.ts';
import type { Preview } from './draft-steps.tsx';
import { Excluded } from './excluded.tsx';
import css from './plays.module.css';

/** Before sending: who, what it costs, what it can show; and the one button that cannot be taken back. */
export function CheckStep({ play, preview }: { play: Play; preview: UseQueryResult<Preview, ApiError> }) {
  return <Loaded query={preview}>{(data) => <Check play={play} preview={data} />}</Loaded>;
}

function Check({ play, preview }: { play: Play; preview: Preview }) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  const maySend = useCan('plays:send');
  const [asking, setAsking] = useState(false);
  const launch = useCall(launchPlay);
  const refresh = useRefreshPlays();
  const blocked = preview.warnings.some(({ blocking }) => blocking);
  const send = () =>
    launch.mutate(
      { params: { playId: play.playId }, body: { expectedAudience: preview.audience } },
      { onSettled: () => void refresh().then(() => setAsking(false)) },
    );
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
      {preview.warnings.map(({ code, blocking, detail }) => (
        <Notice key={code} tone={blocking ? 'danger' : 'warning'}>
          {t(`warning.${code}`, { detail })}{' '}
          {(code === 'no_mail_server' || code === 'no_sender_details' || code === 'no_public_url') && (
            <Link to="/settings" hash={code === 'no_mail_server' ? 'mail' : 'sender'}>
              {t('toSettings')}
            </Link>
          )}
        </Notice>
      ))}
      <Section title={t('check.who')}>
        <Excluded found={preview.found} audience={preview.audience} excluded={preview.excluded} />
        <p className={css.quiet}>
          {preview.detectable === null
            ? t('holdout.undetectable', { n: format.count(preview.audience) })
            : t('holdout.detectable', {
                points: format.percentPoints(preview.detectable),
                base: format.percent(preview.baseRate, 1),
                treated: figures.treated,
                holdout: figures.holdout,
              })}
        </p>
      </Section>
      <Section title={t('check.cost')} sentence={t('check.costSentence')}>
        <dl className={css.rows}>
          <CostRow
            label={t('cost.messages', { n: format.count(preview.messages) })}
            amountMinor={preview.messageCostMinor}
          />
          <CostRow label={t('cost.vat')} amountMinor={preview.messageVatMinor} />
          <CostRow label={t('cost.fixed')} amountMinor={preview.fixedCostMinor} />
          <CostRow
            label={t(`cost.expectedCoupons.${preview.redemptionRateFrom}`, {
              rate: format.percent(preview.expectedRedemptionRate),
            })}
            amountMinor={preview.expectedCouponMinor}
          />
          <CostRow label={t('cost.expectedTotal')} amountMinor={preview.expectedTotalMinor} total />
        </dl>
      </Section>
      {maySend ? (
        <div className={css.actions}>
          <Button disabled={blocked} onClick={() => setAsking(true)}>
            {t(`check.send.${play.channel}`, figures)}
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
          <p>{t('check.price', figures)}</p>
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
}: {
  label: string;
  amountMinor: number;
  total?: boolean;
}) {
  return (
    <div className={total ? css.total : undefined}>
      <dt>{label}</dt>
      <dd>
        <Money amountMinor={amountMinor} />
      </dd>
    </div>
  );
}
