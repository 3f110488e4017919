import exceljs from 'exceljs';
import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { buildConsent, buildField, buildTag } from '../../../../test/factories-fields.ts';
import { buildEmailConsent, buildOrders, buildPerson } from '../../../../test/factories-people.ts';
import { type ListedPerson, listPeoplePage, refreshMart } from '../../../mart/index.ts';
import { csvCell } from '../../../shared/csv.ts';
import { addDays } from '../../../shared/time.ts';
import type { FilterPart } from './contract.ts';
import { tagChangeJob } from './tag-changes.ts';

const TODAY = '2026-11-21';

let context: TestContext;
let server: FastifyInstance;
let shop: TestShop;
let owner: string;
let staff: string;
const people: Record<string, string> = {};
let vip: string;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';
async function send(method: Method, url: string, payload?: object, cookie = owner) {
  const answer = await server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, body: answer.json() };
}
const text = (filter: readonly FilterPart[]) => encodeURIComponent(JSON.stringify(filter));
const nameOf = (id: string) => Object.entries(people).find(([, one]) => one === id)?.[0] ?? id;
async function list(filter: readonly FilterPart[], rest = '') {
  const { status, body } = await send('GET', `/api/customers?filter=${text(filter)}${rest}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.customers.map((one: { customerId: string }) => nameOf(one.customerId));
}
async function found(filter: readonly FilterPart[]) {
  const names = (await list(filter)).sort();
  const counted = await send('GET', `/api/customers/count?filter=${text(filter)}`);
  expect(counted.body).toEqual({ count: names.length, isExact: true });
  return names;
}

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
  shop = await buildShop(context);
  owner = (await signIn(context, shop)).cookie;
  staff = (await signIn(context, shop, 'staff')).cookie;
  people['often'] = await buildPerson(shop, { name: '가람', phone: '+821011110001', email: 'often@example.com' });
  people['twice'] = await buildPerson(shop, { name: '나래', phone: '+821011110002' });
  people['once'] = await buildPerson(shop, { name: '다솜', email: 'once@example.com' });
  people['never'] = await buildPerson(shop, { name: '라온' });
  people['nobody'] = await buildPerson(shop, { name: '=HYPERLINK("x")' });
  const visits = (who: string, count: number, amount: number, lastDaysAgo: number) =>
    Array.from({ length: count }, (_, at) => ({
      customerId: people[who] ?? '',
      businessDay: addDays(TODAY, -lastDaysAgo - at * 7),
      grossMinor: amount,
    }));
  await buildOrders(shop, [
    ...visits('often', 10, 5_000, 2),
    ...visits('twice', 2, 40_000, 60),
    ...visits('once', 1, 9_000, 30),
  ]);
  await buildEmailConsent(shop, people['often'] ?? '');
  await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() });
  vip = await buildTag(shop, 'VIP');
  await buildField(shop, { fieldKey: 'foot', type: 'number' });
  await buildField(shop, { fieldKey: 'seat', type: 'choice', choices: ['window', 'room'] });
  await buildField(shop, { fieldKey: 'wedding_on', type: 'date' });
  await send('PATCH', `/api/customers/${people['often']}/fields`, { values: { foot: 245, seat: 'window' } });
  await send('PATCH', `/api/customers/${people['twice']}/fields`, {
    values: { foot: 260, seat: 'room', wedding_on: '2026-05-01' },
  });
  await send('PATCH', `/api/customers/${people['often']}/tags`, { add: ['VIP'] });
});

describe('a filter', () => {
  it.each<[string, FilterPart[], string[]]>([
    ['nothing is everybody', [], ['never', 'nobody', 'often', 'once', 'twice']],
    ['visits from', [{ fact: 'visits', atLeast: 2 }], ['often', 'twice']],
    ['visits up to, those who never came too', [{ fact: 'visits', atMost: 1 }], ['never', 'nobody', 'once']],
    ['spend between', [{ fact: 'spend', atLeastMinor: 10_000, atMostMinor: 60_000 }], ['often']],
    ['last visit within', [{ fact: 'lastVisit', daysAgoAtMost: 30 }], ['often', 'once']],
    ['last visit longer ago', [{ fact: 'lastVisit', daysAgoAtLeast: 31 }], ['twice']],
    [
      'not within: those who never came too',
      [{ not: { fact: 'lastVisit', daysAgoAtMost: 30 } }],
      ['never', 'nobody', 'twice'],
    ],
    ['state', [{ fact: 'lapse', in: ['on_rhythm'] }], ['often']],
    ['a phone', [{ fact: 'reachable', by: 'phone' }], ['often', 'twice']],
    ['no phone', [{ not: { fact: 'reachable', by: 'phone' } }], ['never', 'nobody', 'once']],
    ['an address', [{ fact: 'reachable', by: 'email' }], ['often', 'once']],
    ['consent', [{ fact: 'consent', kind: 'ad_email' }], ['often']],
    ['source', [{ fact: 'source', in: ['test'] }], ['never', 'nobody', 'often', 'once', 'twice']],
    ['another source', [{ fact: 'source', in: ['till'] }], []],
    ['a number', [{ fact: 'field', key: 'foot', atLeast: 250 }], ['twice']],
    ['a choice', [{ fact: 'field', key: 'seat', in: ['window', 'hall'] }], ['often']],
    ['a day', [{ fact: 'field', key: 'wedding_on', from: '2026-05-01', to: '2026-05-31' }], ['twice']],
    ['anything known', [{ fact: 'field', key: 'foot' }], ['often', 'twice']],
    ['nothing known', [{ not: { fact: 'field', key: 'foot' } }], ['never', 'nobody', 'once']],
    ['two parts', [{ fact: 'reachable', by: 'email' }, { not: { fact: 'consent', kind: 'ad_email' } }], ['once']],
  ])('%s', async (_, filter, names) => {
    expect(await found(filter)).toEqual(names);
  });

  it('of a tag, and of its absence', async () => {
    expect(await found([{ fact: 'tag', in: [vip] }])).toEqual(['often']);
    expect(await found([{ not: { fact: 'tag', in: [vip] } }])).toEqual(['never', 'nobody', 'once', 'twice']);
  });

  it('of a group, which stays live and may ask for fields and tags itself', async () => {
    const rule = {
      any: [
        { fact: 'tag', in: [vip] },
        { fact: 'field', key: 'foot', atLeast: 255 },
      ],
    };
    const { body } = await send('POST', '/api/segments', { name: '가까운 분', rule });
    expect(await found([{ fact: 'group', segmentId: body.segmentId }])).toEqual(['often', 'twice']);
    expect(await found([{ not: { fact: 'group', segmentId: body.segmentId } }])).toEqual(['never', 'nobody', 'once']);
    const use = await send('GET', '/api/fields/foot/use');
    expect(use.body).toEqual({ people: 2, groups: 1, views: 0 });
    const explained = await send('POST', '/api/segments/explain', { rule, customerId: people['twice'] });
    expect(explained.body.facts.map((one: { met: boolean }) => one.met)).toEqual([false, true]);
    const gone = [{ fact: 'group', segmentId: vip }] satisfies FilterPart[];
    expect((await send('GET', `/api/customers?filter=${text(gone)}`)).status).toBe(404);
  });

  it.each([['{'], ['[{"fact":"zodiac"}]'], ['[{"not":{"not":{"fact":"visits"}}}]'], ['{"fact":"visits"}']])(
    'that is none is refused: %s',
    async (filter) => {
      expect((await send('GET', `/api/customers?filter=${encodeURIComponent(filter)}`)).status).toBe(400);
    },
  );
});

describe('an order', () => {
  it.each([
    ['name', 'asc', ['often', 'twice', 'once', 'never', 'nobody']],
    ['visits', 'desc', ['often', 'twice', 'once']],
    ['visits', 'asc', ['once', 'twice', 'often']],
    ['spend', 'desc', ['twice', 'often', 'once']],
    ['lastVisit', 'desc', ['often', 'once', 'twice']],
    ['lastVisit', 'asc', ['twice', 'once', 'often']],
  ])('by %s %s meets everybody once, two a page; who never came stands last', async (sort, direction, first) => {
    const names: string[] = [];
    let after: string | null = null;
    do {
      const url: string = `/api/customers?limit=2&sort=${sort}&direction=${direction}${after ? `&after=${after}` : ''}`;
      const { body } = await send('GET', url);
      names.push(...body.customers.map((one: { customerId: string }) => nameOf(one.customerId)));
      after = body.next;
    } while (after);
    expect([...names].sort()).toEqual(['never', 'nobody', 'often', 'once', 'twice']);
    if (sort !== 'name') expect(names.slice(0, 3)).toEqual(first);
  });

  it('goes on from where a person stood when she was listed, wherever she stands now', async () => {
    const other = await buildShop(context);
    const ids: Record<string, string> = {};
    for (const count of [3, 2, 1]) {
      const customerId = await buildPerson(other, { name: `온 ${count}` });
      ids[customerId] = `${count}`;
      await buildOrders(
        other,
        Array.from({ length: count }, (_, at) => ({ customerId, businessDay: addDays(TODAY, -at), grossMinor: 1_000 })),
      );
    }
    await refreshMart(other.db, { workspaceId: other.workspaceId, now: context.clock.now() });
    const page = (after: ListedPerson | undefined) =>
      listPeoplePage(other.db, {
        workspaceId: other.workspaceId,
        today: TODAY,
        rule: { all: [] },
        order: 'visits',
        direction: 'desc',
        after,
        limit: 1,
      });
    const [first] = await page(undefined);
    expect(ids[first?.customerId ?? '']).toBe('3');
    await other.db
      .updateTable('mart.customerFact')
      .set({ visits: 0 })
      .where('workspaceId', '=', other.workspaceId)
      .where('customerId', '=', first?.customerId ?? '')
      .execute();
    const [second] = await page(first);
    expect(ids[second?.customerId ?? '']).toBe('2');
  });

  it('shows tags and the fields asked for, masked names, and no sensitive value', async () => {
    await buildField(shop, { fieldKey: 'allergy', type: 'sensitive' });
    await buildConsent(shop, people['often'] ?? '', 'sensitive_health');
    await send('PATCH', `/api/customers/${people['often']}/fields`, { values: { allergy: '땅콩' } });
    const { body } = await send('GET', '/api/customers?sort=visits&direction=desc&limit=1&fields=foot,allergy');
    expect(body.customers[0]).toMatchObject({
      name: '가*',
      phoneMasked: '010-****-0001',
      tags: [{ tagId: vip, name: 'VIP' }],
      fields: { foot: '245' },
    });
    expect(JSON.stringify(body)).not.toContain('땅콩');
  });

  it('asks nobody by a sensitive field, whatever the right: no list, view, file, tag, group or play (PV-14)', async () => {
    const asked = { fact: 'field', key: 'allergy' } as const;
    const sort = { by: 'name', direction: 'asc' } as const;
    const view = { name: '알레르기', filter: [asked], sort, columns: ['name'] };
    const file = { ...view, name: undefined, format: 'csv', reason: '주방에 전달' };
    const rule = { all: [asked] };
    const answers = await Promise.all([
      send('GET', `/api/customers?filter=${text([asked])}`),
      send('GET', `/api/customers/count?filter=${text([{ not: asked }])}`),
      send('POST', '/api/saved-views', view),
      send('POST', '/api/saved-views', { ...view, filter: [], columns: ['name', 'field:allergy'] }),
      send('POST', '/api/customers/exports', file),
      send('POST', '/api/customers/exports', { ...file, filter: [], columns: ['name', 'field:allergy'] }),
      send('POST', '/api/tag-changes', { tag: { tagId: vip }, action: 'add', selection: { filter: [asked] } }),
      send('POST', '/api/segments', { name: '알레르기', rule }),
      send('POST', '/api/segments/count', { rule }),
      send('POST', '/api/plays', { name: '알레르기', rule }),
    ]);
    for (const { status, body } of answers) {
      expect(status, JSON.stringify(body)).toBe(400);
      expect(body.error.message).toContain('카드에서만');
    }
  });
});

describe('many at once', () => {
  const run = (tagChangeId: string) =>
    tagChangeJob.run(context, { workspaceId: shop.workspaceId, tagChangeId }, new AbortController().signal);
  const tagged = async (tagId: string) => (await list([{ fact: 'tag', in: [tagId] }])).sort();

  it('chosen people get a tag; taking it back leaves who had it before', async () => {
    const customerIds = [people['often'], people['twice'], people['once']];
    const { body } = await send('POST', '/api/tag-changes', {
      tag: { tagId: vip },
      action: 'add',
      selection: { customerIds },
    });
    expect(body).toMatchObject({ state: 'done', done: 3, changed: 2, tagName: 'VIP' });
    expect(await tagged(vip)).toEqual(['often', 'once', 'twice']);
    expect((await send('POST', `/api/tag-changes/${body.tagChangeId}/undo`)).body.state).toBe('undone');
    expect(await tagged(vip)).toEqual(['often']);
    expect((await send('POST', `/api/tag-changes/${body.tagChangeId}/undo`)).status).toBe(409);
  });

  it('all who meet a filter are worked on in the background, also when the work is done twice', async () => {
    const selection = { filter: [{ fact: 'visits', atLeast: 1 }] };
    const { body } = await send('POST', '/api/tag-changes', { tag: { name: '다녀간 분' }, action: 'add', selection });
    expect(body).toMatchObject({ state: 'running', done: 0 });
    await run(body.tagChangeId);
    await run(body.tagChangeId);
    expect((await send('GET', `/api/tag-changes/${body.tagChangeId}`)).body).toMatchObject({
      state: 'done',
      done: 3,
      changed: 3,
    });
    expect(await tagged(body.tagId)).toEqual(['often', 'once', 'twice']);

    const off = await send('POST', '/api/tag-changes', {
      tag: { tagId: body.tagId },
      action: 'remove',
      selection: { filter: [{ fact: 'tag', in: [body.tagId] }] },
    });
    await run(off.body.tagChangeId);
    expect(await tagged(body.tagId)).toEqual([]);
    await send('POST', `/api/tag-changes/${off.body.tagChangeId}/undo`);
    await run(off.body.tagChangeId);
    expect(await tagged(body.tagId)).toEqual(['often', 'once', 'twice']);
  });

  it('acts that are taken back last first bring back a tag that was hung again in between', async () => {
    const customerIds = [people['twice'] ?? '', people['once'] ?? ''];
    const act = async (tag: object, action: 'add' | 'remove') =>
      (await send('POST', '/api/tag-changes', { tag, action, selection: { customerIds } })).body;
    const added = await act({ name: '되돌리기' }, 'add');
    const tag = { tagId: added.tagId };
    const acts = [
      added,
      await act(tag, 'remove'),
      await act(tag, 'add'),
      await act(tag, 'remove'),
      await act(tag, 'add'),
    ];
    const seen: number[] = [];
    for (const { tagChangeId } of acts.toReversed()) {
      await send('POST', `/api/tag-changes/${tagChangeId}/undo`);
      seen.push((await tagged(added.tagId)).length);
    }
    expect(seen).toEqual([0, 2, 0, 2, 0]);
  });

  it('one that is taken back while it runs stops and leaves nothing', async () => {
    const { body } = await send('POST', '/api/tag-changes', {
      tag: { name: '잠깐' },
      action: 'add',
      selection: { filter: [] },
    });
    expect((await send('POST', `/api/tag-changes/${body.tagChangeId}/undo`)).body.state).toBe('undoing');
    await run(body.tagChangeId);
    expect((await send('GET', `/api/tag-changes/${body.tagChangeId}`)).body.state).toBe('undone');
    expect(await tagged(body.tagId)).toEqual([]);
  });

  it("knows only this shop's people and tags", async () => {
    const other = await buildShop(context);
    const theirs = await buildPerson(other);
    const selection = { customerIds: [theirs] };
    const { body } = await send('POST', '/api/tag-changes', { tag: { tagId: vip }, action: 'add', selection });
    expect(body).toMatchObject({ done: 0, changed: 0 });
    const foreign = await send('POST', '/api/tag-changes', {
      tag: { tagId: await buildTag(other, 'X') },
      action: 'add',
      selection,
    });
    expect(foreign.status).toBe(404);
  });
});

describe('a saved list', () => {
  const view = {
    name: '창가 손님',
    filter: [{ fact: 'visits', atLeast: 1 }],
    sort: { by: 'spend', direction: 'desc' },
    columns: ['name', 'field:seat'],
  };

  it("is its maker's own until it is shared, which needs a right", async () => {
    const mine = await send('POST', '/api/saved-views', view, staff);
    expect(mine.body).toMatchObject({ isShared: false, isMine: true, columns: ['name', 'field:seat'] });
    expect((await send('GET', '/api/saved-views')).body.views).toEqual([]);
    const named = { ...view, name: '900101-1234568' };
    expect((await send('POST', '/api/saved-views', named, staff)).status).toBe(400);
    expect((await send('POST', '/api/saved-views', { ...view, isShared: true }, staff)).status).toBe(403);
    expect((await send('PATCH', `/api/saved-views/${mine.body.savedViewId}`, { isShared: true }, staff)).status).toBe(
      403,
    );
    expect((await send('PATCH', `/api/saved-views/${mine.body.savedViewId}`, { name: 'x' })).status).toBe(404);

    const shared = await send('POST', '/api/saved-views', { ...view, isShared: true });
    expect((await send('GET', '/api/saved-views', undefined, staff)).body.views).toHaveLength(2);
    expect((await send('DELETE', `/api/saved-views/${shared.body.savedViewId}`, undefined, staff)).status).toBe(403);
    expect((await send('DELETE', `/api/saved-views/${shared.body.savedViewId}`)).status).toBe(200);
  });
});

describe('an export (PV-56)', () => {
  const ask = {
    filter: [],
    sort: { by: 'name', direction: 'asc' },
    columns: ['name', 'phone', 'email', 'visits', 'spend', 'tags', 'field:seat'],
    format: 'csv',
  };
  const prepare = (rest: object, cookie = owner) =>
    send('POST', '/api/customers/exports', { ...ask, reason: '세무사 제출', ...rest }, cookie);
  const download = (id: string, cookie = owner) =>
    server.inject({ method: 'GET', url: `/api/customers/exports/${id}/file`, headers: { cookie } });

  it('needs a right and a reason', async () => {
    expect((await prepare({}, staff)).status).toBe(403);
    expect((await prepare({ reason: ' ' })).status).toBe(400);
  });

  it('is masked, tells how many rows, and stands in the log with its reason', async () => {
    const { body } = await prepare({});
    expect(body.people).toBe(5);
    const file = await download(body.listExportId);
    expect(file.headers['content-disposition']).toContain('.csv');
    expect(file.body.startsWith('\uFEFF이름,전화번호,이메일')).toBe(true);
    expect(file.body).toContain('가*,010-****-0001,o***@example.com,10,50000,"다녀간 분, VIP",window 말');
    expect(file.body).not.toContain('가람');
    expect(file.body.trim().split('\r\n')).toHaveLength(6);
    const log = await shop.db.selectFrom('staff.accessLog').select('result').where('action', '=', 'export').execute();
    expect(log).toContainEqual({ result: '5 people, csv, masked: 세무사 제출' });
  });

  it('is in clear only for who may see people so, and no cell is a formula', async () => {
    const { body } = await prepare({ inClear: true });
    const file = await download(body.listExportId);
    expect(file.body).toContain('가람,010-1111-0001,often@example.com');
    expect(file.body).toContain(`"'=HYPERLINK(""x"")"`);
  });

  it('as a workbook holds the same rows, and who took them and why', async () => {
    const { body } = await prepare({ format: 'xlsx', inClear: true, filter: [{ fact: 'tag', in: [vip] }] });
    const file = await download(body.listExportId);
    const book = new exceljs.Workbook();
    await book.xlsx.load(file.rawPayload as unknown as ArrayBuffer);
    const row = book.getWorksheet('customers')?.getRow(2).values as unknown[];
    expect(row.slice(1, 6)).toEqual(['가람', '010-1111-0001', 'often@example.com', 10, 50_000]);
    expect(book.getWorksheet('about')?.getRow(6).values).toEqual([undefined, 'reason', '세무사 제출']);
  });

  it('can be had by who prepared it, for fifteen minutes', async () => {
    const { body } = await prepare({});
    const other = (await signIn(context, shop, 'manager')).cookie;
    expect((await download(body.listExportId, other)).statusCode).toBe(404);
    const now = context.clock.now();
    context.clock.set(new Date(now.getTime() + 15 * 60_000));
    expect((await download(body.listExportId)).statusCode).toBe(404);
    context.clock.set(now);
    expect((await download(body.listExportId)).statusCode).toBe(200);
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+82', "'+82"],
    ['-5', "'-5"],
    ['@x', "'@x"],
    ['\tx', "'\tx"],
    ['a,"b"', '"a,""b"""'],
    [-5, '-5'],
    [null, ''],
  ])('writes the cell %j as %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});
