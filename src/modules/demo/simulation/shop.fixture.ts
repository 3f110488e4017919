import type { SimulatedOrder, SimulatedPerson } from './index.ts';
import { createState, createWorld, generateHistory } from './index.ts';

/** Last day of the history in the tests. */
export const TODAY = '2026-01-31';
const DAY_MS = 86_400_000;

/** A shop with the 18 months up to `TODAY`. */
export function readHistory(seed: number) {
  const world = createWorld({ seed, today: TODAY });
  const state = createState(world);
  const days = [...generateHistory(world, state)];
  const people = days.flatMap((day) => day.newPeople);
  const orders = days.flatMap((day) => day.orders);
  return { world, state, days, people, orders };
}

/** The shop most tests look at; nobody changes it. */
export const shop = readHistory(42);

/** People the product would call slipping today (MT-14 with k = 3, MT-15 ratio > 2, at least three visits). */
export function listSlipping(orders: readonly SimulatedOrder[], people: readonly SimulatedPerson[]) {
  const visits = new Map<string, Set<number>>();
  for (const order of orders) {
    if (!order.personId) continue;
    const days = visits.get(order.personId) ?? new Set();
    visits.set(order.personId, days.add(Date.parse(order.businessDay) / DAY_MS));
  }
  const gapsOf = (days: Set<number>) => [...days].slice(1).map((day, i) => day - ([...days][i] ?? 0));
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
  const regulars = people.filter((person) => (visits.get(person.personId)?.size ?? 0) >= 3);
  const own = new Map(regulars.map(({ personId }) => [personId, gapsOf(visits.get(personId) ?? new Set())]));
  const shopInterval = median([...own.values()].map((gaps) => median([...gaps])));
  return regulars.filter(({ personId }) => {
    const gaps = own.get(personId) ?? [];
    const interval = (3 * shopInterval + gaps.length * median([...gaps])) / (3 + gaps.length);
    const last = Math.max(...(visits.get(personId) ?? []));
    return (Date.parse(TODAY) / DAY_MS - last) / interval > 2;
  });
}

/** Whether both consents for advertising by e-mail are there. */
export function mayBeMailed(person: SimulatedPerson): boolean {
  const isGranted = (kind: string) =>
    person.consents.some((consent) => consent.kind === kind && consent.state === 'granted');
  return person.email !== null && isGranted('marketing_use') && isGranted('ad_email');
}
