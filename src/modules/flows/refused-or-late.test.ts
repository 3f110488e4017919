import { describe, expect, it, vi } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildCaller, connectProvider, KEYS } from '../../../test/factories-desk.ts';
import { ACT, buildFlowOn } from '../../../test/factories-flows.ts';
import { buildReader, connectMailServer, giveSenderDetails, startMailServer } from '../../../test/factories-plays.ts';
import { newId } from '../../shared/ids.ts';
import { dispatchLane } from '../messaging/dispatch.ts';
import { startSimulator } from '../messaging/simulator/simulator.ts';
import { createPlay, launchPlay, leavePlayJob } from '../plays/index.ts';
import { askApproval } from '../plays/service/approval.ts';
import { recordConsents } from '../privacy/index.ts';
import type * as legalRules from '../privacy/legal-rules.ts';
import type { Step } from './contract.ts';
import { tendFlows } from './jobs.ts';
import { startFlow } from './service/start.ts';

vi.mock('../privacy/legal-rules.ts', async (original) =>
  (await import('../../../test/ads-all-day.ts')).withAdsAllDay(await original<typeof legalRules>()),
);

const context = await createTestContext();
const TODAY = '2026-11-21';
const at = (time: string, day = TODAY) => context.clock.set(new Date(`${day}T${time}+09:00`));
const now = () => context.clock.now();
const signal = new AbortController().signal;
/** Enough that one who goes is no other audience than the one agreed to. */
const PEOPLE = 12;

type Channel = 'email' | 'sms' | 'kakao';
const armOf = (channel: Channel) => ({
  channel,
  offer: { kind: 'none' as const },
  message: { subject: channel === 'email' ? '소식' : '', body: '오랜만이에요', locale: 'ko' as const },
});
const draftOf = (channel: Channel) => ({
  name: '소식',
  rule: { all: [] },
  holdoutRate: 0.01,
  measureDays: 14,
  ...armOf(channel),
});

/** Begins to send, up to what is approved, and answers with what is left to be done until the messages wait. */
type Way = (shop: TestShop, channel: Channel) => Promise<() => Promise<void>>;

const viaFlow =
  (stepOf: (channel: Channel) => Step): Way =>
  async (shop, channel) => {
    const flowId = await buildFlowOn(context, shop, {
      steps: [{ id: 'hold', kind: 'wait', amount: 1, unit: 'minutes' }, stepOf(channel)],
    });
    await startFlow(context, shop.actor(), { flowId, startKey: newId(), now: now() });
    await tendFlows(context, shop.workspaceId);
    return async () => {
      at('20:52:30');
      await tendFlows(context, shop.workspaceId);
    };
  };

const WAYS: Record<string, Way> = {
  'a play at once': async (shop, channel) => {
    const { playId } = await createPlay(shop.db, shop.actor(), draftOf(channel), now());
    await launchPlay(context, shop.actor(), { playId, today: TODAY, now: now() });
    return async () => {};
  },
  'a play that was asked for, approved, and leaves later': async (shop, channel) => {
    const { playId } = await createPlay(shop.db, shop.actor('manager'), draftOf(channel), now());
    await askApproval(shop.db, shop.actor('manager'), { playId, now: now() });
    const leavesAt = new Date(now().getTime() + 60_000).toISOString();
    await launchPlay(context, shop.actor(), { playId, leavesAt, today: TODAY, now: now() });
    return async () => {
      at('20:52:30');
      await leavePlayJob.run(context, { workspaceId: shop.workspaceId, playId }, signal);
    };
  },
  'a step of an automation': viaFlow((channel) => ({ ...ACT, arm: armOf(channel) })),
  'an offer that an automation chooses': viaFlow((channel) => ({
    id: 'pick',
    kind: 'choose',
    candidates: [{ key: 'one', name: '하나', when: null, itemId: null, inStock: true, arm: armOf(channel) }],
  })),
};

const cases = Object.entries(WAYS).flatMap(([name, way]) =>
  (['email', 'sms', 'kakao'] as const).map((channel) => [name, channel, way] as const),
);

describe('advertising, whichever way it goes', () => {
  it.each(cases)(
    '%s by %s: nobody who refused since, and nobody from 21:00:00 on (AD-11, AD-12)',
    async (_, channel, way) => {
      at('20:50:00');
      const shop = await buildShop(context);
      const { db, workspaceId } = shop;
      await giveSenderDetails(shop);
      const [mail, simulator] = [await startMailServer(), await startSimulator({ ...KEYS.solapi, now })];
      await connectMailServer(context, shop, mail.port);
      await connectProvider(context, shop, { provider: 'solapi', baseUrl: simulator.url });
      const people: string[] = [];
      for (let n = 0; n < PEOPLE; n += 1)
        people.push(
          channel === 'email' ? await buildReader(shop, `guest${n}@example.com`) : await buildCaller(shop, n),
        );
      const rows = () => db.selectFrom('messaging.message').select(['customerId', 'state', 'laneId']).execute();
      const dispatchAll = async () => {
        for (const laneId of new Set((await rows()).map((row) => row.laneId)))
          await dispatchLane(context, { workspaceId, laneId }, signal);
      };
      const refuse = (customerId: string) =>
        recordConsents(
          db,
          [
            {
              workspaceId,
              customerId,
              kind: `ad_${channel}`,
              state: 'withdrawn',
              method: 'staff',
              evidence: 'spoken',
              at: now(),
            },
          ],
          now(),
        );
      const taken = () => mail.received.length + simulator.taken.length;

      const goOn = await way(shop, channel);
      // Of an approved thing nobody is drawn before it leaves; of one that left already, one of those drawn.
      const [afterApproval = ''] = (await rows()).map(({ customerId }) => customerId ?? '').concat(people);
      await refuse(afterApproval);
      await goOn();
      const waiting = (await rows()).filter(({ state }) => state === 'queued');
      expect(waiting.length).toBeGreaterThan(PEOPLE / 2);
      const afterQueued = waiting.find(({ customerId }) => customerId !== afterApproval)?.customerId ?? '';
      await refuse(afterQueued);
      const refused = new Set([afterApproval, afterQueued]);
      const isUnrefused = ({ customerId }: { customerId: string | null }) => !refused.has(customerId ?? '');

      at('21:00:00');
      await dispatchAll();
      // The night is of messages that ring: an e-mail may go (AD-12), though not to whoever refused.
      expect(taken()).toBe(channel === 'email' ? waiting.filter(isUnrefused).length : 0);

      at('12:00:00', '2026-11-22');
      await dispatchAll();
      await mail.close();
      await simulator.close();
      const sent = (await rows()).filter(({ state }) => state === 'sent');
      expect(sent.map(({ customerId }) => customerId).toSorted()).toEqual(
        waiting
          .filter(isUnrefused)
          .map(({ customerId }) => customerId)
          .toSorted(),
      );
      expect(taken()).toBe(sent.length);
    },
  );
});
