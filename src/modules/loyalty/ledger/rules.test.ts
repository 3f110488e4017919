import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Action, applyAction, computeAvailable, computeDebt, type Purse } from './rules.ts';

const DAY = '2026-11-21';

function bench(balances: Record<string, number> = { mine: 0 }) {
  const purse: Purse = { balances: new Map(Object.entries(balances)), lots: [] };
  let lots = 0;
  const apply = (action: Action, change: { day?: string; receiptId?: string; accountId?: string } = {}) =>
    applyAction(purse, action, {
      accountId: change.accountId ?? 'mine',
      day: change.day ?? DAY,
      receiptId: change.receiptId ?? null,
      newLotId: () => `lot-${String((lots += 1)).padStart(4, '0')}`,
    });
  return { purse, apply };
}

describe('a purse (OP-50)', () => {
  it('is used up in the order in which lots expire, not in which they came', () => {
    const { purse, apply } = bench();
    apply({ kind: 'earn', amount: 500, expiresOn: '2026-12-31' });
    apply({ kind: 'earn', amount: 300, expiresOn: '2026-11-30' });
    apply({ kind: 'earn', amount: 100, expiresOn: null });
    expect(apply({ kind: 'use', amount: 400 })).toMatchObject({
      status: 'done',
      entries: [
        { lotId: 'lot-0002', amount: -300 },
        { lotId: 'lot-0001', amount: -100 },
        { role: 'spent', amount: 400 },
      ],
    });
    expect(computeAvailable(purse, DAY)).toBe(500);
  });

  it('gives no more than there is, and nothing whose day has passed', () => {
    const { purse, apply } = bench();
    apply({ kind: 'earn', amount: 300, expiresOn: '2026-11-20' });
    apply({ kind: 'earn', amount: 200, expiresOn: DAY });
    expect(apply({ kind: 'use', amount: 201 })).toEqual({ status: 'refused', reason: 'not_enough' });
    expect(apply({ kind: 'expire' })).toMatchObject({ entries: [{ amount: -300 }, { role: 'expired', amount: 300 }] });
    expect(apply({ kind: 'expire' })).toEqual({ status: 'refused', reason: 'nothing' });
    expect(apply({ kind: 'use', amount: 200 })).toMatchObject({ status: 'done' });
    expect(purse.balances.get('mine')).toBe(0);
  });

  it('goes below zero by a refund only, says so, and pays what it owes from the next that comes', () => {
    const { purse, apply } = bench();
    apply({ kind: 'earn', amount: 600, expiresOn: null }, { receiptId: 'sale' });
    apply({ kind: 'use', amount: 500 });
    apply({ kind: 'reverse_earn', amount: 600 }, { receiptId: 'sale' });
    expect(computeAvailable(purse, DAY)).toBe(-500);
    expect(apply({ kind: 'adjust', amount: -1, expiresOn: null })).toMatchObject({ status: 'refused' });
    apply({ kind: 'earn', amount: 700, expiresOn: null });
    expect([computeDebt(purse), computeAvailable(purse, DAY)]).toEqual([0, 200]);
  });

  it('takes a refund from the points of that sale first', () => {
    const { purse, apply } = bench();
    apply({ kind: 'earn', amount: 100, expiresOn: '2026-11-30' }, { receiptId: 'other' });
    apply({ kind: 'earn', amount: 100, expiresOn: '2027-11-30' }, { receiptId: 'sale' });
    apply({ kind: 'reverse_earn', amount: 60 }, { receiptId: 'sale' });
    expect(purse.lots.map(({ receiptId, remaining }) => [receiptId, remaining])).toEqual([
      ['other', 100],
      ['sale', 40],
    ]);
  });

  it('gives spent points back into their lots, or as new ones when their day has passed', () => {
    const { purse, apply } = bench();
    apply({ kind: 'earn', amount: 100, expiresOn: '2026-11-30' });
    apply({ kind: 'use', amount: 100 });
    const taken = [{ lotId: 'lot-0001', accountId: 'mine', expiresOn: '2026-11-30', amount: 100 }];
    const back = { kind: 'reverse_use', amount: 50, taken, expiresOn: '2027-01-31' } as const;
    expect(apply(back)).toMatchObject({
      entries: [
        { lotId: 'lot-0001', amount: 50 },
        { role: 'spent', amount: -50 },
      ],
    });
    expect(apply(back, { day: '2026-12-05' })).toMatchObject({ lots: [{ amount: 50, expiresOn: '2027-01-31' }] });
    expect(purse.balances.get('mine')).toBe(100);
  });

  it('hands points to somebody else with their day', () => {
    const { purse, apply } = bench();
    apply({ kind: 'earn', amount: 100, expiresOn: '2026-11-30' });
    const hers: Purse = { balances: new Map([['hers', 0]]), lots: [] };
    applyAction(
      purse,
      { kind: 'transfer', amount: 40 },
      { accountId: 'mine', day: DAY, receiptId: null, newLotId: () => 'new' },
      { purse: hers, accountId: 'hers' },
    );
    expect(hers.lots).toMatchObject([{ remaining: 40, expiresOn: '2026-11-30' }]);
    expect([purse.balances.get('mine'), hers.balances.get('hers')]).toEqual([60, 40]);
  });

  it('always balances, whatever is asked of it', () => {
    const amount = fc.integer({ min: 1, max: 1_000 });
    const expiresOn = fc.option(fc.constantFrom('2026-11-19', '2026-11-21', '2026-11-25', '2026-12-24'), { nil: null });
    const action: fc.Arbitrary<Action> = fc.oneof(
      fc.record({ kind: fc.constant('earn' as const), amount, expiresOn }),
      fc.record({ kind: fc.constant('use' as const), amount }),
      fc.record({ kind: fc.constant('expire' as const) }),
      fc.record({
        kind: fc.constant('adjust' as const),
        amount: fc.integer({ min: -500, max: 500 }).filter(Boolean),
        expiresOn,
      }),
      fc.record({ kind: fc.constant('reverse_earn' as const), amount }),
    );
    const step = fc.record({
      action,
      day: fc.constantFrom('2026-11-20', DAY, '2026-11-26'),
      accountId: fc.constantFrom('mine', 'merged'),
      receiptId: fc.constantFrom('a', 'b'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { purse, apply } = bench({ mine: 0, merged: 0 });
        let reversed = false;
        for (const { action, ...place } of steps) {
          const before = [...purse.balances.values()].reduce((sum, one) => sum + one, 0);
          const outcome = apply(action, place);
          const after = [...purse.balances.values()].reduce((sum, one) => sum + one, 0);
          if (outcome.status === 'refused') {
            expect(after).toBe(before);
            continue;
          }
          reversed ||= action.kind === 'reverse_earn';
          expect(outcome.entries.reduce((sum, entry) => sum + entry.amount, 0)).toBe(0);
          expect(outcome.entries.every(({ amount }) => amount !== 0)).toBe(true);
          const own = outcome.entries.reduce((sum, entry) => sum + ('accountId' in entry ? entry.amount : 0), 0);
          expect(after - before).toBe(own);
          expect(purse.lots.every(({ remaining }) => remaining > 0)).toBe(true);
          expect(purse.lots.reduce((sum, lot) => sum + lot.remaining, 0) - computeDebt(purse)).toBe(after);
          if (!reversed) expect(Math.min(...purse.balances.values())).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
