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

/** What makes two lines of one order the same; options are no part of it. */
interface ComparedLine {
  itemId: string;
  kind: string;
  quantity: number;
  amountMinor: number;
}

/**
 * Lines that an order does not have yet. Lines are a multiset: of each (item, kind, quantity, amount) only those beyond
 * what is stored are new, so an order may be told again, whole or with more. Two coffees told, one stored → one is new.
 */
export function findNewLines<L extends ComparedLine>(told: readonly L[], stored: readonly ComparedLine[]): L[] {
  const keyOf = ({ itemId, kind, quantity, amountMinor }: ComparedLine) =>
    `${itemId} ${kind} ${quantity} ${amountMinor}`;
  const left = new Map<string, number>();
  for (const line of stored) left.set(keyOf(line), (left.get(keyOf(line)) ?? 0) + 1);
  return told.filter((line) => {
    const there = left.get(keyOf(line)) ?? 0;
    if (there > 0) left.set(keyOf(line), there - 1);
    return there === 0;
  });
}
