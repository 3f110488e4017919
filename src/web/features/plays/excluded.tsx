import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/format.ts';
import { FigureRows } from '../../ui/figure-rows.tsx';

interface ExcludedProps {
  found: number;
  audience: number;
  excluded: readonly { reason: string; count: number }[];
}

/** How many remain, and why the others are left out. */
export function Excluded({ found, audience, excluded }: ExcludedProps) {
  const { t } = useTranslation('plays');
  const format = useFormat();
  return (
    <FigureRows>
      <div>
        <dt>{t('audience.found')}</dt>
        <dd>{t('people', { n: format.count(found) })}</dd>
      </div>
      {excluded.map(({ reason, count }) => (
        <div key={reason}>
          <dt>{t(`reason.${reason}`)}</dt>
          <dd>−{t('people', { n: format.count(count) })}</dd>
        </div>
      ))}
      <div data-total>
        <dt>{t('audience.remain')}</dt>
        <dd>{t('people', { n: format.count(audience) })}</dd>
      </div>
    </FigureRows>
  );
}
