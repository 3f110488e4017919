import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { buildConsent, buildField } from '../../../../test/factories-fields.ts';
import { buildApiKey, buildPoster } from '../../../../test/factories-keys.ts';

let context: TestContext;
let shop: TestShop;
let server: FastifyInstance;
let bearer: { authorization: string };
let post: ReturnType<typeof buildPoster>;
let ownerCookie: string;
beforeAll(async () => {
  context = await createTestContext();
  shop = await buildShop(context);
  server = await buildServer(context);
  ({ bearer } = await buildApiKey(context, shop));
  post = buildPoster(server, bearer);
  ({ cookie: ownerCookie } = await signIn(context, shop));
});

const at = '2026-11-20T19:30:00+09:00';
const sourceDay = () =>
  shop.db
    .selectFrom('touchpoints.sourceDay')
    .select(['received', 'refused', 'duplicates', 'withPerson', 'sales', 'salesWithPerson'])
    .where('source', '=', 'site')
    .executeTakeFirst();

it('counts people and items for the source as well, and keeps why rows were refused', async () => {
  const day = async () => (await sourceDay()) ?? { received: 0, refused: 0, withPerson: 0 };
  const before = await day();
  await post('customers', [{ externalId: 'counted-1', name: '김하나' }, { name: '아무개' }, { '010-7777-6666': 1 }]);
  const people = await day();
  expect([people.received - before.received, people.refused - before.refused]).toEqual([1, 2]);
  expect(people.withPerson - before.withPerson).toBe(1);
  await post('items', [{ name: '수박주스' }, { name: '' }]);
  const items = await day();
  expect([items.received - people.received, items.refused - people.refused]).toEqual([1, 1]);
  const kept = await shop.db.selectFrom('touchpoints.refusal').select(['path', 'reason']).execute();
  expect(kept.map(({ path }) => path).toSorted()).toEqual(['', '', 'name']);
  expect(JSON.stringify(kept)).not.toContain('7777');
  await shop.db.deleteFrom('touchpoints.refusal').execute();
  await shop.db.deleteFrom('touchpoints.sourceDay').execute();
});

