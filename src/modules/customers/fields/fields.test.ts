import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { buildConsent } from '../../../../test/factories-fields.ts';
import { buildPerson } from '../../../../test/factories-people.ts';
import { Actor } from '../../../platform/actor.ts';
import { newId } from '../../../shared/ids.ts';
import { recordConsentsNow } from '../../privacy/index.ts';
import { destroyUnconsentedValuesJob, recordTold, removeToldByBatch } from '../index.ts';
import { openingPackJob, previewPack } from './pack.ts';

let context: TestContext;
let server: FastifyInstance;
let shop: TestShop;
let owner: string;
let staff: string;
let hana: string;

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
  shop = await buildShop(context);
  owner = (await signIn(context, shop)).cookie;
  staff = (await signIn(context, shop, 'staff')).cookie;
  hana = await buildPerson(shop, { name: '김하나', phone: '+821012345678' });
});

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
async function send(method: Method, url: string, payload?: object, cookie = owner) {
  const answer = await server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
  return { status: answer.statusCode, body: answer.json() };
}
const field = (rest: object) => ({
  label: { ko: '신발', en: 'Shoe' },
  type: 'text',
  purposeKey: 'optional_profile',
  ...rest,
});

describe('a field', () => {
  it('cannot exist without a purpose (PV-01)', async () => {
    const { purposeKey: _, ...without } = field({});
    expect((await send('POST', '/api/fields', without)).status).toBe(400);
    expect((await send('POST', '/api/fields', field({ purposeKey: 'because' }))).status).toBe(400);
    await expect(
      shop.db
        .insertInto('customers.field')
        .values({
          workspaceId: shop.workspaceId,
          fieldKey: 'x',
          labelKo: 'x',
          labelEn: 'x',
          type: 'text',
          purposeKey: '',
        })
        .execute(),
    ).rejects.toThrow(/check constraint/);
  });

  it('for resident numbers cannot exist (PV-12), and a sensitive one serves no promotion (PV-14)', async () => {
    const rrn = await send('POST', '/api/fields', field({ label: { ko: '주민등록번호', en: 'Id' } }));
    expect(rrn.status).toBe(400);
    const label = { ko: '900101-1234567', en: 'Id' };
    expect((await send('POST', '/api/fields', field({ label }))).status).toBe(400);
    const choices = [{ label }, { label: { ko: '창가', en: 'Window' } }];
    expect((await send('POST', '/api/fields', field({ type: 'choice', choices }))).status).toBe(400);
    const health = await send('POST', '/api/fields', field({ type: 'sensitive', purposeKey: 'marketing' }));
    expect(health.status).toBe(400);
  });

  it('that is sensitive stands only under a purpose with a consent of its own (PV-14)', async () => {
    for (const purposeKey of ['membership', 'optional_profile', 'orders']) {
      const made = await send('POST', '/api/fields', field({ type: 'sensitive', purposeKey }));
      expect(made.status, purposeKey).toBe(400);
    }
    const label = { ko: '무릎', en: 'Knee' };
    const made = await send('POST', '/api/fields', field({ label, type: 'sensitive', purposeKey: 'sensitive_health' }));
    expect(made.status).toBe(200);
    expect((await send('PATCH', '/api/fields/knee', { purposeKey: 'membership' })).status).toBe(400);
    await send('PATCH', '/api/fields/knee', { archived: true });
    await send('DELETE', '/api/fields/knee');
  });

  it('needs the right of the owner to be made', async () => {
    expect((await send('POST', '/api/fields', field({}), staff)).status).toBe(403);
  });

  it('can be used on a card at once, and says who said so (PV-15)', async () => {
    const made = await send(
      'POST',
      '/api/fields',
      field({ label: { ko: '발 길이', en: 'Foot length' }, type: 'number' }),
    );
    expect(made.status).toBe(200);
    expect(made.body.fieldKey).toBe('foot_length');
    const url = `/api/customers/${hana}/fields`;
    const saved = await send('PATCH', url, { values: { foot_length: '245' } });
    expect(saved.body.fields).toMatchObject([{ fieldKey: 'foot_length', value: '245', source: 'staff' }]);
    const again = await send('GET', url, undefined, staff);
    expect(again.body.fields).toHaveLength(1);
    const gone = await send('PATCH', url, { values: { foot_length: null } });
    expect(gone.body.fields).toEqual([]);
  });

  it('tells every value it cannot read, and stores nothing', async () => {
    await send('POST', '/api/fields', field({ label: { ko: '첫 방문', en: 'First day' }, type: 'date' }));
    const answer = await send('PATCH', `/api/customers/${hana}/fields`, {
      values: { foot_length: 'long', first_day: 'soon', no_such: 'x', shoe: 'x' },
    });
    expect(answer.status).toBe(400);
    const paths = answer.body.error.details.issues.map((issue: { path: string }) => issue.path);
    expect(paths).toEqual(
      expect.arrayContaining(['body.values.foot_length', 'body.values.first_day', 'body.values.no_such']),
    );
    expect((await send('GET', `/api/customers/${hana}/fields`)).body.fields).toEqual([]);
  });

  it('with choices keeps a choice that somebody has', async () => {
    const choices = [{ label: { ko: '창가', en: 'Window' } }, { label: { ko: '룸', en: 'Room' } }];
    const made = await send(
      'POST',
      '/api/fields',
      field({ label: { ko: '자리', en: 'Seat' }, type: 'choice', choices }),
    );
    expect(made.body.choices.map(({ key }: { key: string }) => key)).toEqual(['window', 'room']);
    await send('PATCH', `/api/customers/${hana}/fields`, { values: { seat: '창가' } });
    const without = [made.body.choices[1], { label: { ko: '홀', en: 'Hall' } }];
    expect((await send('PATCH', '/api/fields/seat', { choices: without })).status).toBe(409);
    const renamed = [{ key: 'window', label: { ko: '창가 쪽', en: 'By the window' } }, made.body.choices[1]];
    expect((await send('PATCH', '/api/fields/seat', { choices: renamed })).status).toBe(200);
  });

  it('hides with its values and brings them back; only a hidden one can be destroyed', async () => {
    expect((await send('DELETE', '/api/fields/seat')).status).toBe(409);
    await send('PATCH', '/api/fields/seat', { archived: true });
    expect((await send('GET', `/api/customers/${hana}/fields`)).body.fields).toEqual([]);
    await send('PATCH', '/api/fields/seat', { archived: false });
    expect((await send('GET', `/api/customers/${hana}/fields`)).body.fields).toMatchObject([{ value: 'window' }]);
    expect((await send('GET', '/api/fields/seat/use')).body).toEqual({ people: 1, groups: 0, views: 0 });
    await send('PATCH', '/api/fields/seat', { archived: true });
    expect((await send('DELETE', '/api/fields/seat')).body).toEqual({ people: 1 });
    const left = await shop.db.selectFrom('customers.fieldValue').selectAll().where('fieldKey', '=', 'seat').execute();
    expect(left).toEqual([]);
  });
});

