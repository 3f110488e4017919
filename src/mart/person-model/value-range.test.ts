import { expect, it } from 'vitest';
import { generateShop, spendOf } from '../../../test/simulated/visits.ts';
import { choosePeopleModel, outlookOf } from '../models/repeat/choose.ts';
import { collectPeople } from './collect.ts';
import { numberOfDay } from './read.ts';

const YEAR = 365;
/** MT-18: money a year on is worth a tenth less. */
const worthOf = (amount: number, days: number) => amount / 1.1 ** (Math.ceil(days / 30.44) / 12);

it('of twelve months holds what was spent for eight in ten, and is each one’s own (MT-18)', async () => {
  const cut = numberOfDay('2025-11-20');
  const people = [...spendOf(generateShop(2))]
    .map(([customerId, { days, amounts }]) => {
      const known = days.filter((day) => day <= cut).length;
      const came = days.reduce(
        (sum, day, at) => (at >= known && day <= cut + YEAR ? sum + worthOf(amounts[at] ?? 0, day - cut) : sum),
        0,
      );
      return { customerId, days: days.slice(0, known), amounts: amounts.slice(0, known), came };
    })
    // Every second one is enough to tell, in half the time.
    .filter(({ days }, at) => days.length > 0 && at % 2 === 0);
  const { summaries, columns } = await collectPeople(
    (async function* () {
      yield* people;
    })(),
    {
      calendar: {
        firstDay: numberOfDay('2024-11-01'),
        setApart: null,
        closures: [],
        clock: (day) => day,
        isClosed: () => false,
      },
      until: cut,
      shopMedianDays: null,
      unit: 1,
    },
  );
  const { fit } = choosePeopleModel(columns);
  if (!fit) throw new Error('no model was chosen');
  const tested = summaries.map((person, at) => {
    const range = outlookOf(fit, { history: person, mean: person.mean, marginRate: 1 }).value12m;
    return {
      x: person.x,
      mid: range?.mid ?? 0,
      low: range?.low ?? 0,
      high: range?.high ?? 0,
      came: people[at]?.came ?? 0,
    };
  });
  const heldOf = (some: typeof tested) =>
    some.filter(({ low, high, came }) => came >= low - 1e-6 && came <= high + 1e-6).length / some.length;
  const often = tested.toSorted((a, b) => b.mid - a.mid).slice(0, Math.floor(tested.length / 10));
  const regulars = tested.filter(({ x }) => x >= 12);
  expect(regulars.length).toBeGreaterThan(150);
  for (const some of [tested, regulars, often]) {
    expect(heldOf(some)).toBeGreaterThan(0.75);
    expect(heldOf(some)).toBeLessThan(0.93);
  }
  // The middle is not low for those who come most: what they brought lies within a quarter of it.
  const sum = (pick: (one: (typeof tested)[number]) => number) => often.reduce((total, one) => total + pick(one), 0);
  expect(sum(({ mid }) => mid) / sum(({ came }) => came)).toBeGreaterThan(0.8);
  expect(sum(({ mid }) => mid) / sum(({ came }) => came)).toBeLessThan(1.25);
  // No one ratio for all who come most: each range follows what is known of that person.
  const ratios = new Set(often.filter(({ low }) => low > 0).map(({ low, high }) => (high / low).toFixed(1)));
  expect(ratios.size).toBeGreaterThan(often.length / 4);
});

it('is narrower the more is known of somebody, and wider the longer she has been away (MT-18)', () => {
  const fit = {
    model: 'bg-nbd' as const,
    params: { r: 0.7, alpha: 2.1, a: 0.4, b: 8 },
    spend: { p: 3.2, q: 6.3, v: 51_000 },
    ranges: [{ upTo: 9, visits: 1, lowFrom: 0.1, highTo: 0.9 }],
  };
  const ratioOf = (history: { x: number; tx: number; T: number }) => {
    const range = outlookOf(fit, { history, mean: 30_000, marginRate: 1 }).value12m;
    return (range?.high ?? 0) / Math.max(1, range?.low ?? 0);
  };
  const [short, long] = [ratioOf({ x: 8, tx: 12, T: 13 }), ratioOf({ x: 60, tx: 103, T: 104 })];
  expect(long).toBeLessThan(short);
  expect(ratioOf({ x: 60, tx: 96, T: 104 })).toBeGreaterThan(long);
});
