import { describe, expect, it } from 'vitest';
import { digamma, hypergeometric, lnGamma, trigamma } from '../special-functions.ts';
import { bgNbdAlive, bgNbdExpected, mbgNbdAlive, mbgNbdExpected } from './bg-nbd.ts';
import { fitRepeat, REPEAT_MODELS } from './fit.ts';
import { chancesOfBeta, chancesOfPareto, placeOf, quantileOf, spendToCome } from './future.ts';
import { fitGammaGamma, gammaGammaMean } from './gamma-gamma.ts';
import { groupHistories, type History, historyOf } from './history.ts';
import { paretoNbdAlive, paretoNbdExpected } from './pareto-nbd.ts';

const BRIEF = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };

/** A small generator of numbers that are the same on every machine (Lehmer). */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** People who buy and drop out as BG/NBD says, with rate and dropout the same for all or spread. */
function simulate(
  people: number,
  { weeks, seed, spread }: { weeks: number; seed: number; spread: boolean },
): History[] {
  const draw = draws(seed);
  return Array.from({ length: people }, () => {
    const rate = spread ? -Math.log(draw()) * 0.15 : 0.1;
    const dropout = spread ? draw() ** 2 : 0.15;
    const T = weeks * (0.4 + 0.6 * draw());
    let [x, tx, at] = [0, 0, 0];
    for (;;) {
      at += -Math.log(draw()) / rate;
      if (at > T) return { x, tx, T };
      x += 1;
      tx = at;
      if (draw() < dropout) return { x, tx, T };
    }
  });
}

describe('special functions', () => {
  it('equal their worked numbers', () => {
    expect(lnGamma(5)).toBeCloseTo(Math.log(24), 12);
    expect(lnGamma(0.25)).toBeCloseTo(1.288_022_524_698_077, 12);
    expect(hypergeometric(1, 1, 2, 0.5)).toBeCloseTo(2 * Math.LN2, 12);
    expect(digamma(1)).toBeCloseTo(-0.577_215_664_9, 8);
    expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 8);
  });
});

describe('histories', () => {
  it('count from the first purchase', () => {
    const days = { repeats: 1, firstDay: '1997-01-01', lastDay: '1997-08-02' };
    expect(historyOf(days, { until: '1997-09-30', unit: 'week' })).toEqual({ x: 1, tx: 213 / 7, T: 272 / 7 });
  });

  it('are grouped where they are equal', () => {
    expect(
      groupHistories([
        { x: 0, tx: 0, T: 9 },
        { x: 0, tx: 0, T: 9 },
      ]).people,
    ).toEqual(Float64Array.of(2));
  });
});

describe('probability of being alive (MT-16)', () => {
  it('equals the worked numbers of BG/NBD and MBG/NBD', () => {
    expect(bgNbdAlive(BRIEF, { x: 2, tx: 30.43, T: 38.86 })).toBeCloseTo(0.7266, 4);
    expect(bgNbdAlive(BRIEF, { x: 0, tx: 0, T: 38.86 })).toBe(1);
    expect(bgNbdAlive(BRIEF, { x: 5, tx: 10, T: 38.86 })).toBeCloseTo(0.0248, 4);
    expect(mbgNbdAlive(BRIEF, { x: 0, tx: 0, T: 38.86 })).toBeCloseTo(0.6373, 4);
    expect(mbgNbdAlive(BRIEF, { x: 2, tx: 30.43, T: 38.86 })).toBeCloseTo(0.7744, 4);
    expect(bgNbdExpected(BRIEF, { x: 2, tx: 30.43, T: 38.86 }, 39)).toBeCloseTo(1.226, 3);
  });

  it('of Pareto/NBD lies between 0 and 1 and falls while somebody stays away', () => {
    const parameters = { r: 0.5532, alpha: 10.5763, s: 0.6063, beta: 11.6715 };
    const chances = [10, 20, 40, 80].map((T) => paretoNbdAlive(parameters, { x: 3, tx: 9, T }));
    expect(chances).toEqual([...chances].sort((a, b) => b - a));
    expect(Math.max(...chances)).toBeLessThan(1);
    // What is expected of the next moments is the rate while alive, times the chance of being alive.
    const soon = paretoNbdExpected(parameters, { x: 3, tx: 9, T: 20 }, 1e-4) / 1e-4;
    expect(soon).toBeCloseTo((chances[1] ?? 0) * (3.5532 / 30.5763), 4);
  });
});

