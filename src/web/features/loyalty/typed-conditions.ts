import type { Offer } from '../../../modules/loyalty/contract/offers.ts';

/** Conditions as they are typed; an emptied figure is '' and asks for nothing. */
export interface TypedConditions {
  minSpend: number | string;
  maxDiscount: number | string;
  itemNames: string[];
  weekdays: number[];
  /** Named by `id` while they are edited. */
  dayparts: { id: string; from: string; to: string }[];
  perPerson: number | string;
  total: number | string;
  budget: number | string;
  stacks: boolean;
}

/** A coupon that nobody limited still stops before it costs more than this. */
const FIRST_BUDGET = 100_000;
export const NO_CONDITIONS: TypedConditions = {
  minSpend: '',
  maxDiscount: '',
  itemNames: [],
  weekdays: [],
  dayparts: [],
  perPerson: '',
  total: '',
  budget: FIRST_BUDGET,
  stacks: false,
};

const END_OF_DAY = 1_440;

const minuteOf = (clock: string) => {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return hour * 60 + minute;
};
const figure = (typed: number | string) => Number(typed) || null;

/** What is typed, as the server takes it: a part of the day without both its hours is none. */
export function readConditions(
  typed: TypedConditions,
  kind: Offer['kind'],
): Pick<Offer, 'conditions' | 'budgetMinor' | 'totalLimit'> {
  return {
    conditions: {
      minSpendMinor: figure(typed.minSpend) ?? 0,
      maxDiscountMinor: kind === 'percent' ? figure(typed.maxDiscount) : null,
      itemNames: typed.itemNames,
      weekdays: typed.weekdays,
      dayparts: typed.dayparts
        .filter(({ from, to }) => from !== '' && to !== '')
        .map(({ from, to }) => ({ fromMinute: minuteOf(from), toMinute: minuteOf(to) || END_OF_DAY })),
      perPersonLimit: figure(typed.perPerson),
      stacks: typed.stacks,
    },
    // What an item costs is not known when it is given: only its number can stop it.
    budgetMinor: kind === 'item' ? null : figure(typed.budget),
    totalLimit: figure(typed.total),
  };
}
