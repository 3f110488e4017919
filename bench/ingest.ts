/** Claim: what happened comes in over HTTP, in batches, at a third of the pace that COPY reaches into the same table with its indexes. */
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { phoneOf } from './people.ts';
import { asOwner, type Finding, newHome, setUpShop, signIn, startProduct } from './product.ts';

const GOAL = 1 / 3;
const ROWS_A_BATCH = 5_000;
const PEOPLE = 20_000;
const CONNECTIONS = 2;
const TURNS = 5;
/** Six rows in ten say whose they are. */
const NAMED_SHARE = 0.6;

const batchOf = (first: number) => ({
  touchpoints: Array.from({ length: ROWS_A_BATCH }, (_, index) => {
    const n = first + index;
    const isNamed = (n * 7) % 10 < NAMED_SHARE * 10;
    return {
      at: new Date(Date.now() - ((n * 7_919) % 20_000_000) * 1_000).toISOString(),
      kind: 'web.page_viewed',
      idempotencyKey: `view-${n}`,
      ...(isNamed ? { person: { externalId: `m-${n % PEOPLE}` } } : {}),
      payload: { path: `/menu/${n % 50}`, campaign: { source: 'kakao' } },
    };
  }),
});

/** Ingest of touchpoints, and COPY of the very same rows. */
export async function benchIngest({ rows }: { rows: number }): Promise<Finding[]> {
  const { home, remove } = newHome();
  await setUpShop(home);
  const product = await startProduct(home);
  try {
    const post = async (path: string, body: unknown, headers: Record<string, string>) => {
      const answer = await fetch(`http://127.0.0.1:${product.port}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const said = (await answer.json()) as Record<string, never>;
      if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(said).slice(0, 300)}`);
      return said;
    };
    const { key } = await post(
      '/api/api-keys',
      { kind: 'secret', label: 'bench', source: 'bench', scopes: ['touchpoints:write', 'customers:write'] },
      { cookie: await signIn(product.port) },
    );
    const bearer = { authorization: `Bearer ${key}` };
    for (let first = 0; first < PEOPLE; first += ROWS_A_BATCH) {
      const customers = Array.from({ length: ROWS_A_BATCH }, (_, index) => ({
        externalId: `m-${first + index}`,
        phone: phoneOf(first + index),
      }));
      await post('/api/v1/customers', { customers }, bearer);
    }
    // By turns, a part each: what else the machine does falls on both.
    let seconds = 0;
    let floorSeconds = 0;
    const rowsATurn = rows / TURNS;
    for (let turn = 0; turn < TURNS; turn += 1) {
      const bodies = Array.from({ length: rowsATurn / ROWS_A_BATCH }, (_, index) =>
        JSON.stringify(batchOf(turn * rowsATurn + index * ROWS_A_BATCH)),
      );
      const startedAt = performance.now();
      let recorded = 0;
      await Promise.all(
        Array.from({ length: CONNECTIONS }, async () => {
          for (let body = bodies.pop(); body; body = bodies.pop()) {
            const answer = await post('/api/v1/touchpoints', body, bearer);
            recorded += answer['recorded'] ?? 0;
          }
        }),
      );
      seconds += (performance.now() - startedAt) / 1_000;
      if (recorded !== rowsATurn) throw new Error(`${recorded} of ${rowsATurn} rows were recorded`);
      floorSeconds += await copy(home);
    }
    const ratio = floorSeconds / seconds;
    const perSecond = (time: number) => `${Math.round(rows / time).toLocaleString('en')} rows/s`;
    return [
      {
        what: `ingest of ${rows.toLocaleString('en')} touchpoints over HTTP, ${ROWS_A_BATCH.toLocaleString('en')} a request, ${CONNECTIONS} connections`,
        measured: perSecond(seconds),
        floor: perSecond(floorSeconds),
        ratio: ratio.toFixed(2),
        goal: '≥ 1/3 of COPY',
        holds: ratio >= GOAL,
      },
    ];
  } finally {
    await product.stop();
    remove();
  }
}

/** COPY of the rows stored since the last time into a table like theirs, with its keys and indexes. Seconds. */
async function copy(home: string): Promise<number> {
  return asOwner(home, async (owner) => {
    await owner.query(`create schema if not exists floor;
      create table if not exists floor.touchpoint (like touchpoints.touchpoint including all)`);
    const missing = `select * from touchpoints.touchpoint t
      where not exists (select from floor.touchpoint f where f.touchpoint_id = t.touchpoint_id)`;
    const rows = await buffer(owner.query(copyTo(`copy (${missing}) to stdout`)).pipe(new PassThrough()));
    const startedAt = performance.now();
    await pipeline(Readable.from([rows]), owner.query(copyFrom('copy floor.touchpoint from stdin')));
    return (performance.now() - startedAt) / 1_000;
  });
}
