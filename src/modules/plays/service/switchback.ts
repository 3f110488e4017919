import { listDayNet } from '../../../mart/index.ts';
import type { Db } from '../../../platform/db.ts';
import { addDays } from '../../../shared/time.ts';
import type { PlayResultView } from '../contract/result.ts';
import { describeSwitchback, measureSwitchback, type SwitchbackEffect, type VerdictSentence } from '../rules/index.ts';
import type { PlayRow } from '../store.ts';
import { toPlay } from './play.ts';

/** What days drawn to be on and off say of an offline action. */
interface SwitchbackResult {
  effect: SwitchbackEffect | undefined;
  isOver: boolean;
  verdict: PlayResultView['verdict'];
  sentence: VerdictSentence;
  /** Over the days it was out and that have their pair; null before the planned day (MT-39), and without pairs. */
  incrementalRevenue: number | null;
  incrementalRevenueCi: [number, number] | null;
}

const VERDICTS = { more: 'worked', less: 'made_things_worse', unknown: 'unknown' } as const;

/** The result of a launched switch-back on a business day, from days that are over; undefined for any other play. */
export async function readSwitchback(db: Db, row: PlayRow, today: string): Promise<SwitchbackResult | undefined> {
  const { offline, launchedOn, plannedEndOn, seed } = { ...toPlay(row), seed: row.seed };
  if (!offline?.switchback || launchedOn === null || plannedEndOn === null) return undefined;
  const yesterday = addDays(today, -1);
  const until = yesterday < plannedEndOn ? yesterday : plannedEndOn;
  const sales = await listDayNet(db, { workspaceId: row.workspaceId, from: launchedOn, until });
  const effect = measureSwitchback({ seed, startOn: launchedOn, until, sales });
  // MT-39: no winner before the planned day.
  const isOver = today > plannedEndOn;
  const whole = isOver ? effect : undefined;
  return {
    effect,
    isOver,
    verdict: isOver ? VERDICTS[effect?.direction ?? 'unknown'] : 'too_early',
    sentence: describeSwitchback({ effect, plannedEndOn, isOver }),
    incrementalRevenue: whole ? whole.difference * whole.pairs : null,
    incrementalRevenueCi: whole ? [whole.ci[0] * whole.pairs, whole.ci[1] * whole.pairs] : null,
  };
}
