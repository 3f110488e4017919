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

/** Quantities have three decimals. */
const roundQuantity = (quantity: number) => Math.round(quantity * 1_000) / 1_000;

/**
 * Lines that an order lacks to say what `target` says, compared as sums by item and kind; empty when it says so already.
 * What the order has too much is given back as a refund: booked lines are never taken away.
 * Worked: target sale 마라탕 2 × 10,000; stored one line of 10,000 → one sale line of 1, 10,000.
 */
export function listMissingLines<L extends ComparedLine>(
  target: readonly L[],
  stored: readonly { itemId: string; kind: string; quantity: number; amountMinor: number }[],
): L[] {
  const groupOf = (line: { itemId: string; kind: string }) => `${line.itemId} ${line.kind}`;
  const storedBy = Map.groupBy(stored, groupOf);
  return [...Map.groupBy(target, groupOf)].flatMap(([group, lines]) => {
    const there = storedBy.get(group) ?? [];
    const last = lines.at(-1);
    if (!last) return [];
    if (there.length === 0) return lines;
    const quantity = roundQuantity(sum(lines, 'quantity') - sum(there, 'quantity'));
    const amountMinor = sum(lines, 'amountMinor') - sum(there, 'amountMinor');
    if (quantity === 0 && amountMinor === 0) return [];
    const kind =
      last.kind === 'sale' && amountMinor < 0
        ? 'refund'
        : last.kind === 'refund' && amountMinor > 0
          ? 'sale'
          : last.kind;
    return [{ ...last, kind, quantity, amountMinor }];
  });
}

function sum(lines: readonly { quantity: number; amountMinor: number }[], key: 'quantity' | 'amountMinor'): number {
  return lines.reduce((total, line) => total + line[key], 0);
}