describe('a sensitive field', () => {
  beforeAll(async () => {
    await send(
      'POST',
      '/api/fields',
      field({ label: { ko: '알레르기', en: 'Allergy' }, type: 'sensitive', purposeKey: 'sensitive_health' }),
    );
  });

  it('holds nothing of a person who has not agreed to it, by hand or from a file (PV-14)', async () => {
    const refused = await send('PATCH', `/api/customers/${hana}/fields`, { values: { allergy: '땅콩' } });
    expect(refused.status).toBe(400);
    expect(refused.body.error.details.issues).toEqual([{ path: 'body.values.allergy', message: 'no_consent' }]);
    const told = await recordTold(shop.db, {
      workspaceId: shop.workspaceId,
      people: [{ customerId: hana, values: { allergy: '땅콩' }, tags: [] }],
      source: 'import',
      batchId: null,
      accountId: null,
      overwrite: false,
      key: context.secrets.key,
      now: context.clock.now(),
    });
    expect(told).toMatchObject({ values: 0, unread: [{ fieldKey: 'allergy', problem: 'no_consent' }] });
    await buildConsent(shop, hana, 'sensitive_health');
    const saved = await send('PATCH', `/api/customers/${hana}/fields`, { values: { allergy: '땅콩' } });
    expect(saved.status).toBe(200);
  });

  it('stands in the purpose registry with how many people it concerns (PV-01)', async () => {
    const { body } = await send('GET', '/api/privacy/registry');
    const row = body.fields.find((one: { fieldKey: string }) => one.fieldKey === 'custom.allergy');
    expect(row).toMatchObject({ purposeKey: 'sensitive_health', isSensitive: true, people: 1 });
  });

  it('is encrypted where it stands, and covered until asked for (PV-14)', async () => {
    const row = await shop.db
      .selectFrom('customers.fieldValue')
      .selectAll()
      .where('fieldKey', '=', 'allergy')
      .executeTakeFirstOrThrow();
    expect(row.value).toBe('');
    expect(row.valueSealed?.toString('utf8')).not.toContain('땅콩');
    const { fields } = (await send('GET', `/api/customers/${hana}/fields`)).body;
    expect(fields).toMatchObject([{ fieldKey: 'allergy', value: null, isSealed: true }]);
  });

  it('is shown only to who has the right, and the look is logged', async () => {
    const url = `/api/customers/${hana}/fields/allergy/reveal`;
    expect((await send('POST', url, {}, staff)).status).toBe(403);
    expect((await send('POST', url, {})).body).toEqual({ value: '땅콩' });
    const log = await shop.db
      .selectFrom('staff.accessLog')
      .select(['subject', 'result'])
      .where('action', '=', 'unmask')
      .execute();
    expect(log).toContainEqual({ subject: hana, result: 'field allergy' });
    expect(JSON.stringify(log)).not.toContain('땅콩');
  });

  it('is written with the right only, and asked for by nobody, also through a group of earlier days', async () => {
    const write = await send('PATCH', `/api/customers/${hana}/fields`, { values: { allergy: '없음' } }, staff);
    expect(write.status).toBe(403);
    const rule = { any: [{ not: { fact: 'field', key: 'allergy' } }] };
    const { workspaceId } = shop;
    const segmentId = newId();
    const at = context.clock.now();
    const saved = {
      workspaceId,
      segmentId,
      name: '알레르기',
      rule: JSON.stringify(rule),
      createdAt: at,
      updatedAt: at,
    };
    await shop.db.insertInto('segments.segment').values(saved).execute();
    const group = [{ fact: 'group', segmentId }];
    const through = encodeURIComponent(JSON.stringify(group));
    for (const cookie of [owner, staff]) {
      for (const url of [`/api/customers?filter=${through}`, `/api/customers/count?filter=${through}`])
        expect((await send('GET', url, undefined, cookie)).status).toBe(400);
      expect((await send('POST', '/api/segments/explain', { rule, customerId: hana }, cookie)).status).toBe(400);
    }
    const change = { tag: { name: 'x' }, action: 'add', selection: { filter: group } };
    expect((await send('POST', '/api/tag-changes', change)).status).toBe(400);
    // It can be thrown away all the same.
    expect((await send('DELETE', `/api/segments/${segmentId}`)).status).toBe(200);
  });
});

