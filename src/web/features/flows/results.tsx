import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { OpenFlow } from '../../../modules/flows/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import css from './flows.module.css';
import { Lately } from './lately.tsx';

/** What it did lately, and per step the message against its hold-out; nothing is called an effect without one. */
export function Results({ flow }: { flow: OpenFlow }) {
  const { t } = useTranslation('flows');
  const format = useFormat();
  const drawn = flow.plays.filter(({ treated, holdout }) => treated + holdout > 0);
  const lineOf = new Map(flow.lines.map(({ stepId, text }) => [stepId, text]));
  return (
    <Section title={t('results.title')}>
      <div className={css.stack}>
        <Lately lately={flow.lately} />
        {drawn.length > 0 && (
          <ul className={css.runs}>
            {drawn.map((one) => (
              <li key={one.playId}>
                <Link to="/plays/$playId" params={{ playId: one.playId }}>
                  {lineOf.get(one.stepId.split('.')[0] ?? '')?.[format.locale] ?? one.stepId}
                </Link>
                <span>
                  {one.verdict === null || one.verdict === 'too_early'
                    ? t('results.early')
                    : t(`results.verdict.${one.verdict}`)}
                </span>
                <span className={css.quiet}>
                  {t('results.counts', {
                    treated: format.count(one.treated),
                    holdout: format.count(one.holdout),
                    version: one.version,
                  })}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}
