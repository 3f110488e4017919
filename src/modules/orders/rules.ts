/** What a line of a sale is: sold, given back, cancelled before it was paid, or given for nothing. */
export type LineKind = 'sale' | 'refund' | 'void' | 'comp';

/** What the totals of an order are made of. */
export interface CountedLine {
  kind: LineKind;
  quantity: number;
  amountMinor: number;
}

/** The amount of a line with the sign its kind has: tills that write a refund of 5,000 mean −5,000. Other kinds are left alone. */
export function signedAmount(kind: LineKind, amountMinor: number): number {
  return kind === 'refund' && amountMinor > 0 ? -amountMinor : amountMinor;
}

/**
 * What a line adds to an order's gross and refunds, in minor units (MT-05): sales with quantity and amount above zero are
 * gross, refunds stand apart as zero or less, voids and free items count nothing. A refund of 500 → gross 0, refund −500.
 */
export function countLine(line: CountedLine): { grossMinor: number; refundMinor: number } {
  const amountMinor = signedAmount(line.kind, line.amountMinor);
  if (line.kind === 'refund') return { grossMinor: 0, refundMinor: amountMinor };
  const isGross = line.kind === 'sale' && line.quantity > 0 && amountMinor > 0;
  return { grossMinor: isGross ? amountMinor : 0, refundMinor: 0 };
}

/** What tells one booked line from another when an order is compared with what its source says. */
interface ComparedLine extends CountedLine {
  itemId: string;
}

/**
 * Lines that an order does not have yet. Lines are a multiset: of each (item, kind, quantity, amount) only those beyond
 * what is stored are new, so an order may be told again, whole or with more. Two coffees told, one stored → one is new.
 */
export function findNewLines<L extends ComparedLine>(
  told: readonly L[],
  stored: readonly (Omit<ComparedLine, 'kind'> & { kind: string })[],
): L[] {
  return compareLines(told, stored).missing;
}

/**
 * Lines that an order lacks to say what `target` says; empty when it says so already. Lines are a multiset of item, kind,
 * quantity and amount; refunds are compared as a sum by item. A sale that the target does not know is refunded: booked
 * lines are never taken away. An order does not give back more than it took, unless the target says so: what is told
 * late may name another item than the one already refunded.
 * Worked: target sales 10,000 and 12,000 and refund −10,000, stored sale 10,000 → a refund of −10,000, a sale of 12,000.
 */
export function listMissingLines<L extends ComparedLine>(
  target: readonly L[],
  stored: readonly (Omit<ComparedLine, 'kind'> & { kind: string })[],
): L[] {
  const { missing, excess } = compareLines(
    target.filter(({ kind }) => kind !== 'refund'),
    stored.filter(({ kind }) => kind !== 'refund'),
  );
  const refunds = Map.groupBy(
    target.filter(({ kind }) => kind === 'refund'),
    ({ itemId }) => itemId,
  );
  const storedRefunds = Map.groupBy(
    stored.filter(({ kind }) => kind === 'refund'),
    ({ itemId }) => itemId,
  );
  const unknownSales = Map.groupBy(
    excess.filter(({ kind }) => kind === 'sale'),
    ({ itemId }) => itemId,
  );
  const [anyLine] = target;
  if (!anyLine) return [];
  const missingRefunds = [...new Set([...refunds.keys(), ...unknownSales.keys()])].flatMap((itemId): L[] => {
    const told = refunds.get(itemId) ?? [];
    const there = storedRefunds.get(itemId) ?? [];
    const unknown = unknownSales.get(itemId) ?? [];
    const lack = (key: 'quantity' | 'amountMinor') => sum(told, key) - sum(unknown, key) - sum(there, key);
    if (lack('amountMinor') >= 0) return [];
    if (there.length === 0 && unknown.length === 0) return told;
    const line = told.at(-1) ?? anyLine;
    const quantity = Math.min(0, roundQuantity(lack('quantity')));
    return [{ ...line, itemId, kind: 'refund', quantity, amountMinor: lack('amountMinor') }];
  });
  let leftMinor = net(stored) + net(missing) - Math.min(0, net(target));
  const capped = missingRefunds.flatMap((line): L[] => {
    const amountMinor = -Math.min(-signedAmount('refund', line.amountMinor), Math.max(0, leftMinor));
    leftMinor += amountMinor;
    return amountMinor === 0 ? [] : [{ ...line, amountMinor }];
  });
  return [...missing, ...capped];
}

/** Gross and refunds together. */
function net(lines: readonly (Omit<CountedLine, 'kind'> & { kind: string })[]): number {
  return lines.reduce((total, { kind, quantity, amountMinor }) => {
    if (kind === 'refund') return total + signedAmount('refund', amountMinor);
    return kind === 'sale' ? total + countLine({ kind, quantity, amountMinor }).grossMinor : total;
  }, 0);
}

function compareLines<L extends ComparedLine, S extends Omit<ComparedLine, 'kind'> & { kind: string }>(
  target: readonly L[],
  stored: readonly S[],
): { missing: L[]; excess: S[] } {
  const keyOf = (line: Omit<ComparedLine, 'kind'> & { kind: string }) =>
    [line.itemId, line.kind, line.quantity, line.amountMinor].join(' ');
  const left = Map.groupBy(stored, keyOf);
  const missing = target.filter((line) => left.get(keyOf(line))?.pop() === undefined);
  return { missing, excess: [...left.values()].flat() };
}

/** A quantity as it is stored, with three decimals: 0.4536 kg → 0.454. */
export const roundQuantity = (quantity: number) => Math.round(quantity * 1_000) / 1_000;

function sum(lines: readonly { quantity: number; amountMinor: number }[], key: 'quantity' | 'amountMinor'): number {
  return lines.reduce((total, line) => total + line[key], 0);
}