describe('a sensitive value', () => {
  it("is not shown and goes once its consent is withdrawn, and only that person's (PV-14)", async () => {
    const other = await buildPerson(shop, { name: '박건' });
    await buildConsent(shop, other, 'sensitive_health');
    await send('PATCH', `/api/customers/${other}/fields`, { values: { allergy: '우유' } });
    const { workspaceId } = shop;
    const said = { kind: 'sensitive_health', state: 'withdrawn', method: 'staff', evidence: 'spoken' } as const;
    await recordConsentsNow(shop.db, { workspaceId, customerId: hana, said: [said], now: context.clock.now() });
    expect((await send('POST', `/api/customers/${hana}/fields/allergy/reveal`, {})).status).toBe(404);
    const told = { workspaceId, kind: 'sensitive_health' as const, customerIds: [hana, other] };
    await destroyUnconsentedValuesJob.run(context, told, new AbortController().signal);
    const left = await shop.db
      .selectFrom('customers.fieldValue')
      .select('customerId')
      .where('fieldKey', '=', 'allergy')
      .execute();
    expect(left).toEqual([{ customerId: other }]);
    const { rows } = await context.database.pool.query(
      'select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = $1',
      [destroyUnconsentedValuesJob.name],
    );
    expect(rows).toMatchObject([{ payload: { kind: 'sensitive_health', customerIds: [hana] } }]);
  });
});

