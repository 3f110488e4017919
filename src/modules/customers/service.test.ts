import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { refreshMart } from '../../mart/index.ts';
import { newId } from '../../shared/ids.ts';
import { createCustomer, findCustomerByContact, joinCompanies, listContactPoints } from './index.ts';

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let cookie: string;
let hana: string;

beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  server = await buildServer(context);
  cookie = (await signIn(context, shop)).cookie;
  hana = await buildPerson(shop, {
    name: '김하나',
    phone: '+821012345678',
    email: 'hana@example.com',
    externalId: '14646',
  });
  await buildPerson(shop, { name: '박건', phone: '+821099995678' });
  await buildPerson(shop, { name: 'John Smith' });
  await buildOrders(shop, [{ customerId: hana, businessDay: '2026-11-20' }]);
  await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() });
});

async function call(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  url: string,
  options: { cookie?: string; body?: object } = {},
) {
  const response = await server.inject({
    method,
    url,
    headers: { cookie: options.cookie ?? cookie },
    ...(options.body ? { payload: options.body } : {}),
  });
  return { status: response.statusCode, json: response.json() };
}

async function find(
  q: string,
): Promise<{ name: string; phoneMasked: string | null; lastVisitedOn: string | null; visits: number }[]> {
  const { json } = await call('GET', `/api/customers/search?q=${encodeURIComponent(q)}`);
  return json.customers;
}

describe('looking somebody up (OP-03)', () => {
  it.each(['010-1234-5678', '1012345678', 'hana@example.com', '하나', '김하', 'ㅎㄴ', 'ㄱㅎㄴ', '14646', 'rlagksk'])(
    'finds her by %s',
    async (q) => {
      expect((await find(q)).map((one) => one.name)).toEqual(['김*나']);
    },
  );

  it('shows who it is without saying it: masked, with the last visit', async () => {
    const [one] = await find('01012345678');
    expect(one).toMatchObject({ name: '김*나', phoneMasked: '010-****-5678', lastVisitedOn: '2026-11-20', visits: 1 });
  });

  it('lists everybody behind the last four digits, the latest visitor first', async () => {
    expect((await find('5678')).map((one) => one.name)).toEqual(['김*나', '박*']);
  });

  it('finds a Latin name in any case and by a part', async () => {
    expect((await find('smith')).map((one) => one.name)).toEqual(['J*** S***']);
  });

  it('finds nobody without complaint', async () => {
    expect(await find('없는사람')).toEqual([]);
    expect(await find('%')).toEqual([]);
  });

  it('logs the search without the number', async () => {
    await find('010-1234-5678');
    const rows = await shop.db.selectFrom('staff.accessLog').select('subject').where('action', '=', 'search').execute();
    expect(rows.map((row) => row.subject)).toContain('phone 010-****-5678');
    expect(rows.every((row) => !row.subject.includes('1234'))).toBe(true);
  });
});

describe('rights and borders', () => {
  it.each(['/api/customers', '/api/customers/search?q=a', `/api/customers/${newId()}`])(
    'refuses the anonymous at %s',
    async (url) => {
      expect((await call('GET', url, { cookie: '' })).status).toBe(401);
    },
  );

  it('refuses an empty search', async () => {
    expect((await call('GET', '/api/customers/search?q=')).status).toBe(400);
  });

  it('lets staff see masked people and not more', async () => {
    const staff = (await signIn(context, shop, 'staff')).cookie;
    expect((await call('GET', `/api/customers/${hana}`, { cookie: staff })).json.name).toBe('김*나');
    expect((await call('POST', `/api/customers/${hana}/unmask`, { cookie: staff })).status).toBe(403);
  });

  it('knows nobody of another workspace', async () => {
    const other = await buildShop(context);
    const theirs = (await signIn(context, other)).cookie;
    for (const [method, url] of [
      ['GET', ''],
      ['POST', '/unmask'],
      ['PATCH', ''],
    ] as const) {
      const { status } = await call(method, `/api/customers/${hana}${url}`, {
        cookie: theirs,
        ...(method === 'PATCH' ? { body: { note: 'x' } } : {}),
      });
      expect(status).toBe(404);
    }
    const { json } = await call('GET', '/api/customers/search?q=01012345678', { cookie: theirs });
    expect(json.customers).toEqual([]);
  });
});

