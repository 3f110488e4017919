import type { FastifyInstance } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../src/app/routes.ts';
import { issueCoupons } from '../src/modules/loyalty/index.ts';
import { askGuardian } from '../src/modules/privacy/index.ts';
import { RIGHTS } from '../src/modules/staff/rules.ts';
import { newId } from '../src/shared/ids.ts';
import { RESIDENT_NUMBER_WORDS } from '../src/shared/resident-number.ts';
import { createTestContext, type TestContext } from './database.ts';
import { buildServer, buildShop, signIn, type TestShop } from './factories.ts';
import { buildField } from './factories-fields.ts';
import { buildApiKey } from './factories-keys.ts';
import { buildPerson } from './factories-people.ts';
import { EMAIL_PLAY } from './factories-plays.ts';

let context: TestContext;
let server: FastifyInstance;
let theirs: TestShop;
let mine: { cookie: string };
/** Real ids of another workspace, by the name of the parameter. */
const foreign: Record<string, string> = {};

/** What a session opens; what a key opens is tested beside the keys. */
const closed = routes.filter((route) => !route.open && !route.byKey).map(({ endpoint }) => endpoint);
const nameOf = ({ method, path }: (typeof closed)[number]) => `${method} ${path}`;

const SALES_COLUMNS = Object.fromEntries(
  ['order_no', 'ordered_at', 'item_name', 'quantity', 'amount'].map((field) => [field, { column: field }]),
);

