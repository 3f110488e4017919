import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { createDraw } from '../../bench/models-data.ts';
import { PROJECT_ROOT } from '../../src/platform/config.ts';
import { addDays } from '../../src/shared/time.ts';
import { createTestContext, type TestContext } from '../database.ts';
import { buildShop } from '../factories.ts';

const DATA = path.resolve(import.meta.dirname, '../../../shared/data');
const FILES = {
  purchases: path.join(DATA, 'cdnow/CDNOW_sample.txt.gz'),
  baskets: path.join(DATA, 'groceries/groceries_basket.csv.gz'),
};
const hasData = Object.values(FILES).every((file) => existsSync(file));
if (!hasData)
  console.info('CDNOW and Groceries are not beside the project: the command line answers about an invented shop');

const linesOf = (file: string) => gunzipSync(readFileSync(file)).toString().trim().split('\n');
/** People who come at rates of their own and stop at chances of their own, as BG/NBD has it. */
function inventPurchases() {
  const draw = createDraw(0);
  return Array.from({ length: 600 }, (_, person) => {
    const gapDays = 20 / (0.2 - Math.log(draw()));
    const stops = draw() ** 2;
    const usual = 8 + 24 * draw();
    const visits: (readonly [string, string, string])[] = [];
    for (let day = 84 * draw(), left = false; day < 545 && !left; day -= gapDays * Math.log(draw())) {
      visits.push([`P${person}`, addDays('1997-01-01', Math.floor(day)), (usual * (0.6 + 0.8 * draw())).toFixed(2)]);
      left = draw() < stops;
    }
    return visits;
  }).flat();
}

/** Purchases of people, nothing said of what they bought. */
const purchases = hasData
  ? linesOf(FILES.purchases).map((line) => {
      const [person = '', , date = '', , dollars = ''] = line.trim().split(/\s+/);
      return [person, `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`, dollars] as const;
    })
  : inventPurchases();
/** Baskets of items, nothing said of who bought them. */
const baskets = hasData
  ? linesOf(FILES.baskets).map((line) => line.split(',').map((item) => item.trim()))
  : // Rice and beer meet more often than baskets of two explain.
    Array.from({ length: 400 }, (_, at) => {
      const of = at % 11;
      if (of < 4) return ['rice', 'beer'];
      if (of < 8) return ['soup', 'bread'];
      if (of === 10) return ['water'];
      return of === 8 ? ['rice', 'soup'] : ['beer', 'bread'];
    });

const MAP = {
  kind: 'sales',
  version: 1,
  columns: {
    order_no: { column: 'no' },
    ordered_at: { column: 'day' },
    customer_id: { column: 'person' },
    amount: { column: 'paid' },
    item_name: { constant: 'Purchase' },
    quantity: { constant: '1' },
  },
};

/** The command line as somebody at a terminal has it. */
async function ask(context: TestContext, workspaceId: string, words: string) {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      path.join(PROJECT_ROOT, 'src/cli/main.ts'),
      ...words.split(' '),
      '--workspace',
      workspaceId,
      '--json',
    ],
    {
      env: { ...process.env, DATABASE_URL: context.ownerUrl, DANGOL_HOME: context.config.home },
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return JSON.parse(stdout);
}

const near = (value: number, published: number, share = 0.01) =>
  expect(Math.abs(value - published)).toBeLessThanOrEqual(share * Math.abs(published));
const number = expect.any(Number);

