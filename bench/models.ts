import { FPGrowth } from 'node-fpgrowth';
import { listRules } from '../src/mart/models/basket/association.ts';
import { basketCount, mineItemsets, numberBaskets } from '../src/mart/models/basket/itemsets.ts';
import { forecastShop } from '../src/mart/models/forecast/shop.ts';
import type { ShopDay } from '../src/mart/models/forecast/shop-day.ts';
import { fitRepeat } from '../src/mart/models/repeat/fit.ts';
import type { History } from '../src/mart/models/repeat/history.ts';
import { addDays, weekdayOf } from '../src/shared/time.ts';
import { createDraw, makeBaskets } from './models-data.ts';
import type { Finding } from './product.ts';

const BASKETS = 88_000;
const ITEMS = 16_000;
const SUPPORT = 0.001;
const MIN_CONFIDENCE = 0.5;
const PEOPLE = 25_000;
const GOAL_TIMES = 10;
const GOAL_FIT_MS = 2_000;
const MOST_MEMORY_MB = 1_024;
/** Two years of sales, orders and covers, and twelve items: what the page of the coming days is made of. */
const FORECAST = { days: 730, series: 3, items: 12, horizon: 14 };
const GOAL_FORECAST_MS = 10_000;

const ms = (value: number) => `${Math.round(value)} ms`;

/** Itemsets and rules against the itemsets alone of npm node-fpgrowth, a fit of when people buy again, a shop's forecast. */
export async function benchModels(): Promise<Finding[]> {
  return [await benchBaskets(), benchFit(), benchForecast()];
}

async function benchBaskets(): Promise<Finding> {
  const lists = makeBaskets({ baskets: BASKETS, items: ITEMS, seed: 1 });
  const startedAt = performance.now();
  const baskets = numberBaskets(lists);
  const n = basketCount(baskets);
  const itemsets = mineItemsets(baskets, { minCount: Math.ceil(SUPPORT * n), maxLength: 10 });
  const rules = listRules(itemsets, { n, minConfidence: MIN_CONFIDENCE });
  const oursMs = performance.now() - startedAt;
  const memoryMb = process.memoryUsage().rss / 2 ** 20;
  const floorAt = performance.now();
  const theirs = await new FPGrowth<string>(SUPPORT).exec(lists);
  const floorMs = performance.now() - floorAt;
  // A bench that compares different work measures nothing.
  const found = Array.isArray(theirs) ? theirs.length : 0;
  if (found !== itemsets.length) throw new Error(`${itemsets.length} itemsets, node-fpgrowth finds ${found}`);
  return {
    what: `itemsets and rules of ${n} baskets at support ${SUPPORT}: ${itemsets.length} sets, ${rules.length} rules`,
    measured: `${ms(oursMs)}, ${Math.round(memoryMb)} MB`,
    floor: `${ms(floorMs)} (node-fpgrowth, itemsets alone)`,
    ratio: `${(floorMs / oursMs).toFixed(1)} times faster`,
    goal: `${GOAL_TIMES} times faster, within ${MOST_MEMORY_MB} MB`,
    holds: floorMs / oursMs >= GOAL_TIMES && memoryMb <= MOST_MEMORY_MB,
  };
}

function benchFit(): Finding {
  const histories = makeHistories();
  const startedAt = performance.now();
  const fit = fitRepeat('bg-nbd', histories);
  const oursMs = performance.now() - startedAt;
  const floorAt = performance.now();
  let sum = 0;
  // One evaluation with a logarithm a person and nothing else: what a search cannot be quicker than, times its steps.
  for (let step = 0; step < 1_000; step += 1) for (const { T } of histories) sum += Math.log(T + step);
  const floorMs = performance.now() - floorAt + (sum > 0 ? 0 : 1);
  return {
    what: `BG/NBD on ${PEOPLE} people`,
    measured: `${ms(oursMs)}${fit?.converged ? '' : ', not converged'}`,
    floor: `${ms(floorMs)} (a logarithm a person, a thousand times)`,
    ratio: (oursMs / floorMs).toFixed(2),
    goal: ms(GOAL_FIT_MS),
    holds: oursMs < GOAL_FIT_MS && fit?.converged === true,
  };
}

function benchForecast(): Finding {
  const draw = createDraw(5);
  const all = Array.from({ length: FORECAST.series + FORECAST.items }, (_, at) => makeDays(at, draw));
  const startedAt = performance.now();
  const found = forecastShop({
    series: all.slice(0, FORECAST.series),
    items: all.slice(FORECAST.series),
    hours: new Map(),
    hourDays: [],
    horizon: FORECAST.horizon,
    holidays: new Map(),
  });
  const oursMs = performance.now() - startedAt;
  if ([...found.series, ...found.items].some((one) => one === null)) throw new Error('a series was not foreseen');
  const floorAt = performance.now();
  let level = 0;
  // Half a year smoothed a hundred thousand times: a search over nine parameters from three starts, for each series at ten moments.
  for (let pass = 0; pass < 100_000; pass += 1)
    for (let day = 0; day < 182; day += 1) level += 0.1 * (((day + pass) % 7) - level);
  const floorMs = performance.now() - floorAt + (Number.isFinite(level) ? 0 : 1);
  return {
    what: `a forecast of ${FORECAST.series} series and ${FORECAST.items} items over ${FORECAST.days} days, each method tested at eight moments`,
    measured: ms(oursMs),
    floor: `${ms(floorMs)} (half a year smoothed, a hundred thousand times)`,
    ratio: (oursMs / floorMs).toFixed(1),
    goal: ms(GOAL_FORECAST_MS),
    holds: oursMs < GOAL_FORECAST_MS,
  };
}

/** Days of a shop that is closed on Mondays, grows a little and keeps its weekdays. */
function makeDays(at: number, draw: () => number): ShopDay[] {
  return Array.from({ length: FORECAST.days }, (_, n) => {
    const day = addDays('2024-11-22', n);
    const weekday = weekdayOf(day);
    const mean = (200 / (at + 1)) * (1 + n / 3_000) * (1 + ((weekday + at) % 7) / 10);
    return { day, value: weekday === 1 ? null : Math.round(mean * (0.8 + 0.4 * draw())), holiday: null };
  });
}

/** People who buy at rates of their own over up to 78 weeks, and stop after some of their visits. */
function makeHistories(): History[] {
  const draw = createDraw(3);
  const exponential = (mean: number) => -Math.log(1 - draw()) * mean;
  return Array.from({ length: PEOPLE }, () => {
    const T = Math.ceil((1 + draw() * 77) * 7) / 7;
    const meanGap = 2 + exponential(30);
    const stops = draw() ** 3;
    let [at, x, tx] = [exponential(meanGap), 0, 0];
    while (at < T) {
      x += 1;
      tx = Math.ceil(at * 7) / 7;
      if (draw() < stops) break;
      at += exponential(meanGap);
    }
    return { x, tx: Math.min(tx, T), T };
  });
}
