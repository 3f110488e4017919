import { describe, expect, it } from 'vitest';
import { seeded } from '../../../shared/seeded.ts';
import { type PersonOutcome, summariseArms } from './arms.ts';
import { assignArm } from './assignment.ts';
import { describeVerdict } from './describe-verdict.ts';
import { decideVerdict } from './verdict.ts';
import { computeProfit } from './what-if.ts';

const brief = {
  treated: { n: 900, conversions: 90, mean: 5_200, sd: 9_800 },
  holdout: { n: 100, conversions: 6, mean: 4_100, sd: 9_000 },
  costMinor: 215_100,
  plannedEndOn: '2026-12-05',
  today: '2026-12-06',
  detectable: 0.0953,
};

/** Arms whose spend differs by `diff` a head with a standard error near 100. */
function arms(diff: number) {
  return {
    treated: { n: 800, conversions: 240, mean: 4_000 + diff, sd: 1_200 },
    holdout: { n: 200, conversions: 60, mean: 4_000, sd: 1_200 },
  };
}

describe('the verdict on a play', () => {
  it('is not proven for the play of the brief, with every figure of the brief (MT-31..34)', () => {
    const result = decideVerdict({ ...brief, criticalValue: 'z' });
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'could_be_chance', incrementalRevenueMinor: 990_000 });
    expect(result.conversion?.ci[0]).toBeCloseTo(-0.0272, 4);
    expect(result.spend?.ci.map(Math.round)).toEqual([-777, 2_977]);
    expect(result.iroas?.value).toBeCloseTo(4.6, 2);
    expect(result.iroas?.ci?.[0]).toBeCloseTo(-3.25, 2);
    expect(result.iroas?.ci?.[1]).toBeCloseTo(12.45, 2);
    expect(result.n).toEqual({ treated: 900, holdout: 100 });
  });

  it('names no winner until the last planned day is over, and shows wider intervals until then (MT-39)', () => {
    const winner = { ...brief, ...arms(2_000), costMinor: 1_000 };
    const early = decideVerdict({ ...winner, today: '2026-12-05' });
    const late = decideVerdict(winner);
    expect(early).toMatchObject({
      verdict: 'too_early',
      reason: 'before_planned_date',
      confidence: 0.95,
      interim: 'more',
    });
    expect(late).toMatchObject({ verdict: 'worked', confidence: 0.95 });
    expect(early.spend?.ci[0]).toBeLessThan(late.spend?.ci[0] ?? Number.NaN);
  });

  it('is worked when even the lower end pays the cost', () => {
    expect(decideVerdict({ ...brief, ...arms(1_000), costMinor: 100_000 })).toMatchObject({
      verdict: 'worked',
      reason: 'earned_more_than_cost',
      payback: 'revenue',
    });
  });

  it('is worked with the payback left open when the interval includes break-even (MT-34)', () => {
    expect(decideVerdict({ ...brief, ...arms(1_000), costMinor: 780_000 })).toMatchObject({
      verdict: 'worked',
      reason: 'payback_unknown',
    });
  });

  it('is did not work when even the upper end cannot pay the cost, with or without zero in the interval', () => {
    for (const diff of [0, 500]) {
      expect(decideVerdict({ ...brief, ...arms(diff), costMinor: 800_000 })).toMatchObject({
        verdict: 'did_not_work',
        reason: 'cannot_pay_its_cost',
      });
    }
  });

  it('asks the margin, not the revenue, to pay the cost when the margin is known', () => {
    const play = { ...brief, ...arms(1_000), costMinor: 500_000 };
    expect(decideVerdict(play)).toMatchObject({ verdict: 'worked', reason: 'earned_more_than_cost' });
    expect(decideVerdict({ ...play, marginRate: 0.3 })).toMatchObject({
      verdict: 'did_not_work',
      payback: 'margin',
    });
    expect(() => decideVerdict({ ...play, marginRate: 30 })).toThrow(/margin/);
  });

  it('judges payback by the very figure of what was left, so that sentence and interval never disagree (MT-34)', () => {
    const foodCostRate = 0.35;
    const [messages, messagePriceMinor, redemptions, discountMinor] = [800, 50, 200, 2_000];
    const costMinor = messages * messagePriceMinor + redemptions * discountMinor;
    const reasons = new Set<string>();
    for (let diff = 0; diff <= 900; diff += 10) {
      const result = decideVerdict({
        ...brief,
        ...arms(diff),
        costMinor,
        marginRate: 1 - foodCostRate,
        discountMinor: redemptions * discountMinor,
      });
      const { profitCiMinor } = computeProfit({
        incrementalRevenueMinor: result.incrementalRevenueMinor ?? null,
        incrementalCiMinor: result.incrementalCiMinor ?? null,
        messages,
        messagePriceMinor,
        vatRate: 0,
        redemptions,
        discountMinor,
        foodCostRate,
        fixedCostMinor: 0,
      });
      const [low, high] = profitCiMinor ?? [0, 0];
      reasons.add(result.reason);
      if (high < 0) expect(result.reason).toBe('cannot_pay_its_cost');
      else if (low > 0) expect(result.reason).toBe('earned_more_than_cost');
      else expect(result.reason).toBe((result.spend?.ci[0] ?? 0) > 0 ? 'payback_unknown' : 'could_be_chance');
    }
    expect(reasons.size).toBe(4);
  });

  it('holds every look at an open-ended play for all looks at once, and never puts it off (MT-39)', () => {
    const sure = { ...brief, ...arms(900), today: '2026-11-22', clock: 1 };
    expect(decideVerdict(sure).verdict).toBe('too_early');
    const look = decideVerdict({ ...sure, isOpenEnded: true });
    const onceOnly = decideVerdict({ ...sure, today: '2027-11-22' });
    expect(look.reason).not.toBe('before_planned_date');
    expect(look.spend?.ci[0]).toBeLessThan(onceOnly.spend?.ci[0] ?? Number.NaN);
    // 2.5 standard errors are an effect for one look, and nothing for somebody who looks every day.
    const diff = 2.5 * (onceOnly.spend?.se ?? Number.NaN);
    const nearly = { ...sure, ...arms(diff), today: '2027-11-22', costMinor: 1 };
    expect(decideVerdict(nearly).verdict).toBe('worked');
    expect(decideVerdict({ ...nearly, isOpenEnded: true })).toMatchObject({
      verdict: 'unknown',
      reason: 'could_be_chance',
    });
  });

  it('shows no figure of nothing: not nought from nought to nought, nor a few buyers on the first day', () => {
    const flat = { n: 400, conversions: 0, mean: 0, sd: 0 };
    const few = { n: 400, conversions: 2, mean: 50, sd: 700 };
    for (const holdout of [flat, few]) {
      const result = decideVerdict({ ...brief, today: '2026-11-22', treated: flat, holdout });
      expect(result.incrementalRevenueMinor).toBeUndefined();
      expect(result.incrementalCiMinor).toBeUndefined();
      expect(result.iroas).toBeUndefined();
    }
  });

  it('is unknown when somebody bought and yet nothing varies', () => {
    const flat = { n: 100, conversions: 100, mean: 5_000, sd: 0 };
    expect(decideVerdict({ ...brief, treated: flat, holdout: flat })).toMatchObject({
      verdict: 'unknown',
      reason: 'could_be_chance',
    });
  });

  it('is made things worse when the treated surely spent less', () => {
    expect(decideVerdict({ ...brief, ...arms(-1_000) })).toMatchObject({
      verdict: 'made_things_worse',
      reason: 'spent_less',
    });
  });

  it('has no iROAS for a play that cost nothing, and leaves it unknown while zero is possible', () => {
    const free = decideVerdict({ ...brief, ...arms(0), costMinor: 0 });
    expect(free).toMatchObject({ verdict: 'unknown', reason: 'could_be_chance', iroas: { reason: 'no_cost' } });
    expect(decideVerdict({ ...brief, ...arms(1_000), costMinor: 0 }).reason).toBe('nothing_to_pay_back');
  });

  it('is unknown below 30 people in an arm, however large the difference (MT-02)', () => {
    const { treated, holdout } = arms(5_000);
    expect(decideVerdict({ ...brief, treated, holdout: { ...holdout, n: 29, conversions: 9 } })).toMatchObject({
      verdict: 'unknown',
      reason: 'arm_too_small',
    });
  });

  it('is unknown when a hold-out looks certain only because none of its few people happened to come', () => {
    const result = decideVerdict({
      ...brief,
      treated: { n: 360, conversions: 14, mean: 900, sd: 4_600 },
      holdout: { n: 40, conversions: 0, mean: 0, sd: 0 },
      costMinor: 1_000,
    });
    expect(result.spend?.ci[0]).toBeGreaterThan(0);
    expect(result).toMatchObject({ verdict: 'unknown', reason: 'too_few_buyers' });
  });

  it('answers without figures when nobody was held out or nobody assigned', () => {
    const nobody = { n: 0, conversions: 0, mean: 0, sd: 0 };
    for (const holdout of [nobody]) {
      for (const treated of [nobody, brief.treated]) {
        const result = decideVerdict({ ...brief, treated, holdout, detectable: undefined });
        expect(result).toMatchObject({ verdict: 'unknown', reason: 'arm_too_small' });
        expect(result.conversion).toBeUndefined();
        expect(result.spend).toBeUndefined();
        expect(result.incrementalRevenueMinor).toBeUndefined();
        expect(result.iroas).toBeUndefined();
      }
    }
  });
});

