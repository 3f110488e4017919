import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import { ordersChanged } from '../src/modules/orders/index.ts';
import type { Rule } from '../src/modules/segments/index.ts';
import { emit } from '../src/platform/jobs.ts';
import { TEST_NOW, type TestContext } from './database.ts';
import { buildShop, signIn } from './factories.ts';
import { buildItem, buildOrders } from './factories-people.ts';
import { workOff } from './work-off.ts';

/** A shop of one dish at the test's first moment, whose owner asks for saved groups over HTTP while the jobs keep up. */
export async function buildGroups(context: TestContext, server: FastifyInstance) {
  context.clock.set(TEST_NOW);
  const shop = await buildShop(context);
  const { cookie } = await signIn(context, shop);
  const noodles = await buildItem(shop, '마라탕');

  async function call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, payload?: object) {
    const response = await server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
    expect(response.statusCode, response.body).toBe(200);
    return response.json();
  }
  const work = () => workOff(context);

  async function createGroup(rule: Rule, name = '무리'): Promise<string> {
    const { segmentId } = await call('POST', '/api/segments', { name, rule });
    await work();
    return segmentId;
  }
  async function memberIds(segmentId: string): Promise<string[]> {
    const { members } = await call('GET', `/api/segments/${segmentId}/members`);
    return members.map(({ customerId }: { customerId: string }) => customerId).sort();
  }
  const eventsOf = async (segmentId: string) => (await call('GET', `/api/segments/${segmentId}/events`)).events;
  const daysOf = async (segmentId: string) => (await call('GET', `/api/segments/${segmentId}`)).days;
  const membersOf = async (segmentId: string) => (await call('GET', `/api/segments/${segmentId}`)).members;

  /** An order of noodles today, or as `change` says, with everything that follows from it. */
  async function order(customerId: string, change: { businessDay?: string; items?: string[]; hour?: number } = {}) {
    await buildOrders(shop, [{ customerId, businessDay: '2026-11-21', items: [noodles], ...change }]);
    await emit(shop.db, ordersChanged, { workspaceId: shop.workspaceId, customerIds: [customerId] });
    await work();
  }

  return { shop, cookie, noodles, call, work, createGroup, memberIds, eventsOf, daysOf, membersOf, order };
}
