import { useTranslation } from 'react-i18next';
import type { Today } from '../../../modules/today/contract.ts';
import { useDemoIsUnfinished } from '../../lib/demo.ts';
import { useFormat } from '../../lib/format.ts';
import { useCan } from '../../lib/session.ts';
import { Section } from '../../ui/page.tsx';
import css from './board.module.css';
import { NextStep, RowLink } from './next-step.tsx';

/** Who is slipping away, and what that is worth a month. */
export function Resting({ resting }: { resting: Today['resting'] }) {
  const { t } = useTranslation('today');
  const format = useFormat();
  const mayPlay = useCan('plays:write');
  const isUnfinished = useDemoIsUnfinished();
  const { total, worthPerMonthMinor, mayEmail, top } = resting;
  if (total === 0) {
    return <Section title={t('resting.title')} sentence={t(isUnfinished ? 'beingMade' : 'resting.nobody')} />;
  }
  return (
    <Section
      title={t('resting.title')}
      sentence={t('resting.sentence', {
        count: total,
        n: format.count(total),
        worth: format.roughMoney(worthPerMonthMinor),
      })}
      action={<NextStep to="/people?list=resting">{t('resting.all')}</NextStep>}
    >
      <ul className={css.list}>
        {top.map((guest) => (
          <li key={guest.customerId}>
            <RowLink to={`/people/${guest.customerId}`}>
              <span className={css.who}>
                <span className={css.name}>{guest.name}</span>
                <span className={css.why}>
                  <Why {...guest} />
                </span>
              </span>
              <span className={css.aside}>
                {t('resting.worth', { worth: format.roughMoney(guest.worthPerMonthMinor) })}
              </span>
            </RowLink>
          </li>
        ))}
      </ul>
      <p className={css.playText}>{t('resting.reachable', { count: mayEmail, n: format.count(mayEmail) })}</p>
      {mayPlay && <NextStep to="/plays/new?rule=resting">{t('resting.next')}</NextStep>}
    </Section>
  );
}

function Why({ intervalDays, daysSinceLast, closedDays }: Today['resting']['top'][number]) {
  const { t } = useTranslation('today');
  const every = Math.round(intervalDays);
  const count = daysSinceLast - closedDays;
  return (
    <>
      {every > 1 ? t('resting.why', { every, count }) : t('resting.whyDaily', { count })}
      {closedDays > 0 && ` ${t('resting.closed', { days: closedDays })}`}
    </>
  );
}
