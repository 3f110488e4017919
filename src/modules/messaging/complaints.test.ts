import { describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../test/factories.ts';
import { buildCaller } from '../../../test/factories-desk.ts';
import { decideRecipients } from './may-send-to.ts';

const context = await createTestContext();
const server = await buildServer(context);

describe('an open complaint', () => {
  it('holds advertising to her and lets information through; closing it lets both go (FE-15)', async () => {
    context.clock.set(TEST_NOW);
    const shop = await buildShop(context);
    const customerId = await buildCaller(shop, 0);
    const { cookie } = await signIn(context, shop, 'owner');
    const headers = { cookie };
    const decide = async (kind: 'ad' | 'info') => {
      const [one] = await decideRecipients(context, {
        workspaceId: shop.workspaceId,
        customerIds: [customerId],
        class: kind,
        channel: 'sms',
        now: context.clock.now(),
        today: '2026-11-21',
      });
      return one?.decision;
    };
    const url = `/api/customers/${customerId}/complaint`;
    expect((await decide('ad'))?.outcome).toBe('send');

    const first = (await server.inject({ method: 'PUT', url, headers })).json();
    expect((await server.inject({ method: 'PUT', url, headers })).json()).toEqual(first);
    expect(await decide('ad')).toMatchObject({ outcome: 'hold', rule: 'FE-15', reason: 'open_complaint' });
    expect((await decide('info'))?.outcome).toBe('send');

    expect((await server.inject({ method: 'DELETE', url, headers })).json()).toEqual({ complaint: null });
    expect((await decide('ad'))?.outcome).toBe('send');
  });
});
