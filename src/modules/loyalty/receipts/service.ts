import { type Db, inTransaction } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { addDays, addMonths, businessDayOf } from '../../../shared/time.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import type { Programme } from '../contract/programme.ts';
import { computeAvailable } from '../ledger/rules.ts';
import { type Command, holdPurses, recordMovements } from '../ledger/service.ts';
import { listTaken, type Owner } from '../ledger/store.ts';
import { computeEarned, computeKept, decideTier, expiryOf } from '../programme/rules.ts';
import { listProgrammes, programmeOn } from '../programme/service.ts';
import { listKeptTiers, putKeptTier } from '../programme/store.ts';
import { decideEarn, type EarnRefusal, matchReceipt } from './rules.ts';
import {
  findStaffPeople,
  insertAlarms,
  insertReceipts,
  listCandidates,
  listEarnedSince,
  type NewAlarm,
  type ReceiptRow,
  updateReceipts,
} from './store.ts';

/** Points given back by a refund whose day has passed can be used this much longer from the refund on. */
const RETURNED_DAYS = 30;

/** A sale of a known person, told by an order or at the counter. */
export interface Sale {
  owner: Owner;
  orderId: string | null;
  counterKey: string | null;
  businessDay: string;
  at: Date;
  till: string;
  receiptNo: string;
  /** What counts of the bill; null where only a visit is known. */
  billMinor: number | null;
  refundedMinor: number;
  items: number;
  /** Points the guest spends on it. */
  use?: number;
  wasOffline?: boolean;
  madeBy?: string | null;
}

export type SaleResult =
  /** `earned`: what this sale has earned in all, whoever told of it first. */
  | { status: 'earned' | 'known'; receiptId: string; earned: number; used: number; available: number }
  | { status: 'refused'; reason: EarnRefusal | 'not_enough' | 'off'; available: number };

const sightingOf = ({ owner, ...sale }: Sale) => ({ ...sale, customerId: owner.customerId });

/**
 * Makes sales earn, each once: an order and a number typed at the counter are one receipt when they tell of one sale, in
 * whatever order and however often they come. A refund takes back in proportion what was earned and gives back what was
 * spent. All or nothing; refusals by the guards are told and noted for the owner (OP-53).
 */
export async function recordSales(
  db: Db,
  input: { workspaceId: string; sales: readonly Sale[]; now: Date },
): Promise<SaleResult[]> {
  const { workspaceId, now } = input;
  const versions = await listProgrammes(db, workspaceId);
  const off: SaleResult = { status: 'refused', reason: 'off', available: 0 };
  const running = input.sales.flatMap((sale) => {
    const programme = programmeOn(versions, sale.businessDay);
    return programme ? [{ sale, programme }] : [];
  });
  if (running.length === 0) return input.sales.map(() => off);
  const results = await inTransaction(db, (db) => record(db, { workspaceId, running, versions, now }));
  return input.sales.map((sale) => results.get(sale) ?? off);
}

interface Running {
  sale: Sale;
  programme: Programme;
}

