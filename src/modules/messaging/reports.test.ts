import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, type TestShop } from '../../../test/factories.ts';
import { buildCaller, KEYS, phoneOf, WEBHOOK_TOKEN } from '../../../test/factories-desk.ts';
import { buildDesk } from '../../../test/factories-messages.ts';
import { signNhnWebhook } from './providers/nhn.ts';
import { applyReports, pollReports } from './reports.ts';

const context = await createTestContext();
const now = () => context.clock.now();
const { open, queue, run, rowsOf } = buildDesk(context);

describe('reports (§2.9)', () => {
  it('move a message on once, in whatever order and however often they come', async () => {
    const { shop, simulator } = await open();
    const people = await Promise.all([0, 1, 2].map((n) => buildCaller(shop, n)));
    await queue(shop, people);
    await run(shop);
    const [first, second, third] = simulator.taken;
    simulator.fateOf = (message) => ({ code: message === first ? '4000' : message === second ? '3010' : '3000' });
    for (let round = 0; round < 3; round += 1) {
      const reports = simulator.reports().map(({ messageId, statusCode }) => ({
        providerMessageId: messageId,
        state:
          statusCode === '4000'
            ? ('delivered' as const)
            : statusCode === '3000'
              ? ('at_carrier' as const)
              : ('failed' as const),
        failure: statusCode === '3010' ? ('invalid_number' as const) : undefined,
        code: statusCode,
        at: null,
      }));
      for (const report of reports)
        await applyReports(context, shop.db, { workspaceId: shop.workspaceId, provider: 'solapi', reports: [report] });
    }
    await simulator.close();
    const byId = new Map((await rowsOf(shop)).map((row) => [row.providerMessageId, row]));
    expect(byId.get(first?.providerMessageId ?? '')).toMatchObject({ state: 'sent', deliveredAt: now() });
    expect(byId.get(second?.providerMessageId ?? '')).toMatchObject({
      state: 'failed',
      failureClass: 'invalid_number',
    });
    expect(byId.get(third?.providerMessageId ?? '')).toMatchObject({ state: 'sent', deliveredAt: null });
  });

  it.each(['solapi', 'aligo', 'nhn'] as const)(
    'of %s that are asked for move a message on once, repeated and in any order',
    async (provider) => {
      const { shop, simulator } = await open(provider);
      const people = [];
      for (let n = 0; n < 6; n += 1) people.push(await buildCaller(shop, n));
      await queue(shop, people);
      await run(shop);
      const gone = simulator.taken[2]?.to;
      simulator.faults.repeatsPolled = true;
      simulator.fateOf = ({ to }) => ({ code: to === gone ? '3010' : '4000' });
      const told = async () => {
        await pollReports(context, shop.workspaceId);
        const rows = await rowsOf(shop);
        return rows.map(({ state, failureClass, deliveredAt }) => [state, failureClass, deliveredAt?.toISOString()]);
      };
      const first = await told();
      expect(first.filter(([state]) => state === 'failed')).toEqual([['failed', 'invalid_number', undefined]]);
      expect(first.filter(([state, , delivered]) => state === 'sent' && delivered !== undefined)).toHaveLength(5);
      context.clock.set(new Date(now().getTime() + 60_000));
      expect(await told()).toEqual(first);
      await simulator.close();
    },
  );

  it('of SOLAPI are asked back before they are believed, those of NHN need their signature', async () => {
    const server = await buildServer(context);
    const { shop, simulator } = await open();
    await queue(shop, [await buildCaller(shop, 0)]);
    await run(shop);
    simulator.fateOf = () => ({ code: '3010' });
    const address = (provider: string, owner: TestShop) =>
      `/hooks/messages/${WEBHOOK_TOKEN}${provider}${owner.workspaceId}`;
    const lie = [{ messageId: simulator.taken[0]?.providerMessageId, statusCode: '4000' }];
    const told = await server.inject({ method: 'POST', url: address('solapi', shop), payload: lie });
    expect(told.statusCode).toBe(200);
    expect(await rowsOf(shop)).toMatchObject([{ state: 'failed', failureClass: 'invalid_number' }]);
    await simulator.close();

    const other = await open('nhn');
    await queue(other.shop, [await buildCaller(other.shop, 0)]);
    await run(other.shop);
    await other.simulator.close();
    const body = JSON.stringify({
      event: 'MESSAGE_RESULT_UPDATE',
      hooks: [{ messageId: 'N1', clientReference: other.simulator.taken[0]?.ref, status: 'DELIVERED' }],
    });
    const post = (signature: string) =>
      server.inject({
        method: 'POST',
        url: address('nhn', other.shop),
        payload: body,
        headers: { 'content-type': 'application/json', 'x-toast-webhook-signature': signature },
      });
    expect((await post('wrong')).statusCode).toBe(403);
    const signature = signNhnWebhook(KEYS.nhn.webhookSecret, Buffer.from(body));
    expect((await post(signature)).statusCode).toBe(200);
    expect((await post(signature)).statusCode).toBe(200);
    expect(await rowsOf(other.shop)).toMatchObject([{ state: 'sent', deliveredAt: now() }]);
    expect(
      (await server.inject({ method: 'POST', url: '/hooks/messages/nobody-has-this-address-0000000', payload: '[]' }))
        .statusCode,
    ).toBe(404);
    const bodies = await other.shop.db.selectFrom('messaging.reportBody').select('bodySealed').execute();
    expect(bodies.every(({ bodySealed }) => !bodySealed.includes(body.slice(2, 20)))).toBe(true);
  });

  it('can be asked for without being reachable; a number reported dead twice is not written to again', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    simulator.fateOf = () => ({ code: '3010' });
    const point = await shop.db
      .selectFrom('customers.contactPoint')
      .select('contactPointId')
      .where('customerId', '=', customerId)
      .executeTakeFirstOrThrow();
    for (const body of ['예약이 확정되었습니다.', '예약이 변경되었습니다.', '예약이 취소되었습니다.']) {
      await queue(shop, [], {
        class: 'info',
        messages: [{ customerId, contactPointId: point.contactPointId, address: phoneOf(0), subject: '', body }],
      });
      await run(shop);
      await pollReports(context, shop.workspaceId);
    }
    await simulator.close();
    expect((await rowsOf(shop)).map(({ state, reason }) => `${state} ${reason}`)).toEqual([
      'failed invalid_number',
      'failed invalid_number',
      'skipped address_invalid',
    ]);
  });
});
