import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { undoCouponUse } from '../../../modules/loyalty/contract/offers.ts';
import { listAlarms, markAlarmSeen } from '../../../modules/loyalty/contract/points.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { EmptyState, Loaded, Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';

/** What looks like abuse (OP-53): the owner looks, nobody is blamed. */
export function Alarms() {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const client = useQueryClient();
  const query = useQuery(queryFor(listAlarms));
  const seen = useCall(markAlarmSeen);
  const undo = useCall(undoCouponUse);
  const settle = (alarmId: string) =>
    seen.mutate(
      { params: { alarmId } },
      { onSuccess: () => void client.invalidateQueries({ queryKey: keyOf(listAlarms) }) },
    );
  const countOnce = ({ alarmId, couponUseId }: { alarmId: string; couponUseId: string }) =>
    undo.mutate(
      { params: { couponUseId }, body: { reason: t('alarms.sameReason') } },
      { onSuccess: () => settle(alarmId) },
    );
  return (
    <Section title={t('alarms.title')} sentence={t('alarms.sentence')}>
      {undo.error && <Notice tone="danger">{undo.error.message}</Notice>}
      <Loaded query={query}>
        {({ alarms }) =>
          alarms.length === 0 ? (
            <EmptyState sentence={t('alarms.empty')} />
          ) : (
            <ul className={css.list}>
              {alarms.map((alarm) => (
                <li key={alarm.alarmId} className={css.item}>
                  <div>
                    <div>{t(`alarms.kind.${alarm.kind}`)}</div>
                    <div className={css.quiet}>
                      {[format.day(format.dayOf(alarm.at)), alarm.till, alarm.madeBy].filter(Boolean).join(' · ')}
                      {alarm.customerId && (
                        <>
                          {' · '}
                          <Link to="/people/$customerId" params={{ customerId: alarm.customerId }}>
                            {t('alarms.person')}
                          </Link>
                        </>
                      )}
                    </div>
                  </div>
                  {alarm.seenAt === null && (
                    <div className={css.answers}>
                      {alarm.couponUseId !== null && (
                        <Button
                          loading={undo.isPending}
                          onClick={() => countOnce({ alarmId: alarm.alarmId, couponUseId: alarm.couponUseId ?? '' })}
                        >
                          {t('alarms.countOnce')}
                        </Button>
                      )}
                      <Button variant="default" onClick={() => settle(alarm.alarmId)}>
                        {t(alarm.couponUseId === null ? 'alarms.seen' : 'alarms.twoUses')}
                      </Button>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Section>
  );
}
