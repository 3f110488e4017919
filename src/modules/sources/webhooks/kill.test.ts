import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestContext, TEST_NOW } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn } from '../../../../test/factories.ts';
import { connect, SECRET, signShopify } from '../../../../test/factories-sources.ts';
import { workOff } from '../../../../test/work-off.ts';
import { PROJECT_ROOT } from '../../../platform/config.ts';
import { shopifyOrder } from './fixtures.ts';

const DELIVERIES = 300;
const KILLS = 4;
/** Platforms give up on an answer that takes longer. */
const ANSWER_MS = 2_000;

describe('killing the process', () => {
  it('between storing and working, and while working, loses nothing and books nothing twice', async () => {
    const context = await createTestContext();
    const server = await buildServer(context);
    const shop = await buildShop(context);
    const { cookie } = await signIn(context, shop);
    const connection = await connect(server, cookie, { platform: 'shopify', label: '몰', secret: SECRET });
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    let slowestMs = 0;
    for (let nth = 1; nth <= DELIVERIES; nth += 1) {
      const body = shopifyOrder({ id: String(nth), name: `#${nth}` });
      const startedAt = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}${connection.path}`, {
        method: 'POST',
        body,
        headers: signShopify(body, { webhookId: String(nth) }),
      });
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      expect(answer.status).toBe(200);
    }
    expect(slowestMs).toBeLessThan(ANSWER_MS);
    await server.close();

    const count = async () =>
      (
        await shop.db
          .selectFrom('orders.saleOrder')
          .select((eb) => eb.fn.countAll<number>().as('orders'))
          .where('workspaceId', '=', shop.workspaceId)
          .executeTakeFirstOrThrow()
      ).orders;
    const env = { ...process.env, DATABASE_URL: context.ownerUrl, DANGOL_HOME: context.config.home, CLOCK: TEST_NOW };
    const killedAt: number[] = [];
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const args = ['--disable-warning=ExperimentalWarning', path.join(PROJECT_ROOT, 'test/sending-process.ts')];
      const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
      const ended = once(child, 'exit');
      const before = await count();
      // Killed as soon as some more are booked, so in the middle of the work on another.
      while (child.exitCode === null && (await count()) < before + 10)
        await new Promise((resolve) => setImmediate(resolve));
      child.kill('SIGKILL');
      await ended;
      killedAt.push(await count());
    }
    expect(killedAt.at(-1)).toBeLessThan(DELIVERIES);
    await workOff(context);
    expect(await count()).toBe(DELIVERIES);
    const lines = await shop.db.selectFrom('orders.orderLine').select('amountMinor').execute();
    expect(lines).toHaveLength(DELIVERIES);
    const counted = await shop.db
      .selectFrom('touchpoints.sourceDay')
      .select(['received', 'sales', 'refused'])
      .execute();
    expect(counted).toEqual([{ received: DELIVERIES, sales: DELIVERIES, refused: 0 }]);
  }, 120_000);
});
