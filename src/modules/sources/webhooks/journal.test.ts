import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countLine, listMissingLines } from '../../orders/rules.ts';
import { foldParts, type StoredPart } from './journal.ts';
import type { PartLine } from './parts.ts';

const line = (change: Partial<PartLine> = {}): PartLine => ({
  key: 'a',
  itemCode: null,
  itemName: '마라탕',
  category: '',
  options: '',
  kind: 'sale',
  quantity: 1,
  amountMinor: 10_000,
  ...change,
});
const order = {
  orderNo: '1',
  orderedAt: '2026-11-20T03:00:00.000Z',
  channel: '',
  tableNo: '',
  covers: null,
  couponCode: '',
  staffName: '',
};
const version = (
  at: string,
  lines: PartLine[],
  change: Partial<StoredPart['part']> = {},
  partId = 'order',
): StoredPart => ({
  partId,
  version: at,
  part: { isSettled: true, takesAllBack: false, lines, order: partId === 'order' ? order : null, ...change },
});
const totals = (parts: StoredPart[]) => {
  const counted = (foldParts(parts)?.lines ?? []).map(countLine);
  return [
    counted.reduce((sum, one) => sum + one.grossMinor, 0),
    counted.reduce((sum, one) => sum + one.refundMinor, 0),
  ];
};

describe('foldParts', () => {
  it('refunds a line that changed and sells it anew', () => {
    const parts = [version('1', [line()]), version('2', [line({ amountMinor: 8_000 })])];
    expect(totals(parts)).toEqual([18_000, -10_000]);
    expect(totals([...parts, version('3', [line({ amountMinor: 8_000 })])])).toEqual([18_000, -10_000]);
    expect(totals([...parts, version('3', [])])).toEqual([18_000, -18_000]);
  });
  it('takes back what is left when an order is cancelled, after its refunds', () => {
    const refund = version('1', [line({ key: 'r', kind: 'refund', quantity: 0, amountMinor: -4_000 })], {}, 'refund r');
    const end = version('end', [], { takesAllBack: true }, 'end');
    expect(totals([version('1', [line()]), refund, end])).toEqual([10_000, -10_000]);
  });
  it('gives back no more than was sold when a refund named another thing', () => {
    const other = line({ key: 'r', itemName: '기타 환불', kind: 'refund', quantity: 0, amountMinor: -4_000 });
    const end = version('end', [], { takesAllBack: true }, 'end');
    expect(totals([version('1', [line()]), version('1', [other], {}, 'refund r'), end])).toEqual([10_000, -10_000]);
  });
  it('says nothing before anything is settled', () => {
    expect(foldParts([version('1', [line()], { isSettled: false })])).toBeUndefined();
    expect(foldParts([version('1', [line({ kind: 'refund', amountMinor: -1 })], {}, 'refund r')])).toBeUndefined();
  });
});

/** Bookings by item and kind, of an order that gets the parts of a history in some order. */
function bookInOrder(history: readonly StoredPart[], arrivals: readonly number[]) {
  const known = new Map<string, StoredPart>();
  const booked: { itemId: string; kind: PartLine['kind']; quantity: number; amountMinor: number }[] = [];
  for (const at of arrivals) {
    const part = history[at];
    if (!part) continue;
    known.set(`${part.partId} ${part.version}`, part);
    const target = (foldParts([...known.values()])?.lines ?? []).map(({ itemName, kind, quantity, amountMinor }) => ({
      itemId: itemName,
      kind,
      quantity,
      amountMinor,
    }));
    booked.push(...listMissingLines(target, booked));
  }
  const sums: Record<string, [number, number]> = {};
  for (const one of booked) {
    // Which thing a refund is written under may depend on what was told first; how much, never.
    const group = one.kind === 'refund' ? one.kind : `${one.itemId} ${one.kind}`;
    const { grossMinor, refundMinor } = countLine(one);
    const [quantity, amount] = sums[group] ?? [0, 0];
    // How much was given back is told in money; the number of things is the sales'.
    sums[group] = [quantity + (one.kind === 'refund' ? 0 : one.quantity), amount + grossMinor + refundMinor];
  }
  return sums;
}

const zLines = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    itemName: fc.constantFrom('마라탕', '꿔바로우'),
    quantity: fc.integer({ min: 1, max: 3 }),
    amountMinor: fc.integer({ min: 1, max: 30_000 }),
  }),
  { selector: ({ key }) => key, maxLength: 3 },
);
const history = fc
  .record({
    versions: fc.array(fc.record({ lines: zLines, isSettled: fc.boolean() }), { minLength: 1, maxLength: 5 }),
    refunds: fc.array(
      fc.record({
        itemName: fc.constantFrom('마라탕', '기타 환불'),
        amount: fc.integer({ min: 1, max: 5_000 }),
      }),
      { maxLength: 2 },
    ),
    isCancelled: fc.boolean(),
  })
  .map(({ versions, refunds, isCancelled }) => [
    ...versions.map(({ lines, isSettled }, at) =>
      version(
        String(at),
        lines.map((one) => line(one)),
        { isSettled },
      ),
    ),
    ...refunds.map(({ itemName, amount }, at) =>
      version(
        '1',
        [line({ key: `r${at}`, itemName, kind: 'refund', quantity: 0, amountMinor: -amount })],
        {},
        `refund ${at}`,
      ),
    ),
    ...(isCancelled ? [version('end', [], { takesAllBack: true }, 'end')] : []),
  ]);

describe('an order told in any order', () => {
  it('ends with the same sales by item and the same refund, however often and in whatever order its parts come', () => {
    fc.assert(
      fc.property(
        history.chain((parts) =>
          fc.tuple(
            fc.constant(parts),
            fc.shuffledSubarray([...parts.keys()], { minLength: parts.length }),
            fc.array(fc.nat({ max: parts.length - 1 }), { maxLength: 6 }),
          ),
        ),
        ([parts, shuffled, again]) => {
          const straight = bookInOrder(parts, [...parts.keys()]);
          expect(bookInOrder(parts, [...again, ...shuffled, ...again])).toEqual(straight);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
