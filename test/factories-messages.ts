import { dispatchLane } from '../src/modules/messaging/dispatch.ts';
import { type MessageRequest, queueMessages } from '../src/modules/messaging/queue.ts';
import type { Simulator } from '../src/modules/messaging/simulator/house.ts';
import { startSimulator } from '../src/modules/messaging/simulator/simulator.ts';
import { newId } from '../src/shared/ids.ts';
import { TEST_NOW, type TestContext } from './database.ts';
import { buildShop, type TestShop } from './factories.ts';
import { connectProvider, KEYS, phoneOf } from './factories-desk.ts';
import { giveSenderDetails } from './factories-plays.ts';

/** Shops whose messages leave through the simulator of a provider, and what the tests do with them. */
export function buildDesk(context: TestContext) {
  const now = () => context.clock.now();

  /** A shop of its own at the test's first moment. The test closes the simulator. */
  async function open(
    provider: 'solapi' | 'aligo' | 'nhn' = 'solapi',
  ): Promise<{ shop: TestShop; simulator: Simulator }> {
    context.clock.set(TEST_NOW);
    const shop = await buildShop(context);
    await giveSenderDetails(shop);
    const simulator = await startSimulator({ ...(provider === 'solapi' ? KEYS.solapi : {}), now });
    await connectProvider(context, shop, { provider, baseUrl: simulator.url });
    return { shop, simulator };
  }

  /** An advertisement by text message to each, or what `change` says. */
  function queue(
    shop: TestShop,
    people: readonly string[],
    change: Partial<MessageRequest> & { fallbackBody?: string; variables?: Record<string, string> } = {},
  ) {
    const { fallbackBody, variables, ...request } = change;
    return queueMessages(context, shop.db, {
      workspaceId: shop.workspaceId,
      automationId: newId(),
      class: 'ad',
      channel: 'sms',
      locale: 'ko',
      now: now(),
      messages: people.map((customerId, n) => ({
        customerId,
        contactPointId: null,
        address: phoneOf(n),
        subject: '',
        body: '이번주 단골 쿠폰 2,000원!',
        fallbackBody: fallbackBody ?? null,
        variables: variables ?? {},
      })),
      ...request,
    });
  }

  /** Everything that waits leaves, as the job of each lane would let it. */
  async function run(shop: TestShop): Promise<void> {
    const lanes = await shop.db.selectFrom('messaging.message').select('laneId').distinct().execute();
    for (const { laneId } of lanes) {
      await dispatchLane(context, { workspaceId: shop.workspaceId, laneId }, new AbortController().signal);
    }
  }

  const rowsOf = (shop: TestShop) =>
    shop.db
      .selectFrom('messaging.message')
      .select([
        'state',
        'reason',
        'medium',
        'channel',
        'bytes',
        'priceMinor',
        'failureClass',
        'deliveredAt',
        'customerId',
        'rule',
        'providerMessageId',
      ])
      .orderBy('messageId')
      .execute();

  return { open, queue, run, rowsOf };
}
