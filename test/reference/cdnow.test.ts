import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitGammaGamma, fitRepeat, type History, refitPeople, streamBuyers } from '../../src/mart/index.ts';
import { newId } from '../../src/shared/ids.ts';
import { createTestContext } from '../database.ts';
import { buildShop, type TestShop } from '../factories.ts';
import { buildOrders } from '../factories-people.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data/cdnow/CDNOW_sample.txt.gz');
const hasData = existsSync(DATA);
if (!hasData) console.info('skipped: the CDNOW data set is not beside the project');

/** Days of purchase from October 1997 to June 1998, counted in the file. */
const CAME_AFTER = 1_882;

/** Published parameters hold to a hundredth of themselves, log-likelihoods to two hundredths. */
function expectNear(params: Record<string, number> | undefined, published: Record<string, number>) {
  for (const [name, value] of Object.entries(published)) {
    expect(Math.abs((params?.[name] ?? 0) - value), name).toBeLessThanOrEqual(0.01 * value);
  }
}

describe.skipIf(!hasData)('CDNOW, 2,357 people (Fader, Hardie & Lee 2005)', () => {
  const histories: History[] = [];
  const spends: { x: number; mean: number }[] = [];
  let came = 0;
  let shop: TestShop;
  beforeAll(async () => {
    shop = await buildShop(await createTestContext());
    await buildPurchases(shop);
    const period = { until: '1997-09-30', holdoutUntil: '1998-06-30', unit: 'week' } as const;
    // Pages of people: they must join without a seam.
    for await (const buyer of streamBuyers(shop.db, { workspaceId: shop.workspaceId, ...period, atOnce: 1_000 })) {
      histories.push(buyer.history);
      spends.push({ x: buyer.history.x, mean: (buyer.repeatMeanMinor ?? 0) / 100 });
      came += buyer.came;
    }
  });

  it('has the published people and repeats', () => {
    expect(histories).toHaveLength(2_357);
    expect(histories.filter(({ x }) => x > 0)).toHaveLength(946);
    expect(came).toBe(CAME_AFTER);
    // Equal histories are one object, which is what keeps a million people small.
    expect(new Set(histories).size).toBe(new Set(histories.map(({ x, tx, T }) => `${x} ${tx} ${T}`)).size);
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

  it('says drift instead of a value: after half a year the many who only tried it are gone (MT-17, MT-18)', async () => {
    const { db, workspaceId } = shop;
    const fit = await refitPeople(db, { workspaceId, now: new Date('1997-07-01T12:00:00+09:00') });
    expect(fit).toMatchObject({ model: 'rhythm', warnings: ['drift'] });
    const people = await db.selectFrom('mart.personModel').selectAll().where('workspaceId', '=', workspaceId).execute();
    // A handful only ever took what was free.
    expect(people.length).toBeGreaterThan(2_300);
    expect(people.filter(({ pAlive, value12mMinor }) => pAlive !== null || value12mMinor !== null)).toEqual([]);
  });

  it('fits the spend of the 946 who came again', () => {
    const fit = fitGammaGamma(spends);
    expect(fit?.people).toBe(946);
    expectNear(fit && { p: fit.p, q: fit.q, v: fit.v }, { p: 6.25, q: 3.74, v: 15.44 });
    expect(Math.abs((fit?.logLikelihood ?? 0) + 4055.918)).toBeLessThan(0.02);
  });
});

/** The file as orders of a shop, one for each line: several of a day have to come out as one purchase. */
async function buildPurchases(shop: TestShop): Promise<void> {
  const idOf = new Map<string, string>();
  const orders = gunzipSync(readFileSync(DATA))
    .toString()
    .trim()
    .split('\n')
    .map((line) => {
      const [person = '', , date = '', , dollars = ''] = line.trim().split(/\s+/);
      const customerId = idOf.get(person) ?? newId();
      idOf.set(person, customerId);
      const businessDay = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
      return { customerId, businessDay, grossMinor: Math.round(Number(dollars) * 100) };
    });
  const people = [...idOf.values()].map((customerId) => ({
    workspaceId: shop.workspaceId,
    customerId,
    name: '',
    note: '',
    source: 'test',
  }));
  await shop.db.insertInto('customers.customer').values(people).execute();
  await buildOrders(shop, orders);
}