describe('tags', () => {
  it('are hung on a person and taken off; the same name is the same tag', async () => {
    const url = `/api/customers/${hana}/tags`;
    const hung = await send('PATCH', url, { add: ['VIP', '단체'] }, staff);
    expect(hung.body.tags.map(({ name }: { name: string }) => name).sort()).toEqual(['VIP', '단체']);
    const same = await send('PATCH', url, { add: ['vip'] });
    expect(same.body.tags).toHaveLength(2);
    const vip = hung.body.tags.find(({ name }: { name: string }) => name === 'VIP');
    const off = await send('PATCH', url, { remove: [vip.tagId] });
    expect(off.body.tags).toMatchObject([{ name: '단체' }]);
  });

  it('hold no resident number (PV-12)', async () => {
    expect((await send('POST', '/api/tags', { name: '900101-1234567' })).status).toBe(400);
    expect((await send('PATCH', `/api/customers/${hana}/tags`, { add: ['900101-1234567'] })).status).toBe(400);
  });

  it('can be renamed and hidden; who has one keeps it', async () => {
    const { tagId } = (await send('POST', '/api/tags', { name: '단체' })).body;
    expect((await send('PATCH', `/api/tags/${tagId}`, { name: 'vip' })).status).toBe(409);
    await send('PATCH', `/api/tags/${tagId}`, { name: '단체 손님', archived: true });
    expect((await send('GET', `/api/customers/${hana}/fields`)).body.tags).toEqual([]);
    await send('PATCH', `/api/tags/${tagId}`, { archived: false });
    expect((await send('GET', `/api/customers/${hana}/fields`)).body.tags).toMatchObject([{ name: '단체 손님' }]);
  });
});

describe('a pack', () => {
  let cafe: TestShop;
  let cookie: string;
  let person: string;
  beforeAll(async () => {
    cafe = await buildShop(context);
    cookie = (await signIn(context, cafe)).cookie;
    person = await buildPerson(cafe);
    await buildConsent(cafe, person, 'sensitive_health');
  });
  const keys = async () =>
    (await send('GET', '/api/fields', undefined, cookie)).body.fields
      .filter((one: { archivedAt: string | null }) => one.archivedAt === null)
      .map((one: { fieldKey: string }) => one.fieldKey);

  it('fills a new shop with its fields and tags, once', async () => {
    const payload = { workspaceId: cafe.workspaceId };
    const signal = new AbortController().signal;
    await openingPackJob.run(context, payload, signal);
    await openingPackJob.run(context, payload, signal);
    expect(await keys()).toEqual(['seat', 'spice', 'dislikes', 'allergy', 'child_seat', 'occasion_on']);
    expect((await send('GET', '/api/tags', undefined, cookie)).body.tags).toHaveLength(2);
  });

  it('that takes the place of another loses no value: it is there again with its pack', async () => {
    await send('POST', '/api/fields', field({}), cookie);
    const values = { seat: '창가', allergy: '새우', shoe: '245' };
    await send('PATCH', `/api/customers/${person}/fields`, { values }, cookie);
    const tagged = await send('PATCH', `/api/customers/${person}/tags`, { add: ['단체'] }, cookie);
    const before = (await send('GET', `/api/customers/${person}/fields`, undefined, cookie)).body;
    expect(tagged.body.tags).toHaveLength(1);

    const preview = await send('GET', '/api/packs/cafe/preview', undefined, cookie);
    expect(preview.body.hidden).toContainEqual(expect.objectContaining({ fieldKey: 'seat', people: 1 }));
    expect(preview.body.coming.map((one: { fieldKey: string }) => one.fieldKey)).toEqual(['drink_option', 'own_cup']);
    expect(preview.body.tagsHidden.sort()).toEqual(['단체', '조용한 자리']);
    const { workspaceId } = cafe;
    const reader = { accountId: null, locale: 'en' as const, ip: '', rights: ['*'], clockOffsetDays: 0 };
    const inEnglish = await previewPack(cafe.db, new Actor({ workspaceId, ...reader }), 'cafe');
    expect(inEnglish.tagsHidden.sort()).toEqual(['Groups (단체)', 'Quiet seat (조용한 자리)']);
    expect(inEnglish.tagsComing).toEqual(['Buys beans (원두 구매)']);

    expect((await send('PUT', '/api/packs/current', { pack: 'cafe' }, cookie)).status).toBe(200);
    const during = (await send('GET', `/api/customers/${person}/fields`, undefined, cookie)).body;
    expect(during.fields.map((one: { fieldKey: string }) => one.fieldKey).sort()).toEqual(['allergy', 'shoe']);
    expect(during.tags).toEqual([]);
    expect((await send('GET', '/api/shop', undefined, cookie)).body.pack).toBe('cafe');

    await send('PUT', '/api/packs/current', { pack: 'general' }, cookie);
    expect(await keys()).toEqual(['shoe']);
    await send('PUT', '/api/packs/current', { pack: 'restaurant' }, cookie);
    const after = (await send('GET', `/api/customers/${person}/fields`, undefined, cookie)).body;
    expect(after).toEqual(before);
    expect((await send('POST', `/api/customers/${person}/fields/allergy/reveal`, {}, cookie)).body.value).toBe('새우');
  });

  it('is changed by who may change settings, and only to one that exists', async () => {
    // Words of the shop's own stand through every change of pack, and go only when they are taken away.
    const words = { ko: { customer: '회원' }, en: { customer: 'member', customers: 'members' } };
    expect((await send('PATCH', '/api/shop', { words }, cookie)).body).toMatchObject({ words });
    await send('PUT', '/api/packs/current', { pack: 'cafe' }, cookie);
    await send('PUT', '/api/packs/current', { pack: 'restaurant' }, cookie);
    expect((await send('GET', '/api/shop', undefined, cookie)).body).toMatchObject({ pack: 'restaurant', words });
    for (const customer of ['010-1234-5678', '900101-1234567', '$t(shell:search)', '{{name}}', ''])
      expect((await send('PATCH', '/api/shop', { words: { ko: { customer }, en: {} } }, cookie)).status).toBe(400);
    const none = { ko: {}, en: {} };
    expect((await send('PATCH', '/api/shop', { words: none }, cookie)).body).toMatchObject({ words: none });
    expect((await send('PUT', '/api/packs/current', { pack: 'zoo' }, cookie)).status).toBe(404);
    const manager = (await signIn(context, cafe, 'manager')).cookie;
    expect((await send('PUT', '/api/packs/current', { pack: 'cafe' }, manager)).status).toBe(403);
  });
});