describe('the sentence about a result', () => {
  it('says what this size can show when nothing is proven', () => {
    const sentence = describeVerdict(decideVerdict({ ...brief, detectable: 0.04 }));
    expect(sentence.key).toBe('plays.verdict.could_be_chance');
    expect(sentence.params).toEqual({ treated: 900, holdout: 100, plannedEndOn: '2026-12-05', points: 4 });
    expect(sentence.text.ko).toBe('아직 모릅니다 — 이 규모로는 +4%p 이상만 감지 (보낸 손님 900명, 비교 그룹 100명)');
    expect(sentence.text.en).toContain('4 points or more');
  });

  it('does not hide that more people came when only their spending can be chance', () => {
    const { treated, holdout } = brief;
    const more = { ...brief, treated: { ...treated, conversions: 200 }, holdout: { ...holdout, conversions: 6 } };
    const sentence = describeVerdict(decideVerdict({ ...more, detectable: 0.04 }));
    expect(sentence.key).toBe('plays.verdict.could_be_chance_came');
    expect(sentence.text.ko).toMatch(/^더 오신 것은 분명해요/);
  });

  it('rounds what can be shown up, never down', () => {
    expect(describeVerdict(decideVerdict({ ...brief, detectable: 0.08811 })).params['points']).toBe(8.9);
  });

  it('carries both n in both languages, whatever the verdict (MT-02)', () => {
    const results = [
      decideVerdict(brief),
      decideVerdict({ ...brief, detectable: undefined }),
      decideVerdict({ ...brief, today: '2026-11-30' }),
      ...[-1_000, 0, 500, 1_000].flatMap((diff) =>
        [0, 100_000, 780_000].flatMap((costMinor) => [
          decideVerdict({ ...brief, ...arms(diff), costMinor }),
          decideVerdict({ ...brief, ...arms(diff), costMinor, marginRate: 0.6 }),
        ]),
      ),
    ];
    for (const result of results) {
      const { text, key } = describeVerdict(result);
      expect(key).toMatch(/^plays\.verdict\.[a-z_]+$/);
      expect(text.ko).toMatch(/보낸 손님 \d+명, 비교 그룹 \d+명/);
      expect(text.en).toMatch(/\d+ reached, \d+ held out/);
    }
  });
});