describe('one person', () => {
  it('is masked until asked for, and asking is logged (PV-58)', async () => {
    const masked = await call('GET', `/api/customers/${hana}`);
    expect(JSON.stringify(masked.json)).not.toContain('김하나');
    const clear = await call('POST', `/api/customers/${hana}/unmask`);
    expect(clear.json).toMatchObject({ name: '김하나' });
    expect(clear.json.contactPoints.map((point: { value: string }) => point.value)).toEqual([
      '010-1234-5678',
      'hana@example.com',
    ]);
    const log = await shop.db.selectFrom('staff.accessLog').select('subject').where('action', '=', 'unmask').execute();
    expect(log).toContainEqual({ subject: hana });
  });

  it('can be renamed and noted, but never with a resident number (PV-12)', async () => {
    const id = await buildPerson(shop, { name: '최민' });
    expect((await call('PATCH', `/api/customers/${id}`, { body: { note: '창가 자리' } })).json.note).toBe('창가 자리');
    expect((await call('PATCH', `/api/customers/${id}`, { body: { note: '900101-1234567' } })).status).toBe(400);
  });

  it('gains and loses a way to be reached', async () => {
    const id = await buildPerson(shop, { name: '윤서' });
    const added = await call('POST', `/api/customers/${id}/contact-points`, { body: { value: '02-123-4567' } });
    expect(added.json.contactPoints).toMatchObject([{ kind: 'landline', valueMasked: '02-***-4567' }]);
    const pointId = added.json.contactPoints[0].contactPointId;
    expect((await call('DELETE', `/api/customers/${id}/contact-points/${pointId}`)).json.contactPoints).toEqual([]);
    expect((await call('DELETE', `/api/customers/${id}/contact-points/${pointId}`)).status).toBe(404);
  });
});

describe('adding a person', () => {
  const add = (body: object) => call('POST', '/api/customers', { body });

  it('stores the number in one shape, without any consent (PV-08)', async () => {
    const { json } = await add({ name: '이두리', phone: '０１０ ２２２２ ３３３３', email: 'Duri@Example.com' });
    expect(json.existed).toBe(false);
    const points = await listContactPoints(shop.db, shop.workspaceId, [json.customerId]);
    expect(points.map((point) => [point.kind, point.value])).toEqual([
      ['mobile', '+821022223333'],
      ['email', 'duri@example.com'],
    ]);
    const consents = await shop.db
      .selectFrom('privacy.consent')
      .select('kind')
      .where('customerId', '=', json.customerId)
      .execute();
    expect(consents).toEqual([]);
  });

  it('returns the same person for the same mobile and name, and another for another name (OP-04)', async () => {
    const first = await add({ name: '정세모', phone: '010-3333-4444' });
    const again = await add({ name: '정세모', phone: '+82 10 3333 4444' });
    expect(again.json).toEqual({ customerId: first.json.customerId, existed: true, meetings: [] });
    expect((await add({ name: '정네모', phone: '010-3333-4444' })).json.existed).toBe(false);
    expect(await findCustomerByContact(shop.db, shop.workspaceId, '01033334444')).toHaveLength(2);
  });

  it('asks for a name where several people are on the number, and adds nobody (OP-04)', async () => {
    await add({ name: '오세모', phone: '010-3333-5555' });
    await add({ name: '오네모', phone: '010-3333-5555' });
    const { status, json } = await add({ phone: '010-3333-5555' });
    expect(status).toBe(400);
    expect(json.error.details.issues[0].path).toBe('body.name');
    expect(await findCustomerByContact(shop.db, shop.workspaceId, '01033335555')).toHaveLength(2);
  });

  it('adds one person when two tills send her at the same moment', async () => {
    const now = context.clock.now();
    const input = { name: '한꺼번', phone: '010-7777-8888' };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => createCustomer(shop.db, shop.actor('staff'), input, now)),
    );
    expect(new Set(answers.map((answer) => answer.customerId)).size).toBe(1);
    expect(answers.filter((answer) => !answer.existed)).toHaveLength(1);
  });

  it.each([
    [{}, 'body.name'],
    [{ name: '가', phone: '12' }, 'body.phone'],
    [{ name: '가', email: 'x@' }, 'body.email'],
    [{ name: '가', phone: 'a@example.com' }, 'body.phone'],
    [{ name: '가', note: '주민 900101-1234567' }, 'body.note'],
  ])('refuses %o and says where', async (body, path) => {
    const { status, json } = await add(body);
    expect(status).toBe(400);
    expect(JSON.stringify(json)).toContain(path);
    expect(JSON.stringify(json)).not.toContain('900101');
  });
});

