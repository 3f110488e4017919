import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Holdings } from '../contract/points.ts';
import { type Command, holdPurses } from '../ledger/service.ts';
import { listTaken } from '../ledger/store.ts';
import { computeEarnedOfKept, computeKept, expiryOf } from '../programme/rules.ts';
import { type Asked, book, readSettings, showHoldings } from './book.ts';
import * as store from './store.ts';

const UNDOABLE: ReadonlySet<string> = new Set(['earn', 'use', 'adjust', 'charge', 'transfer']);
/** Two records of a gift that became one person have nothing to move back. */
const isUndoable = ({ kind, amount, isUndone, reverses }: store.MoveRow) =>
  UNDOABLE.has(kind) && amount !== 0 && !isUndone && reverses === null;

/** Taking back what only a manager may book is a manager's too (OP-53). */
const BY_ADJUSTERS: ReadonlySet<string> = new Set(['adjust', 'transfer']);
const needsAdjuster = ({ kind, businessDay }: Pick<store.MoveRow, 'kind' | 'businessDay'>, today: string) =>
  businessDay !== today || BY_ADJUSTERS.has(kind);

/** Whether somebody may take a movement back today. */
export const mayUndo = (actor: Actor, move: store.MoveRow, today: string) =>
  isUndoable(move) && actor.can('loyalty:write') && (!needsAdjuster(move, today) || actor.can('loyalty:adjust'));

/** @throws AppError forbidden | not_found | conflict (undone already, cannot be undone, spent meanwhile) */
export async function undoMove(
  db: Db,
  actor: Actor,
  { movementId, reason, today, now }: Asked & { movementId: string; reason: string },
): Promise<{ holdings: Holdings }> {
  actor.require('loyalty:write');
  const { workspaceId } = actor;
  const found = await findMove(db, workspaceId, movementId);
  if (needsAdjuster(found, today)) actor.require('loyalty:adjust');
  const settings = await readSettings(db, workspaceId, today);
  return inTransaction(db, async (db) => {
    const { customerId, receiverId, unit } = found;
    const people = receiverId === null ? [customerId] : [customerId, receiverId];
    await holdPurses(
      db,
      workspaceId,
      people.map((id) => ({ unit, owner: { customerId: id, mergedFrom: null } })),
    );
    // Looked at again when nobody else can move it: a refund may have taken a part back meanwhile.
    const move = await findMove(db, workspaceId, movementId);
    const base = { key: `undo:${movementId}`, unit, reverses: movementId, reason, today, now };
    if (move.kind === 'transfer' || move.kind === 'charge') {
      const lots = await store.listLotsOfMovement(db, workspaceId, movementId);
      if (lots.some(({ amount, remaining }) => remaining < amount)) throw spentMeanwhile();
      const lotIds = lots.map(({ lotId }) => lotId);
      const amount = Math.abs(move.amount);
      if (move.kind === 'charge')
        return book(db, actor, { ...base, customerId, action: { kind: 'payout', amount, lotIds } });
      if (move.receiverId === null) throw cannotBeUndone();
      const to = { customerId: move.customerId, mergedFrom: null };
      await book(db, actor, {
        ...base,
        customerId: move.receiverId,
        action: { kind: 'transfer', amount, lotIds },
        to,
      });
      return { holdings: await showHoldings(db, workspaceId, move.customerId, today) };
    }
    const { kind, amount, receiptId } = move;
    const expiresOn = expiryOf({ ...settings, unit: unit === 'stamps' ? 'stamps' : 'points' }, today);
    const standing =
      receiptId === null || kind === 'adjust'
        ? Math.abs(amount)
        : await forgetOnReceipt(db, { workspaceId, customerId, unit, kind, amount, receiptId });
    if (standing === 0) throw cannotBeUndone();
    const action: Command['action'] =
      kind === 'use'
        ? { kind: 'reverse_use', amount: standing, expiresOn }
        : kind === 'earn'
          ? { kind: 'reverse_earn', amount: standing }
          : { kind: 'adjust', amount: -amount, expiresOn };
    return book(db, actor, { ...base, customerId, action, receiptId });
  });
}

/**
 * A movement that can be taken back, of who gave or was moved; a gift also names who got it.
 * @throws AppError not_found | conflict (cannot be undone)
 */
async function findMove(db: Db, workspaceId: string, movementId: string) {
  const rows = await store.listMoves(db, workspaceId, { movementId });
  const move = rows.find(({ kind, amount }) => kind !== 'transfer' || amount < 0);
  if (!move) throw rows.length > 0 ? cannotBeUndone() : new AppError('not_found', 'no such movement');
  const receiver = rows.find((row) => row !== move);
  if (!isUndoable(move) || (receiver !== undefined && move.kind !== 'transfer')) throw cannotBeUndone();
  return { ...move, receiverId: receiver?.customerId ?? null };
}

const cannotBeUndone = () =>
  new AppError('conflict', 'cannot be undone', {
    userMessage: {
      ko: '되돌릴 수 없는 기록이에요. 아무것도 바뀌지 않았어요.',
      en: 'This cannot be taken back. Nothing was changed.',
    },
  });

const spentMeanwhile = () =>
  new AppError('conflict', 'some of it was spent', {
    userMessage: {
      ko: '그사이 일부를 써서 되돌릴 수 없어요. 쓴 기록을 먼저 되돌려 주세요.',
      en: 'Some of it has been spent since. Take that back first.',
    },
    details: { reason: 'spent' },
  });

/** Takes a movement off its sale. @returns how much of it still stood there: refunds may have taken back a part, or all */
async function forgetOnReceipt(
  db: Db,
  move: Pick<store.MoveRow, 'unit' | 'kind' | 'amount'> & {
    workspaceId: string;
    customerId: string;
    receiptId: string;
  },
): Promise<number> {
  const { workspaceId, customerId, unit, kind, amount, receiptId } = move;
  const receipt = await store.lockReceipt(db, workspaceId, receiptId);
  if (!receipt) return 0;
  if (kind === 'use') {
    const taken = (await listTaken(db, workspaceId, [receiptId])).filter((row) => row.unit === unit);
    await store.setReceipt(db, workspaceId, receiptId, { used: 0 });
    return Math.min(
      -amount,
      taken.reduce((sum, row) => sum + row.taken, 0),
    );
  }
  // Somebody else's sale by now: what she had of it is gone.
  if (receipt.customerId !== customerId) return 0;
  const { earned, billMinor, refundedMinor } = receipt;
  const kept = computeKept(earned, billMinor, refundedMinor);
  const standing = Math.min(amount, kept);
  const left = computeEarnedOfKept(kept - standing, billMinor, refundedMinor);
  await store.setReceipt(db, workspaceId, receiptId, { earned: left, earnUndone: true });
  return standing;
}
