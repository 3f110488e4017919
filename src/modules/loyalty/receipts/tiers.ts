import type { Db } from '../../../platform/db.ts';
import { addMonths } from '../../../shared/time.ts';
import { decideTier } from '../programme/rules.ts';
import { latestProgramme, listProgrammes } from '../programme/service.ts';
import { putKeptTier } from '../programme/store.ts';
import { listEarnedSince } from './store.ts';

/** Levels whose day has passed become what was earned within the window; who earned enough keeps hers (OP-56). */
export async function lowerTiers(
  db: Db,
  { workspaceId, today }: { workspaceId: string; today: string },
): Promise<{ changed: number }> {
  const { settings } = latestProgramme(await listProgrammes(db, workspaceId), today);
  const due = await db
    .selectFrom('loyalty.tierKept')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('keepUntil', '<', today)
    .execute();
  const since = addMonths(today, -settings.tiers.windowMonths);
  const customerIds = due.map(({ customerId }) => customerId);
  const earned = await listEarnedSince(db, workspaceId, { customerIds, unit: settings.unit, since });
  for (const { customerId, mergedFrom, ...kept } of due) {
    const tier = decideTier(settings, { earned: earned.get(customerId) ?? 0, kept, today });
    await putKeptTier(db, workspaceId, { customerId, mergedFrom }, tier);
  }
  return { changed: due.length };
}
