import { daysBetween } from '../../../shared/time.ts';

/** One person's buying up to a date, in a unit of time (weeks or days). */
export interface History {
  /** Repeat purchases: days with a purchase after the first one. */
  x: number;
  /** Time from the first purchase to the last; 0 without a repeat. */
  tx: number;
  /** Time from the first purchase to the end of observation. */
  T: number;
}

/** What time is counted in. */
export type Unit = 'day' | 'week';
const DAYS_IN: Readonly<Record<Unit, number>> = { day: 1, week: 7 };

/**
 * Somebody's history from the days she bought on: several purchases of a day are one, and T runs to the end of the period
 * (Fader, Hardie & Lee 2005). Worked: a repeat, first 1997-01-01, last 1997-08-02, until 1997-09-30, weeks → x 1, tx 30.43,
 * T 38.86.
 */
export function historyOf(
  { repeats, firstDay, lastDay }: { repeats: number; firstDay: string; lastDay: string },
  { until, unit }: { until: string; unit: Unit },
): History {
  const perUnit = DAYS_IN[unit];
  return { x: repeats, tx: daysBetween(firstDay, lastDay) / perUnit, T: daysBetween(firstDay, until) / perUnit };
}

/** Equal histories once, with how many people have each: a fit reads them hundreds of times. */
export interface Grouped {
  size: number;
  x: Float64Array;
  tx: Float64Array;
  T: Float64Array;
  people: Float64Array;
  /** Largest x, for tables by x. */
  maxX: number;
  /** Every different time once: people differ more than the days they came on, and logarithms are what a fit pays for. */
  times: Float64Array;
  /** Places of tx and T in `times`. */
  txAt: Uint32Array;
  TAt: Uint32Array;
  /** Every pair of x with one of its times once, and the places of a group's tx and T among them. */
  terms: { x: Float64Array; time: Float64Array; txAt: Uint32Array; TAt: Uint32Array };
}

/** Puts equal histories together, the first come first. Worked: (1, 2, 5), (0, 0, 3), (1, 2, 5) → x [1, 0], people [2, 1]. */
export function groupHistories(histories: readonly History[]): Grouped {
  const groups = new Map<string, { history: History; people: number }>();
  for (const history of histories) {
    const key = `${history.x},${history.tx},${history.T}`;
    const group = groups.get(key);
    if (group) group.people += 1;
    else groups.set(key, { history, people: 1 });
  }
  const rows = [...groups.values()];
  const [placed, times] = createPlaces<number>();
  const [termAt, terms] = createPlaces<string>();
  const txTermAt = Uint32Array.from(rows, ({ history: { x, tx } }) => termAt(`${x},${tx}`));
  const TTermAt = Uint32Array.from(rows, ({ history: { x, T } }) => termAt(`${x},${T}`));
  const pairs = [...terms.keys()].map((pair) => pair.split(',').map(Number));
  return {
    txAt: Uint32Array.from(rows, ({ history }) => placed(history.tx)),
    TAt: Uint32Array.from(rows, ({ history }) => placed(history.T)),
    times: Float64Array.from(times.keys()),
    terms: {
      x: Float64Array.from(pairs, ([x = 0]) => x),
      time: Float64Array.from(pairs, ([, time = 0]) => time),
      txAt: txTermAt,
      TAt: TTermAt,
    },
    size: rows.length,
    x: Float64Array.from(rows, ({ history }) => history.x),
    tx: Float64Array.from(rows, ({ history }) => history.tx),
    T: Float64Array.from(rows, ({ history }) => history.T),
    people: Float64Array.from(rows, ({ people }) => people),
    maxX: rows.reduce((max, { history }) => Math.max(max, history.x), 0),
  };
}

/** Gives each different value the next place; the values, in the order of their places. */
function createPlaces<V>(): [placeOf: (value: V) => number, places: Map<V, number>] {
  const places = new Map<V, number>();
  const placeOf = (value: V) => {
    const known = places.get(value) ?? places.size;
    places.set(value, known);
    return known;
  };
  return [placeOf, places];
}