/** Bodies that are right but for whose id they are sent with. A new endpoint with an id has to be added here. */
const BODIES: Record<string, unknown> = {
  'DELETE /api/account/sessions/:sessionId': undefined,
  'DELETE /api/staff/:accountId': undefined,
  'POST /api/staff/:accountId/password': { password: 'a-new-first-password' },
  'GET /api/customers/:customerId/orders': undefined,
  'DELETE /api/imports/uploads/:uploadId': undefined,
  'POST /api/imports/uploads/:uploadId/inspect': { kind: 'sales' },
  'POST /api/imports/uploads/:uploadId/preview': {
    kind: 'sales',
    map: { kind: 'sales', version: 1, columns: SALES_COLUMNS, dateFormat: 'ISO' },
  },
  'GET /api/imports/:batchId': undefined,
  'GET /api/imports/:batchId/errors': undefined,
  'GET /api/imports/:batchId/doubtful': undefined,
  'POST /api/imports/:batchId/doubtful/unmask': {},
  'POST /api/imports/:batchId/undo': undefined,
  'PATCH /api/import-maps/:mapId': { name: '다른 이름' },
  'DELETE /api/import-maps/:mapId': undefined,
  'DELETE /api/import-folders/:folderId': undefined,
  'POST /api/entries/:entryId/undo': undefined,
  'GET /api/customers/:customerId/consents': undefined,
  'POST /api/customers/:customerId/consents': {
    choices: [{ kind: 'ad_email', state: 'refused' }],
    method: 'phone',
    evidence: '전화로 말씀하심',
  },
  'PATCH /api/privacy/purposes/:purposeKey': { isInPolicy: false },
  'POST /api/customers/:customerId/requests': { type: 'access', receivedVia: 'phone', identityCheck: '전화번호' },
  'POST /api/privacy/requests/:requestId/close': { state: 'done' },
  'POST /api/privacy/requests/:requestId/erase': undefined,
  'POST /api/privacy/guardians/:guardianId/verify': { method: 'call', evidence: '통화' },
  'DELETE /api/privacy/guardians/:guardianId': undefined,
  'PUT /api/privacy/incidents/:incidentId': {
    isPossible: true,
    items: ['phone'],
    persons: 1,
    wasAttack: false,
    happened: '',
    remedy: '',
  },
  'POST /api/privacy/incidents/:incidentId/steps': { kind: 'noted', note: '' },
  'GET /api/tablet/people/:customerId': undefined,
  'POST /api/tablet/people/:customerId/consent': {
    choices: [{ kind: 'marketing_use', state: 'refused', textVersionId: newId() }],
  },
  'POST /api/customers/:customerId/self-link': undefined,
  'POST /api/customers/:customerId/self-link/mail': undefined,
  'PUT /api/items/:itemId/availability': { availability: 'sold_out' },
  'GET /api/flows/:flowId': undefined,
  'PATCH /api/flows/:flowId': { name: '다른 이름' },
  'GET /api/flows/:flowId/preview': undefined,
  'POST /api/flows/:flowId/on': undefined,
  'POST /api/flows/:flowId/off': undefined,
  'POST /api/flows/:flowId/pause': undefined,
  'POST /api/flows/:flowId/ask': undefined,
  'POST /api/flows/:flowId/send-back': { note: '다시' },
  'GET /api/flows/:flowId/runs': undefined,
  'POST /api/flows/:flowId/start': { startKey: '019a0000-0000-7000-8000-000000000001' },
  'GET /api/plays/:playId': undefined,
  'PATCH /api/plays/:playId': { name: '다른 이름' },
  'DELETE /api/plays/:playId': undefined,
  'POST /api/plays/:playId/pictures': undefined,
  'GET /api/plays/:playId/pictures/:pictureId': undefined,
  'GET /api/plays/:playId/preview': undefined,
  'GET /api/plays/:playId/left-out/:reason': undefined,
  'POST /api/plays/:playId/launch': { expectedAudience: 1 },
  'GET /api/plays/:playId/result': undefined,
  'POST /api/plays/:playId/stop': undefined,
  'POST /api/plays/:playId/resume-sending': undefined,
  'POST /api/plays/:playId/finish': { decision: 'keep', learning: '배운 것' },
  'POST /api/plays/:playId/next-version': undefined,
  'GET /api/plays/:playId/treated.csv': undefined,
  'POST /api/plays/:playId/ask-approval': undefined,
  'POST /api/plays/:playId/send-back': { note: '다시' },
  'POST /api/plays/:playId/take-back': undefined,
  'GET /api/plays/:playId/offline': undefined,
  'POST /api/plays/:playId/uses': { key: 'till-1:0001', billMinor: 10_000, isNewGuest: true },
  'GET /api/customers/:customerId/hints': undefined,
  'POST /api/customers/:customerId/hints/:hintId/said': undefined,
  'GET /api/customers/:customerId/messages': undefined,
  'GET /api/customers/:customerId/message-evidence': undefined,
  'POST /api/customers/:customerId/inform': { templateId: newId(), values: {}, informKey: newId() },
  'GET /api/customers/:customerId/complaint': undefined,
  'PUT /api/customers/:customerId/complaint': undefined,
  'DELETE /api/customers/:customerId/complaint': undefined,
  'POST /api/message-dry-run/:messageId/read': undefined,
  'POST /api/message-dry-run/:messageId/sent': undefined,
  'PUT /api/message-templates/:templateId': { name: '이름', channel: 'sms', class: 'ad', body: '글' },
  'DELETE /api/message-templates/:templateId': undefined,
  'POST /api/message-templates/:templateId/review': { to: 'requested' },
  'GET /api/coupons/:code': undefined,
  'POST /api/coupons/:code/redeem': { orderId: newId() },
  'GET /api/customers/:customerId/coupons': undefined,
  'POST /api/coupon-uses/:couponUseId/undo': { reason: '잘못 눌렀어요' },
  'POST /api/offers/:offerId/stop': undefined,
  'POST /api/offers/:offerId/codes': { count: 1 },
  'GET /api/customers/:customerId/loyalty': undefined,
  'POST /api/loyalty/movements/:movementId/undo': { reason: '잘못 눌렀어요' },
  'GET /api/customers/:customerId/prepaid-refund': undefined,
  'POST /api/customers/:customerId/prepaid-refund': { key: 'a-key-of-ours', expectedMinor: 1 },
  'PUT /api/customers/:customerId/loyalty/staff': { isStaff: true },
  'POST /api/loyalty/alarms/:alarmId/seen': undefined,
  'POST /api/loyalty/alarms/:alarmId/settle': { answer: 'one' },
  'GET /api/orders/:orderId/claim-link': undefined,
  'GET /api/customers/:customerId': undefined,
  'POST /api/customers/:customerId/unmask': { reason: '전화 확인' },
  'PATCH /api/customers/:customerId': { note: '메모' },
  'POST /api/customers/:customerId/contact-points': { value: '010-2345-6789' },
  'DELETE /api/customers/:customerId/contact-points/:contactPointId': undefined,
  'GET /api/customers/:customerId/fields': undefined,
  'PATCH /api/customers/:customerId/fields': { values: {} },
  'POST /api/customers/:customerId/fields/:fieldKey/reveal': {},
  'PATCH /api/customers/:customerId/tags': { add: ['단체'] },
  'PATCH /api/fields/:fieldKey': { archived: true },
  'GET /api/fields/:fieldKey/use': undefined,
  'DELETE /api/fields/:fieldKey': undefined,
  'PATCH /api/tags/:tagId': { archived: true },
  'GET /api/packs/:pack/preview': undefined,
  'PATCH /api/saved-views/:savedViewId': { name: '다른 이름' },
  'DELETE /api/saved-views/:savedViewId': undefined,
  'GET /api/tag-changes/:tagChangeId': undefined,
  'POST /api/tag-changes/:tagChangeId/undo': undefined,
  'GET /api/customers/exports/:listExportId/file': undefined,
  'GET /api/insights/people/:customerId': undefined,
  'PATCH /api/insights/decisions/:decisionId': { state: 'done' },
  'POST /api/decisions/:decidedId/undo': undefined,
  'GET /api/segments/:segmentId': undefined,
  'PATCH /api/segments/:segmentId': { name: '다른 이름' },
  'DELETE /api/segments/:segmentId': undefined,
  'POST /api/segments/:segmentId/restore': undefined,
  'GET /api/segments/:segmentId/members': undefined,
  'GET /api/segments/:segmentId/events': undefined,
  'GET /api/customers/:customerId/timeline': undefined,
  'GET /api/customers/:customerId/identity': undefined,
  'GET /api/customers/:customerId/changes': undefined,
  'POST /api/customers/:customerId/households': { kind: 'household', withCustomerIds: [newId()] },
  'DELETE /api/customers/:customerId/households/:householdId': undefined,
  'PATCH /api/households/:householdId': { name: '집' },
  'POST /api/households/:householdId/members': { customerId: newId() },
  'POST /api/customers/:customerId/recycled-number': { contactPointId: newId() },
  'POST /api/customers/merges/:mergeId/undo': undefined,
  'POST /api/api-keys/:apiKeyId/revoke': undefined,
  'PATCH /api/connections/:connectionId': { label: '다른 이름' },
  'POST /api/connections/:connectionId/address': undefined,
  'DELETE /api/connections/:connectionId': undefined,
  'POST /api/connections/:connectionId/test': undefined,
  'POST /api/connections/:connectionId/preview': {
    map: { version: 1, kind: 'order', fields: { orderNo: 'no', orderedAt: 'at' } },
    sample: '{}',
  },
  'POST /api/connections/:connectionId/replay': undefined,
  'GET /api/deliveries/:deliveryId': undefined,
  'POST /api/deliveries/:deliveryId/replay': undefined,
  'DELETE /api/feeds/:feedId': undefined,
  'POST /api/feeds/:feedId/fetch': undefined,
};

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
  theirs = await buildShop(context, { name: '남의 가게' });
  const owner = await signIn(context, theirs);
  mine = await signIn(context, await buildShop(context, { name: '우리 가게' }));
  const post = async (url: string, payload: object) => {
    const answer = await server.inject({ method: 'POST', url, payload, headers: { cookie: owner.cookie } });
    expect(answer.statusCode, `${url}: ${answer.body}`).toBe(200);
    return answer.json();
  };
  const { workspaceId, db } = theirs;
  foreign['customerId'] = await buildPerson(theirs, { name: '김하나', phone: '010-1234-5678' });
  const contact = await db.selectFrom('customers.contactPoint').select('contactPointId').executeTakeFirst();
  const twin = await buildPerson(theirs, { name: '김하나', phone: '010-1234-5678' });
  const merge = await post('/api/customers/merges', { into: foreign['customerId'], from: twin });
  foreign['mergeId'] = merge.mergeId;
  const other = await buildPerson(theirs, { name: '박건' });
  const family = `/api/customers/${foreign['customerId']}/households`;
  foreign['householdId'] = (await post(family, { kind: 'household', withCustomerIds: [other] })).householdId;
  foreign['contactPointId'] = contact?.contactPointId ?? newId();
  const rule = { all: [{ fact: 'visits', atLeast: 1 }] };
  foreign['segmentId'] = (await post('/api/segments', { name: '자주 오는 손님', rule })).segmentId;
  foreign['playId'] = (await post('/api/plays', { ...EMAIL_PLAY, rule })).playId;
  foreign['pictureId'] = newId();
  await db
    .insertInto('messaging.picture')
    .values({
      workspaceId,
      pictureId: foreign['pictureId'],
      playId: foreign['playId'] ?? '',
      image: Buffer.from([1]),
      width: 1,
      height: 1,
      uploadedAt: context.clock.now(),
      uploadedBy: null,
    })
    .execute();
  foreign['flowId'] = (await post('/api/flows', { readyKey: 'birthday' })).flowId;
  foreign['hintId'] = newId();
  const offer = { name: '전단', kind: 'amount', value: 1_000, validFrom: '2026-11-01', validUntil: '2026-12-01' };
  foreign['offerId'] = (await post('/api/offers', offer)).offer.offerId;
  const printed = await post(`/api/offers/${foreign['offerId']}/codes`, { count: 1 });
  foreign['couponUseId'] = (await post(`/api/coupons/${printed.codes[0]}/redeem`, {})).couponUseId;
  const given = {
    key: 'a-key-of-theirs',
    customerId: foreign['customerId'],
    unit: 'points',
    amount: 5,
    reason: '시험',
  };
  await post('/api/loyalty/adjust', given);
  const movement = await db.selectFrom('loyalty.movement').select('movementId').executeTakeFirstOrThrow();
  foreign['movementId'] = movement.movementId;
  foreign['alarmId'] = newId();
  const alarm = { kind: 'too_many', about: 'x', businessDay: '2026-11-21', at: context.clock.now() };
  await db
    .insertInto('loyalty.alarm')
    .values({ workspaceId, alarmId: foreign['alarmId'], ...alarm })
    .execute();
  const line = { itemName: '국수', quantity: 1, amountMinor: 9_000 };
  foreign['orderId'] = (await post('/api/orders', { orderNo: 'R1', lines: [line] })).orderId;
  foreign['accountId'] = owner.accountId;
  const decision = { kind: 'menu_item', subject: 'soup', action: 'reprice' };
  foreign['decisionId'] = (await post('/api/insights/decisions', decision)).decisionId;
  foreign['decidedId'] = newId();
  await db
    .insertInto('decisions.decided')
    .values({
      workspaceId,
      decisionId: foreign['decidedId'],
      kind: 'duplicates',
      subject: 'people',
      reason: '{}',
      choice: 'later',
      decidedAt: context.clock.now(),
      decidedOn: '2026-11-21',
    })
    .execute();
  foreign['apiKeyId'] = (await buildApiKey(context, theirs)).apiKeyId;
  const session = await context.database.outside
    .selectFrom('staff.session')
    .select('sessionId')
    .where('accountId', '=', owner.accountId)
    .executeTakeFirstOrThrow();
  foreign['sessionId'] = session.sessionId;
  const asked = { type: 'delete', receivedVia: 'phone', identityCheck: '전화번호' };
  foreign['requestId'] = (await post(`/api/customers/${foreign['customerId']}/requests`, asked)).requestId;
  const guardian = await askGuardian(db, { workspaceId, name: '어머니', contact: '010-1', now: context.clock.now() });
  foreign['guardianId'] = guardian.guardianId;
  const connection = await post('/api/connections', { platform: 'shopify', label: '몰', secret: 'a-secret-of-ours' });
  foreign['connectionId'] = connection.connectionId;
  foreign['deliveryId'] = (await post(`/api/connections/${connection.connectionId}/test`, {})).deliveryId;
  const feed = { url: 'https://news.example.com/rss', label: '소식', kind: 'news' };
  foreign['feedId'] = (await post('/api/feeds', feed)).feedId;
  foreign['mapId'] = newId();
  await db
    .insertInto('imports.map')
    .values({ workspaceId, mapId: foreign['mapId'], name: '우리 포스', kind: 'sales', map: '{}' })
    .execute();
  foreign['batchId'] = newId();
  await db
    .insertInto('imports.batch')
    .values({
      workspaceId,
      batchId: foreign['batchId'],
      kind: 'sales',
      source: 'till',
      fileName: 'a.csv',
      dryRun: false,
      state: 'done',
    })
    .execute();
  foreign['fieldKey'] = await buildField(theirs, { fieldKey: 'allergy', type: 'sensitive' });
  await post('/api/tags', { name: 'VIP' });
  const selection = { customerIds: [foreign['customerId']] };
  const change = await post('/api/tag-changes', { tag: { name: 'VIP' }, action: 'add', selection });
  foreign['tagId'] = change.tagId;
  foreign['tagChangeId'] = change.tagChangeId;
  const list = { filter: [], sort: { by: 'name', direction: 'asc' }, columns: ['name'] };
  foreign['savedViewId'] = (await post('/api/saved-views', { ...list, name: '모두', isShared: true })).savedViewId;
  const exported = await post('/api/customers/exports', { ...list, format: 'csv', reason: '시험' });
  foreign['listExportId'] = exported.listExportId;
  foreign['pack'] = 'no-such-pack';
  foreign['folderId'] = newId();
  await db
    .insertInto('imports.folder')
    .values({
      workspaceId,
      folderId: foreign['folderId'],
      name: '포스 폴더',
      kind: 'sales',
      basis: 'unknown',
      createdAt: context.clock.now(),
    })
    .execute();
  foreign['entryId'] = newId();
  await db
    .insertInto('imports.entry')
    .values({
      workspaceId,
      entryId: foreign['entryId'],
      entryKey: 'key-of-a-phone',
      kind: 'note',
      createdAt: context.clock.now(),
    })
    .execute();
  foreign['uploadId'] = newId();
  await db
    .insertInto('imports.upload')
    .values({
      workspaceId,
      uploadId: foreign['uploadId'],
      fileName: 'a.csv',
      bytes: 1,
      createdAt: context.clock.now(),
      expiresAt: new Date(context.clock.now().getTime() + 3_600_000),
    })
    .execute();
  const codes = await issueCoupons(db, {
    workspaceId,
    playId: foreign['playId'] ?? '',
    customerIds: [foreign['customerId'] ?? ''],
    offer: { kind: 'amount', value: 1_000, minSpendMinor: 0 },
    validUntil: '2026-12-31',
    now: context.clock.now(),
  });
  foreign['code'] = codes.get(foreign['customerId'] ?? '') ?? '';
});

