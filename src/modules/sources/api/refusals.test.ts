import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { beforeAll, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildServer, buildShop } from '../../../../test/factories.ts';
import { buildApiKey, buildPoster } from '../../../../test/factories-keys.ts';
import { isRowNote, ROW_NOTES } from './row-notes.ts';

let server: FastifyInstance;
let bearer: { authorization: string };
let post: ReturnType<typeof buildPoster>;
beforeAll(async () => {
  const context = await createTestContext();
  const shop = await buildShop(context);
  server = await buildServer(context);
  ({ bearer } = await buildApiKey(context, shop));
  post = buildPoster(server, bearer);
});

const at = '2026-11-20T19:30:00+09:00';

it('takes no name that every object has for a note', () => {
  expect(['constructor', 'toString', Object.keys(ROW_NOTES)[0] ?? ''].map(isRowNote)).toEqual([false, false, true]);
});

it('collects every reason of a row in one answer, in words', async () => {
  const payload = { form: { memo: '900101-1234567' } };
  const wrong = { at: '2028-01-01T00:00:00Z', kind: 'Bad', phase: 'never', foo: 1, payload };
  const { results } = await post('touchpoints', [wrong, { ...wrong, kind: 'a.b', phase: 'after', foo: undefined }], {
    'idempotency-key': 'all-reasons',
  });
  const told = (index: number) => results[index].issues as { path: string; message: string }[];
  expect(
    told(0)
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(['', 'at', 'kind', 'payload.form.memo', 'phase']);
  expect(told(1).map(({ path }) => path)).toEqual(['at', 'payload.form.memo']);
  for (const { message } of told(0)) expect(message).toMatch(/[가-힣]/);
  const order = { orderNo: 'x', orderedAt: '2028-01-01T00:00:00Z', lines: [] };
  expect((await post('orders', [order])).results[0].issues).toEqual([
    { path: 'lines', message: '1개 이상이어야 해요.' },
    { path: 'orderedAt', message: '지금보다 하루 넘게 앞선 때예요.' },
  ]);
  // What only the shop can judge is told of a row that fails its schema as well.
  const person = { name: 7, phone: '1', email: 'nowhere', birthDate: '2030-01-01' };
  const [refused] = (await post('customers', [person])).results;
  expect(refused.issues.map(({ path, code }: { path: string; code?: string }) => [path, code])).toEqual([
    ['name', undefined],
    ['phone', 'unreadable'],
    ['email', 'unreadable'],
    ['birthDate', 'ahead'],
  ]);
  const document = (await server.inject({ method: 'GET', url: '/api/docs/openapi.json', headers: bearer })).body;
  for (const code of Object.keys(ROW_NOTES)) expect(document).toContain(`\`${code}\``);
  const asked = await server.inject({ method: 'GET', url: '/api/v1/customers', headers: bearer });
  expect(asked.json().error.details.issues[0].message).toBe('externalId, phone, email 가운데 하나만 적어 주세요.');
});

it('refuses a key that stands for something else, and makes nobody known by it', async () => {
  const row = {
    at,
    kind: 'survey.answered',
    idempotencyKey: 'used',
    payload: { mark: 5 },
    person: { externalId: 'u1' },
  };
  const changes = [
    {},
    { kind: 'survey.begun' },
    { at: '2026-11-20T19:31:00+09:00' },
    { payload: { mark: 4 } },
    { payload: undefined },
    { person: { externalId: 'u2' } },
    { idempotencyKey: 'unused' },
    { idempotencyKey: 'unused', phase: 'after' },
  ];
  expect(await post('touchpoints', [row])).toMatchObject({ recorded: 1 });
  const answer = await post(
    'touchpoints',
    changes.map((change) => ({ ...row, ...change })),
  );
  expect(answer).toMatchObject({ recorded: 1, duplicates: 1, refused: 6 });
  expect(answer.results[0].status).toBe('duplicate');
  expect(answer.results[1].issues).toEqual([
    { path: 'idempotencyKey', message: expect.stringContaining('다른 내용을 이미 저장했어요') },
  ]);
  const known = await server.inject({ method: 'GET', url: '/api/v1/customers?externalId=u2', headers: bearer });
  expect(known.json()).toEqual({ customers: [] });
  // A header stands for the whole delivery.
  const deliver = (kind: string, count = 1) =>
    server.inject({
      method: 'POST',
      url: '/api/v1/touchpoints',
      headers: { ...bearer, 'idempotency-key': 'delivery-used' },
      payload: { touchpoints: Array.from({ length: count }, () => ({ at, kind })) },
    });
  expect((await deliver('web.page_viewed')).json()).toMatchObject({ recorded: 1 });
  const refused = await deliver('web.page_left', 2);
  expect(refused.statusCode).toBe(409);
  expect(refused.json().error).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('새 키로'),
    details: { issues: [{ path: 'headers.idempotency-key' }] },
  });
  expect((await deliver('web.page_viewed')).json()).toMatchObject({ recorded: 0, duplicates: 1 });
});

it('answers an address that cannot be read in the shape of every other error', async () => {
  const shape = { error: { code: 'invalid_input', message: expect.stringContaining('읽을 수 없어요'), details: {} } };
  const broken = await server.inject({ method: 'GET', url: '/api/%ED', headers: bearer });
  expect([broken.statusCode, broken.json()]).toEqual([400, shape]);
  await server.listen({ port: 0, host: '127.0.0.1' });
  const socket = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET /api/v1/customers?phone=가 나 HTTP/1.1\r\nhost: x\r\n\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  await server.close();
  const [headers = '', body = ''] = answer.toString().split('\r\n\r\n');
  expect(headers).toMatch(/^HTTP\/1\.1 400 /);
  expect(JSON.parse(body)).toEqual(shape);
});
