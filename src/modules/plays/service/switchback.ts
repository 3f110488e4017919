import { type DayTables, listDayNet, listDayTables } from '../../../mart/index.ts';
import type { Db } from '../../../platform/db.ts';
import { addDays, businessDayOf } from '../../../shared/time.ts';
import { getWorkspace } from '../../workspace/index.ts';
import type { PlayResultView } from '../contract/result.ts';
import {
  describeSwitchback,
  isOnDay,
  measureSwitchback,
  type SwitchbackEffect,
  type VerdictSentence,
} from '../rules/index.ts';
import type { PlayRow } from '../store.ts';
import { toPlay } from './play.ts';

/** What days drawn to be on and off say of an offline action. */
interface SwitchbackResult {
  /** In minor units a day; of a set the share of tables that had both. */
  effect: SwitchbackEffect | undefined;
  isOver: boolean;
  verdict: PlayResultView['verdict'];
  sentence: VerdictSentence;
  /**
   * Over the days it was out and that have their pair; null before the planned day (MT-39), without pairs, and of a set:
   * what a second item adds to a bill it would have had otherwise is not known.
   */
  incrementalRevenue: number | null;
  incrementalRevenueCi: [number, number] | null;
  /** Of a set: orders with its first item on days on and off. */
  tables: { on: DayTables; off: DayTables } | undefined;
}

const VERDICTS = { more: 'worked', less: 'made_things_worse', unknown: 'unknown' } as const;

/**
 * The result of a launched switch-back on a business day, from days that were over before it was stopped;
 * undefined for any other play.
 */
export async function readSwitchback(db: Db, row: PlayRow, today: string): Promise<SwitchbackResult | undefined> {
  const { offline, launchedOn, plannedEndOn, seed } = { ...toPlay(row), seed: row.seed };
  if (!offline?.switchback || launchedOn === null || plannedEndOn === null) return undefined;
  const lastDays = [addDays(today, -1), plannedEndOn];
  if (row.stoppedAt) {
    // The day on which it was stopped was half on: only whole days count.
    lastDays.push(addDays(businessDayOf(row.stoppedAt, await getWorkspace(db, row.workspaceId)), -1));
  }
  const until = lastDays.reduce((first, day) => (day < first ? day : first));
  const span = { workspaceId: row.workspaceId, from: launchedOn, until };
  const { pair } = offline;
  const tablesByDay = pair && (await listDayTables(db, { ...span, ...pair }));
  const byDay = tablesByDay
    ? new Map([...tablesByDay].map(([day, { tables, both }]) => [day, both / tables]))
    : await listDayNet(db, span);
  const effect = measureSwitchback({ seed, startOn: launchedOn, until, byDay });
  // MT-39: no winner before the planned day.
  const isOver = today > plannedEndOn;
  const whole = isOver && !pair ? effect : undefined;
  return {
    effect,
    isOver,
    verdict: isOver ? VERDICTS[effect?.direction ?? 'unknown'] : 'too_early',
    sentence: describeSwitchback({ effect, plannedEndOn, isOver, isSet: pair !== null }),
    incrementalRevenue: whole ? whole.difference * whole.pairs : null,
    incrementalRevenueCi: whole ? [whole.ci[0] * whole.pairs, whole.ci[1] * whole.pairs] : null,
    tables: tablesByDay
      ? {
          on: sumTables(tablesByDay, (day) => isOnDay({ seed, startOn: launchedOn, day })),
          off: sumTables(tablesByDay, (day) => !isOnDay({ seed, startOn: launchedOn, day })),
        }
      : undefined,
  };
}

function sumTables(byDay: ReadonlyMap<string, DayTables>, isMeant: (day: string) => boolean): DayTables {
  const meant = [...byDay].filter(([day]) => isMeant(day)).map(([, tables]) => tables);
  return {
    tables: meant.reduce((sum, { tables }) => sum + tables, 0),
    both: meant.reduce((sum, { both }) => sum + both, 0),
  };
}