describe('fitting (MT-17)', () => {
  it('gives back what people were made with', () => {
    const fit = fitRepeat('bg-nbd', simulate(4_000, { weeks: 52, seed: 7, spread: true }));
    expect(fit?.warnings).toEqual([]);
    // Buying rates were exponential, that is gamma with shape 1, with mean .15.
    expect(fit?.params['r']).toBeGreaterThan(0.8);
    expect(fit?.params['r']).toBeLessThan(1.25);
    expect((fit?.params['r'] ?? 0) / (fit?.params['alpha'] ?? 1)).toBeCloseTo(0.15, 1);
  });

  it('says so when people do not differ, instead of showing parameters to trust', () => {
    const fit = fitRepeat('bg-nbd', simulate(2_000, { weeks: 52, seed: 11, spread: false }));
    expect(fit?.warnings).toContain('degenerate');
  });

  it.each(REPEAT_MODELS)('%s says so when everybody comes every week', (model) => {
    const alike = Array.from({ length: 300 }, () => ({ x: 19, tx: 19, T: 20 }));
    expect(fitRepeat(model, alike)).toMatchObject({
      converged: false,
      warnings: expect.arrayContaining(['degenerate']),
    });
  });

  it('says so where dropout is practically zero, though no parameter ran away: nobody is told from those who left', () => {
    const draw = draws(63_352);
    const people = Array.from({ length: 600 }, () => {
      const rate = -Math.log(draw()) * 0.3;
      const dropout = draw() < 0.01 ? draw() / 2 : 0;
      const T = 52 * (0.4 + 0.6 * draw());
      let [x, tx, at] = [0, 0, 0];
      for (;;) {
        at += -Math.log(draw()) / rate;
        if (at > T) return { x, tx, T };
        x += 1;
        tx = at;
        if (draw() < dropout) return { x, tx, T };
      }
    });
    const fit = fitRepeat('bg-nbd', people);
    expect(fit?.warnings).toEqual(['no_dropout']);
    expect((fit?.params['a'] ?? 1) / (fit?.params['b'] ?? 1)).toBeLessThan(0.001);
  });

  it.each(REPEAT_MODELS)('%s says so where some histories are of twenty years: a clock that went back', (model) => {
    const people = Array.from({ length: 240 }, (_, at) => {
      const T = at % 4 === 0 ? 1_045 : at === 1 ? 2_964 : 4 + (at % 3);
      return { x: 8 + (at % 6), tx: T - (at % 2) / 7, T };
    });
    expect(fitRepeat(model, people)?.warnings).toContain('degenerate');
  });

  it('says so when there are too few people, or too few who came again', () => {
    expect(fitRepeat('mbg-nbd', simulate(100, { weeks: 52, seed: 3, spread: true }))?.warnings).toContain(
      'too_few_people',
    );
    const once = Array.from({ length: 300 }, (_, i) => ({ x: 0, tx: 0, T: 10 + (i % 30) }));
    expect(fitRepeat('mbg-nbd', once)?.warnings).toContain('too_few_repeaters');
    expect(fitRepeat('bg-nbd', [])).toBeUndefined();
  });

  it('tells the same story in days and in weeks', () => {
    const weeks = simulate(1_500, { weeks: 52, seed: 5, spread: true });
    const days = weeks.map(({ x, tx, T }) => ({ x, tx: tx * 7, T: T * 7 }));
    const [byWeek, byDay] = [fitRepeat('mbg-nbd', weeks), fitRepeat('mbg-nbd', days)];
    expect(byDay?.params['r']).toBeCloseTo(byWeek?.params['r'] ?? 0, 3);
    expect((byDay?.params['alpha'] ?? 0) / 7).toBeCloseTo(byWeek?.params['alpha'] ?? 0, 2);
  });
});

