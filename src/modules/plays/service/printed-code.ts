import { hasBoughtBefore } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { requireCustomer } from '../../customers/index.ts';
import type { Coupon, PrintedCodes } from '../../loyalty/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import type { Offline } from '../contract/play.ts';
import type { PlayRow } from '../store.ts';
import * as store from '../store-offline.ts';
import { getPlayRow, requireLaunched, toPlay } from './play.ts';

/** A printed code however it was typed: `h7y-5acv` → `H7Y5ACV`. */
export const readCode = (text: string) => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

type Printed = ReturnType<typeof requireLaunched> & { code: string; offline: Offline };

/** The launched action behind a code that somebody shows; undefined for a code of no launched action of this shop. */
async function findPrinted(context: Context, actor: Actor, text: string): Promise<Printed | undefined> {
  const { workspaceId } = actor;
  const code = readCode(text);
  const found = await store.findPlayOfCode(context.database.outside, code);
  if (found?.workspaceId !== workspaceId) return undefined;
  const row: PlayRow = await getPlayRow(context.database.of(workspaceId), workspaceId, found.playId);
  const { offline } = toPlay(row);
  return offline ? { ...requireLaunched(row), code, offline } : undefined;
}

function showPrinted({ playId, code, name, offline, plannedEndOn, state }: Printed, use?: store.ToldUse): Coupon {
  return {
    couponId: null,
    code,
    customerId: null,
    playId,
    offerId: null,
    name,
    kind: 'amount',
    value: offline.discountMinor,
    minSpendMinor: 0,
    validUntil: plannedEndOn,
    status: use ? 'redeemed' : state === 'running' ? 'issued' : 'voided',
    redeemedAt: use?.usedAt.toISOString() ?? null,
    discountMinor: !use || offline.discountMinor === 0 ? null : use.discountMinor,
    couponUseId: use?.useId ?? null,
  };
}

/** A leaflet's code by what the guest shows, as it would be redeemed now; undefined for a code of no launched action. */
async function findPrintedCode(
  context: Context,
  actor: Actor,
  { code, now }: { code: string; now: Date },
): Promise<Coupon | undefined> {
  actor.require('loyalty:read');
  const printed = await findPrinted(context, actor, code);
  if (!printed) return undefined;
  const subject = `code of play ${printed.playId}`;
  await recordAccess(context.database.of(actor.workspaceId), actor, { action: 'view', subject }, now);
  return showPrinted(printed);
}

/** What a counter says of a code that somebody shows. */
interface ShownCode {
  code: string;
  key?: string | undefined;
  billMinor?: number | undefined;
  customerId?: string | undefined;
  /** When it happened, of a till that had no line then. */
  at?: string | undefined;
  now: Date;
}

/**
 * Redeems the code of a leaflet or poster where every coupon is redeemed: the use is written down and the discount to give
 * is said. Undefined for a code of no launched action of this shop. Told without a bill, the use is one with the
 * order of that person and day that names the code, whenever it comes. Told again with its key it is answered as it was,
 * whatever became of the action since.
 * @throws AppError forbidden | not_found (the person) | conflict (the action is over)
 */
async function redeemPrintedCode(context: Context, actor: Actor, input: ShownCode): Promise<Coupon | undefined> {
  actor.require('loyalty:write');
  const { workspaceId } = actor;
  const { billMinor, customerId, now } = input;
  const printed = await findPrinted(context, actor, input.code);
  if (!printed) return undefined;
  const { playId, state, offline } = printed;
  const db = context.database.of(workspaceId);
  const idempotencyKey = `${playId} ${input.key ?? newId()}`;
  const known = input.key === undefined ? undefined : await store.findCodeUseByKey(db, workspaceId, idempotencyKey);
  if (known) return showPrinted(printed, known);
  if (state !== 'running') {
    throw new AppError('conflict', 'code of an offline action that is over', {
      userMessage: { ko: '그만 쓰기로 한 쿠폰이에요.', en: 'The shop has stopped this coupon.' },
      details: { reason: 'stopped' },
    });
  }
  const at = input.at === undefined ? now : new Date(Math.min(new Date(input.at).getTime(), now.getTime()));
  const discountMinor = Math.min(offline.discountMinor, billMinor ?? offline.discountMinor);
  const day = businessDayOf(at, await getRecentWorkspace(db, workspaceId));
  const isNewGuest = customerId !== undefined && !(await hasBoughtBefore(db, { workspaceId, customerId, before: at }));
  const use = await inTransaction(db, async (db) => {
    if (customerId !== undefined) await requireCustomer(db, workspaceId, customerId);
    const { use, isNew } = await store.insertCodeUse(db, {
      workspaceId,
      useId: newId(),
      idempotencyKey,
      playId,
      day,
      usedAt: at,
      billMinor: billMinor ?? null,
      discountMinor,
      isNewGuest,
      recordedBy: actor.accountId,
    });
    if (!isNew) return use;
    const { useId } = use;
    if (customerId !== undefined) await store.insertCodeUsePerson(db, { workspaceId, useId, customerId });
    await recordAccess(db, actor, { action: 'edit', subject: `code use ${useId}` }, now);
    return use;
  });
  return showPrinted(printed, use);
}

/** Uses of leaflets' codes on a business day, latest first; those taken back among them. */
async function listPrintedUses(
  db: Db,
  actor: Actor,
  { day, limit }: { day: string; limit: number },
): ReturnType<PrintedCodes['listUses']> {
  actor.require('loyalty:write');
  const rows = await store.listCodeUses(db, { workspaceId: actor.workspaceId, day, limit });
  return rows.map(({ useId, code, name, billMinor, discountMinor, usedAt, recordedBy, undoneAt, reason }) => ({
    couponUseId: useId,
    code,
    name,
    billMinor,
    discountMinor: discountMinor === 0 ? null : discountMinor,
    at: usedAt,
    till: '',
    madeBy: recordedBy,
    undoneAt,
    undoneReason: reason ?? '',
  }));
}

/**
 * Takes the use of a leaflet's code back: by anybody who redeems on the day itself, later by who may adjust (OP-53). What
 * was written stays, and that it does not count is written beside it. False for a use that is none of a leaflet.
 * @throws AppError forbidden | conflict (taken back already)
 */
async function undoPrintedUse(
  db: Db,
  actor: Actor,
  { useId, reason, today, now }: { useId: string; reason: string; today: string; now: Date },
): Promise<boolean> {
  actor.require('loyalty:write');
  const { workspaceId, accountId } = actor;
  return inTransaction(db, async (db) => {
    const use = await store.findCodeUse(db, workspaceId, useId);
    if (!use) return false;
    if (use.day !== today) actor.require('loyalty:adjust');
    if (!(await store.insertCodeUseUndone(db, { workspaceId, useId, undoneAt: now, reason, undoneBy: accountId }))) {
      throw new AppError('conflict', 'taken back already', {
        userMessage: {
          ko: '이미 되돌린 쿠폰이에요. 아무것도 바뀌지 않았어요.',
          en: 'It was taken back already. Nothing was changed.',
        },
      });
    }
    await recordAccess(db, actor, { action: 'edit', subject: `code use ${useId}`, result: 'undone' }, now);
    return true;
  });
}

/** Codes of leaflets and posters at the counter, where every coupon is shown, redeemed and taken back. */
export const printedCodes: PrintedCodes = {
  find: findPrintedCode,
  redeem: redeemPrintedCode,
  listUses: listPrintedUses,
  undo: undoPrintedUse,
};
