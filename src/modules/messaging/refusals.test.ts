import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import type { TestShop } from '../../../test/factories.ts';
import { buildCaller, connectProvider } from '../../../test/factories-desk.ts';
import { buildDesk } from '../../../test/factories-messages.ts';
import { connectMailServer, startMailServer } from '../../../test/factories-plays.ts';
import { recordConsentsNow } from '../privacy/index.ts';
import { listen } from './desk-jobs.ts';
import { pollOptOuts } from './provider-opt-outs.ts';
import { pollReports } from './reports.ts';
import { startSimulator } from './simulator/simulator.ts';
import { setAccountError } from './store/desk.ts';

const context = await createTestContext();
const now = () => context.clock.now();
const { open, queue, run, rowsOf } = buildDesk(context);

describe('a refusal (AD-11, §2.4)', () => {
  const adConsents = async (shop: TestShop) =>
    (
      await shop.db
        .selectFrom('privacy.consentEvent')
        .select(['customerId', 'kind', 'state', 'method', 'evidence'])
        .where('state', '=', 'withdrawn')
        .orderBy('kind')
        .execute()
    ).map(({ customerId, kind, state, method, evidence }) => ({ customerId, kind, state, method, evidence }));

  it('told as a failure code is a withdrawal on that channel, once, with the message as evidence (SOLAPI 1061)', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    simulator.fateOf = () => ({ code: '1061' });
    await queue(shop, [customerId]);
    await run(shop);
    await pollReports(context, shop.workspaceId);
    await pollReports(context, shop.workspaceId);
    // Turned down at the door, before any report.
    simulator.sendAnswer = { failedMessageList: [] };
    const waiting = await queue(shop, [customerId], { class: 'ad' });
    expect(waiting).toBe(1);
    await run(shop);
    await simulator.close();
    const [message] = await shop.db.selectFrom('messaging.message').select('messageId').orderBy('messageId').execute();
    expect(await adConsents(shop)).toEqual([
      {
        customerId,
        kind: 'ad_sms',
        state: 'withdrawn',
        method: 'phone',
        evidence: `solapi 1061 to message ${message?.messageId}`,
      },
    ]);
    expect((await rowsOf(shop)).map(({ state, reason }) => `${state} ${reason}`)).toEqual([
      'failed opted_out',
      'skipped opted_out',
    ]);
  });

  it('is told so by every provider: Aligo in words, NHN and SOLAPI at the door', async () => {
    const { shop, simulator } = await open('aligo');
    const customerId = await buildCaller(shop, 0);
    simulator.fateOf = () => ({ code: '1061' });
    await queue(shop, [customerId]);
    await run(shop);
    await pollReports(context, shop.workspaceId);
    await simulator.close();
    expect(await adConsents(shop)).toMatchObject([{ customerId, kind: 'ad_sms', method: 'phone' }]);
    const other = await open();
    const second = await buildCaller(other.shop, 0);
    await queue(other.shop, [second]);
    const [{ messageId } = { messageId: '' }] = await other.shop.db
      .selectFrom('messaging.message')
      .select('messageId')
      .execute();
    other.simulator.sendAnswer = { failedMessageList: [{ statusCode: '1061', customFields: { ref: messageId } }] };
    await run(other.shop);
    await other.simulator.close();
    expect(await adConsents(other.shop)).toMatchObject([
      { customerId: second, kind: 'ad_sms', evidence: `solapi 1061 to message ${messageId}` },
    ]);
  });

  it('is written down together with the answer that told of it: who dies in between is told again', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    await queue(shop, [customerId]);
    const { messageId } = await shop.db.selectFrom('messaging.message').select('messageId').executeTakeFirstOrThrow();
    simulator.sendAnswer = { failedMessageList: [{ statusCode: '1061', customFields: { ref: messageId } }] };
    const owner = new pg.Client({ connectionString: context.ownerUrl });
    await owner.connect();
    await owner.query(`create function public.die() returns trigger language plpgsql as $$ begin raise 'killed'; end $$;
      create trigger dies before insert on privacy.consent_event for each row execute function public.die()`);
    await expect(run(shop)).rejects.toThrow('killed');
    expect((await rowsOf(shop)).map(({ state }) => state)).toEqual(['handing_over']);
    await owner.query('drop trigger dies on privacy.consent_event; drop function public.die()');
    await owner.end();
    // Asked for, it was never taken: it is handed over once more, and the refusal told once more.
    context.clock.set(new Date(now().getTime() + 60_000));
    await run(shop);
    await simulator.close();
    expect((await rowsOf(shop)).map(({ state, reason }) => `${state} ${reason}`)).toEqual(['failed opted_out']);
    expect(await adConsents(shop)).toMatchObject([{ customerId, kind: 'ad_sms', method: 'phone' }]);
  });

  it('by the 080 number is counted with the advertisement before it, once, and with none of long ago (MT-38)', async () => {
    const { shop, simulator } = await open();
    const people = [await buildCaller(shop, 0), await buildCaller(shop, 1)];
    await queue(shop, people);
    await run(shop);
    const sentAt = now();
    const after = (days: number) => new Date(sentAt.getTime() + days * 86_400_000);
    context.clock.set(after(10));
    await queue(shop, people.slice(0, 1));
    await run(shop);
    context.clock.set(after(29));
    simulator.optouts = [
      { number: '01020000000', at: after(12) },
      { number: '01020000001', at: after(28.5) },
    ];
    await pollOptOuts(context, shop.workspaceId);
    await pollOptOuts(context, shop.workspaceId);
    await simulator.close();
    const rows = await shop.db
      .selectFrom('messaging.message')
      .select(['customerId', 'optedOutAt'])
      .orderBy('customerId')
      .orderBy('sentAt')
      .execute();
    expect(rows).toEqual([
      { customerId: people[0], optedOutAt: null },
      { customerId: people[0], optedOutAt: after(12) },
      { customerId: people[1], optedOutAt: null },
    ]);
  });

  it('by blocking the channel ends KakaoTalk advertising, and the advertisement does not follow by text message (AD-32)', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    simulator.fateOf = () => ({ code: '3107' });
    await queue(shop, [customerId], { channel: 'kakao', fallbackBody: '이번주 단골 쿠폰 2,000원!' });
    await run(shop);
    await pollReports(context, shop.workspaceId);
    await run(shop);
    await simulator.close();
    expect(await adConsents(shop)).toMatchObject([{ kind: 'ad_kakao', method: 'one_click' }]);
    expect(await rowsOf(shop)).toMatchObject([{ channel: 'kakao', state: 'failed', failureClass: 'blocked' }]);
  });

  it('at the provider stops what waits, and bars the number whoever brings it back', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    await queue(shop, [customerId]);
    simulator.optouts = [
      { number: '01020000000', at: now() },
      { number: '01099999999', at: now() },
    ];
    await pollOptOuts(context, shop.workspaceId);
    await pollOptOuts(context, shop.workspaceId);
    await run(shop);
    await simulator.close();
    expect(simulator.taken).toEqual([]);
    expect(await rowsOf(shop)).toMatchObject([{ state: 'cancelled', reason: 'opted_out' }]);
    const events = await shop.db
      .selectFrom('privacy.consentEvent')
      .select('kind')
      .where('state', '=', 'withdrawn')
      .orderBy('kind')
      .execute();
    expect(events).toEqual([{ kind: 'ad_kakao' }, { kind: 'ad_sms' }]);
    expect(await shop.db.selectFrom('privacy.suppression').select('channel').execute()).toHaveLength(4);
  });

  it('is heard although another provider, the mailbox and a list of refusals do not answer, and the settings say which', async () => {
    const { shop, simulator } = await open();
    const callers = [await buildCaller(shop, 0), await buildCaller(shop, 1)];
    await queue(shop, [callers[0] ?? '']);
    await run(shop);
    const mail = await startMailServer();
    await connectMailServer(context, shop, mail.port);
    await mail.close();
    await shop.db
      .updateTable('messaging.mailServer')
      .set({ imapHost: '127.0.0.1', imapPort: mail.port, imapSecure: false, imapUsername: 'ongi' })
      .execute();
    // Asked before SOLAPI, and gone.
    const gone = await startSimulator();
    await gone.close();
    await connectProvider(context, shop, { provider: 'nhn', baseUrl: gone.url });
    const errors = async () =>
      Object.fromEntries(
        (
          await shop.db
            .selectFrom('messaging.providerAccount')
            .select(['provider', 'lastError'])
            .where('workspaceId', '=', shop.workspaceId)
            .execute()
        ).map(({ provider, lastError }) => [provider, lastError]),
      );
    simulator.optouts = [{ number: '01020000001', at: now() }];
    simulator.fateOf = () => ({ code: '4000' });
    await expect(listen(context, shop.workspaceId)).rejects.toThrow('2 of 3 ways of listening failed');
    expect(await shop.db.selectFrom('privacy.suppression').select('channel').execute()).not.toEqual([]);
    expect((await rowsOf(shop))[0]?.deliveredAt).not.toBeNull();
    expect(await errors()).toEqual({ nhn: 'opt_outs: ECONNREFUSED', solapi: '' });
    const { imapError } = await shop.db
      .selectFrom('messaging.mailServer')
      .select('imapError')
      .where('workspaceId', '=', shop.workspaceId)
      .executeTakeFirstOrThrow();
    expect(imapError).not.toBe('');
    // Back again: what was said is taken back, but never why sending stopped.
    await connectProvider(context, shop, { provider: 'nhn', baseUrl: simulator.url });
    await setAccountError(shop.db, shop.workspaceId, 'nhn', 'opt_outs: ECONNREFUSED');
    await setAccountError(shop.db, shop.workspaceId, 'solapi', 'sender_refused');
    await pollOptOuts(context, shop.workspaceId);
    expect(await errors()).toEqual({ nhn: '', solapi: 'sender_refused' });
    await simulator.close();
    await expect(pollOptOuts(context, shop.workspaceId)).rejects.toThrow();
    expect(await errors()).toEqual({ nhn: 'opt_outs: ECONNREFUSED', solapi: 'sender_refused' });
  });

  it('stops what waits in the transaction that records it, before any job has run', async () => {
    const { shop, simulator } = await open();
    const customerId = await buildCaller(shop, 0);
    await queue(shop, [customerId]);
    const said = [{ kind: 'marketing_use', state: 'withdrawn', method: 'staff', evidence: 'spoken' } as const];
    await recordConsentsNow(shop.db, { workspaceId: shop.workspaceId, customerId, said, now: now() });
    await simulator.close();
    expect(await rowsOf(shop)).toMatchObject([{ state: 'cancelled', reason: 'opted_out' }]);
  });
});
