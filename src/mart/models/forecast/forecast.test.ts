import { describe, expect, it } from 'vitest';
import { addDays, addMonths, weekdayOf } from '../../../shared/time.ts';
import { criticalRatio, mase, rmsle, wape } from './accuracy.ts';
import { countsOf, isTooRough } from './counts.ts';
import { forecastDaily } from './daily.ts';
import { fitEts } from './ets.ts';
import { calibrate, MIN_OF_WEEKDAY, rangeOf, widened } from './interval.ts';
import { forecastMonths } from './monthly.ts';
import type { ShopDay } from './shop-day.ts';
import { fillSoldOut, timesOfMarks } from './sold-out.ts';
import { foreseeYears } from './years-ahead.ts';

const train = [10, 12, 14, 11, 20, 30, 28, 11, 13, 13, 12, 22, 29, 30];
const actual = [12, 12, 15, 11, 21, 31, 27];
const repeated = [11, 13, 13, 12, 22, 29, 30];
const pairs = actual.map((value, at) => ({ actual: value, forecast: repeated[at] ?? 0 }));

describe('accuracy', () => {
  it('equals the worked numbers (MT-86..88)', () => {
    expect(mase(pairs, { train, season: 7 })).toBeCloseTo(1.2222, 4);
    expect(wape(pairs)).toBeCloseTo(0.0853, 4);
    expect(rmsle(pairs)).toBeCloseTo(0.0867, 4);
    expect([mase([], { train, season: 7 }), wape([]), rmsle([])]).toEqual([undefined, undefined, undefined]);
  });

  it('prepares by the price of missing one (MT-90)', () => {
    expect(criticalRatio({ price: 9_000, cost: 3_200, vatRate: 0.1 })).toBeCloseTo(0.609, 3);
    expect(criticalRatio({ price: 1_000, cost: 2_000, vatRate: 0.1 })).toBe(0);
  });
});

const WEEKDAYS = [1.3, 0.8, 0.85, 0.9, 1, 1.25, 1.5];

/** A year of a shop: closed on Mondays, weekdays of their own, some noise. */
function year(
  of: (day: string, base: number, at: number) => number | null,
  holidays: Record<string, string> = {},
): ShopDay[] {
  let state = 17;
  const draw = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return Array.from({ length: 364 }, (_, at) => {
    const day = addDays('2025-11-23', at);
    const weekday = weekdayOf(day);
    const base = 100 * (WEEKDAYS[weekday] ?? 1) * (0.9 + 0.2 * draw());
    return { day, value: weekday === 1 ? null : of(day, base, at), holiday: holidays[day] ?? null };
  });
}
const ordinary = year((_day, base) => base);
const ask = (days: readonly ShopDay[], holidays: Record<string, string> = {}) =>
  forecastDaily(days, { horizon: 14, holidays: new Map(Object.entries(holidays)) });

