/**
 * What a movement does to a person's purse, as entries that add up to nothing (OP-50). No I/O: the purse comes in, is
 * moved on, and the entries come out.
 */

/** Prepaid money is refundable and never mixed with points (OP-55). */
export type Unit = 'points' | 'stamps' | 'prepaid';

/** Accounts of the shop that stand against the people's. */
export type ShopRole = 'issued' | 'spent' | 'expired' | 'adjusted' | 'cash';

export type MovementKind = 'earn' | 'use' | 'expire' | 'adjust' | 'transfer' | 'refund_reversal' | 'charge' | 'payout';

/** What was earned together and expires together. */
export interface Lot {
  lotId: string;
  accountId: string;
  remaining: number;
  /** Last day of use; null for ever. */
  expiresOn: string | null;
  receiptId: string | null;
}

/** What one person has of one unit: an account for each record that was merged into one, and the lots that are not empty. */
export interface Purse {
  balances: Map<string, number>;
  lots: Lot[];
}

/** What is asked of a purse. Amounts are whole and above zero, except of `adjust`, which may be below. */
export type Action =
  | { kind: 'earn' | 'charge'; amount: number; expiresOn: string | null }
  | { kind: 'use'; amount: number }
  /** Prepaid money goes back in cash: whole charges, of which the terms may keep a part. */
  | { kind: 'payout'; amount: number; lotIds: readonly string[] }
  | { kind: 'expire' }
  | { kind: 'adjust'; amount: number; expiresOn: string | null }
  /** Out of these lots alone when a gift goes back: what has been spent of it since cannot. */
  | { kind: 'transfer'; amount: number; lotIds?: readonly string[] }
  /** A refund takes back what the sale had earned; below zero if it must. */
  | { kind: 'reverse_earn'; amount: number }
  /** A refund gives back what was spent on the sale, into the lots it came from. */
  | { kind: 'reverse_use'; amount: number; taken: readonly TakenLot[]; expiresOn: string | null };

/** A part of what was spent on a sale. */
export interface TakenLot {
  lotId: string;
  accountId: string;
  expiresOn: string | null;
  amount: number;
}

/** One side of a movement: a lot of a person's account (null: what is owed), or an account of the shop. */
export type Entry = { accountId: string; lotId: string | null; amount: number } | { role: ShopRole; amount: number };

export interface NewLot {
  lotId: string;
  accountId: string;
  amount: number;
  expiresOn: string | null;
}

export type Outcome =
  | { status: 'done'; kind: MovementKind; entries: Entry[]; lots: NewLot[] }
  /** `nothing`: there was nothing to do. */
  | { status: 'refused'; reason: 'not_enough' | 'nothing' };

/** Where the action happens. */
export interface Place {
  /** The account of the record that was named: where new lots go. */
  accountId: string;
  /** Business day of the action, not of its arrival. */
  day: string;
  receiptId: string | null;
  newLotId: () => string;
}

/** What a purse owes: sums of accounts that are below their lots, after a refund of points already spent. Nothing → 0. */
export function computeDebt(purse: Purse): number {
  let debt = 0;
  for (const [accountId, balance] of purse.balances) debt += Math.max(0, lotsOf(purse, accountId) - balance);
  return debt;
}

/**
 * What can be used on a day: lots whose day has not passed, less what is owed; below zero when more is owed (OP-50: shown).
 * Lots 300 (until yesterday) and 500, nothing owed → 500. Empty → 0.
 */
export function computeAvailable(purse: Purse, day: string): number {
  const usable = purse.lots.reduce((sum, lot) => sum + (isUsable(lot, day) ? lot.remaining : 0), 0);
  return usable - computeDebt(purse);
}

const isUsable = ({ expiresOn }: { expiresOn: string | null }, day: string) => expiresOn === null || expiresOn >= day;

function lotsOf(purse: Purse, accountId: string): number {
  return purse.lots.reduce((sum, lot) => sum + (lot.accountId === accountId ? lot.remaining : 0), 0);
}

/** Earliest expiry first; of one day the older lot, whose id sorts before. */
const byExpiry = (a: Lot, b: Lot) => {
  const [left, right] = [a.expiresOn ?? '9999', b.expiresOn ?? '9999'];
  return left === right ? (a.lotId < b.lotId ? -1 : 1) : left < right ? -1 : 1;
};