it('the command line answers about a purchase log (sales without items) and a basket file (sales without people)', {
  timeout: 300_000,
}, async () => {
  const context = await createTestContext();
  const here = { currency: 'USD', timeZone: 'America/New_York', dayEndsAtHour: 0, pack: 'retail' } as const;
  const [till, shelf] = [await buildShop(context, here), await buildShop(context, here)];
  const file = (name: string, text: string) => {
    const at = path.join(context.config.home, name);
    writeFileSync(at, text);
    return at;
  };

  const log = ['no,day,person,paid', ...purchases.map(([person, day, paid], at) => `T${at},${day},${person},${paid}`)];
  const taken = await ask(
    context,
    till.workspaceId,
    `import sales ${file('log.csv', log.join('\n'))} --map ${file('map.json', JSON.stringify(MAP))}`,
  );
  const people = new Set(purchases.map(([person]) => person)).size;
  expect(taken).toMatchObject({ rejected: 0, customers: { created: people }, items: { created: 1 } });

  const repeat = await ask(
    context,
    till.workspaceId,
    'insights repeat --model bg-nbd --unit week --until 1997-09-30 --holdout-until 1998-06-30 --spend',
  );
  expect(repeat).toMatchObject({
    model: 'bg-nbd',
    params: { r: number, alpha: number, a: number, b: number },
    logLikelihood: number,
    customers: people,
    repeatTransactions: number,
    repeaters: number,
    converged: expect.any(Boolean),
    warnings: expect.any(Array),
    spend: { p: number, q: number, v: number, logLikelihood: number },
    holdout: { until: '1998-06-30', actual: number, expected: number, mae: number },
    seconds: number,
  });

  const forecast = await ask(
    context,
    till.workspaceId,
    'insights forecast --series orders --until 1997-08-20 --horizon 7',
  );
  expect(forecast).toMatchObject({
    method: expect.any(String),
    backtest: { wape: number, mase: number, rmsle: number, coverage: number },
    causes: expect.any(Array),
    seconds: number,
  });
  expect(forecast.forecast.map(({ date }: { date: string }) => date)).toEqual(
    Array.from({ length: 7 }, (_, at) => addDays('1997-08-21', at)),
  );
  for (const { mean, low, high } of forecast.forecast) expect(low <= mean && mean <= high).toBe(true);

  // As it was published: one basket a line, no columns, no days.
  const published = hasData ? FILES.baskets : file('baskets.csv', baskets.map((items) => items.join(',')).join('\n'));
  const shelved = await ask(context, shelf.workspaceId, `import sales ${published} --day 2024-01-15`);
  expect(shelved).toMatchObject({ rejected: 0, customers: { created: 0 }, orders: { created: baskets.length } });

  const basket = await ask(context, shelf.workspaceId, 'insights basket --min-support 0.001 --min-confidence 0.5');
  expect(basket).toMatchObject({
    transactions: baskets.length,
    itemsets: { total: number, byLength: { 1: number, 2: number } },
    rules: { total: number, byLength: { 2: number } },
    verdict: 'pairs',
    seconds: number,
  });
  expect(basket.top[0]).toMatchObject({
    antecedent: expect.any(Array),
    consequent: expect.any(Array),
    count: number,
    support: number,
    confidence: number,
    lift: number,
    leverage: number,
  });
  expect(basket.top[0]).toHaveProperty('conviction');

  if (!hasData) return;
  // Published (Fader, Hardie & Lee 2005; arules).
  expect([repeat.customers, repeat.repeaters, repeat.warnings]).toEqual([2_357, 946, []]);
  for (const [name, value] of Object.entries({ r: 0.2426, alpha: 4.4136, a: 0.7929, b: 2.4259 }))
    near(repeat.params[name], value);
  expect(Math.abs(repeat.logLikelihood + 9_582.429)).toBeLessThan(0.02);
  for (const [name, value] of Object.entries({ p: 6.25, q: 3.74, v: 15.44 })) near(repeat.spend[name], value);
  expect(Math.abs(repeat.spend.logLikelihood + 4_055.918)).toBeLessThan(0.02);
  near(repeat.holdout.expected, repeat.holdout.actual, 0.2);
  expect(basket.transactions).toBe(9_835);
  expect(basket.rules).toEqual({ total: 5_668, byLength: { 2: 11, 3: 1_461, 4: 3_211, 5: 939, 6: 46 } });
  expect(basket.top[0]).toMatchObject({ consequent: ['hamburger meat'] });
  expect(basket.top[0].lift).toBeCloseTo(18.99565, 5);
});
