import type { Part, PartLine } from './parts.ts';

/** A stored version of a part. */
export interface StoredPart {
  partId: string;
  version: string;
  part: Part;
}

/** The order as its parts tell it. */
export interface FoldedOrder {
  order: NonNullable<Part['order']>;
  lines: PartLine[];
}

/**
 * The lines of an order from everything that was ever told about it, whatever the order in which it was told; undefined
 * while nothing settled was told. Later versions never rewrite: a line that changed is refunded and sold anew, one that is
 * gone is refunded; refunds are parts of their own; a cancelled or deleted order takes back what is left. A version that is
 * told late only adds lines, so nothing that stands in the books is changed.
 * The order happened when the earliest version says: a platform's later ones may name the time of the change.
 * Worked: 10,000 then 8,000 → sale 10,000, refund −10,000, sale 8,000; then cancelled → a further refund of −8,000.
 */
export function foldParts(stored: readonly StoredPart[]): FoldedOrder | undefined {
  const settled = stored.filter(({ part }) => part.isSettled);
  const byPart = Map.groupBy(settled, ({ partId }) => partId);
  const partIds = [...byPart.keys()].sort();
  const lines: PartLine[] = [];
  let newest: { version: string; order: NonNullable<Part['order']> } | undefined;
  for (const partId of partIds) {
    const versions = (byPart.get(partId) ?? []).toSorted((a, b) => compareText(a.version, b.version));
    lines.push(...foldVersions(versions.map(({ part }) => part.lines)));
    for (const { version, part } of versions) {
      if (part.order && (!newest || newest.version <= version)) newest = { version, order: part.order };
    }
  }
  if (!newest) return undefined;
  if (settled.some(({ part }) => part.takesAllBack)) lines.push(...takeBack(lines));
  return { order: { ...newest.order, orderedAt: earliest(settled) ?? newest.order.orderedAt }, lines };
}

function earliest(settled: readonly StoredPart[]): string | undefined {
  return settled
    .flatMap(({ part }) => part.order?.orderedAt ?? [])
    .toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** What is the same thing sold in the same way; only such lines can be set off against each other. */
const sameThing = (line: PartLine) => [line.key, line.kind, line.itemCode ?? line.itemName].join('\n');

function foldVersions(versions: readonly (readonly PartLine[])[]): PartLine[] {
  const lines: PartLine[] = [];
  let before = new Map<string, PartLine>();
  for (const version of versions) {
    const now = new Map(version.map((line) => [sameThing(line), line]));
    for (const [thing, line] of now) lines.push(...difference(before.get(thing), line));
    for (const [thing, line] of before) if (!now.has(thing)) lines.push(...difference(line, undefined));
    before = now;
  }
  return lines;
}

/** What has to be booked when a line goes from one state to the next. */
function difference(before: PartLine | undefined, now: PartLine | undefined): PartLine[] {
  if (before?.quantity === now?.quantity && before?.amountMinor === now?.amountMinor) return [];
  return [...(before ? reverse(before) : []), ...(now ? [now] : [])];
}

/** What takes a line out of the books again. Voids and free items count nothing (MT-05), and neither does their end. */
function reverse(line: PartLine): PartLine[] {
  if (line.kind === 'sale')
    return [{ ...line, kind: 'refund', quantity: -line.quantity, amountMinor: -line.amountMinor }];
  if (line.kind === 'refund') return [{ ...line, kind: 'sale', quantity: 1, amountMinor: -line.amountMinor }];
  return [];
}

/** Refunds of what is left, by item, and of the whole no more than is left: a refund may name an item that was never sold. */
function takeBack(lines: readonly PartLine[]): PartLine[] {
  const counted = lines.filter(({ kind }) => kind === 'sale' || kind === 'refund');
  let leftMinor = counted.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const byItem = Map.groupBy(counted, (line) => line.itemCode ?? line.itemName);
  return [...byItem.values()].flatMap((own) => {
    const [line] = own;
    const ownMinor = own.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const amountMinor = Math.min(ownMinor, leftMinor);
    const quantity = roundQuantity(own.reduce((sum, { quantity }) => sum + quantity, 0));
    if (!line || amountMinor <= 0) return [];
    leftMinor -= amountMinor;
    return [
      {
        ...line,
        key: 'cancelled',
        kind: 'refund' as const,
        quantity: -Math.max(quantity, 0),
        amountMinor: -amountMinor,
      },
    ];
  });
}

/** Quantities have three decimals. */
const roundQuantity = (quantity: number) => Math.round(quantity * 1_000) / 1_000;