describe('a daily forecast (MT-85..89)', () => {
  it('knows the weekdays, and a day off as closed and not as zero', () => {
    const found = ask(ordinary);
    expect(found?.backtest.wape).toBeLessThan(0.08);
    expect(found?.backtest.mase).toBeLessThan(1);
    for (const { date, mean, low, high } of found?.forecast ?? []) {
      if (weekdayOf(date) === 1) expect(mean).toBe(0);
      else {
        expect(Math.abs(mean / (100 * (WEEKDAYS[weekdayOf(date)] ?? 1)) - 1)).toBeLessThan(0.1);
        expect(low).toBeLessThanOrEqual(mean);
        expect(high).toBeGreaterThanOrEqual(mean);
      }
    }
    expect(found?.causes.every(({ reason }) => reason === 'closed_weekday')).toBe(true);
  });

  it('uses the method that was best, and says how each did', () => {
    const found = ask(ordinary);
    const lowest = Math.min(...(found?.candidates ?? []).map(({ wape: error }) => error ?? Infinity));
    expect(found?.candidates.find(({ method }) => method === found.method)?.wape).toBe(lowest);
    expect(found?.candidates.map(({ method }) => method)).toContain('last_week');
  });

  it('holds about eight days in ten', () => {
    const coverage = ask(ordinary)?.backtest.coverage ?? 0;
    expect(coverage).toBeGreaterThan(0.68);
    expect(coverage).toBeLessThan(0.95);
  });

  it('is wider where such weekdays strayed more, and for the week after next where the level wanders (MT-89)', () => {
    let at = 0;
    const wild = ask(year((day, base) => base * (weekdayOf(day) === 6 ? 1 + 0.5 * Math.sin((at += 2)) : 1)));
    const widthOn = (weekday: number) => {
      const days = wild?.forecast.filter(({ date }) => weekdayOf(date) === weekday) ?? [];
      return Math.max(...days.map(({ mean, low, high }) => (high - low) / mean));
    };
    expect(widthOn(6)).toBeGreaterThan(2 * widthOn(3));
    expect(wild?.backtest.coverage).toBeGreaterThan(0.68);
    expect(wild?.backtest.coverage).toBeLessThan(0.95);
    const calm = ask(ordinary)?.forecast ?? [];
    expect(new Set(calm.filter(({ mean }) => mean > 0).map(({ mean, high }) => (high / mean).toFixed(6))).size).toBe(
      12,
    );
  });

  it('has one range for all days where a weekday is seen too seldom', () => {
    const day = (date: string, ratio: number) => ({ date, week: 0, actual: ratio, forecast: 1 });
    const tested = Array.from({ length: 9 }, (_, at) => day(addDays('2026-11-02', at), 0.6 + at / 10));
    const range = rangeOf(tested, { date: '2026-11-21', week: 0 });
    expect(range.low).toBeCloseTo(0.6, 9);
    expect(range.high).toBeCloseTo(1.4, 9);
    const saturdays = Array.from({ length: MIN_OF_WEEKDAY }, (_, at) => day(addDays('2026-08-01', 7 * at), 1));
    // One of the nine was a Saturday too.
    const [saturday, sunday] = ['2026-11-21', '2026-11-22'].map((date) => ({ date, week: 0 }));
    const ask = (days: typeof tested, of = saturday) => rangeOf([...tested, ...days], of ?? day('2026-11-21', 1));
    expect(ask(saturdays.slice(2))).toEqual(ask(saturdays.slice(2), sunday));
    expect(ask(saturdays.slice(1)).high).toBeCloseTo(1.07, 9);
    expect(ask(saturdays.slice(1), sunday).high).toBeGreaterThan(1.1);
    expect(rangeOf([], { date: '2026-11-21', week: 0 })).toEqual({ low: 0, high: 2 });
  });

  it('is drawn wider where quantiles of few days held fewer of the next than they claim (MT-89)', () => {
    // Eight moments, each with its own level of ±15 % on top of ±5 % by day: days of one moment say little of another.
    const moments = Array.from({ length: 8 }, (_, moment) =>
      Array.from({ length: 7 }, (_day, at) => {
        const ratio = 1 + (moment % 2 ? 0.15 : -0.15) * (moment / 7) + ((((at * 5) % 7) - 3) / 3) * 0.05;
        return { date: addDays('2026-09-01', moment * 7 + at), week: 0, actual: 100 * ratio, forecast: 100 };
      }),
    );
    const { widen, coverage } = calibrate(moments);
    expect(widen).toBeGreaterThan(1);
    expect(coverage).toBeGreaterThanOrEqual(0.75);
    expect(widened({ low: 0.9, high: 1.2 }, 2)).toEqual({ low: 0.8, high: 1.4 });
    expect(calibrate([])).toEqual({ widen: 1, coverage: null });
    expect(calibrate(moments.map((days) => days.map((day) => ({ ...day, actual: 100 })))).widen).toBe(1);
  });

  it('has whole pieces for an item that sells little, never none to none, and says when that is no number (MT-90)', () => {
    const sold = [0, 0, 0, 0, 0, 1, 1, 1, 2, 3].map((actual) => ({ actual, forecast: 0.8 }));
    expect(countsOf(sold, 0.5)).toEqual({ low: 0, high: 2 });
    expect(
      countsOf(
        [...Array(20)].map((_, at) => ({ actual: at === 3 ? 1 : 0, forecast: 0.05 })),
        0.05,
      ),
    ).toEqual({
      low: 0,
      high: 1,
    });
    expect([countsOf(sold, 0), countsOf(sold, 12)]).toEqual([undefined, undefined]);
    expect(isTooRough({ wape: 0.6, tested: sold })).toBe(true);
    const three = sold.map(({ actual }) => ({ actual: actual + 3, forecast: 3 }));
    expect([0.6, 0.9, null].map((wape) => isTooRough({ wape, tested: three }))).toEqual([false, true, true]);
  });

  it('has one huge order in no range and in no error, and names its day (MT-87, MT-89)', () => {
    const saturday = '2026-11-14';
    const [found, plain] = [ask(year((day, base) => (day === saturday ? base * 80 : base))), ask(ordinary)];
    expect(found?.causes).toContainEqual({ date: saturday, reason: 'outlier', holiday: null });
    const widest = (of: typeof found) => Math.max(...(of?.forecast ?? []).map(({ high }) => high));
    expect(widest(found)).toBeLessThan(1.1 * widest(plain));
    expect(Math.abs((found?.backtest.wape ?? 1) - (plain?.backtest.wape ?? 0))).toBeLessThan(0.01);
    expect(found?.tested.map(({ date }) => date)).not.toContain(saturday);
    expect(found?.errors.at(-1)).toBeLessThan(2);
  });

  it('takes weeks in which the shop has become another for no row of huge orders', () => {
    const found = ask(year((_day, base, at) => (at >= 322 ? base * 4 : base)));
    expect(found?.backtest.wape).not.toBeNull();
    const on = found?.forecast.find(({ date }) => weekdayOf(date) === 6)?.mean ?? 0;
    expect(on).toBeGreaterThan(400);
  });

  it('learns a holiday from its own past and keeps it out of ordinary days', () => {
    const feast = { '2026-01-30': 'feast', '2026-05-15': 'feast' };
    const days = year((day, base) => (day in feast ? base * 3 : base), feast);
    const found = ask(days, { '2026-11-27': 'feast' });
    const on = (date: string) => found?.forecast.find((one) => one.date === date)?.mean ?? 0;
    expect(on('2026-11-27') / on('2026-12-04')).toBeGreaterThan(2.4);
    expect(found?.causes).toContainEqual({ date: '2026-11-27', reason: 'holiday', holiday: 'feast' });
  });

  it('knows a holiday on which the shop never opened', () => {
    const days = year((day, base) => (day === '2026-02-17' ? null : base), { '2026-02-17': 'seollal' });
    const found = ask(days, { '2026-11-25': 'seollal' });
    expect(found?.forecast.find(({ date }) => date === '2026-11-25')?.mean).toBe(0);
    expect(found?.causes).toContainEqual({ date: '2026-11-25', reason: 'closed_holiday', holiday: 'seollal' });
  });

  it('learns nothing of a holiday from a year in which it fell on the day off', () => {
    const days = year((_day, base) => base, { '2026-02-16': 'feast' });
    const found = ask(days, { '2026-11-25': 'feast' });
    expect(found?.forecast.find(({ date }) => date === '2026-11-25')?.mean).toBeGreaterThan(50);
  });

  it('is not led to zero by a month in which the shop was closed', () => {
    const days = year((_day, base, at) => (at >= 330 && at < 358 ? null : base));
    expect(Math.max(...(ask(days)?.forecast ?? []).map(({ mean }) => mean))).toBeGreaterThan(100);
  });

  it('says that the level has shifted', () => {
    const days = year((_day, base, at) => (at >= 345 ? base * 1.6 : base));
    expect(ask(days)?.causes.some(({ reason }) => reason === 'level_shift')).toBe(true);
  });

  it('says nothing below 28 open days', () => {
    expect(ask(ordinary.slice(0, 30))).toBeUndefined();
    expect(ask([])).toBeUndefined();
  });
});

