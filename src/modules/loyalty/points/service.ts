import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { addDays, businessDayOf } from '../../../shared/time.ts';
import { requireCustomer } from '../../customers/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import type {
  Holdings,
  getPersonLoyalty as personEndpoint,
  recordCounterSale as saleEndpoint,
  zPrepaidRefund,
} from '../contract/points.ts';
import type { ProgrammeSettings } from '../contract/programme.ts';
import { holdPurses } from '../ledger/service.ts';
import { listMovementsByKey } from '../ledger/store.ts';
import { computePrepaidRefund } from '../prepaid/rules.ts';
import { expiryOf, mayUse } from '../programme/rules.ts';
import { recordSales } from '../receipts/service.ts';
import { insertAlarms } from '../receipts/store.ts';
import { type Asked, book, readSettings, showHoldings } from './book.ts';
import { readHoldings } from './holdings.ts';
import * as store from './store.ts';
import { mayUndo } from './undo.ts';
import { notBooked, saleRefused } from './words.ts';

const SHOWN_MOVES = 50;

/** One person's points, level and movements; logged. @throws AppError forbidden | not_found */
export async function getPersonLoyalty(
  db: Db,
  actor: Actor,
  { customerId, today, now }: Asked & { customerId: string },
): Promise<z.input<(typeof personEndpoint)['output']>> {
  actor.require('loyalty:read');
  const { workspaceId } = actor;
  await requireCustomer(db, workspaceId, customerId);
  const settings = await readSettings(db, workspaceId, today);
  const [holdings, moves, prepaidOwedMinor, isStaff] = await Promise.all([
    readHoldings(db, { workspaceId, customerId, settings, today }),
    store.listMoves(db, workspaceId, { customerId, limit: SHOWN_MOVES }),
    store.sumPrepaidOwed(db, workspaceId, customerId),
    store.isStaffPerson(db, workspaceId, customerId),
    recordAccess(db, actor, { action: 'view', subject: `loyalty of ${customerId}` }, now),
  ]);
  return {
    isOn: settings.isOn,
    isPrepaidOn: settings.prepaid.isOn,
    prepaidOwedMinor,
    minUse: settings.points.minUse,
    isStaff,
    holdings,
    moves: moves.map((move) => ({
      movementId: move.movementId,
      unit: move.unit,
      kind: move.kind,
      amount: move.amount,
      at: move.at.toISOString(),
      businessDay: move.businessDay,
      till: move.till,
      reason: move.reason,
      isUndone: move.isUndone,
      mayUndo: mayUndo(actor, move, today),
    })),
  };
}

/** A sale at the counter, told by staff. @throws AppError forbidden | not_found | conflict (guards, too few points, off) */
export async function recordCounterSale(
  db: Db,
  actor: Actor,
  input: z.output<(typeof saleEndpoint)['body']> & { now: Date },
): Promise<z.input<(typeof saleEndpoint)['output']>> {
  actor.require('loyalty:write');
  const { workspaceId, accountId } = actor;
  const { key, customerId, billMinor, receiptNo, use, now } = input;
  await requireCustomer(db, workspaceId, customerId);
  const at = input.at === undefined ? now : new Date(Math.min(new Date(input.at).getTime(), now.getTime()));
  const businessDay = businessDayOf(at, await getRecentWorkspace(db, workspaceId));
  const settings = await readSettings(db, workspaceId, businessDay);
  requireUsable(settings, { unit: settings.unit, amount: use });
  const owner = { customerId, mergedFrom: null };
  const told = { orderId: null, counterKey: key, till: '', refundedMinor: 0, items: 0, madeBy: accountId };
  const [result] = await recordSales(db, {
    workspaceId,
    sales: [{ owner, businessDay, at, billMinor, receiptNo, use, ...told }],
    now,
  });
  if (!result || result.status === 'refused') throw saleRefused(result?.reason ?? 'off');
  await recordAccess(db, actor, { action: 'edit', subject: `loyalty of ${customerId}`, result: 'earn' }, now);
  const holdings = await readHoldings(db, { workspaceId, customerId, settings, today: businessDay });
  return { earned: result.earned, used: result.used, isNew: result.status === 'earned', holdings };
}