describe('POST /api/v1/touchpoints', () => {
  it('answers row by row: one bad row spoils no other, and says everything that is wrong with it', async () => {
    const answer = await post('touchpoints', [
      { at, kind: 'survey.answered', idempotencyKey: 'a' },
      { at: '2026-11-23T00:00:00Z', kind: 'Survey', idempotencyKey: 'b', mood: 'good' },
      { at: '2026-11-23T00:00:00Z', kind: 'survey.answered' },
      { at, kind: 'survey.answered', idempotencyKey: 'c', payload: { memo: '900101-1234567' } },
      { at, kind: 'survey.answered', idempotencyKey: 'a' },
    ]);
    expect(answer).toMatchObject({ recorded: 1, duplicates: 1, refused: 3 });
    expect(answer.results.map(({ status }: { status: string }) => status)).toEqual([
      'recorded',
      'refused',
      'refused',
      'refused',
      'duplicate',
    ]);
    const paths = (index: number) => answer.results[index].issues.map(({ path }: { path: string }) => path);
    expect(paths(1).sort()).toEqual(['', 'at', 'kind']);
    expect(paths(2)).toEqual(['at', 'idempotencyKey']);
    expect(paths(3)).toEqual(['payload.memo']);
    expect(await sourceDay()).toMatchObject({ received: 1, duplicates: 1, refused: 3 });
    // One press from the count to the reasons, without what stood there.
    const told = (
      await server.inject({ method: 'GET', url: '/api/sources/refusals?source=site', headers: { cookie: ownerCookie } })
    ).json();
    expect(told.refusals.map(({ path }: { path: string }) => path).toSorted()).toEqual(['at', 'kind', 'payload.memo']);
    expect(JSON.stringify(told)).not.toContain('900101');
  });

  it('takes a delivery sent twice with one Idempotency-Key once', async () => {
    const rows = [
      { at, kind: 'web.page_viewed' },
      { at, kind: 'web.page_viewed' },
    ];
    const headers = { 'idempotency-key': 'delivery-1' };
    expect(await post('touchpoints', rows, headers)).toMatchObject({ recorded: 2 });
    expect(await post('touchpoints', rows, headers)).toMatchObject({ recorded: 0, duplicates: 2 });
  });

  it.each([
    ['a NUL sign', { payload: { text: 'a\u0000b' } }],
    ['half a sign', { payload: { text: 'a\ud800b' } }],
    ['a year before Christ', { at: '0000-01-01T00:00:00Z' }],
    ['a payload without end', { payload: JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) }],
    ['a resident number as the name (PV-12)', { person: { name: '900101-1234567', phone: '010-1111-2222' } }],
    ['a resident number as an id (PV-12)', { person: { externalId: '900101-1234567' } }],
    ['a consent (PV-08)', { person: { phone: '010-1111-2222', marketing_consent: 'granted' } }],
  ])('refuses %s', async (_, change) => {
    const rows = [{ at, kind: 'web.page_viewed', idempotencyKey: 'hostile', ...change }];
    expect(await post('touchpoints', rows)).toMatchObject({ recorded: 0, refused: 1 });
  });

  it('says in words which field of which row holds a resident number, and what to do (PV-12)', async () => {
    const number = '900101-1234567';
    const row = (idempotencyKey: string, change: object) => ({
      at,
      kind: 'web.page_viewed',
      idempotencyKey,
      ...change,
    });
    const touchpoints = [
      row('fine', {}),
      row('in the payload', { payload: { form: { memo: `번호는 ${number}` } } }),
      row('in the name', { person: { name: number, phone: '010-1111-2222' } }),
    ];
    const send = async (language: string) => {
      const headers = { ...bearer, 'accept-language': language };
      const answer = await server.inject({
        method: 'POST',
        url: '/api/v1/touchpoints',
        headers,
        payload: { touchpoints },
      });
      return answer.json().results.slice(1);
    };
    const words = (row: number, path: string) => [
      {
        status: 'refused',
        issues: [
          {
            path,
            code: 'resident_number',
            message: expect.stringMatching(`^${row}번째 줄의 ${path}: .*지우고 다시 보내 주세요.*PV-12`),
          },
        ],
      },
    ];
    expect(await send('ko')).toEqual([...words(2, 'payload.form.memo'), ...words(3, 'person.name')]);
    expect((await send('en'))[0].issues[0].message).toMatch(/^Row 2, payload\.form\.memo: .*Take it out/);
    const kept = await shop.db.selectFrom('touchpoints.refusal').select(['path', 'reason']).execute();
    expect(kept).toEqual(expect.arrayContaining([{ path: 'payload.form.memo', reason: 'resident_number' }]));
    expect(kept).toEqual(expect.arrayContaining([{ path: 'person.name', reason: 'resident_number' }]));
    expect(JSON.stringify(kept)).not.toContain('900101');
    const note = await server.inject({
      method: 'POST',
      url: '/api/tags',
      headers: { cookie: (await signIn(context, shop)).cookie },
      payload: { name: number },
    });
    expect(note.json().error.details.issues).toEqual([
      { path: 'body.name', message: expect.stringContaining('지우고 다시') },
    ]);
  });

  it('takes at most 5,000 rows', async () => {
    const touchpoints = Array.from({ length: 5_001 }, () => ({}));
    const answer = await server.inject({
      method: 'POST',
      url: '/api/v1/touchpoints',
      headers: bearer,
      payload: { touchpoints },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.details.issues[0].path).toBe('body.touchpoints');
  });
});

