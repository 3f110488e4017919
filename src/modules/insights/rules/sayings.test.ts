import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { definitions } from '../../../mart/index.ts';
import { describeOutlook } from './describe-outlook.ts';
import { METRICS_OF } from './metrics-of.ts';
import { sayWhileFitted } from './say-doubts.ts';
import { sayForecastError, sayMonthError } from './say-forecast.ts';
import { sayMenu } from './say-menu.ts';
import { sayPair, sayPairs } from './say-pairs.ts';
import { sayFunnel, sayPeopleVerdict } from './say-people.ts';

describe('what the figures of a sentence mean', () => {
  it('is known of every sentence there is, as figures that have a definition (MT-01)', () => {
    const folder = path.join(import.meta.dirname, '..');
    const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /(^|\/)(say-|describe-outlook|menu-page)[^/]*\.ts$/.test(name) && !name.endsWith('.test.ts'))
      .map((name) => readFileSync(path.join(folder, name), 'utf8'));
    const known = Object.keys(METRICS_OF);
    const said = texts.flatMap((text) => [...text.matchAll(/\bkey: '(\w+)'/g)].map(([, key]) => key));
    expect(said.length).toBeGreaterThan(60);
    expect(said.filter((key) => !known.includes(key ?? ''))).toEqual([]);
    // A key made of parts: each of its endings.
    const begun = texts.flatMap((text) => [...text.matchAll(/\bkey: `(\w+_)\$/g)].map(([, key]) => key ?? ''));
    for (const start of begun) expect(known.filter((key) => key.startsWith(start)).length, start).toBeGreaterThan(1);
    const defined = new Set(definitions.map(({ key }) => key));
    expect([...new Set(Object.values(METRICS_OF).flat())].filter((key) => !defined.has(key))).toEqual([]);
  });
});

describe('sentences of the models', () => {
  it('do not oversell a pair (MT-80)', () => {
    const pair = { a: '마라탕', b: '콜라', count: 120, n: 4_000, isFound: true };
    expect(sayPair({ ...pair, lift: 1.0234 }).ko).toContain('함께 팔릴 가능성이 1.02배: 사실상 우연');
    expect(sayPair({ ...pair, lift: 2.4 }).key).toBe('pair_found');
    expect(sayPair({ ...pair, lift: 2.4, liftAtSize: 1.5 }).ko).toContain('크기가 같은 상끼리 견주면 1.5');
    expect(sayPair({ ...pair, lift: 2.4, isFound: false }).ko).toContain('우연일 수 있어요');
    expect(sayPair({ ...pair, lift: 0.4 }).key).toBe('pair_apart');
  });

  it('say why nothing can be told, and not another reason', () => {
    const alone = sayPairs({ pairs: 0, n: 6_000, together: 0, verdict: 'too_few' });
    expect(alone.en).toBe(
      'Of 6,000 orders only 0 have two items or more: too few to tell what sells together. It takes 20.',
    );
    expect(sayPairs({ pairs: 0, n: 150, together: 90, verdict: 'too_few' }).key).toBe('pairs_too_few');
    const menu = (n: number, days: number) => sayMenu({ classes: {}, n, days }).en;
    expect([menu(0, 28), menu(90, 7), menu(90, 28)]).toEqual([
      'Nothing was sold in these 28 days.',
      '7 days are too few to compare a menu. It takes 28.',
      'No category sold four different items in these 28 days: there is nothing to compare.',
    ]);
    const months = { wape: 0.03, naive: 0.08, n: 30, coverage: 0.83 };
    expect(sayMonthError({ ...months, horizon: 12 }).en).toMatch(/The range held in 83% of months\.$/);
    expect(sayMonthError({ ...months, horizon: 60 }).en).toContain('more than a year ahead were not tried');
  });

  it('say what people drifted, what was closed and what is dated in the future, and no parameter', () => {
    const said = sayPeopleVerdict({
      model: 'rhythm',
      people: 900,
      repeaters: 400,
      warnings: ['drift'],
      actual: 500,
      expected: 900,
      calibrated: 800,
      holdoutWeeks: 26,
      rhythm: null,
      lapse: { lapsed: 120, cameBack: 9, days: 90 },
      dates: { told: 300, came: 200, early: 58, half: 100, late: 42, days: 90 },
      closures: [{ from: '2026-01-03', to: '2026-02-01' }],
      futureOrders: 2,
    });
    expect(said.map(({ key }) => key)).toEqual([
      'drift',
      'closed',
      'future_orders',
      'dates_unknown',
      'dates_tested',
      'lapse_held',
    ]);
    expect(said.at(-2)?.ko).toContain(
      '300명 가운데 200명이 그 뒤 오셨어요. 좁은 범위에 50%, 그보다 일찍 29%, 늦게 21%였어요. 절반쯤이어야 하니 믿을 만해요.',
    );
    expect(said.at(-1)?.ko).toBe('90일 전에 쉬고 계신 분으로 본 120명 가운데 9명 (8%)이 그 뒤 다시 오셨어요.');
    expect(said[0]?.ko).toContain('예상은 800번이었는데 실제는 500번');
  });

  it('say that everybody came once, and no other reason beside it', () => {
    const once = {
      model: 'rhythm',
      people: 400,
      repeaters: 0,
      actual: 0,
      expected: null,
      calibrated: null,
      holdoutWeeks: 26,
      rhythm: null,
      lapse: null,
      closures: [],
      futureOrders: 0,
      warnings: ['too_few_repeaters', 'not_converged', 'degenerate'],
      dates: { told: 300, came: 200, early: 120, half: 40, late: 40, days: 90 },
    };
    const said = sayPeopleVerdict(once);
    expect(said.map(({ key }) => key)).toEqual(['everybody_once', 'dates_unknown', 'dates_tested']);
    expect(said.at(-1)?.en).toContain('Half of them should be: take the dates as rough.');
    // While a file that was just brought is worked out, that may be over in a minute.
    const meanwhile = sayWhileFitted(said, { isUnderWay: true });
    expect(meanwhile.map(({ key }) => key)).toEqual(['being_fitted', 'dates_tested']);
    const alike = sayPeopleVerdict({ ...once, repeaters: 300, warnings: ['not_converged', 'degenerate'] });
    expect(alike[0]?.key).toBe('degenerate');
    expect(alike.map(({ key }) => key)).not.toContain('not_converged');
  });

  it('name the whole that a share is of, and what an error is of', () => {
    const funnel = sayFunnel({ first: 200, second: 80, regular: 20, lapsed: 3 });
    expect(funnel.ko).toContain(
      '지난 1년에 처음 오신 200명 모두(지난주에 처음 오신 분까지) 가운데 40%가 지금까지 다시 오셨고',
    );
    expect(funnel.en).toContain('Of all 200 who first came in the last year');
    const error = { wape: 0.2, naive: null, lastWeek: 0.1, days: 56, coverage: null };
    expect(sayForecastError({ ...error, series: 'orders' }).ko).toMatch(/^주문 수: 지난주에는 10% 빗나갔고/);
    expect(sayForecastError({ ...error, series: 'sales' }).en).toMatch(/^Sales: Last week it was 10% off/);
    expect(sayForecastError({ ...error, series: '마라탕' }).ko).toMatch(/^지난주에는/);
  });

  it('tell of a person with n and date, and nothing that is not known', () => {
    const nothing = {
      nVisits: 3,
      pAlive: null,
      expectedVisits12m: null,
      value12mMinor: null,
      value12mLowMinor: null,
      value12mHighMinor: null,
      expectedNextOn: null,
      expectedFromOn: null,
      expectedHalfFromOn: null,
      expectedHalfToOn: null,
    };
    const how = { fittedOn: '2026-05-20', currency: 'KRW' };
    expect(describeOutlook(nothing, how)).toEqual([]);
    const known = {
      ...nothing,
      nVisits: 14,
      pAlive: 0.21,
      expectedNextOn: '2026-06-16',
      expectedFromOn: '2026-06-05',
      expectedHalfFromOn: '2026-06-10',
      expectedHalfToOn: '2026-06-22',
    };
    const [next, alive] = describeOutlook(known, how);
    expect(next?.ko).toContain('6월 16일');
    // How many come before it is what this shop's own dates showed, from 30 people on; nothing lies before where she may come any day.
    const nothingBefore = /of those who come again half come within [^,]*–[^,]*\. \(/;
    expect(next?.en).toMatch(nothingBefore);
    const tested = { ...how, dates: { came: 30, early: 11 } };
    expect(describeOutlook(known, tested)[0]?.ko).toContain('에, 37%쯤은 그보다 일찍 오세요.');
    const untold = [
      describeOutlook(known, { ...how, dates: { came: 29, early: 11 } }),
      describeOutlook({ ...known, expectedFromOn: '2026-06-10' }, tested),
      describeOutlook({ ...known, pAlive: null }, { ...tested, late: { intervalDays: 7, days: 12 } }),
    ];
    for (const [said] of untold) expect(said?.en).toMatch(nothingBefore);
    expect(next?.ko).toContain('방문 14번, 5월 20일');
    expect(alive?.ko).toContain('발길이 끊겼을 수 있어요: 다시 오실 가능성 21%');
    const valued = { value12mMinor: 240_000, value12mLowMinor: 120_000, value12mHighMinor: 360_000 };
    const [, , left] = describeOutlook({ ...known, ...valued, expectedVisits12m: 24.2 }, how);
    expect(left?.ko).toContain('24번쯤 오시고, 세금과 재료비를 빼면 24만 원쯤 남아요');
  });

  it('claim nothing of somebody who came once, and tell apart late from gone', () => {
    const outlook = {
      nVisits: 1,
      pAlive: 0.01,
      expectedVisits12m: 0.3,
      value12mMinor: 1_164_187,
      value12mLowMinor: 0,
      value12mHighMinor: 2_253_678,
      expectedNextOn: '2026-12-05',
      expectedFromOn: null,
      expectedHalfFromOn: '2026-11-28',
      expectedHalfToOn: '2026-12-12',
    };
    const how = { fittedOn: '2026-11-21', currency: 'KRW' };
    expect(describeOutlook(outlook, how).map(({ ko }) => ko)).toEqual([
      '한 번 오셔서 다시 오실지는 아직 몰라요. (방문 1번, 11월 21일 (토) 계산)',
    ]);
    const regular = { ...outlook, nVisits: 30, pAlive: 0.95 };
    const late = { intervalDays: 7.2, days: 16 };
    const [first, ...rest] = describeOutlook(regular, { ...how, late });
    expect(first?.ko).toContain('보통 7일마다 오시는데 16일째예요. 아직 떠났다고 볼 때는 아니에요.');
    expect(rest.at(-1)?.ko).toContain('120만 원쯤 남아요. 비슷한 손님 열에 여덟은 0원–230만 원.');
    const keysOf = (said: { key: string }[]) => said.map(({ key }) => key);
    expect(keysOf(describeOutlook({ ...regular, pAlive: 0.5 }, { ...how, late }))).not.toContain('outlook_late');
    expect(keysOf(describeOutlook(regular, how))).not.toContain('outlook_late');
  });
});
