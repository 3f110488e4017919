import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, type TestShop } from '../../../../test/factories.ts';
import { buildApiKey } from '../../../../test/factories-keys.ts';
import { correctSkew, kindOf, withoutQuery } from '../web-events.ts';
import { personOf } from './rules.ts';

const SAMPLE = path.resolve(import.meta.dirname, '../../../../../shared/data/message_samples/segment_events.json');

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let secret: string;
let page: string;
beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  server = await buildServer(context);
  secret = (await buildApiKey(context, shop)).key;
  page = (await buildApiKey(context, shop, { kind: 'public' })).key;
});

const send = async (type: string, payload: object, key = secret) => {
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  const answer = await server.inject({ method: 'POST', url: `/v1/${type}`, headers: { authorization }, payload });
  expect(answer.statusCode, answer.body).toBe(200);
  expect(answer.json()).toEqual({ success: true });
};
const stored = (key: string) =>
  shop.db
    .selectFrom('touchpoints.touchpoint')
    .select(['kind', 'at', 'phase', 'customerId', 'payload', 'anonymousId'])
    .where('idempotencyKey', '=', key)
    .executeTakeFirst();
const contactsOf = async (customerId: string | null | undefined) =>
  (
    await shop.db
      .selectFrom('customers.contactPoint')
      .select('value')
      .where('customerId', '=', customerId ?? '')
      .orderBy('value')
      .execute()
  ).map(({ value }) => value);
const timestamp = '2026-11-21T02:59:50Z';