describe('POST /api/v1/customers', () => {
  it('makes a person once, fills in what was missing and overwrites nothing', async () => {
    const first = await post('customers', [{ externalId: 'm1', name: '김하나', phone: '010-2222-3333' }]);
    const again = await post('customers', [
      { externalId: 'm1', name: '김둘', email: 'hana@example.com', birthDate: '1990-11-25', note: '창가 자리' },
    ]);
    expect(first.results[0].status).toBe('recorded');
    // A birthday is an optional item: without the consent to those it is left out, and the sender is told (domain 1.2).
    expect(again.results[0]).toEqual({
      status: 'duplicate',
      customerId: first.results[0].customerId,
      issues: [{ path: 'birthDate', code: 'no_consent', message: expect.stringContaining('동의를 받아') }],
    });
    await buildConsent(shop, first.results[0].customerId, 'svc_optional_fields');
    const agreed = await post('customers', [{ externalId: 'm1', birthDate: '1990-11-25' }]);
    expect(agreed.results[0]).not.toHaveProperty('issues');
    const stored = await shop.db
      .selectFrom('customers.customer')
      .select(['name', 'birthDate', 'note'])
      .where('customerId', '=', first.results[0].customerId)
      .executeTakeFirst();
    expect(stored).toEqual({ name: '김하나', birthDate: '1990-11-25', note: '창가 자리' });
  });

  it('leaves a note that tells of health out, and says where it belongs (PV-14)', async () => {
    const { results } = await post('customers', [{ externalId: 'note-1', note: '땅콩 알레르기' }]);
    expect(results[0].issues).toEqual([
      { path: 'note', code: 'note_sensitive', message: expect.stringContaining('민감한 정보') },
    ]);
    const stored = await shop.db
      .selectFrom('customers.customer')
      .select('note')
      .where('customerId', '=', results[0].customerId)
      .executeTakeFirst();
    expect(stored).toEqual({ note: '' });
  });

  it("takes the shop's own fields and tags as soon as they are there, and tells which values do not fit", async () => {
    await buildField(shop, { fieldKey: 'seat', type: 'text' });
    await buildField(shop, { fieldKey: 'dogs', type: 'number' });
    await buildField(shop, { fieldKey: 'knee', type: 'sensitive' });
    const fields = { seat: '창가', dogs: 'two', knee: '왼쪽', none: 1 };
    const { results } = await post('customers', [
      { externalId: 'own-1', name: '최셋', fields, tags: ['단체'] },
      { externalId: 'own-2', fields: { seat: '900101-1234567' } },
      { externalId: 'own-3', tags: ['900101-1234567'] },
    ]);
    expect(results.map(({ status }: { status: string }) => status)).toEqual(['recorded', 'refused', 'refused']);
    for (const { message } of results[0].issues) expect(message).toMatch(/[가-힣].*요\.$/);
    expect(results[0].issues.map(({ path, code }: { path: string; code: string }) => [path, code])).toEqual([
      ['fields.dogs', 'not_number'],
      ['fields.none', 'no_such_field'],
      ['fields.knee', 'no_consent'],
    ]);
    const answer = await server.inject({ url: '/api/v1/customers?externalId=own-1', headers: bearer });
    expect(answer.json().customers).toMatchObject([
      { fields: [{ fieldKey: 'seat', value: '창가', source: 'site' }], tags: [{ name: '단체' }] },
    ]);
  });

  it('refuses an unreadable number, a number that passes on, and nobody at all', async () => {
    const { results } = await post('customers', [{ phone: '12' }, { phone: '0504-1234-5678' }, { name: '김하나' }]);
    expect(results.map(({ status }: { status: string }) => status)).toEqual(['refused', 'refused', 'refused']);
    expect(results[0].issues[0].path).toBe('phone');
  });

  it('makes one person of the same stranger in two deliveries at the same moment', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => ({
      name: '박건',
      phone: `010-55${String(n).padStart(2, '0').slice(-2)}-${String(1000 + n)}`,
    }));
    const count = async () =>
      (
        await shop.db
          .selectFrom('customers.customer')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .where('name', '=', '박건')
          .executeTakeFirstOrThrow()
      ).n;
    await Promise.all([
      post('customers', rows),
      post('customers', rows.toReversed()),
      ...rows
        .slice(0, 20)
        .map(({ name, phone }) =>
          post('touchpoints', [{ at, kind: 'web.form_sent', idempotencyKey: phone, person: { name, phone } }]),
        ),
    ]);
    expect(await count()).toBe(300);
  });

  it('is found again by its ids, masked, with every look logged (PV-55)', async () => {
    const find = (query: string) => server.inject({ url: `/api/v1/customers?${query}`, headers: bearer });
    const answer = await find('externalId=m1');
    expect(answer.json().customers).toHaveLength(1);
    expect(answer.body).not.toContain('김하나');
    expect((await find('phone=01022223333')).json().customers).toHaveLength(1);
    expect((await find('phone=010-9999-9999')).json().customers).toEqual([]);
    expect((await find('phone=1&email=2')).statusCode).toBe(400);
    const logged = await shop.db
      .selectFrom('staff.accessLog')
      .select('subject')
      .where('action', '=', 'search')
      .execute();
    expect(logged.map(({ subject }) => subject)).toContain('by phone');
    expect(JSON.stringify(logged)).not.toContain('2222');
  });
});