describe('exponential smoothing', () => {
  it('moves time over a gap and learns nothing from it', () => {
    const values = Array.from({ length: 70 }, (_, at) => (at % 7 === 3 ? null : 50 + (at % 7)));
    const fit = fitEts(values, { form: { error: 'A', trend: 'N', season: 'A' }, period: 7 });
    expect(fit?.fitted[3]).toBeNull();
    expect(fit?.forecast(7)[0]).toBeCloseTo(50, 0);
    expect(fit?.forecast(7)[6]).toBeCloseTo(56, 0);
  });

  it('looks years ahead along growth between a line and a curve, and not where something was nothing', () => {
    const grown = Array.from({ length: 120 }, (_, at) => (100 + at) * (1 + 0.1 * Math.sin((at * Math.PI) / 6)));
    const ahead = foreseeYears(grown, { period: 12, horizon: 36 });
    expect(ahead).toHaveLength(36);
    // Past the straight line that made it, as the curve pulls, and by no more than a tenth or two.
    expect((ahead?.[35] ?? 0) / (255 * (1 + 0.1 * Math.sin((155 * Math.PI) / 6)))).toBeGreaterThan(0.95);
    expect((ahead?.[35] ?? 0) / (255 * (1 + 0.1 * Math.sin((155 * Math.PI) / 6)))).toBeLessThan(1.3);
    expect(foreseeYears([...grown.slice(0, 100), 0], { period: 12, horizon: 12 })).toBeUndefined();
  });

  it('foresees months by what strayed least a year ago, and says nothing below three years', () => {
    const grown = Array.from({ length: 60 }, (_, at) => ({
      month: addMonths('2020-01-01', at),
      value: 1_000 * 1.01 ** at * (1 + 0.2 * Math.sin((at * Math.PI) / 6)),
    }));
    const coming = Array.from({ length: 12 }, (_, at) => addMonths('2025-01-01', at));
    const found = forecastMonths(grown, { coming });
    expect(found).toMatchObject({ method: 'years', backtest: { days: 30 } });
    expect(found?.backtest.wape).toBeLessThan(0.01);
    expect(found?.candidates.find(({ method }) => method === 'last_year')?.wape).toBeCloseTo(0.1126, 3);
    const july = found?.forecast[6];
    expect((july?.mean ?? 0) / (1_000 * 1.01 ** 66)).toBeCloseTo(1, 1);
    for (const { mean, low, high } of found?.forecast ?? []) expect(low <= mean && mean <= high).toBe(true);
    const uneven = grown.map((month, at) => ({ ...month, value: month.value * (at % 7 === 0 ? 1.1 : 0.97) }));
    const years = forecastMonths(uneven, {
      coming: Array.from({ length: 60 }, (_, at) => addMonths('2025-01-01', at)),
    });
    const widths = years?.forecast.map(({ mean, low, high }) => (high - low) / mean) ?? [];
    // What was tried is a year ahead; four times as far the range is twice as wide.
    expect(widths[0]).toBeGreaterThan(0.02);
    expect(widths[11]).toBeCloseTo(widths[0] ?? 0, 9);
    expect((widths[47] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(2, 9);
    // A month of nothing cannot grow by a share: the year before is left.
    const closed = grown.map((month, at) => (at === 30 ? { ...month, value: 0 } : month));
    expect(forecastMonths(closed, { coming })).toMatchObject({ method: 'last_year' });
    expect(forecastMonths(grown.slice(0, 35), { coming })).toBeUndefined();
  });

  it('refuses what it cannot hold', () => {
    expect(fitEts([1, 2, 3], { form: { error: 'A', trend: 'N', season: 'A' }, period: 7 })).toBeUndefined();
    expect(fitEts(new Array(30).fill(0), { form: { error: 'M', trend: 'N', season: 'M' }, period: 7 })).toBeUndefined();
  });
});

describe('days on which an item ran out (MT-90)', () => {
  const shop = { timeZone: 'Asia/Seoul', dayEndsAtHour: 5, until: '2026-11-20' };
  const foresee = (days: readonly ShopDay[]) => forecastDaily(days, { horizon: 14, holidays: new Map() });
  const at = (local: string) => new Date(`${local}:00+09:00`);
  const mark = (markedAt: string, { endedAt = null as string | null, untilDay = null as string | null } = {}) => ({
    markedAt: at(markedAt),
    endedAt: endedAt === null ? null : at(endedAt),
    untilDay,
  });

  it('are those of the shop’s own day, from the mark until it is taken back, the day ends, or now', () => {
    const times = timesOfMarks(
      [
        mark('2026-11-17T19:30', { untilDay: '2026-11-17', endedAt: '2026-11-19T11:00' }),
        mark('2026-11-18T12:00', { endedAt: '2026-11-18T13:00' }),
        // After midnight it is still the evening before.
        mark('2026-11-19T01:00'),
      ],
      shop,
    );
    expect([...times]).toEqual([
      ['2026-11-17', [{ from: 14.5, until: 24 }]],
      [
        '2026-11-18',
        [
          { from: 7, until: 8 },
          { from: 20, until: 24 },
        ],
      ],
      ['2026-11-19', [{ from: 0, until: 24 }]],
      ['2026-11-20', [{ from: 0, until: 24 }]],
    ]);
  });

  it('are filled up by the orders that came before it ran out, or left out and no closed days', () => {
    const day = '2026-11-17';
    const hours = new Map([[day, Array.from({ length: 24 }, (_, hour) => (hour === 12 ? 30 : hour === 19 ? 10 : 0))]]);
    const fill = (from: string, value = 12) =>
      fillSoldOut([{ day, value, holiday: null }], {
        times: timesOfMarks([mark(`${day}T${from}`, { untilDay: day })], shop),
        hours,
        dayEndsAtHour: 5,
      });
    expect(fill('19:00')).toMatchObject({ days: [{ value: 16 }], filled: 1, leftOut: 0 });
    // At least so many were wanted: a favourite that is gone early stays a favourite.
    expect(fill('12:15')).toMatchObject({ days: [{ value: 24 }], filled: 1, leftOut: 0 });
    expect(fill('12:15', 0)).toMatchObject({ days: [{ value: null, isUnknown: true }], filled: 0, leftOut: 1 });
    expect(fill('20:00')).toMatchObject({ days: [{ value: 12 }], filled: 0, leftOut: 0 });
    // Six Saturdays in a row without an answer: it is foreseen by what is known of Saturdays before.
    const unknown = ordinary.map((one, place) =>
      weekdayOf(one.day) === 6 && place > 364 - 43 ? { ...one, value: null, isUnknown: true } : one,
    );
    const saturday = foresee(unknown)?.forecast.find(({ date }) => weekdayOf(date) === 6);
    expect(saturday?.mean).toBeGreaterThan(120);
    const gone = ordinary.map((one, place) =>
      place > 300 && place <= 330 ? { ...one, value: null, isUnknown: true } : one,
    );
    expect(foresee(gone)?.causes.map(({ reason }) => reason)).not.toContain('closed_long');
  });
});