describe('the Segment specification', () => {
  it('makes contact points of traits, keeps them out of the payload, and grants nothing (PV-08)', async () => {
    await send('identify', {
      userId: 'u1',
      messageId: 'i1',
      timestamp,
      traits: { name: '김하나', phone: '010-1234-5678', email: 'Hana@Example.com', plan: 'vip' },
    });
    const event = await stored('i1');
    expect(event?.payload).toEqual({ plan: 'vip' });
    expect(await contactsOf(event?.customerId)).toEqual(['+821012345678', 'hana@example.com']);
    expect(await shop.db.selectFrom('privacy.consentEvent').select('kind').execute()).toEqual([]);
  });

  it('takes a person into the company that a site says she belongs to, once, and believes no page (OP-06)', async () => {
    const members = async () =>
      shop.db
        .selectFrom('customers.householdMember as m')
        .innerJoin('customers.household as h', 'h.householdId', 'm.householdId')
        .select(['h.kind', 'h.name', 'h.externalId', 'm.customerId'])
        .orderBy('m.customerId')
        .execute();
    const call = { groupId: 'acme', timestamp, traits: { name: '한빛상사', plan: 'team' } };
    await send('group', { ...call, userId: 'g1', messageId: 'g1' });
    await send('batch', {
      batch: [
        { ...call, type: 'group', userId: 'g2', messageId: 'g2', traits: { name: '한빛' } },
        // Sent again, and of somebody nobody knows.
        { ...call, type: 'group', userId: 'g1', messageId: 'g1' },
        { ...call, type: 'group', anonymousId: 'nobody', messageId: 'g3' },
      ],
    });
    await send('group', { ...call, userId: 'g4', messageId: 'g4' }, page);
    const both = [(await stored('g1'))?.customerId ?? '', (await stored('g2'))?.customerId ?? ''].sort();
    const company = { kind: 'company', name: '한빛상사', externalId: 'acme' };
    expect(await members()).toEqual(both.map((customerId) => ({ ...company, customerId })));
    expect((await stored('g1'))?.payload).toEqual({ groupId: 'acme', plan: 'team' });
  });

  it('gives a browser’s past to the person it turns out to be, within a batch and before it', async () => {
    await send('page', { anonymousId: 'b1', messageId: 'p1', timestamp, properties: { path: '/menu?email=a@b.c' } });
    expect(await stored('p1')).toMatchObject({ customerId: null, payload: { path: '/menu' } });
    await send('batch', {
      batch: [
        { type: 'track', event: 'Menu Opened', anonymousId: 'b1', messageId: 't1', timestamp },
        { type: 'identify', anonymousId: 'b1', userId: 'u1', messageId: 'i2', timestamp },
        { type: 'page', anonymousId: 'b1', messageId: 'p2', timestamp },
      ],
    });
    const hers = (await stored('i1'))?.customerId;
    for (const key of ['p1', 't1', 'p2']) expect((await stored(key))?.customerId, key).toBe(hers);
  });

  it('leaves what a browser of two people does anonymously to nobody, from then on', async () => {
    await send('identify', { anonymousId: 'b1', userId: 'u2', messageId: 'i3', timestamp, traits: { name: '박건' } });
    await send('page', { anonymousId: 'b1', messageId: 'p3', timestamp });
    expect((await stored('p3'))?.customerId).toBeNull();
    await send('track', { anonymousId: 'b1', userId: 'u2', event: 'x', messageId: 't2', timestamp });
    expect((await stored('t2'))?.customerId).toBe((await stored('i3'))?.customerId);
    expect((await stored('p2'))?.customerId).toBe((await stored('i1'))?.customerId);
  });

  it('knows a person by her new id after an alias', async () => {
    await send('alias', { previousId: 'u1', userId: 'member-1', messageId: 'a1', timestamp });
    await send('track', { userId: 'member-1', event: '메뉴 봄', messageId: 't3', timestamp });
    expect(await stored('t3')).toMatchObject({ kind: 'web.tracked', customerId: (await stored('i1'))?.customerId });
  });

  it('believes a page nothing that describes somebody who is known', async () => {
    const traits = { name: '김하나', phone: '010-1234-5678', email: 'thief@example.com' };
    await send('identify', { anonymousId: 'thief', userId: 'u77', messageId: 'i4', timestamp, traits }, page);
    const hers = (await stored('i1'))?.customerId;
    expect((await stored('i4'))?.customerId).toBe(hers);
    expect(await contactsOf(hers)).not.toContain('thief@example.com');
    await send('track', { userId: 'u77', event: 'x', messageId: 't4', timestamp });
    expect((await stored('t4'))?.customerId).not.toBe(hers);
    await send(
      'identify',
      { anonymousId: 'b5', messageId: 'i5', timestamp, traits: { phone: '010-8888-9999', email: 'thief@example.com' } },
      page,
    );
    expect(await contactsOf((await stored('i5'))?.customerId)).toEqual(['+821088889999']);
  });

  it('leaves a bad event out, keeps the rest, and counts what was left out', async () => {
    await send('batch', {
      batch: [
        { type: 'track', userId: 'u1', messageId: 'bad1', timestamp },
        { type: 'track', event: 'x', messageId: 'bad2', timestamp },
        { type: 'track', event: 'x', userId: 'u1', messageId: 'bad3', timestamp, properties: { t: 'a\u0000' } },
        { type: 'track', event: 'x', userId: 'u1', messageId: 'bad4', timestamp: '2099-01-01T00:00:00Z' },
        { type: 'track', event: 'x', userId: 'u1', messageId: 'bad5', timestamp, properties: { t: '900101-1234567' } },
        'nonsense',
        {
          type: 'track',
          event: 'x',
          userId: 12,
          messageId: 'good',
          timestamp,
          context: { campaign: { source: 'kakao' } },
        },
      ],
    });
    expect(await stored('good')).toMatchObject({ payload: { event: 'x', campaign: { source: 'kakao' } } });
    const { bad } = await shop.db
      .selectFrom('touchpoints.touchpoint')
      .select((eb) => eb.fn.countAll<number>().as('bad'))
      .where('idempotencyKey', 'like', 'bad%')
      .executeTakeFirstOrThrow();
    expect(bad).toBe(0);
    const day = await shop.db.selectFrom('touchpoints.sourceDay').select('refused').executeTakeFirst();
    expect(day?.refused).toBe(6);
    await send('track', { userId: 'u1', messageId: 'nameless' });
    await send('batch', {
      batch: [
        { type: 'bogus', userId: 'u1' },
        { type: 'track', event: 'x' },
      ],
    });
    const kept = await shop.db.selectFrom('touchpoints.refusal').select(['path', 'reason']).execute();
    expect(kept).toEqual(
      expect.arrayContaining([
        { path: 'event', reason: 'missing' },
        { path: 'type', reason: 'unknown_type' },
        { path: 'userId or anonymousId', reason: 'missing' },
      ]),
    );
  });

  it('puts a wrong clock right', async () => {
    await send('batch', {
      sentAt: '2026-11-21T05:00:00Z',
      batch: [
        { type: 'track', event: 'x', userId: 'u1', messageId: 'skew', originalTimestamp: '2026-11-21T04:50:00Z' },
      ],
    });
    expect((await stored('skew'))?.at.toISOString()).toBe('2026-11-21T02:50:00.000Z');
  });

  it('is open to pages of other origins with a public key, and to nobody without a key', async () => {
    const preflight = await server.inject({
      method: 'OPTIONS',
      url: '/v1/batch',
      headers: { origin: 'https://a.example' },
    });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe('*');
    const body = { writeKey: page, batch: [{ type: 'page', anonymousId: 'b9', messageId: 'cors', timestamp }] };
    const answer = await server.inject({
      method: 'POST',
      url: '/v1/batch',
      payload: body,
      headers: { origin: 'https://a.example', 'sec-fetch-site': 'cross-site' },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(await stored('cors')).toBeDefined();
    expect((await server.inject({ method: 'POST', url: '/v1/batch', payload: { batch: [] } })).statusCode).toBe(401);
  });

  it.skipIf(!existsSync(SAMPLE))('takes the sample events (skipped where the samples are not)', async () => {
    const { identify, page, track_order_completed: track } = JSON.parse(readFileSync(SAMPLE, 'utf8'));
    const sentAt = '2015-02-23T22:29:01.111Z';
    await send('batch', { batch: [page, identify, track], sentAt });
    const who = (await stored(identify.messageId))?.customerId;
    expect(who).toBeTruthy();
    expect(await stored('m-2')).toMatchObject({
      kind: 'web.page_viewed',
      customerId: who,
      payload: { campaign: { medium: 'email' } },
    });
    expect(await stored('m-3')).toMatchObject({ kind: 'web.order_completed', phase: 'during', customerId: who });
    // Sent eleven years ago by its own clock: what matters is how long before the sending it happened.
    expect((await stored('m-3'))?.at.toISOString()).toBe('2026-11-21T02:59:59.000Z');
  });
});

describe('the rules of events from sites', () => {
  it('names events, cuts queries, joins names and mends clocks', () => {
    expect(kindOf('Order Completed')).toEqual({ kind: 'web.order_completed', phase: 'during' });
    expect(withoutQuery('https://a.example/menu?email=x#y')).toBe('https://a.example/menu');
    expect(withoutQuery('javascript:alert(1)')).toBeUndefined();
    expect(personOf({ firstName: '길동', lastName: '홍' })).toEqual({ name: '홍길동' });
    expect(personOf({ firstName: 'Peter', lastName: 'Gibbons' })).toEqual({ name: 'Peter Gibbons' });
    const at = (text: string) => new Date(`2026-11-21T${text}Z`);
    const moved = correctSkew({ happenedAt: at('10:00:00'), sentAt: at('10:05:00'), receivedAt: at('09:05:00') });
    expect(moved).toEqual(at('09:00:00'));
  });
});
