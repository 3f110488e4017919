import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import Rudder from '@rudderstack/rudder-sdk-node';
import { Analytics as Segment } from '@segment/analytics-node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestContext, type TestContext } from './database.ts';
import { buildShop, type TestShop } from './factories.ts';
import { buildApiKey } from './factories-keys.ts';

/** `DANGOL_FULL=1` sends the hundred thousand that the product promises. */
const EVENTS_EACH = process.env['DANGOL_FULL'] ? 50_000 : 5_000;
const KILLS = 5;
const CHUNK = 1_000;
const PEOPLE = 500;
const LIMIT_MS = 1_200_000;

let context: TestContext;
let shop: TestShop;
let key: string;
let home: string;
let port: number;
let server: ChildProcess | undefined;
/** Events whose library says that they arrived. */
let arrived = 0;

beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  ({ key } = await buildApiKey(context, shop, { source: 'sdk', scopes: ['touchpoints:write'] }));
  home = mkdtempSync(path.join(tmpdir(), 'dangol-libraries-'));
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  port = typeof address === 'object' && address ? address.port : 0;
  probe.close();
  await once(probe, 'close');
});

afterAll(() => {
  server?.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

const isReady = () =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** The product as `dangol start` runs it, on this test's database. */
async function startServer(): Promise<void> {
  const main = path.resolve(import.meta.dirname, '../src/cli/main.ts');
  server = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', main, 'start', '--home', home, '--port', String(port)],
    { stdio: 'ignore', env: { ...process.env, DATABASE_URL: context.ownerUrl, DANGOL_LOG: 'silent' } },
  );
  while (!(await isReady())) {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}`);
    await delay(25);
  }
}

async function killServer(): Promise<void> {
  const ended = server && once(server, 'exit');
  server?.kill('SIGKILL');
  await ended;
}

interface Library {
  name: string;
  track(n: number, done: (error?: unknown) => void): void;
}

const eventOf = (name: string, n: number) => ({
  userId: `user-${n % PEOPLE}`,
  event: 'Menu Opened',
  properties: { n, library: name },
});

function segment(): Library {
  const client = new Segment({
    writeKey: key,
    host: `http://127.0.0.1:${port}`,
    flushAt: 100,
    flushInterval: 200,
    maxRetries: 100,
  });
  return {
    name: 'segment',
    track: (n, done) => client.track(eventOf('segment', n), (error) => done(error)),
  };
}

function rudder(): Library {
  const client = new Rudder(key, {
    dataPlaneUrl: `http://127.0.0.1:${port}`,
    flushAt: 100,
    flushInterval: 200,
    retryCount: 100,
    axiosRetryConfig: { retryDelay: () => 250 },
    logLevel: 'none',
    errorHandler: () => {},
  });
  return {
    name: 'rudder',
    track: (n, done) => client.track(eventOf('rudder', n), (error?: unknown) => done(error)),
  };
}

async function sendAll(library: Library): Promise<void> {
  for (let first = 0; first < EVENTS_EACH; first += CHUNK) {
    await new Promise<void>((resolve, reject) => {
      let waiting = CHUNK;
      for (let n = first; n < first + CHUNK; n += 1) {
        library.track(n, (error) => {
          if (error) return reject(error);
          arrived += 1;
          waiting -= 1;
          if (waiting === 0) resolve();
        });
      }
    });
  }
}

/** Kills the server whenever another share of the events has arrived, in the middle of whatever it does. */
async function killInBetween(): Promise<void> {
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const share = (2 * EVENTS_EACH * kill) / (KILLS + 1);
    await vi.waitUntil(() => arrived >= share, { timeout: LIMIT_MS, interval: 5 });
    await delay(Math.random() * 100);
    await killServer();
    await startServer();
  }
}

test(
  `two public libraries send ${(2 * EVENTS_EACH).toLocaleString('en')} events to a server that is killed ${KILLS} times: each is there once`,
  async () => {
    await startServer();
    await Promise.all([sendAll(segment()), sendAll(rudder()), killInBetween()]);
    const rows = await shop.db
      .selectFrom('touchpoints.touchpoint')
      .select(['payload', 'customerId'])
      .where('source', '=', 'sdk')
      .execute();
    const seen = rows.map(({ payload }) => {
      const { n, library } = payload as { n: number; library: string };
      return `${library} ${n}`;
    });
    expect(seen).toHaveLength(2 * EVENTS_EACH);
    expect(new Set(seen).size).toBe(2 * EVENTS_EACH);
    expect(new Set(rows.map(({ customerId }) => customerId)).size).toBe(PEOPLE);
    const day = await shop.db
      .selectFrom('touchpoints.sourceDay')
      .select((eb) => [eb.fn.sum<number>('received').as('received'), eb.fn.sum<number>('refused').as('refused')])
      .where('source', '=', 'sdk')
      .executeTakeFirst();
    expect(day).toEqual({ received: 2 * EVENTS_EACH, refused: 0 });
  },
  LIMIT_MS,
);