/** @throws AppError conflict when fewer points than the programme asks for are to be used, or stamps that are no whole card */
function requireUsable(
  settings: ProgrammeSettings,
  { unit, amount }: { unit: 'points' | 'stamps'; amount: number },
): void {
  if (mayUse(settings, { unit, amount })) return;
  if (unit === 'stamps') {
    const { cardSize } = settings.stamps;
    throw new AppError('conflict', 'stamps that are no whole card', {
      userMessage: {
        ko: `스탬프는 ${cardSize}개를 다 채운 카드로만 쓸 수 있어요.`,
        en: `Stamps can be used only as full cards of ${cardSize}.`,
      },
      details: { reason: 'no_whole_card' },
    });
  }
  const { minUse } = settings.points;
  throw new AppError('conflict', 'fewer points than the least', {
    userMessage: {
      ko: `포인트는 ${minUse.toLocaleString('ko-KR')}점부터 쓸 수 있어요.`,
      en: `Points can be used from ${minUse.toLocaleString('en-GB')} on.`,
    },
    details: { reason: 'below_min_use' },
  });
}

/** @throws AppError forbidden | not_found | conflict (not enough) */
export async function spendPoints(
  db: Db,
  actor: Actor,
  input: Asked & { key: string; customerId: string; unit: 'points' | 'stamps' | 'prepaid'; amount: number },
): Promise<{ holdings: Holdings }> {
  actor.require('loyalty:write');
  const { key, unit, amount, ...rest } = input;
  if (unit !== 'prepaid') requireUsable(await readSettings(db, actor.workspaceId, input.today), { unit, amount });
  return book(db, actor, { ...rest, key: `use:${key}`, unit, action: { kind: 'use', amount } });
}

/** @throws AppError forbidden | not_found | conflict (not enough) */
export async function adjustPoints(
  db: Db,
  actor: Actor,
  input: Asked & { key: string; customerId: string; unit: 'points' | 'stamps'; amount: number; reason: string },
): Promise<{ holdings: Holdings }> {
  actor.require('loyalty:adjust');
  const { key, unit, amount, ...rest } = input;
  const settings = await readSettings(db, actor.workspaceId, input.today);
  const expiresOn = expiryOf({ ...settings, unit }, input.today);
  return inTransaction(db, async (db) => {
    const action = { kind: 'adjust', amount, expiresOn } as const;
    const booked = await book(db, actor, { ...rest, key: `adjust:${key}`, unit, action });
    if (amount > 0) await tellOfStaffNumber(db, actor, { ...rest, about: `adjust:${key}` });
    return booked;
  });
}

/** @throws AppError forbidden | not_found | conflict (not enough, or to oneself) */
export async function transferPoints(
  db: Db,
  actor: Actor,
  input: Asked & { key: string; customerId: string; toCustomerId: string; amount: number; reason: string },
): Promise<{ holdings: Holdings }> {
  actor.require('loyalty:adjust');
  const { key, toCustomerId, amount, ...rest } = input;
  await requireCustomer(db, actor.workspaceId, toCustomerId);
  const to = { customerId: toCustomerId, mergedFrom: null };
  return inTransaction(db, async (db) => {
    const action = { kind: 'transfer', amount } as const;
    const booked = await book(db, actor, { ...rest, key: `give:${key}`, unit: 'points', action, to });
    await tellOfStaffNumber(db, actor, { ...rest, customerId: toCustomerId, about: `give:${key}` });
    return booked;
  });
}

/** Points given by hand to a number of the shop itself are shown to the owner (OP-53). */
async function tellOfStaffNumber(
  db: Db,
  { workspaceId, accountId }: Actor,
  { customerId, about, today, now }: Asked & { customerId: string; about: string },
): Promise<void> {
  if (!(await store.isStaffPerson(db, workspaceId, customerId))) return;
  const owner = { customerId, mergedFrom: null };
  const when = { businessDay: today, at: now };
  await insertAlarms(db, workspaceId, [
    { kind: 'staff_number', about, ...owner, ...when, till: '', madeBy: accountId },
  ]);
}

