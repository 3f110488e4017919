import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { refreshDuplicates } from '../src/modules/customers/duplicates/compute.ts';
import { importCustomers } from '../src/modules/imports/index.ts';
import { listConsents, recordConsents } from '../src/modules/privacy/index.ts';
import { newId } from '../src/shared/ids.ts';
import { createTestContext } from './database.ts';
import { buildServer, buildShop, signIn, type TestShop } from './factories.ts';
import { buildApiKey } from './factories-keys.ts';
import { buildPerson } from './factories-people.ts';
import { connect, SECRET } from './factories-sources.ts';
import { workOff } from './work-off.ts';

const context = await createTestContext();
const server = await buildServer(context);
const now = context.clock.now();
const NUMBER = '010-1111-2222';
/** When 김하나 was last heard of: longer ago than a year, and lately. */
const SILENT = '2025-01-10T03:00:00Z';
const LATELY = '2026-11-01T03:00:00Z';

async function open(since: string) {
  const shop = await buildShop(context);
  const { cookie } = await signIn(context, shop);
  const hana = await buildPerson(shop, { name: '김하나', phone: '+821011112222' });
  const createdAt = new Date(since);
  await shop.db.updateTable('customers.customer').set({ createdAt }).where('customerId', '=', hana).execute();
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object, headers: object = { cookie }) => {
    const answer = await server.inject({ method, url, headers: { ...headers }, ...(payload ? { payload } : {}) });
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    return answer.json();
  };
  return { shop, cookie, hana, ask };
}
type Opened = Awaited<ReturnType<typeof open>>;

/** Every way in which 박건 comes with the number of 김하나. What a file brings is seen by the look through everybody after it. */
const WAYS: readonly { way: string; comeIn: (opened: Opened) => Promise<void> }[] = [
  {
    way: 'added by staff, who are told and may choose',
    async comeIn({ ask }) {
      const made = await ask('POST', '/api/customers', { name: '박건', phone: NUMBER });
      expect(made).toMatchObject({ existed: false, meetings: [{ name: '김*나', lastVisitedOn: null }] });
    },
  },
  {
    way: 'added to a card that stands',
    async comeIn({ shop, ask }) {
      const geon = await buildPerson(shop, { name: '박건' });
      await ask('POST', `/api/customers/${geon}/contact-points`, { value: NUMBER });
    },
  },
  {
    way: 'API: customers, told in the row',
    async comeIn({ shop, ask }) {
      const { bearer } = await buildApiKey(context, shop);
      const customers = [
        { name: '이서', phone: '010-9999-8888' },
        { name: '박건', phone: NUMBER },
      ];
      const { results } = await ask('POST', '/api/v1/customers', { customers }, bearer);
      expect(results[0].issues).toBeUndefined();
      expect(results[1]).toMatchObject({ status: 'recorded', issues: [{ path: 'phone', code: 'shared_number' }] });
    },
  },
  {
    way: 'API: orders, told in the row',
    async comeIn({ shop, ask }) {
      const { bearer } = await buildApiKey(context, shop);
      const lines = [{ itemName: '국수', quantity: 1, amountMinor: 7000 }];
      const order = { orderNo: 'R1', orderedAt: now.toISOString(), lines, customer: { name: '박건', phone: NUMBER } };
      const { results } = await ask('POST', '/api/v1/orders', { orders: [order] }, bearer);
      expect(results[0].issues).toMatchObject([{ path: 'customer.phone', code: 'shared_number' }]);
    },
  },
  {
    way: 'Segment',
    async comeIn({ shop, ask }) {
      const { key } = await buildApiKey(context, shop);
      const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
      const traits = { name: '박건', phone: NUMBER };
      await ask('POST', '/v1/identify', { userId: 'u1', messageId: 'i1', traits }, { authorization });
    },
  },
  {
    way: 'webhook of a shop',
    async comeIn({ cookie }) {
      const connection = await connect(server, cookie, { platform: 'cafe24', label: 'mall', secret: SECRET });
      const created = { sms: 'F', news_mail: 'F', created_date: '2026-11-20T10:00:00+09:00' };
      const resource = { member_id: 'm1', name: '박건', cellphone: NUMBER, ...created };
      const headers = { 'x-api-key': SECRET };
      await server.inject({ method: 'POST', url: connection.path, headers, payload: { event_no: 90032, resource } });
      await workOff(context);
    },
  },
  {
    way: 'a card typed in on a phone',
    async comeIn({ ask }) {
      const card = { kind: 'card', key: newId(), name: '박건', phone: NUMBER, event: '개업', endsOn: '2026-11-30' };
      await ask('POST', '/api/entries', card);
    },
  },
  {
    way: 'a file',
    async comeIn({ shop }) {
      const source = path.join(context.config.home, `${newId()}.csv`);
      writeFileSync(source, `name,phone\n박건,${NUMBER}\n`);
      await importCustomers(context, shop.actor(), { source, fileName: 'people.csv' });
      await refreshDuplicates(shop.db, shop.workspaceId, now);
    },
  },
];

