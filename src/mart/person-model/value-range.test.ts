import { expect, it } from 'vitest';
import { generateShop, visitsOf } from '../../../test/simulated/visits.ts';
import { choosePeopleModel, outlookOf } from '../models/repeat/choose.ts';
import { collectPeople } from './collect.ts';
import { numberOfDay } from './read.ts';

const YEAR = 365;
const VISIT = 10_000;
/** MT-18: money a year on is worth a tenth less. */
const worthOn = (days: number) => VISIT / 1.1 ** (Math.ceil(days / 30.44) / 12);

it('of twelve months holds what came for eight in ten, of those who come most too (MT-18)', async () => {
  const cut = numberOfDay('2025-11-20');
  const people = [...visitsOf(generateShop(2))]
    .map(([customerId, days]) => ({
      customerId,
      days: days.filter((day) => day <= cut),
      after: days.filter((day) => day > cut && day <= cut + YEAR),
    }))
    // Every second one is enough to tell, in half the time.
    .filter(({ days }, at) => days.length > 0 && at % 2 === 0);
  const histories = people.map(({ customerId, days }) => ({ customerId, days, amounts: days.map(() => VISIT) }));
  const { summaries, columns } = await collectPeople(
    (async function* () {
      yield* histories;
    })(),
    {
      calendar: { firstDay: numberOfDay('2024-11-01'), closures: [], clock: (day) => day },
      until: cut,
      shopMedianDays: null,
      unit: 1,
    },
  );
  const { fit } = choosePeopleModel(columns);
  if (!fit) throw new Error('no model was chosen');
  // Everybody spends the same: the range is that of visits, whatever spend can be told.
  const known = { ...fit, spend: { p: 1e6, q: 1e6, v: VISIT } };
  const tested = summaries.map((person, at) => {
    const range = outlookOf(known, { history: person, mean: VISIT, marginRate: 1 }).value12m;
    const came = (people[at]?.after ?? []).reduce((sum, day) => sum + worthOn(day - cut), 0);
    return { x: person.x, mid: range?.mid ?? 0, low: range?.low ?? 0, high: range?.high ?? 0, came };
  });
  const heldOf = (some: typeof tested) =>
    some.filter(({ low, high, came }) => came >= low - 1e-6 && came <= high + 1e-6).length / some.length;
  const often = tested.toSorted((a, b) => b.mid - a.mid).slice(0, Math.floor(tested.length / 10));
  const regulars = tested.filter(({ x }) => x >= 12);
  expect(regulars.length).toBeGreaterThan(150);
  for (const some of [tested, regulars, often]) expect(heldOf(some)).toBeGreaterThan(0.75);
  // The middle is not low for those who come most: what they brought lies within a quarter of it.
  const sum = (pick: (one: (typeof tested)[number]) => number) => often.reduce((total, one) => total + pick(one), 0);
  expect(sum(({ mid }) => mid) / sum(({ came }) => came)).toBeGreaterThan(0.8);
  expect(sum(({ mid }) => mid) / sum(({ came }) => came)).toBeLessThan(1.25);
});
