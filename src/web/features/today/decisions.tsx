import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { listDecisions } from '../../../modules/decisions/contract.ts';
import { queryFor } from '../../lib/api.ts';
import { useDecisionReason } from '../../ui/decision-reason.ts';
import { Section } from '../../ui/page.tsx';
import css from './board.module.css';
import { NextStep, RowLink } from './next-step.tsx';

const SHOWN = 3;

/** The first of what waits in the inbox of decisions, and how many do; `quiet` leaves the block out when nothing does. */
export function Decisions({ quiet }: { quiet: boolean }) {
  const { t } = useTranslation('today');
  const reason = useDecisionReason();
  const { data } = useQuery(queryFor(listDecisions));
  if (!data || (data.open.length === 0 && quiet)) return null;
  if (data.open.length === 0) {
    return (
      <p className={css.quiet}>
        {t('decide.none')} <NextStep to="/decisions">{t('decide.all')}</NextStep>
      </p>
    );
  }
  return (
    <Section
      title={t('decide.title', { count: data.open.length })}
      action={<NextStep to="/decisions">{t('decide.all')}</NextStep>}
    >
      <ul className={css.list}>
        {data.open.slice(0, SHOWN).map((one) => (
          <li key={`${one.kind} ${one.subject}`}>
            <RowLink to="/decisions">
              <span className={css.who}>
                <span className={css.name}>{t(`decisions:what.${one.kind}`)}</span>
                <br />
                {reason(one)}
              </span>
            </RowLink>
          </li>
        ))}
      </ul>
    </Section>
  );
}