/**
 * Applies an action to a purse and says which entries it makes. The purse is moved on, so that the next action of a batch
 * meets what this one left. `to` is the purse of who receives a transfer, with her account.
 * Worked: lots 300 until 11-30 and 500 until 12-31, use 400 → −300, −100, spent +400.
 */
export function applyAction(
  purse: Purse,
  action: Action,
  place: Place,
  to?: { purse: Purse; accountId: string },
): Outcome {
  switch (action.kind) {
    case 'earn':
      return done('earn', put(purse, action, place), { role: 'issued', amount: -action.amount });
    case 'charge':
      return done('charge', put(purse, action, place), { role: 'cash', amount: -action.amount });
    case 'use': {
      if (computeAvailable(purse, place.day) < action.amount) return { status: 'refused', reason: 'not_enough' };
      const entries = take(purse, action.amount, (lot) => isUsable(lot, place.day));
      return done('use', { entries, lots: [] }, { role: 'spent', amount: action.amount });
    }
    case 'payout': {
      const isMeant = ({ lotId }: Lot) => action.lotIds.includes(lotId);
      const face = purse.lots.reduce((sum, lot) => sum + (isMeant(lot) ? lot.remaining : 0), 0);
      if (face < action.amount) return { status: 'refused', reason: 'not_enough' };
      const entries = take(purse, face, isMeant);
      const kept: Entry[] = face > action.amount ? [{ role: 'expired', amount: face - action.amount }] : [];
      return done('payout', { entries, lots: [] }, { role: 'cash', amount: action.amount }, ...kept);
    }
    case 'expire': {
      const entries = take(purse, Number.POSITIVE_INFINITY, (lot) => !isUsable(lot, place.day));
      const amount = -sumOf(entries);
      if (amount === 0) return { status: 'refused', reason: 'nothing' };
      return done('expire', { entries, lots: [] }, { role: 'expired', amount });
    }
    case 'adjust': {
      const against: Entry = { role: 'adjusted', amount: -action.amount };
      if (action.amount > 0) return done('adjust', put(purse, action, place), against);
      if (computeAvailable(purse, place.day) < -action.amount) return { status: 'refused', reason: 'not_enough' };
      const entries = take(purse, -action.amount, (lot) => isUsable(lot, place.day));
      return done('adjust', { entries, lots: [] }, against);
    }
    case 'transfer':
      return transfer(purse, action, place, to);
    case 'reverse_earn': {
      const { receiptId, accountId } = place;
      const ofThisSale = take(purse, action.amount, (lot) => lot.receiptId !== null && lot.receiptId === receiptId);
      const others = take(purse, action.amount + sumOf(ofThisSale), () => true);
      const owed = action.amount + sumOf(ofThisSale) + sumOf(others);
      const entries = [...ofThisSale, ...others];
      if (owed > 0) entries.push(move(purse, { accountId, lotId: null, amount: -owed }));
      return done('refund_reversal', { entries, lots: [] }, { role: 'issued', amount: action.amount });
    }
    case 'reverse_use':
      return giveBack(purse, action, place);
  }
}

function done(
  kind: MovementKind,
  { entries, lots }: { entries: Entry[]; lots: NewLot[] },
  ...against: Entry[]
): Outcome {
  return { status: 'done', kind, entries: [...entries, ...against], lots };
}

/** Books an entry of a person's account into the purse. */
function move(purse: Purse, entry: { accountId: string; lotId: string | null; amount: number }) {
  purse.balances.set(entry.accountId, (purse.balances.get(entry.accountId) ?? 0) + entry.amount);
  return entry;
}