/** @throws AppError forbidden | not_found | conflict (prepaid money is off) */
export async function chargePrepaid(
  db: Db,
  actor: Actor,
  { key, amountMinor, ...rest }: Asked & { key: string; customerId: string; amountMinor: number },
): Promise<{ holdings: Holdings }> {
  actor.require('loyalty:write');
  const { prepaid } = await readSettings(db, actor.workspaceId, rest.today);
  if (!prepaid.isOn) throw saleRefused('off');
  const expiresOn = addDays(rest.today, prepaid.expiresAfterDays);
  return book(db, actor, {
    ...rest,
    key: `charge:${key}`,
    unit: 'prepaid',
    action: { kind: 'charge', amount: amountMinor, expiresOn },
  });
}

/** What of the prepaid money can be asked back today (OP-55). @throws AppError forbidden | not_found */
export async function getPrepaidRefund(
  db: Db,
  actor: Actor,
  { customerId, today }: { customerId: string; today: string },
): Promise<z.input<typeof zPrepaidRefund>> {
  actor.require('loyalty:read');
  await requireCustomer(db, actor.workspaceId, customerId);
  const { lots } = await store.listAccountsOf(db, actor.workspaceId, customerId);
  const charges = lots
    .filter(({ unit }) => unit === 'prepaid')
    .map(({ lotId, amount, remaining, expiresOn, chargedOn }) => {
      const charge = { faceMinor: amount, leftMinor: remaining, chargedOn, expiresOn };
      return { lotId, ...charge, ...computePrepaidRefund(charge, today) };
    });
  const due = charges.filter(({ dueMinor }) => dueMinor > 0);
  return {
    dueMinor: due.reduce((sum, { dueMinor }) => sum + dueMinor, 0),
    faceMinor: due.reduce((sum, { leftMinor }) => sum + leftMinor, 0),
    charges,
  };
}

/** Pays prepaid money back as the terms of today say. @throws AppError forbidden | not_found | conflict (another amount is due) */
export async function refundPrepaid(
  db: Db,
  actor: Actor,
  { key, expectedMinor, ...rest }: Asked & { key: string; customerId: string; expectedMinor: number },
): Promise<{ paidMinor: number; holdings: Holdings }> {
  actor.require('loyalty:adjust');
  return inTransaction(db, async (db) => {
    const paidMinor = await findPayout(db, actor.workspaceId, { key: `payout:${key}`, customerId: rest.customerId });
    if (paidMinor !== undefined)
      return { paidMinor, holdings: await showHoldings(db, actor.workspaceId, rest.customerId, rest.today) };
    const { dueMinor, charges } = await getPrepaidRefund(db, actor, rest);
    if (dueMinor !== expectedMinor || dueMinor === 0) throw notBooked();
    const lotIds = charges.filter((charge) => charge.dueMinor > 0).map(({ lotId }) => lotId);
    const action = { kind: 'payout', amount: dueMinor, lotIds } as const;
    const { holdings } = await book(db, actor, { ...rest, key: `payout:${key}`, unit: 'prepaid', action });
    return { paidMinor: dueMinor, holdings };
  });
}

/**
 * What was paid out under a key whose answer was lost: it is not due any more, and booked all the same. Her prepaid money
 * is held from here on, so that of two at once the second finds the first.
 * @throws AppError not_found | conflict (the key paid somebody else)
 */
async function findPayout(
  db: Db,
  workspaceId: string,
  { key, customerId }: { key: string; customerId: string },
): Promise<number | undefined> {
  await requireCustomer(db, workspaceId, customerId);
  await holdPurses(db, workspaceId, [{ unit: 'prepaid', owner: { customerId, mergedFrom: null } }]);
  const [known] = await listMovementsByKey(db, workspaceId, [key]);
  if (!known) return undefined;
  const moves = await store.listMoves(db, workspaceId, { movementId: known.movementId });
  const hers = moves.find((move) => move.customerId === customerId);
  if (!hers) throw notBooked();
  return -hers.amount;
}

/** @throws AppError forbidden | not_found */
export async function setStaffPerson(
  db: Db,
  actor: Actor,
  { customerId, isStaff, now }: { customerId: string; isStaff: boolean; now: Date },
): Promise<void> {
  actor.require('loyalty:manage');
  await requireCustomer(db, actor.workspaceId, customerId);
  await store.setStaffPerson(db, actor.workspaceId, { customerId, isStaff, markedBy: actor.accountId, now });
  await recordAccess(db, actor, { action: 'edit', subject: `staff mark of ${customerId}` }, now);
}
