import { useTranslation } from 'react-i18next';
import type { FlowSummary } from '../../../modules/flows/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { FigureRows } from '../../ui/figure-rows.tsx';
import css from './flows.module.css';
import { useReason } from './reason.ts';

/** Below so many on a side nothing is told of a difference, as in every result (MT-31). */
const TOO_FEW = 30;

/** What became of everybody who met the trigger lately, and who has come since, drawn beside held out: no effect by itself. */
export function Lately({ lately }: { lately: FlowSummary['lately'] }) {
  const { t } = useTranslation(['flows', 'plays']);
  const format = useFormat();
  const reasonOf = useReason();
  const { met, reached, waiting, treated, came, heldOut, heldOutCame, leftOut } = lately;
  if (met === 0) return <p className={css.text}>{t('lately.nobody')}</p>;
  const rest = met - reached - waiting - heldOut - leftOut.reduce((sum, { count }) => sum + count, 0);
  const rows = [
    { key: 'reached', label: t('fate.reached'), count: reached },
    { key: 'waiting', label: t('fate.waiting'), count: waiting },
    { key: 'heldOut', label: t('fate.heldOut'), count: heldOut },
    ...leftOut.map(({ reason, count }) => ({
      key: reason,
      label: reasonOf(reason),
      count,
    })),
    { key: 'rest', label: t('fate.rest'), count: rest },
  ];
  const share = (some: number, all: number) => format.percent(some / all);
  return (
    <>
      <p className={css.text}>{t('fate.met', { count: met, n: format.count(met) })}</p>
      <FigureRows>
        {rows
          .filter(({ key, count }) => count > 0 || key === 'reached' || key === 'heldOut')
          .map(({ key, label, count }) => (
            <div key={key}>
              <dt>{label}</dt>
              <dd>{t('plays:people', { n: format.count(count) })}</dd>
            </div>
          ))}
      </FigureRows>
      {treated > 0 && (
        <>
          <p className={css.text}>{t('came.title')}</p>
          <FigureRows>
            <div>
              <dt>{t('came.treated', { n: format.count(treated) })}</dt>
              <dd>{t('came.of', { n: format.count(came), share: share(came, treated) })}</dd>
            </div>
            {heldOut > 0 && (
              <div>
                <dt>{t('came.heldOut', { n: format.count(heldOut) })}</dt>
                <dd>{t('came.of', { n: format.count(heldOutCame), share: share(heldOutCame, heldOut) })}</dd>
              </div>
            )}
          </FigureRows>
          <p className={css.quiet}>
            {t(heldOut === 0 ? 'came.noControl' : Math.min(treated, heldOut) < TOO_FEW ? 'came.tooFew' : 'came.below')}
          </p>
        </>
      )}
    </>
  );
}