async function peopleOf({ db }: TestShop) {
  const rows = await db.selectFrom('customers.customer').select(['customerId', 'name', 'mergedInto']).execute();
  return new Map(rows.map((row) => [row.name, row]));
}

it.each(WAYS.map(({ way, comeIn }) => [way, comeIn] as const))(
  'a number of somebody silent for a year comes with another name, %s: nothing merges, the shop is asked whose it is (OP-05)',
  async (_way, comeIn) => {
    const opened = await open(SILENT);
    const { shop, hana, ask } = opened;
    await comeIn(opened);
    const people = await peopleOf(shop);
    const geon = people.get('박건')?.customerId ?? '';
    expect(people.get('김하나')?.mergedInto).toBeNull();
    const { pairs } = await ask('GET', '/api/customers/duplicates');
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({ recycledNumberOf: hana, isSure: false });
    expect(new Set([pairs[0].a.customerId, pairs[0].b.customerId])).toEqual(new Set([hana, geon]));
    // Both cards say so as well.
    for (const [one, other] of [
      [hana, geon],
      [geon, hana],
    ]) {
      const { sharedWith } = await ask('GET', `/api/customers/${one}/identity`);
      expect(sharedWith).toMatchObject([{ customerId: other, recycledNumberOf: hana }]);
      expect(sharedWith[0].meetingId).toBe(pairs[0].meeting?.meetingId ?? null);
    }
  },
);

it('is not asked again once they were called two people or the number was given up, which ends her consents (OP-05)', async () => {
  const { shop, hana, ask } = await open(SILENT);
  const { workspaceId } = shop;
  const said = { workspaceId, customerId: hana, method: 'paper', evidence: 'sheet', at: new Date(SILENT) } as const;
  const kinds = ['marketing_use', 'ad_sms'] as const;
  await recordConsents(
    shop.db,
    kinds.map((kind) => ({ ...said, kind, state: 'granted' as const })),
    now,
  );
  const { customerId: geon } = await ask('POST', '/api/customers', { name: '박건', phone: NUMBER });
  const signal = async () => (await ask('GET', `/api/customers/${geon}/identity`)).sharedWith[0].recycledNumberOf;
  expect(await signal()).toBe(hana);
  const two = { a: hana, b: geon };
  await ask('POST', '/api/customers/duplicates/different', two);
  expect(await signal()).toBeNull();
  await refreshDuplicates(shop.db, workspaceId, now);
  expect((await ask('GET', '/api/customers/duplicates')).pairs).toEqual([]);
  await ask('POST', '/api/customers/duplicates/different/undo', two);
  expect(await signal()).toBe(hana);
  const { contactPointId } = (await ask('GET', `/api/customers/${hana}`)).contactPoints[0];
  expect(await ask('POST', `/api/customers/${hana}/recycled-number`, { contactPointId })).toEqual({
    ended: ['ad_sms'],
  });
  expect(await signal()).toBeNull();
  const held = (await listConsents(shop.db, { workspaceId, customerIds: [hana] })).get(hana);
  expect(held?.ad_sms?.state).toBe('expired');
  await refreshDuplicates(shop.db, workspaceId, now);
  expect((await ask('GET', '/api/customers/duplicates')).pairs).toEqual([]);
});

it('asks whether two on one number are one where both were seen lately, and of nobody for the number of a crowd (OP-04)', async () => {
  const { ask, shop } = await open(LATELY);
  const { meetings } = await ask('POST', '/api/customers', { name: '박건', phone: NUMBER });
  expect(meetings).toHaveLength(1);
  const { pairs } = await ask('GET', '/api/customers/duplicates');
  expect(pairs).toMatchObject([{ recycledNumberOf: null, meeting: { meetingId: meetings[0].meetingId } }]);
  // What differs is told beside what agrees, and both are seen in clear where they stand (PV-58).
  expect(pairs[0].reasons).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ field: 'mobile', level: 'same' }),
      expect.objectContaining({ field: 'name', level: 'different' }),
    ]),
  );
  const clear = await Promise.all(
    [pairs[0].a, pairs[0].b].map(({ customerId }) => ask('POST', `/api/customers/${customerId}/unmask`)),
  );
  expect(new Set(clear.map(({ name }) => name))).toEqual(new Set(['김하나', '박건']));
  expect(clear[0].contactPoints[0]).toEqual({
    contactPointId: pairs[0].a.contacts[0].contactPointId,
    value: NUMBER,
  });
  const { rows } = await context.database.pool.query<{ count: number }>(
    `select count(*)::int from staff.access_log where workspace_id = $1 and action = 'unmask'`,
    [shop.workspaceId],
  );
  expect(rows[0]?.count).toBe(2);
  const met: number[] = [];
  for (const name of '가온 나래 다솜 라온 마루 바다 사랑 아라 자람 차오 카라 타래 파랑'.split(' ')) {
    met.push((await ask('POST', '/api/customers', { name, phone: '010-7777-0000' })).meetings.length);
  }
  expect(met.slice(0, 3)).toEqual([0, 1, 2]);
  expect(met.at(-1)).toBe(0);
});
