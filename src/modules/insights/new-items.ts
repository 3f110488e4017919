import { listNewItems } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { addDays, daysBetween } from '../../shared/time.ts';
import { sayNewItem } from './rules/say-menu.ts';
import { sayIn } from './rules/saying.ts';

/** An item is new for four weeks: from then on its trend and its class speak for it (MT-40). */
const NEW_DAYS = 28;

/** Items on sale since at most four weeks before `until`, the latest first, each with what is known so far. */
export async function findNewItems(db: Db, actor: Actor, { until, windowDays }: { until: string; windowDays: number }) {
  const rows = await listNewItems(db, {
    workspaceId: actor.workspaceId,
    until,
    newDays: NEW_DAYS,
    beforeDays: windowDays - NEW_DAYS,
  });
  return rows.map((row) => {
    const days = daysBetween(row.since, addDays(until, 1));
    return { ...row, days, sentence: sayIn(actor.locale, sayNewItem({ ...row, days })) };
  });
}