describe('the list', () => {
  it('goes through everybody once, in the order of the alphabet', async () => {
    const place = await buildShop(context);
    const session = (await signIn(context, place)).cookie;
    for (const name of ['하늘', '가람', '나래', '가람', 'Amy', '다솜', '']) await buildPerson(place, { name });
    const names: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof call>> = await call(
        'GET',
        `/api/customers?limit=2${after ? `&after=${after}` : ''}`,
        { cookie: session },
      );
      names.push(...page.json.customers.map((one: { name: string }) => one.name));
      after = page.json.next;
    } while (after);
    expect(names).toEqual(['', '가*', '가*', '나*', '다*', '하*', 'A***']);
  });

  it('narrows to people behind their rhythm', async () => {
    const states = (...list: string[]) => encodeURIComponent(JSON.stringify([{ fact: 'lapse', in: list }]));
    const { status, json } = await call('GET', `/api/customers?filter=${states('watch', 'lapsed')}`);
    expect(status).toBe(200);
    expect(json.customers).toEqual([]);
    expect((await call('GET', `/api/customers?filter=${states('gone')}`)).status).toBe(400);
  });
});

describe('a company (OP-06, OP-60)', () => {
  it('of thousands is counted on a card, with the person and those who were there first by name', async () => {
    const source = 'crm';
    const crowd = Array.from({ length: 120 }, (_, n) => ({ customerId: newId(), name: `사원${n}` }));
    const { workspaceId } = shop;
    const at = { createdAt: context.clock.now(), updatedAt: context.clock.now() };
    await shop.db
      .insertInto('customers.customer')
      .values(crowd.map((one) => ({ workspaceId, source, ...one, ...at })))
      .execute();
    const last = crowd.at(-1)?.customerId ?? '';
    await joinCompanies(shop.db, {
      workspaceId,
      source,
      members: crowd.map(({ customerId }) => ({ companyId: 'c1', companyName: '온기', customerId, mergedFrom: null })),
      now: context.clock.now(),
    });
    const [company] = (await call('GET', `/api/customers/${last}/identity`)).json.households;
    expect([company.memberCount, company.members.length]).toEqual([120, 50]);
    expect(company.members.map(({ customerId }: { customerId: string }) => customerId)).toContain(last);
  });

  it('keeps a business number whose check digit is right, and a family none', async () => {
    const colleague = await buildPerson(shop, { name: '이두리' });
    const make = (body: object) =>
      call('POST', `/api/customers/${hana}/households`, { body: { withCustomerIds: [colleague], ...body } });
    const wrong = await make({ kind: 'company', name: '온기상사', businessNo: '124-81-00999' });
    expect(wrong.status).toBe(400);
    const { householdId } = (await make({ kind: 'company', name: '온기상사', businessNo: '124-81-00998' })).json;
    const shown = async () => (await call('GET', `/api/customers/${hana}/identity`)).json.households;
    expect(await shown()).toMatchObject([{ householdId, kind: 'company', businessNo: '1248100998' }]);
    const change = (body: object) => call('PATCH', `/api/households/${householdId}`, { body });
    expect((await change({ businessNo: '220-81-62518' })).status).toBe(400);
    expect((await change({ businessNo: '220-81-62517' })).status).toBe(200);
    expect((await change({ name: '온기무역' })).status).toBe(200);
    expect(await shown()).toMatchObject([{ name: '온기무역', businessNo: '2208162517' }]);
    expect((await change({ kind: 'household' })).status).toBe(200);
    expect(await shown()).toMatchObject([{ kind: 'household', businessNo: '' }]);
  });
});
