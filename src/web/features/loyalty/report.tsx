import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getLiability } from '../../../modules/loyalty/contract/points.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { Section } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './loyalty.module.css';

const PERCENT = 100;

/** What the shop owes, what will probably expire, what it costs to give (OP-57). */
export function Liability() {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const query = useQuery(queryFor(getLiability));
  return (
    <Loaded query={query} rows={8}>
      {(report) => (
        <Section
          title={t('report.title')}
          sentence={t('report.sentence', { count: report.outstanding, cost: format.money(report.costMinor) })}
        >
          <dl className={css.facts}>
            <div>
              <dt>{t('report.outstanding')}</dt>
              <dd>{format.count(report.outstanding)}</dd>
            </div>
            <div>
              <dt>{t('report.breakage')}</dt>
              <dd>
                {report.breakageRate === null
                  ? t('report.unknown')
                  : t('report.breakageValue', {
                      share: format.decimal(report.breakageRate * PERCENT),
                      count: report.expectedBreakage ?? 0,
                    })}
              </dd>
            </div>
            <div>
              <dt>{t('report.stamps')}</dt>
              <dd>{format.count(report.stampsOutstanding)}</dd>
            </div>
            <div>
              <dt>{t('report.prepaid')}</dt>
              <dd>{format.money(report.prepaidMinor + report.prepaidOfNobodyMinor)}</dd>
            </div>
          </dl>
          {report.months.length > 0 && (
            <div className={css.scroll} role="region" aria-label={t('report.months')} tabIndex={0}>
              <table className={css.table}>
                <caption>{t('report.months')}</caption>
                <thead>
                  <tr>
                    {(['month', 'earned', 'used', 'expired', 'reversed', 'adjusted'] as const).map((column) => (
                      <th key={column} scope="col">
                        {t(`report.${column}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {report.months.map((month) => (
                    <tr key={month.month}>
                      <th scope="row">{month.month}</th>
                      {(['earned', 'used', 'expired', 'reversed', 'adjusted'] as const).map((column) => (
                        <td key={column}>{format.count(month[column])}</td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Section>
      )}
    </Loaded>
  );
}
