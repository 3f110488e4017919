import type { Db } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';

const DOUBT = 'coupon_maybe_twice';

/** Asks whether two redemptions of a shared word are one, once a redemption. */
export async function insertDoubt(
  db: Db,
  workspaceId: string,
  doubt: {
    /** The one that was told last. */
    couponUseId: string;
    otherUseId: string;
    customerId: string | null;
    mergedFrom: string | null;
    businessDay: string;
    at: Date;
    madeBy: string | null;
    till: string;
  },
): Promise<void> {
  await db
    .insertInto('loyalty.alarm')
    .values({ workspaceId, alarmId: newId(), kind: DOUBT, about: doubt.couponUseId, ...doubt })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export function findDoubt(db: Db, workspaceId: string, alarmId: string) {
  return db
    .selectFrom('loyalty.alarm')
    .select(['couponUseId', 'otherUseId'])
    .where('workspaceId', '=', workspaceId)
    .where('alarmId', '=', alarmId)
    .where('kind', '=', DOUBT)
    .executeTakeFirst();
}

/** @returns whether it was open */
export async function closeDoubt(
  db: Db,
  workspaceId: string,
  alarmId: string,
  seen: { seenAt: Date; seenBy: string | null },
): Promise<boolean> {
  const closed = await db
    .updateTable('loyalty.alarm')
    .set(seen)
    .where('workspaceId', '=', workspaceId)
    .where('alarmId', '=', alarmId)
    .where('seenAt', 'is', null)
    .returning('alarmId')
    .executeTakeFirst();
  return closed !== undefined;
}

/** A doubt is settled once one of its two redemptions was taken back or tied to another. */
export async function closeDoubtsAbout(
  db: Db,
  workspaceId: string,
  couponUseIds: readonly string[],
  seen: { seenAt: Date; seenBy: string | null },
): Promise<void> {
  if (couponUseIds.length === 0) return;
  const uses = [...couponUseIds];
  await db
    .updateTable('loyalty.alarm')
    .set(seen)
    .where('workspaceId', '=', workspaceId)
    .where('kind', '=', DOUBT)
    .where('seenAt', 'is', null)
    .where((eb) => eb.or([eb('couponUseId', 'in', uses), eb('otherUseId', 'in', uses)]))
    .execute();
}
