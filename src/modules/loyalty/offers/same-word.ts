import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { recordAccess } from '../../staff/index.ts';
import { closeDoubt, closeDoubtsAbout, findDoubt, insertDoubt } from '../receipts/store-doubts.ts';
import { keyOfOrder } from './rules.ts';
import { findUse, lockOffer, markUseUndone, uncountUse } from './store.ts';
import { findMaybeSameUse, lockLiveUses, type ToldWord, tieUses } from './store-words.ts';

/**
 * Has a person look at a redemption of a shared word that may be the same one told by the other side: an order and a counter
 * within a meal's length of each other on one day, of which the counter knew no bill, or only the till knows what was taken
 * off it, and nothing says that they are of two people. Where the bill or the person is known, they have been made one, or
 * are two, before this is asked.
 */
export async function askIfSameWord(
  db: Db,
  use: ToldWord & { mergedFrom: string | null; till: string; madeBy: string | null },
): Promise<void> {
  const otherUseId = await findMaybeSameUse(db, use);
  if (otherUseId === undefined) return;
  const { workspaceId, couponUseId, customerId, mergedFrom, businessDay, at, till, madeBy } = use;
  const told = { customerId, mergedFrom, businessDay, at, till, madeBy };
  await insertDoubt(db, workspaceId, { couponUseId, otherUseId, ...told });
}

/**
 * Settles such a doubt. As one, the order's redemption stays and is tied to the counter's telling, which is counted no more;
 * as two, both stay. Asked again, or once one of the two was taken back or tied meanwhile, it changes nothing.
 * @throws AppError forbidden | not_found
 */
export async function settleDoubt(
  db: Db,
  actor: Actor,
  { alarmId, answer, now }: { alarmId: string; answer: 'one' | 'two'; now: Date },
): Promise<void> {
  actor.require('loyalty:adjust');
  const { workspaceId, accountId } = actor;
  await inTransaction(db, async (db) => {
    const doubt = await findDoubt(db, workspaceId, alarmId);
    if (!doubt?.couponUseId) throw new AppError('not_found', 'no such doubt');
    const { couponUseId, otherUseId } = doubt;
    const use = await findUse(db, workspaceId, couponUseId);
    if (use?.offerId) await lockOffer(db, workspaceId, use.offerId);
    const seen = { seenAt: now, seenBy: accountId };
    const wasOpen = await closeDoubt(db, workspaceId, alarmId, seen);
    if (!wasOpen || answer === 'two' || otherUseId === null) return;
    const uses = await lockLiveUses(db, workspaceId, [couponUseId, otherUseId]);
    const ofOrder = uses.find(
      ({ orderId, idempotencyKey, counterKey }) =>
        orderId !== null && idempotencyKey === keyOfOrder(orderId) && counterKey === null,
    );
    const ofCounter = uses.find(({ orderId }) => orderId === null);
    if (!ofOrder || !ofCounter) return;
    const undone = { undoneAt: now, undoneReason: '', undoneBy: accountId };
    await markUseUndone(db, workspaceId, ofCounter.couponUseId, undone);
    if (ofCounter.offerId) await uncountUse(db, workspaceId, ofCounter.offerId, ofCounter.discountMinor ?? 0);
    await tieUses(db, workspaceId, { ofOrder, ofCounter });
    await closeDoubtsAbout(db, workspaceId, [couponUseId, otherUseId], seen);
    const subject = `coupon use ${ofCounter.couponUseId}`;
    await recordAccess(db, actor, { action: 'edit', subject, result: 'undone' }, now);
  });
}