async function record(
  db: Db,
  {
    workspaceId,
    running,
    versions,
    now,
  }: { workspaceId: string; running: readonly Running[]; versions: readonly Programme[]; now: Date },
): Promise<Map<Sale, SaleResult>> {
  const sightings = running.map(({ sale }) => sightingOf(sale));
  // Whose receipts they may be is looked up before anybody is held, and again when nobody else can change it.
  const before = await listCandidates(db, workspaceId, sightings);
  const purses = await holdPurses(db, workspaceId, [
    ...running.map(({ sale, programme }) => ({ unit: programme.settings.unit, owner: sale.owner })),
    ...before.flatMap(({ unit, customerId, mergedFrom }) =>
      customerId ? [{ unit, owner: { customerId, mergedFrom } }] : [],
    ),
  ]);
  const ownerOf = ({ sale, programme }: Running) => purses.of(programme.settings.unit, sale.owner).shownAs;
  const receipts = await listCandidates(
    db,
    workspaceId,
    running.map((one) => ({ ...sightingOf(one.sale), customerId: ownerOf(one).customerId })),
  );
  const taken = await listTaken(
    db,
    workspaceId,
    receipts.map(({ receiptId }) => receiptId),
  );
  const today = businessDayOf(now, await getRecentWorkspace(db, workspaceId));
  const people = [...new Set(running.map((one) => ownerOf(one).customerId))];
  const [tiers, staff] = [await listKeptTiers(db, workspaceId, people), await findStaffPeople(db, workspaceId, people)];
  const fresh: ReceiptRow[] = [];
  const changed = new Set<ReceiptRow>();
  const commands: Command[] = [];
  const alarms: NewAlarm[] = [];
  const results = new Map<Sale, SaleResult>();
  const counterEarns = new Map<string, number>();
  const earnsOn = (customerId: string, day: string) =>
    counterEarns.get(`${customerId} ${day}`) ??
    receipts.filter((one) => one.customerId === customerId && one.businessDay === day && one.counterKey !== null)
      .length;

  for (const one of running) {
    const { sale, programme } = one;
    const { settings } = programme;
    const owner = ownerOf(one);
    const { purse } = purses.of(settings.unit, sale.owner);
    const { businessDay, at, till } = sale;
    const available = () => computeAvailable(purse, businessDay);
    const alarm = (kind: NewAlarm['kind'], about: string) =>
      alarms.push({ kind, ...owner, about, businessDay, at, madeBy: sale.madeBy ?? null, till });
    const refuse = (reason: EarnRefusal | 'not_enough') => {
      if (reason !== 'not_enough') alarm(reason, sale.counterKey ?? sale.orderId ?? '');
      results.set(sale, { status: 'refused', reason, available: available() });
    };
    const command = (receipt: ReceiptRow, action: Command['action'], key: string) => {
      const who = receipt.customerId ? { customerId: receipt.customerId, mergedFrom: receipt.mergedFrom } : owner;
      const { receiptId, unit } = receipt;
      // What is taken or given back is so when it becomes known: the day of the sale may be long past, and its lots with it.
      const isReversal = action.kind === 'reverse_earn' || action.kind === 'reverse_use';
      const when = isReversal ? { at: now, businessDay: today } : { at, businessDay };
      commands.push({ key, unit, owner: who, action, ...when, till, receiptId, madeBy: sale.madeBy ?? null });
    };
    const found = matchReceipt({ ...sightingOf(sale), customerId: owner.customerId }, receipts);
    const isOthers = found !== undefined && found.customerId !== owner.customerId;
    if (found && isOthers && found.orderId !== sale.orderId) {
      refuse('receipt_of_another');
      continue;
    }
    if (found && isOthers) {
      // The order was somebody else's until now: that person earned nothing by it.
      const kept = computeKept(found.earned, found.billMinor, found.refundedMinor);
      if (kept > 0 && found.customerId) command(found, { kind: 'reverse_earn', amount: kept }, `receipt:${newId()}`);
      Object.assign(found, { ...owner, earned: 0, earnUndone: false });
      changed.add(found);
    }
    if (!found) {
      const isCounter = sale.counterKey !== null;
      const earnsToday = isCounter ? earnsOn(owner.customerId, businessDay) : 0;
      const { guards } = settings;
      const refusal = isCounter
        ? decideEarn({ at, now, receiptNo: sale.receiptNo, earnsToday, guards, wasOffline: sale.wasOffline ?? false })
        : undefined;
      const use = sale.use ?? 0;
      if (refusal) {
        refuse(refusal);
        continue;
      }
      if (use > available()) {
        refuse('not_enough');
        continue;
      }
      const tier = tiers.get(owner.customerId);
      const tierKey = tier && tier.keepUntil >= businessDay ? tier.tierKey : null;
      const { billMinor, items, refundedMinor, orderId, counterKey, receiptNo } = sale;
      // Stamps are no money: the bill stays whole.
      const counted = billMinor === null ? null : billMinor - (settings.unit === 'points' ? use : 0);
      const earned = computeEarned(settings, { billMinor: counted, items, tierKey });
      const receipt: ReceiptRow = {
        receiptId: newId(),
        ...owner,
        businessDay,
        at,
        till,
        receiptNo,
        orderId,
        counterKey,
        billMinor,
        refundedMinor,
        items,
        tierKey,
        earned,
        earnUndone: false,
        unit: settings.unit,
        used: use,
        programmeVersion: programme.version,
      };
      fresh.push(receipt);
      receipts.push(receipt);
      if (isCounter) counterEarns.set(`${owner.customerId} ${businessDay}`, earnsToday + 1);
      if (staff.has(owner.customerId) && earned > 0) alarm('staff_number', receipt.receiptId);
      const kept = computeKept(earned, billMinor, refundedMinor);
      if (use > 0) command(receipt, { kind: 'use', amount: use }, `use:${receipt.receiptId}`);
      if (kept > 0)
        command(
          receipt,
          { kind: 'earn', amount: kept, expiresOn: expiryOf(settings, businessDay) },
          `earn:${receipt.receiptId}`,
        );
      results.set(sale, { status: 'earned', receiptId: receipt.receiptId, earned: kept, used: use, available: 0 });
      continue;
    }
    const own = versions.find(({ version }) => version === found.programmeVersion)?.settings ?? settings;
    const keptBefore = computeKept(found.earned, found.billMinor, found.refundedMinor);
    const isOrder = sale.orderId !== null;
    const billMinor = isOrder ? (sale.billMinor ?? found.billMinor) : (found.billMinor ?? sale.billMinor);
    const next = {
      orderId: found.orderId ?? sale.orderId,
      counterKey: found.counterKey ?? sale.counterKey,
      // A printed number is the till's, and only an order knows which till that was.
      till: isOrder || found.till === '' ? sale.till : found.till,
      receiptNo: found.receiptNo === '' ? sale.receiptNo : found.receiptNo,
      billMinor,
      items: isOrder ? sale.items : found.items,
      refundedMinor: isOrder ? sale.refundedMinor : found.refundedMinor,
    };
    const isMore = billMinor !== found.billMinor || next.items !== found.items || isOthers;
    const counted = billMinor === null ? null : Math.max(0, billMinor - (found.unit === 'points' ? found.used : 0));
    const byRules = isMore
      ? computeEarned(own, { billMinor: counted, items: next.items, tierKey: found.tierKey })
      : found.earned;
    // What was taken back by hand does not come back with another bill; a smaller one still takes its part.
    const earned = found.earnUndone ? Math.min(found.earned, byRules) : byRules;
    const isSame = (Object.keys(next) as (keyof typeof next)[]).every((key) => next[key] === found[key]);
    const kept = computeKept(earned, billMinor, next.refundedMinor);
    const delta = kept - (isOthers ? 0 : keptBefore);
    const refundedBefore = found.refundedMinor;
    Object.assign(found, next, { earned });
    if (!isSame || delta !== 0) changed.add(found);
    const key = `receipt:${newId()}`;
    if (delta > 0) command(found, { kind: 'earn', amount: delta, expiresOn: expiryOf(own, businessDay) }, key);
    if (delta < 0) command(found, { kind: 'reverse_earn', amount: -delta }, key);
    if (next.refundedMinor > refundedBefore && found.used > 0) {
      const rows = taken.filter(({ receiptId, unit }) => receiptId === found.receiptId && unit === found.unit);
      const [used, left] = [
        rows.reduce((sum, row) => sum + row.used, 0),
        rows.reduce((sum, row) => sum + row.taken, 0),
      ];
      const due = used - computeKept(used, billMinor, next.refundedMinor) - (used - left);
      if (due > 0)
        command(
          found,
          { kind: 'reverse_use', amount: due, expiresOn: addDays(today, RETURNED_DAYS) },
          `back:${newId()}`,
        );
    }
    results.set(sale, { status: 'known', receiptId: found.receiptId, earned: kept, used: found.used, available: 0 });
  }
  const freshIds = new Set(fresh.map(({ receiptId }) => receiptId));
  await insertReceipts(db, workspaceId, fresh);
  await updateReceipts(
    db,
    workspaceId,
    [...changed].filter(({ receiptId }) => !freshIds.has(receiptId)),
  );
  await insertAlarms(db, workspaceId, alarms);
  await recordMovements(db, { workspaceId, commands, now });
  await raiseTiers(db, { workspaceId, running, ownerOf });
  return showAvailable(db, { workspaceId, running, results });
}

