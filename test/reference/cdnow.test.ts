import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fitGammaGamma, fitRepeat, listHistories } from '../../src/mart/index.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/cdnow/CDNOW_sample.txt.gz');
const hasData = existsSync(DATA);
if (!hasData) console.info('skipped: the CDNOW data set is not beside the project');

/** Published parameters hold to a hundredth of themselves, log-likelihoods to two hundredths. */
function expectNear(params: Record<string, number> | undefined, published: Record<string, number>) {
  for (const [name, value] of Object.entries(published)) {
    expect(Math.abs((params?.[name] ?? 0) - value), name).toBeLessThanOrEqual(0.01 * value);
  }
}

describe.skipIf(!hasData)('CDNOW, 2,357 people (Fader, Hardie & Lee 2005)', () => {
  const histories = hasData ? listHistories(readDays(), { until: '1997-09-30', unit: 'week' }) : [];

  it('has the published people and repeats', () => {
    expect(histories).toHaveLength(2_357);
    expect(histories.filter(({ x }) => x > 0)).toHaveLength(946);
  });

  it.each([
    ['bg-nbd', { r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 }, -9582.429],
    ['mbg-nbd', { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 }, undefined],
    ['pareto-nbd', { r: 0.5532, alpha: 10.5763, s: 0.6063, beta: 11.6715 }, -9594.976],
  ] as const)('fits %s to the published parameters', (model, published, logLikelihood) => {
    const fit = fitRepeat(model, histories);
    expect(fit).toMatchObject({ converged: true, warnings: [] });
    expectNear(fit?.params, published);
    if (logLikelihood !== undefined) expect(Math.abs((fit?.logLikelihood ?? 0) - logLikelihood)).toBeLessThan(0.02);
  });

  it('expects 1.226 purchases in 39 weeks of somebody with x 2, tx 30.43, T 38.86', () => {
    expect(fitRepeat('bg-nbd', histories)?.expected({ x: 2, tx: 30.43, T: 38.86 }, 39)).toBeCloseTo(1.226, 3);
  });

  it('fits the spend of the 946 who came again', () => {
    const spends = histories.map(({ x, repeatMeanMinor }) => ({ x, mean: (repeatMeanMinor ?? 0) / 100 }));
    const fit = fitGammaGamma(spends);
    expect(fit?.people).toBe(946);
    expectNear(fit && { p: fit.p, q: fit.q, v: fit.v }, { p: 6.25, q: 3.74, v: 15.44 });
    expect(Math.abs((fit?.logLikelihood ?? 0) + 4055.918)).toBeLessThan(0.02);
  });
});

function readDays() {
  const amounts = new Map<string, number>();
  for (const line of gunzipSync(readFileSync(DATA)).toString().trim().split('\n')) {
    const [customerId = '', , date = '', , dollars = ''] = line.trim().split(/\s+/);
    const key = `${customerId} ${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
    amounts.set(key, (amounts.get(key) ?? 0) + Math.round(Number(dollars) * 100));
  }
  return [...amounts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, amountMinor]) => ({ customerId: key.split(' ')[0] ?? '', day: key.split(' ')[1] ?? '', amountMinor }));
}