describe('spend (MT-18)', () => {
  it('draws a single large purchase to what everybody spends', () => {
    const mean = gammaGammaMean({ p: 6.25, q: 3.74, v: 15.44 }, { x: 1, mean: 100 });
    expect(mean).toBeLessThan(100);
    expect(mean).toBeGreaterThan((6.25 * 15.44) / 2.74);
  });

  it('is not to be read where all spend the same, or where a few orders are most of it', () => {
    expect(fitGammaGamma(Array.from({ length: 300 }, () => ({ x: 19, mean: 9_000 })))?.isReadable).toBe(false);
    const huge = Array.from({ length: 300 }, (_, at) => ({ x: 2, mean: at % 100 === 0 ? 60_000_000 : 9_000 }));
    expect(fitGammaGamma(huge)?.isReadable).toBe(false);
  });

  it('leaves out people who spent nothing, and is undefined without anybody', () => {
    expect(fitGammaGamma([{ x: 1, mean: 0 }])).toBeUndefined();
  });
});

describe('visits and spend to come (MT-18)', () => {
  const person = { x: 2, tx: 30.43, T: 38.86 };
  const meanOf = (chances: readonly number[]) => chances.reduce((sum, chance, n) => sum + chance * n, 0);
  const PARETO = { r: 0.5532, alpha: 10.5763, s: 0.6063, beta: 11.6715 };

  it('are chances that add to one and have the mean that each model expects', () => {
    const bg = chancesOfBeta(BRIEF, person, { t: 39, shift: 0 });
    expect(bg.slice(0, 3).map((chance) => chance.toFixed(3))).toEqual(['0.237', '0.329', '0.198']);
    const each = [
      [bg, bgNbdExpected(BRIEF, person, 39) / bgNbdAlive(BRIEF, person)],
      [
        chancesOfBeta(BRIEF, person, { t: 39, shift: 1 }),
        mbgNbdExpected(BRIEF, person, 39) / mbgNbdAlive(BRIEF, person),
      ],
      [
        chancesOfPareto(PARETO, person, { t: 39 }),
        paretoNbdExpected(PARETO, person, 39) / paretoNbdAlive(PARETO, person),
      ],
    ] as const;
    for (const [chances, mean] of each) {
      expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 3);
      expect(meanOf(chances)).toBeCloseTo(mean, 2);
    }
  });

  it('say where visits that came stand, who may have left among them', () => {
    const told = { alive: 0.8, chances: [0.5, 0.5] };
    expect(placeOf(0, told)).toBeCloseTo(0.3, 10);
    expect(placeOf(1, told)).toBeCloseTo(0.8, 10);
    expect(placeOf(9, told)).toBeCloseTo(1, 10);
  });

  it('are spend with the mean of both models, and nothing from who does not come', () => {
    const spend = { p: 6.25, q: 3.74, v: 15.44 };
    const chances = chancesOfBeta(BRIEF, person, { t: 39, shift: 0 });
    const points = spendToCome({ alive: 0.7266, chances }, { spend, x: 2, mean: 30 });
    const mean = points.reduce((sum, { value, weight }) => sum + value * weight, 0);
    expect(mean / (0.7266 * meanOf(chances) * gammaGammaMean(spend, { x: 2, mean: 30 }))).toBeCloseTo(1, 1);
    // 27.3 % may have left, and 23.7 % of the others do not come.
    expect(quantileOf(points, 0.4)).toBe(0);
    expect(quantileOf(points, 0.5)).toBeGreaterThan(10);
    expect(
      quantileOf(
        [
          { value: 0, weight: 0.3 },
          { value: 10, weight: 0.7 },
        ],
        0.5,
      ),
    ).toBe(10);
  });
});