/** Whoever earned may have reached a level (OP-56); levels that run out are the night's work. */
async function raiseTiers(
  db: Db,
  input: { workspaceId: string; running: readonly Running[]; ownerOf: (one: Running) => Owner },
): Promise<void> {
  const { workspaceId, running, ownerOf } = input;
  const last = running.at(-1);
  if (!last || last.programme.settings.tiers.levels.length === 0) return;
  const { settings } = last.programme;
  const today = running.map(({ sale }) => sale.businessDay).reduce((a, b) => (a > b ? a : b));
  const owners = new Map(running.map((one) => [ownerOf(one).customerId, ownerOf(one)]));
  const customerIds = [...owners.keys()];
  const since = addMonths(today, -settings.tiers.windowMonths);
  const earned = await listEarnedSince(db, workspaceId, { customerIds, unit: settings.unit, since });
  const kept = await listKeptTiers(db, workspaceId, customerIds);
  for (const [customerId, owner] of owners) {
    const before = kept.get(customerId);
    const tier = decideTier(settings, { earned: earned.get(customerId) ?? 0, kept: before, today });
    const isSame = tier?.tierKey === before?.tierKey && tier?.keepUntil === before?.keepUntil;
    if (!isSame) await putKeptTier(db, workspaceId, owner, tier);
  }
}

async function showAvailable(
  db: Db,
  input: { workspaceId: string; running: readonly Running[]; results: Map<Sale, SaleResult> },
): Promise<Map<Sale, SaleResult>> {
  const { workspaceId, running, results } = input;
  const purses = await holdPurses(
    db,
    workspaceId,
    running.map(({ sale, programme }) => ({ unit: programme.settings.unit, owner: sale.owner })),
  );
  for (const { sale, programme } of running) {
    const { purse } = purses.of(programme.settings.unit, sale.owner);
    const result = results.get(sale);
    if (result) results.set(sale, { ...result, available: computeAvailable(purse, sale.businessDay) });
  }
  return results;
}
