import { describe, expect, it } from 'vitest';
import type { ReceivedOffer, SimulatedDay } from './index.ts';
import { advance, computeNetAmount, computeStateOn, computeTruth, createWorld } from './index.ts';
import { listSlipping, mayBeMailed, shop, TODAY } from './shop.fixture.ts';

const WINDOW = { fromDay: '2026-02-01', toDay: '2026-02-14' };

function offerTo(personIds: readonly string[], offer: Partial<ReceivedOffer> = {}) {
  return new Map(
    personIds.map((id) => [id, [{ receivedOn: TODAY, offerValueMinor: 5000, couponCode: `C-${id}`, ...offer }]]),
  );
}

describe('the days that follow', () => {
  const slipping = listSlipping(shop.orders, shop.people)
    .filter(mayBeMailed)
    .map((person) => person.personId);
  const treated = slipping.filter((_, i) => i % 5 !== 0);
  const holdout = slipping.filter((_, i) => i % 5 === 0);
  const run = (reactions: Parameters<typeof advance>[2]['reactions']) => [
    ...advance(shop.world, structuredClone(shop.state), { ...WINDOW, reactions }),
  ];
  /** Order numbers count the whole day, so they are left aside where single people are compared. */
  const ordersOf = (days: SimulatedDay[], isWanted: (personId: string | null) => boolean) =>
    days.flatMap((day) =>
      day.orders.filter((order) => isWanted(order.personId)).map((order) => ({ ...order, orderNo: '' })),
    );

  it('are the same in pieces and at once', () => {
    const reactions = offerTo(treated, { receivedOn: '2026-02-03' });
    const whole = [
      ...advance(shop.world, structuredClone(shop.state), { fromDay: '2026-02-01', toDay: '2026-03-02', reactions }),
    ];
    const state = structuredClone(shop.state);
    const pieces: SimulatedDay[] = [];
    for (const [fromDay, toDay] of [
      ['2026-02-01', '2026-02-01'],
      ['2026-02-02', '2026-02-11'],
      ['2026-02-12', '2026-03-02'],
    ] as const) {
      // A fresh world each time, as after a restart.
      pieces.push(...advance(createWorld({ seed: 42, today: TODAY }), state, { fromDay, toDay, reactions }));
    }
    expect(pieces).toEqual(whole);
    expect(computeStateOn(shop.world, '2026-03-02', reactions)).toEqual(state);
  });

  it('bring new people too', () => {
    expect(run(new Map()).flatMap((day) => day.newPeople).length).toBeGreaterThan(30);
  });

  it('may only follow the day the demo stands at', () => {
    const late = { fromDay: '2026-02-05', toDay: '2026-02-06', reactions: new Map() };
    expect(() => [...advance(shop.world, structuredClone(shop.state), late)]).toThrow('another day');
  });

  it('leave everybody else exactly as they were when one person gets an offer', () => {
    const plain = run(new Map());
    for (const personId of treated.slice(0, 5)) {
      const offered = run(offerTo([personId], { offerValueMinor: 10_000 }));
      expect(ordersOf(offered, (id) => id !== personId)).toEqual(ordersOf(plain, (id) => id !== personId));
    }
  });

  it('show an effect of the offer which the truth states, and which agrees with what the orders say', () => {
    const reactions = offerTo(treated);
    const truth = computeTruth(shop.world, {
      treatedPersonIds: treated,
      holdoutPersonIds: holdout,
      ...WINDOW,
      reactions,
    });
    const duplicateOf = new Map(shop.people.map((person) => [person.personId, person.duplicateOfPersonId]));
    const measure = (days: SimulatedDay[], ids: readonly string[]) => {
      const owners = new Set(ids.map((id) => duplicateOf.get(id) ?? id));
      const orders = ordersOf(days, (id) => id !== null && owners.has(duplicateOf.get(id) ?? id));
      const came = orders.filter((order) => order.lines.some((line) => line.kind !== 'void'));
      const buyers = new Set(came.map((order) => duplicateOf.get(order.personId ?? '') ?? order.personId));
      const spend = orders.reduce((sum, order) => sum + computeNetAmount(order.lines), 0);
      return { people: owners.size, conversionRate: buyers.size / owners.size, spendPerHeadMinor: spend / owners.size };
    };
    const offered = run(reactions);
    expect(measure(offered, treated)).toEqual(truth.treated);
    expect(measure(offered, holdout)).toEqual(truth.holdout);
    expect(measure(run(new Map()), treated)).toEqual(truth.treatedWithoutOffer);

    expect(truth.treatedWithoutOffer.conversionRate).toBeGreaterThan(0.07);
    expect(truth.treatedWithoutOffer.conversionRate).toBeLessThan(0.14);
    expect(truth.expectedIncrementalConversionRate).toBeGreaterThan(0.07);
    expect(truth.expectedIncrementalConversionRate).toBeLessThan(0.13);
    expect(Math.abs(truth.incrementalConversionRate - truth.expectedIncrementalConversionRate)).toBeLessThan(0.04);
    expect(truth.incrementalSpendPerHeadMinor).toBeGreaterThan(1000);
  });

  it('have no effect at all when nothing was sent', () => {
    const question = { treatedPersonIds: treated, holdoutPersonIds: holdout, ...WINDOW, reactions: new Map() };
    const truth = computeTruth(shop.world, question);
    expect(truth.incrementalConversionRate).toBe(0);
    expect(truth.incrementalSpendPerHeadMinor).toBe(0);
    expect(truth.expectedIncrementalConversionRate).toBe(0);
  });

  it('draw more people with a larger offer, and some with a message alone', () => {
    const effect = (offerValueMinor: number) =>
      computeTruth(shop.world, {
        treatedPersonIds: treated,
        holdoutPersonIds: [],
        ...WINDOW,
        reactions: offerTo(treated, { offerValueMinor }),
      }).expectedIncrementalConversionRate;
    expect(effect(0)).toBeGreaterThan(0);
    expect(effect(2000)).toBeGreaterThan(effect(0));
    expect(effect(5000)).toBeGreaterThan(effect(2000));
  });

  it('redeem each coupon once at most, by its owner, for its value', () => {
    const orders = run(offerTo(treated)).flatMap((day) => day.orders);
    const redeemed = orders.filter((order) => order.couponCode !== null);
    expect(redeemed.length).toBeGreaterThan(treated.length * 0.1);
    expect(new Set(redeemed.map((order) => order.couponCode)).size).toBe(redeemed.length);
    const duplicateOf = new Map(shop.people.map((person) => [person.personId, person.duplicateOfPersonId]));
    for (const order of redeemed) {
      const owner = order.couponCode?.slice('C-'.length) ?? '';
      const human = (id: string) => duplicateOf.get(id) ?? id;
      expect(human(order.personId ?? '')).toBe(human(owner));
      const discount = order.lines.reduce((sum, line) => sum + line.discountMinor, 0);
      expect(discount).toBeGreaterThan(0);
      expect(discount).toBeLessThanOrEqual(5000);
    }
    for (const order of orders)
      if (order.couponCode === null) expect(order.lines.every((line) => line.discountMinor === 0)).toBe(true);
  });
});
