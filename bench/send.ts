/**
 * Claim: a play to 100,000 people — audience, law, hold-out, personal text, hand-over to a provider — goes out at 3,000
 * messages a second. The provider is the simulator, in a process of its own on the same machine; the floor posts the same
 * messages in the same batches to it and inserts a row for each, with no law and no queue.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { openContext } from '../src/app/context.ts';
import { dispatchLane } from '../src/modules/messaging/dispatch.ts';
import { signSolapi } from '../src/modules/messaging/providers/solapi.ts';
import { createPlay, launchPlay } from '../src/modules/plays/index.ts';
import { updateShop } from '../src/modules/workspace/index.ts';
import { systemActor } from '../src/platform/actor.ts';
import { readConfig } from '../src/platform/config.ts';
import type { Context } from '../src/platform/context.ts';
import { newId } from '../src/shared/ids.ts';
import { connectProvider, KEYS, phoneOf, SENDER_NUMBER } from '../test/factories-desk.ts';
import { buildCallers } from '../test/many-callers.ts';
import { asOwner, type Finding, newHome, setUpShop } from './product.ts';

const GOAL_PER_SECOND = 3_000;
const HOLDOUT_RATE = 0.01;
const BATCH = 1_000;
const NOON = '2026-11-21T12:00:00+09:00';
const TODAY = '2026-11-21';
const { apiKey, apiSecret } = KEYS.solapi;
const TEXT = '(광고)온기식당 손님님, 쉬는 동안 생각나서 2,000원 쿠폰을 드려요. 12월 5일까지 무료수신거부 0801234567';

interface Provider {
  url: string;
  /** How many messages it took since the last question, and to how many people. */
  count(): Promise<{ taken: number; people: number }>;
  stop(): Promise<void>;
}

async function startProvider(offsetMs: number): Promise<Provider> {
  const child: ChildProcess = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'send-provider.ts'), apiKey, apiSecret, String(offsetMs)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  if (!child.stdout) throw new Error('the provider has no output');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value ?? '';
  return {
    url: await nextLine(),
    async count() {
      child.stdin?.write('count\n');
      return JSON.parse(await nextLine()) as { taken: number; people: number };
    },
    async stop() {
      child.stdin?.end();
      await once(child, 'exit');
    },
  };
}

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
};

/** What nobody can save: the bytes over HTTP, and a row for each message. */
function runFloor(home: string, input: { url: string; messages: number; now: () => Date }): Promise<number> {
  return asOwner(home, async (owner) => {
    await owner.query(
      'drop schema if exists floor cascade; create schema floor; create table floor.message (message_id uuid primary key, phone text, body text)',
    );
    return secondsOf(async () => {
      for (let from = 0; from < input.messages; from += BATCH) {
        const refs = Array.from({ length: Math.min(BATCH, input.messages - from) }, () => newId());
        const phones = refs.map((_, n) => phoneOf(from + n).replace('+82', '0'));
        await owner.query(
          'insert into floor.message select m.id, m.phone, $3 from unnest($1::uuid[], $2::text[]) as m (id, phone)',
          [refs, phones, TEXT],
        );
        const date = input.now().toISOString();
        const salt = randomBytes(16).toString('hex');
        const answer = await fetch(`${input.url}/messages/v4/send-many/detail`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            authorization: `HMAC-SHA256 apiKey=${apiKey}, date=${date}, salt=${salt}, signature=${signSolapi(apiSecret, date, salt)}`,
          },
          body: JSON.stringify({
            messages: refs.map((ref, n) => ({
              to: phones[n],
              from: SENDER_NUMBER,
              type: 'LMS',
              text: TEXT,
              customFields: { ref },
            })),
          }),
        });
        if (!answer.ok) throw new Error(`the provider answered ${answer.status}`);
        await answer.json();
      }
    });
  });
}

/** One play from its rule to the provider's answer for the last message. */
async function runPlay(context: Context, workspaceId: string): Promise<{ launchSeconds: number; sendSeconds: number }> {
  const db = context.database.of(workspaceId);
  const actor = systemActor(workspaceId);
  const now = context.clock.now();
  const { playId } = await createPlay(
    db,
    actor,
    {
      name: '쉬는 손님 다시 모시기',
      hypothesis: '쿠폰을 드리면 다시 오실 거예요',
      segmentId: null,
      rule: { all: [] },
      channel: 'sms',
      offer: { kind: 'amount', value: 2_000, minSpendMinor: 0, validDays: 14 },
      message: { subject: '', body: '{이름}님, {쿠폰} 으로 {기한}까지 {혜택} 받으세요.', locale: 'ko' },
      holdoutRate: HOLDOUT_RATE,
      measureDays: 14,
      fixedCostMinor: 0,
    },
    now,
  );
  const launchSeconds = await secondsOf(() => launchPlay(context, actor, { playId, today: TODAY, now }));
  const sendSeconds = await secondsOf(async () => {
    const never = new AbortController().signal;
    const rest = await dispatchLane(context, { workspaceId, laneId: playId }, never);
    if (rest) throw new Error('something was left over');
  });
  return { launchSeconds, sendSeconds };
}

export async function benchSend({ people }: { people: number }): Promise<Finding[]> {
  const { home, remove } = newHome();
  const offsetMs = new Date(NOON).getTime() - Date.now();
  const clock = { now: () => new Date(Date.now() + offsetMs) };
  try {
    const { workspaceId } = await setUpShop(home);
    const { context, close } = await openContext({ ...readConfig({ home }), logLevel: 'error' }, { clock });
    const provider = await startProvider(offsetMs);
    try {
      const db = context.database.of(workspaceId);
      const shop = { db, workspaceId };
      await connectProvider(context, shop, { provider: 'solapi', baseUrl: provider.url, answerTimeoutMs: 20_000 });
      await updateShop(db, systemActor(workspaceId), {
        senderName: '온기식당',
        senderEmail: 'hello@ongi.example',
        senderPhone: '02-123-4567',
        senderAddress: '서울시 마포구 1',
      });
      await buildCallers(shop, people);
      // What the database does by itself a minute after a file came in.
      await asOwner(home, (owner) => owner.query('vacuum analyze'));
      const { launchSeconds, sendSeconds } = await runPlay(context, workspaceId);
      const sent = await provider.count();
      if (sent.taken !== sent.people || sent.taken < people * (1 - 2 * HOLDOUT_RATE))
        throw new Error(`${sent.taken} messages to ${sent.people} people`);
      const floorSeconds = await runFloor(home, { url: provider.url, messages: sent.taken, now: clock.now });
      const seconds = launchSeconds + sendSeconds;
      const perSecond = sent.taken / seconds;
      return [
        {
          what: `a play to ${people.toLocaleString('en')} people, from its audience to the provider (launch ${launchSeconds.toFixed(1)} s, sending ${sendSeconds.toFixed(1)} s)`,
          measured: `${Math.round(perSecond).toLocaleString('en')} messages/s`,
          floor: `${Math.round(sent.taken / floorSeconds).toLocaleString('en')} messages/s`,
          ratio: (seconds / floorSeconds).toFixed(1),
          goal: `≥ ${GOAL_PER_SECOND.toLocaleString('en')} messages/s`,
          holds: perSecond >= GOAL_PER_SECOND,
        },
      ];
    } finally {
      await provider.stop();
      await close();
    }
  } finally {
    remove();
  }
}
