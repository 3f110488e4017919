/**
 * What the regulator punished in this trade on 2026-02-11 (domain §1.14, source S78), as far as sending is concerned.
 * Sign-up paths: test/ways-in.test.ts · objects and roles of every endpoint: test/every-endpoint.test.ts · guardians:
 * privacy/service/texts.test.ts and selfservice.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { buildCaller } from '../../../test/factories-desk.ts';
import { recordConsentsNow } from '../privacy/index.ts';
import { decideRecipients } from './may-send-to.ts';

const context = await createTestContext();

const CHANNELS = ['sms', 'kakao', 'email'] as const;

async function decide(shop: TestShop, customerId: string) {
  const decided = await Promise.all(
    CHANNELS.map((channel) =>
      decideRecipients(context, {
        workspaceId: shop.workspaceId,
        customerIds: [customerId],
        class: 'ad',
        channel,
        now: context.clock.now(),
        today: '2026-11-21',
      }),
    ),
  );
  return decided.flat().map(({ decision }) => ({ outcome: decision.outcome, rule: decision.rule }));
}

async function open(): Promise<{ shop: TestShop; customerId: string }> {
  context.clock.set(TEST_NOW);
  const shop = await buildShop(context);
  const customerId = await buildCaller(shop, 0);
  return { shop, customerId };
}

describe('findings of 2026-02-11 (S78)', () => {
  it('a birth date below 14 keeps advertising away, whatever consent is on file (924 m; PV-11)', async () => {
    const { shop, customerId } = await open();
    expect((await decide(shop, customerId))[0]).toMatchObject({ outcome: 'send' });
    await shop.db
      .updateTable('customers.customer')
      .set({ birthDate: '2012-11-22' })
      .where('customerId', '=', customerId)
      .execute();
    expect((await decide(shop, customerId))[0]).toEqual({ outcome: 'block', rule: 'PV-11' });
  });

  it('who refused marketing gets no advertising on any channel (642 m; AD-10, AD-11)', async () => {
    const { shop, customerId } = await open();
    await recordConsentsNow(shop.db, {
      workspaceId: shop.workspaceId,
      customerId,
      said: [{ kind: 'marketing_use', state: 'withdrawn', method: 'phone', evidence: '전화로 말씀하심' }],
      now: context.clock.now(),
    });
    for (const one of await decide(shop, customerId)) expect(one).toEqual({ outcome: 'block', rule: 'AD-11' });
  });

  it('saying nothing is no consent: somebody who was never asked gets no advertising (642 m; AD-10)', async () => {
    const { shop, customerId } = await open();
    await shop.db.deleteFrom('privacy.consent').where('customerId', '=', customerId).execute();
    for (const one of await decide(shop, customerId)) expect(one).toEqual({ outcome: 'block', rule: 'AD-10' });
  });
});