/** A new lot; what the account owes is paid from it at once. */
function put(
  purse: Purse,
  { amount, expiresOn }: { amount: number; expiresOn: string | null },
  { accountId, receiptId, newLotId }: Place,
): { entries: Entry[]; lots: NewLot[] } {
  const owed = Math.max(0, lotsOf(purse, accountId) - (purse.balances.get(accountId) ?? 0));
  const lot = { lotId: newLotId(), accountId, expiresOn };
  const entries: Entry[] = [move(purse, { accountId, lotId: lot.lotId, amount })];
  const paid = Math.min(owed, amount);
  if (paid > 0) {
    entries.push(move(purse, { accountId, lotId: lot.lotId, amount: -paid }));
    entries.push(move(purse, { accountId, lotId: null, amount: paid }));
  }
  if (amount > paid) purse.lots.push({ ...lot, remaining: amount - paid, receiptId });
  return { entries, lots: [{ ...lot, amount }] };
}

/** Takes up to an amount out of lots, the earliest expiry first; entries are negative. */
function take(purse: Purse, amount: number, of: (lot: Lot) => boolean): (Entry & { lotId: string | null })[] {
  const entries: (Entry & { lotId: string | null })[] = [];
  let left = amount;
  for (const lot of purse.lots.filter(of).sort(byExpiry)) {
    if (left <= 0) break;
    const taken = Math.min(lot.remaining, left);
    lot.remaining -= taken;
    left -= taken;
    entries.push(move(purse, { accountId: lot.accountId, lotId: lot.lotId, amount: -taken }));
  }
  purse.lots = purse.lots.filter(({ remaining }) => remaining > 0);
  return entries;
}

const sumOf = (entries: readonly { amount: number }[]) => entries.reduce((sum, { amount }) => sum + amount, 0);

/** What is given to somebody else keeps its day. */
function transfer(
  purse: Purse,
  { amount, lotIds }: Extract<Action, { kind: 'transfer' }>,
  place: Place,
  to: { purse: Purse; accountId: string } | undefined,
): Outcome {
  if (!to || to.purse === purse) return { status: 'refused', reason: 'nothing' };
  const isMeant = (lot: Lot) => isUsable(lot, place.day) && (lotIds === undefined || lotIds.includes(lot.lotId));
  const meant = purse.lots.reduce((sum, lot) => sum + (isMeant(lot) ? lot.remaining : 0), 0);
  if (Math.min(meant, computeAvailable(purse, place.day)) < amount) return { status: 'refused', reason: 'not_enough' };
  const dayOf = new Map(purse.lots.map(({ lotId, expiresOn }) => [lotId, expiresOn]));
  const given = take(purse, amount, isMeant);
  const outcome: { entries: Entry[]; lots: NewLot[] } = { entries: [...given], lots: [] };
  for (const { lotId, amount: taken } of given) {
    const expiresOn = dayOf.get(lotId ?? '') ?? null;
    const got = put(to.purse, { amount: -taken, expiresOn }, { ...place, accountId: to.accountId });
    outcome.entries.push(...got.entries);
    outcome.lots.push(...got.lots);
  }
  return done('transfer', outcome);
}

/** Into the lots it came from, the last day first; what has expired meanwhile comes as a new lot, because it was not left lying. */
function giveBack(purse: Purse, action: Extract<Action, { kind: 'reverse_use' }>, place: Place): Outcome {
  const entries: Entry[] = [];
  let left = action.amount;
  for (const { lotId, accountId, expiresOn, amount } of [...action.taken].sort((a, b) =>
    (a.expiresOn ?? '9999') < (b.expiresOn ?? '9999') ? 1 : -1,
  )) {
    const back = Math.min(left, amount);
    // An account that owes is paid first, which only a new lot does.
    const owes = lotsOf(purse, accountId) > (purse.balances.get(accountId) ?? 0);
    if (back <= 0 || owes || !isUsable({ expiresOn }, place.day)) continue;
    left -= back;
    entries.push(move(purse, { accountId, lotId, amount: back }));
    const lot = purse.lots.find((one) => one.lotId === lotId);
    if (lot) lot.remaining += back;
    else purse.lots.push({ lotId, accountId, expiresOn, remaining: back, receiptId: null });
  }
  const lots: NewLot[] = [];
  if (left > 0) {
    const fresh = put(purse, { amount: left, expiresOn: action.expiresOn }, { ...place, receiptId: null });
    entries.push(...fresh.entries);
    lots.push(...fresh.lots);
  }
  return done('refund_reversal', { entries, lots }, { role: 'spent', amount: -action.amount });
}
