import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { listAlarms, markAlarmSeen, settleDoubt } from '../../../modules/loyalty/contract/points.ts';
import { keyOf, queryFor, useCall } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
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
  const settle = useCall(settleDoubt);
  const error = seen.error ?? settle.error;
  const refresh = { onSettled: () => void client.invalidateQueries({ queryKey: keyOf(listAlarms) }) };
  return (
    <Section title={t('alarms.title')} sentence={t('alarms.sentence')}>
      {error && <Notice tone="danger">{error.message}</Notice>}
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
                      {inLine([format.day(format.dayOf(alarm.at)), alarm.till, alarm.madeBy])}
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
                      {alarm.kind === 'coupon_maybe_twice' ? (
                        (['one', 'two'] as const).map((answer) => (
                          <Button
                            key={answer}
                            variant={answer === 'one' ? 'filled' : 'default'}
                            disabled={settle.isPending}
                            onClick={() =>
                              settle.mutate({ params: { alarmId: alarm.alarmId }, body: { answer } }, refresh)
                            }
                          >
                            {t(answer === 'one' ? 'alarms.countOnce' : 'alarms.twoUses')}
                          </Button>
                        ))
                      ) : (
                        <Button
                          variant="default"
                          onClick={() => seen.mutate({ params: { alarmId: alarm.alarmId } }, refresh)}
                        >
                          {t('alarms.seen')}
                        </Button>
                      )}
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