const fill = (path: string, ids: Record<string, string>) =>
  path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? newId());

describe('every endpoint', () => {
  it.each(closed.map((endpoint) => [nameOf(endpoint), endpoint] as const))(
    '%s refuses the anonymous',
    async (_, endpoint) => {
      const answer = await server.inject({ method: endpoint.method, url: fill(endpoint.path, foreign), payload: {} });
      expect(answer.statusCode).toBe(401);
      expect(answer.json().error.code).toBe('unauthenticated');
    },
  );

  const RESIDENT = '900101-1234567';
  const writing = closed.filter(({ method }) => method !== 'GET' && method !== 'DELETE');
  it.each(writing.map((endpoint) => [nameOf(endpoint), endpoint] as const))(
    '%s refuses a resident number in any text and says where, never what (PV-12)',
    async (name, endpoint) => {
      const isUpload = routes.some((route) => route.endpoint === endpoint && route.upload);
      if (isUpload) return;
      const right = BODIES[name];
      const answer = await server.inject({
        method: endpoint.method,
        url: fill(endpoint.path, foreign),
        headers: { cookie: mine.cookie },
        payload: { ...(typeof right === 'object' ? right : {}), note: '손님', words: [{ text: `주민 ${RESIDENT}` }] },
      });
      expect(answer.statusCode, answer.body).toBe(400);
      expect(answer.json().error.details.issues).toEqual([
        { path: 'body.words.0.text', message: RESIDENT_NUMBER_WORDS.ko },
      ]);
      expect(answer.body).not.toContain('900101');
    },
  );

  const withId = closed.filter((endpoint) => endpoint.path.includes(':'));

  it('with an id has its place in the table of this test', () => {
    expect(withId.map(nameOf).sort()).toEqual(Object.keys(BODIES).sort());
  });

  it.each(withId.map((endpoint) => [nameOf(endpoint), endpoint] as const))(
    "%s knows nothing of another workspace's ids",
    async (name, endpoint) => {
      const payload = BODIES[name] as object | undefined;
      const url = fill(endpoint.path, foreign);
      const answer = await server.inject({
        method: endpoint.method,
        url,
        headers: { cookie: mine.cookie },
        ...(payload ? { payload } : {}),
      });
      expect(answer.statusCode, answer.body).toBe(404);
    },
  );

  it('says of an address whose id is no id that nothing is there, never to check what was entered', async () => {
    const byId = withId.filter(({ path, params }) => {
      const none = Object.fromEntries([...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, 'nonsense']));
      const parsed = params.safeParse(none);
      return !parsed.success && parsed.error.issues.some((issue) => issue.code === 'invalid_format');
    });
    expect(byId.length).toBeGreaterThan(100);
    for (const endpoint of byId) {
      const url = endpoint.path.replaceAll(/:\w+/g, 'nonsense');
      const answer = await server.inject({ method: endpoint.method, url, headers: { cookie: mine.cookie } });
      expect({ url, status: answer.statusCode }).toEqual({ url, status: 404 });
    }
  });

  const rights = closed.filter(({ access }) => access !== 'signed-in' && !RIGHTS.staff.includes(access));
  it.each(rights.map((endpoint) => [nameOf(endpoint), endpoint] as const))(
    '%s refuses staff, who lack its right',
    async (_, endpoint) => {
      const staff = await signIn(context, theirs, 'staff');
      const url = fill(endpoint.path, foreign);
      const answer = await server.inject({
        method: endpoint.method,
        url,
        payload: {},
        headers: { cookie: staff.cookie },
      });
      expect(answer.statusCode).toBe(403);
    },
  );

  it('names only rights that some role has', () => {
    const known = new Set(Object.values(RIGHTS).flat());
    const unknown = closed.filter(({ access }) => access !== 'signed-in' && !known.has(access)).map(nameOf);
    expect(unknown).toEqual([]);
  });
});
