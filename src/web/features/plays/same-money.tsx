import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Play } from '../../../modules/plays/contract/play.ts';
import { computeProfit, getPlayResult, type PlayResultView } from '../../../modules/plays/contract/result.ts';
import { queryFor } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { FigureRows } from '../../ui/figure-rows.tsx';
import { Section } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import css from './plays.module.css';
import { useEffectWords } from './use-effect-words.ts';
import { useSignedMoney } from './use-signed-money.ts';

/** What a play cost and left, in the lines that every play has: a leaflet as a message. */
export function SameMoney({ play }: { play: Play }) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const query = useQuery(queryFor(getPlayResult, { params: { playId: play.playId } }));
  const closedAt = play.stoppedAt ?? play.finishedAt;
  const ends = [closedAt ? format.dayOf(closedAt) : '', play.plannedEndOn ?? ''].filter(Boolean).sort();
  const year = play.state === 'running' ? undefined : ends[0]?.slice(0, 4);
  return (
    <Section title={t('lines.title')} sentence={t('lines.sentence')}>
      <Loaded query={query} rows={6}>
        {(result) => <Lines result={result} />}
      </Loaded>
      <p className={css.beside}>
        <Link to="/plays/book" search={year === undefined ? {} : { year: Number(year) }}>
          {t('lines.beside')}
        </Link>
      </p>
    </Section>
  );
}

function Lines({ result }: { result: PlayResultView }) {
  const { t } = useTranslation('measure');
  const format = useFormat();
  const effect = useEffectWords();
  const signed = useSignedMoney();
  const { lines, control, money, verdict } = result;
  const { code, actionMinor } = lines;
  const profit = control === 'none' ? undefined : computeProfit(money);
  const words = effect({
    control,
    verdict,
    effectMinor: profit ? money.incrementalRevenueMinor : null,
    effectCi: money.incrementalCiMinor,
    profitMinor: profit?.profitMinor ?? null,
    profitCi: profit?.profitCiMinor ?? null,
    lines,
  });
  const taken = (minor: number) => signed(minor === 0 ? 0 : -minor);
  return (
    <>
      <FigureRows>
        {code && (
          <>
            <div>
              <dt>{t('lines.sold', { count: code.uses })}</dt>
              <dd>{format.money(code.soldMinor)}</dd>
            </div>
            <div>
              <dt>{t('lines.discount')}</dt>
              <dd>{taken(code.discountMinor)}</dd>
            </div>
            <div>
              <dt>{t('lines.food')}</dt>
              <dd>{taken(code.foodMinor)}</dd>
            </div>
          </>
        )}
        <div>
          <dt>{t('lines.action')}</dt>
          <dd>{taken(actionMinor)}</dd>
        </div>
        {code && (
          <div data-total>
            <dt>{t('lines.left')}</dt>
            <dd>{signed(code.leftMinor)}</dd>
          </div>
        )}
        <div>
          <dt>{t('lines.effect')}</dt>
          <dd>{words.effect}</dd>
        </div>
        {words.profit && (
          <div>
            <dt>{t('lines.profit')}</dt>
            <dd>{words.profit}</dd>
          </div>
        )}
      </FigureRows>
      <p className={css.quiet}>
        {[
          code ? t('lines.attributed') : t('lines.noCode'),
          code && code.unknownBills > 0 ? t('lines.unknownBills', { count: code.unknownBills }) : '',
          code ? t(`food.${money.foodCostFrom}`, { share: format.percent(money.foodCostRate, 1) }) : '',
        ]
          .filter(Boolean)
          .join(' ')}
      </p>
    </>
  );
}