describe('what a file tells', () => {
  const told = (overwrite: boolean, values: Record<string, string>, batchId: string) =>
    recordTold(shop.db, {
      workspaceId: shop.workspaceId,
      people: [{ customerId: hana, values, tags: ['가져온 손님'] }],
      source: 'import',
      batchId,
      accountId: null,
      overwrite,
      key: context.secrets.key,
      now: context.clock.now(),
    });
  const batchId = '01a20000-0000-7000-8000-000000000001';

  it('adds what was not known and never overwrites; its undo takes back only what it told', async () => {
    await send('PATCH', `/api/customers/${hana}/fields`, { values: { foot_length: '250' } });
    const answer = await told(false, { foot_length: '999', first_day: '2026.1.2', nothing: 'x' }, batchId);
    expect(answer).toMatchObject({ values: 1, tags: 1, unread: [{ fieldKey: 'nothing', problem: 'no_such_field' }] });
    const { fields, tags } = (await send('GET', `/api/customers/${hana}/fields`)).body;
    const byKey = new Map(fields.map((one: { fieldKey: string }) => [one.fieldKey, one]));
    expect(byKey.get('foot_length')).toMatchObject({ value: '250', source: 'staff' });
    expect(byKey.get('first_day')).toMatchObject({ value: '2026-01-02', source: 'import' });
    expect(tags).toContainEqual(expect.objectContaining({ name: '가져온 손님' }));
    expect((await told(false, { first_day: '2026.1.2' }, batchId)).values).toBe(0);

    await removeToldByBatch(shop.db, shop.workspaceId, batchId);
    const left = (await send('GET', `/api/customers/${hana}/fields`)).body;
    expect(left.fields.map((one: { fieldKey: string }) => one.fieldKey)).not.toContain('first_day');
    expect(left.fields).toContainEqual(expect.objectContaining({ fieldKey: 'foot_length', value: '250' }));
    expect(left.tags).not.toContainEqual(expect.objectContaining({ name: '가져온 손님' }));
  });
});