describe('POST /api/v1/orders', () => {
  const line = { itemName: '마라탕', quantity: 1, amountMinor: 12_000 };
  const order = (orderNo: string, rest: object = {}) => ({ orderNo, orderedAt: at, lines: [line], ...rest });
  const totals = (orderNo: string) =>
    shop.db
      .selectFrom('orders.saleOrder')
      .select(['grossMinor', 'refundMinor', 'lineCount', 'customerId'])
      .where('orderNo', '=', orderNo)
      .executeTakeFirst();

  it('stores an order once, leaves anonymous sales anonymous, and counts them for the source (OP-88)', async () => {
    const before = await sourceDay();
    const answer = await post('orders', [
      order('r1'),
      order('r2', { customer: { name: '이둘', phone: '010-4444-5555' } }),
      order('r1'),
      order('r3', { lines: [] }),
    ]);
    expect(answer).toMatchObject({ recorded: 2, duplicates: 1, refused: 1 });
    expect(answer.results[3].issues[0].path).toBe('lines');
    expect(await totals('r1')).toMatchObject({ grossMinor: 12_000, lineCount: 1, customerId: null });
    expect((await totals('r2'))?.customerId).toBe(answer.results[1].customerId);
    const after = await sourceDay();
    expect((after?.sales ?? 0) - (before?.sales ?? 0)).toBe(2);
    expect((after?.salesWithPerson ?? 0) - (before?.salesWithPerson ?? 0)).toBe(1);
  });

  it('leaves a sale without a person where several are on the number and no name is told, and says so (OP-04)', async () => {
    const phone = '010-4444-7777';
    await post('customers', [
      { name: '문하나', phone },
      { name: '문두나', phone },
    ]);
    const nobody = [{ code: 'nobody', message: expect.stringContaining('여럿이 쓰는 번호') }];
    const sold = await post('orders', [order('r-several', { customer: { phone } })]);
    expect(sold.results).toMatchObject([{ status: 'recorded', customerId: null, issues: nobody }]);
    const told = await post('touchpoints', [
      { at, kind: 'survey.answered', idempotencyKey: 'several', person: { phone } },
      { at, kind: 'survey.answered', idempotencyKey: 'no-person' },
    ]);
    expect(told.results).toMatchObject([{ customerId: null, issues: nobody }, { customerId: null }]);
    expect(told.results[1]).not.toHaveProperty('issues');
    const refused = await post('customers', [{ phone }]);
    expect(refused.results).toMatchObject([{ status: 'refused', issues: nobody }]);
  });

  it('adds a refund that comes later, and the person of a sale that had none, once', async () => {
    await post('orders', [order('r4')]);
    const later = order('r4', {
      customer: { externalId: 'm9', name: '최삼' },
      lines: [line, { ...line, kind: 'refund', quantity: -1, amountMinor: 12_000 }],
    });
    expect(await post('orders', [later, later])).toMatchObject({ recorded: 1, duplicates: 1 });
    expect(await totals('r4')).toMatchObject({ grossMinor: 12_000, refundMinor: -12_000, lineCount: 2 });
    expect((await totals('r4'))?.customerId).not.toBeNull();
  });

  it('stores the same orders once from deliveries that come at the same moment in other orders', async () => {
    const orders = Array.from({ length: 200 }, (_, n) =>
      order(`p${n}`, { lines: [{ ...line, itemName: `메뉴 ${n}` }], customer: { phone: `010-7777-${1000 + n}` } }),
    );
    const answers = await Promise.all([post('orders', orders), post('orders', orders.toReversed())]);
    expect(answers.map(({ recorded }) => recorded).reduce((sum, n) => sum + n)).toBe(200);
  });
});

describe('POST /api/v1/items', () => {
  it('describes an item anew and says what was new', async () => {
    expect(await post('items', [{ code: 'M1', name: '마라탕', priceMinor: 12_000 }])).toMatchObject({ recorded: 1 });
    const second = await post('items', [
      { code: 'M1', name: '마라탕', priceMinor: 12_000 },
      { code: 'M2', name: '꿔바로우', costMinor: 5_000 },
    ]);
    expect(second.results.map(({ status }: { status: string }) => status)).toEqual(['duplicate', 'recorded']);
  });

  it('takes what is sold out or left over today, until it says otherwise', async () => {
    const tea = { code: 'T1', name: '식혜' };
    const statuses = async (...items: unknown[]) =>
      (await post('items', items)).results.map(({ status }: { status: string }) => status);
    const marks = () =>
      shop.db.selectFrom('menu.itemMark').select(['state', 'untilDay']).where('endedAt', 'is', null).execute();
    expect(await statuses({ ...tea, availability: 'sold_out' })).toEqual(['recorded']);
    expect(await statuses({ ...tea, availability: 'sold_out' })).toEqual(['duplicate']);
    // Words without a state leave it as it was.
    expect(await statuses(tea, { ...tea, availability: 'gone' })).toEqual(['duplicate', 'refused']);
    expect(await marks()).toEqual([{ state: 'sold_out', untilDay: '2026-11-21' }]);
    expect(await statuses({ ...tea, availability: 'in_stock' })).toEqual(['recorded']);
    expect(await marks()).toEqual([]);
  });
});

describe('promotion consent (PV-08)', () => {
  it('comes in by none of these ways', async () => {
    // What one person said on paper, for the test above, is the only word there is.
    const events = await shop.db.selectFrom('privacy.consentEvent').select(['kind', 'method']).execute();
    expect(events).toEqual([{ kind: 'svc_optional_fields', method: 'paper' }]);
  });
});