/** Six in ten spend nothing, the others a lognormal amount with a long tail. */
function skewedSpend(random: () => number): number {
  if (random() < 0.6) return 0;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.round(Math.exp(9.5 + normal));
}

function coverage({ redraw }: { redraw: boolean }): { spend: number; conversion: number; called: number } {
  const seeds = 400;
  const fixed = seeded(7);
  const people = Array.from({ length: 1_500 }, () => skewedSpend(fixed));
  let spend = 0;
  let conversion = 0;
  let called = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const random = seeded(seed);
    const treated: PersonOutcome[] = [];
    const holdout: PersonOutcome[] = [];
    for (const [index, spent] of people.entries()) {
      const spendMinor = redraw ? skewedSpend(random) : spent;
      const arm = assignArm({
        playId: 'nothing was sent',
        playSeed: String(seed),
        customerId: String(index),
        holdoutRate: 0.2,
      });
      (arm === 'holdout' ? holdout : treated).push({ converted: spendMinor > 0, spendMinor });
    }
    const result = decideVerdict({ ...brief, ...summariseArms({ treated, holdout }), costMinor: 0 });
    const covers = (ci: readonly [number, number] | undefined) => ci !== undefined && ci[0] <= 0 && ci[1] >= 0;
    if (covers(result.spend?.ci)) spend += 1;
    if (covers(result.conversion?.ci)) conversion += 1;
    if (result.verdict !== 'unknown') called += 1;
  }
  return { spend: spend / seeds, conversion: conversion / seeds, called: called / seeds };
}

describe('the 95 % interval, when nothing was sent (MT-30..32)', () => {
  it.each([
    ['the same people are drawn into arms by 400 seeds', false],
    ['400 samples of people are drawn', true],
  ])('covers zero in 90 to 98 of 100 cases when %s', (_, redraw) => {
    const share = coverage({ redraw });
    expect(share.spend).toBeGreaterThanOrEqual(0.9);
    expect(share.spend).toBeLessThanOrEqual(0.98);
    expect(share.conversion).toBeGreaterThanOrEqual(0.9);
    expect(share.conversion).toBeLessThanOrEqual(0.98);
    expect(share.called).toBeLessThanOrEqual(0.1);
  });
});
