import { sql } from 'kysely';
import type { Db } from '../../../platform/db.ts';
import { insertAlarms } from '../receipts/store.ts';
import { UNKNOWN_BILL_HOURS } from './rules.ts';

/** What a new redemption of a shared word has, to be set against those already told. */
interface NewWordUse {
  workspaceId: string;
  couponUseId: string;
  offerId: string;
  customerId: string | null;
  mergedFrom: string | null;
  businessDay: string;
  at: Date;
  till: string;
  madeBy: string | null;
}

/** An alarm about a redemption that may be another one told twice carries which. */
const MAYBE_SAME = 'maybe:';

/** The redemption that an alarm asks about; null for an alarm of another kind. `maybe:7c…` → `7c…`. */
export const couponUseOfAlarm = (about: string): string | null =>
  about.startsWith(MAYBE_SAME) ? about.slice(MAYBE_SAME.length) : null;

/**
 * Has a person look at a redemption of a shared word that may be the same one told by the other side: an order and a counter
 * within a meal's length of each other on one day, of which the counter knew no bill and nothing says that they are of two
 * people. Where the bill or the person is known, they have been made one, or are two, before this is asked.
 */
export async function askIfSameWord(db: Db, use: NewWordUse, from: 'order' | 'counter'): Promise<void> {
  const { workspaceId, couponUseId, offerId, customerId, mergedFrom, businessDay, at, till, madeBy } = use;
  const isOther =
    from === 'order'
      ? sql`u.order_id is null and u.bill_minor is null`
      : sql`u.idempotency_key = 'order:' || u.order_id and u.counter_key is null`;
  const { rows } = await sql<{ couponUseId: string }>`
    select u.coupon_use_id from loyalty.coupon_use u
    where u.workspace_id = ${workspaceId}::uuid and u.offer_id = ${offerId}::uuid and u.coupon_id is null
      and u.coupon_use_id <> ${couponUseId}::uuid and u.undone_at is null and u.business_day = ${businessDay}::date
      and (u.customer_id is null or ${customerId}::uuid is null or u.customer_id = ${customerId}::uuid)
      and abs(extract(epoch from u.at - ${at}::timestamptz)) <= ${UNKNOWN_BILL_HOURS * 3_600} and ${isOther} limit 1`.execute(
    db,
  );
  if (rows.length === 0) return;
  const about = `${MAYBE_SAME}${couponUseId}`;
  await insertAlarms(db, workspaceId, [
    { kind: 'coupon_twice', about, customerId, mergedFrom, businessDay, at, madeBy, till },
  ]);
}
