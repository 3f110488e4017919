import { existsSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import iconv from 'iconv-lite';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestContext, type TestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { runDueJobs } from '../../platform/jobs.ts';
import { newId } from '../../shared/ids.ts';
import { eraseCustomerRecord } from '../customers/index.ts';
import { importJob } from './jobs.ts';
import { errorFileOf } from './service/run-batch.ts';
import { runQueuedImport } from './service/start.ts';
import { removeExpiredUploads, uploadPath } from './service/uploads.ts';

let context: TestContext;
let server: FastifyInstance;
let shop: TestShop;
let cookie: string;

const FILE =
  '영수증번호,판매일시,상품명,수량,금액\n1,2026.11.20 18:30,국수,1,"7,000"\n2,2026.11.21 12:00,국수,1,칠천원\n';
const MAP = {
  kind: 'sales',
  version: 1,
  dateFormat: 'YYYY.MM.DD',
  columns: {
    order_no: { column: '영수증번호' },
    ordered_at: { column: '판매일시' },
    item_name: { column: '상품명' },
    quantity: { column: '수량' },
    amount: { column: '금액' },
  },
};

beforeAll(async () => {
  context = await createTestContext();
  server = await buildServer(context);
  shop = await buildShop(context);
  ({ cookie } = await signIn(context, shop, 'manager'));
});

async function upload(content: string | Buffer, options: { fileName?: string; as?: string } = {}) {
  const boundary = 'dangol-test';
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${options.fileName ?? 'sales.csv'}"\r\nContent-Type: text/csv\r\n\r\n`,
    ),
    Buffer.from(content),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return server.inject({
    method: 'POST',
    url: '/api/imports/uploads',
    payload,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, cookie: options.as ?? cookie },
  });
}

type Request = { method: 'GET' | 'POST' | 'PATCH' | 'DELETE'; url: string; payload?: object };
const ask = (request: Request, as = cookie) => server.inject({ ...request, headers: { cookie: as } });

describe('the import over HTTP', () => {
  it('is closed to the anonymous, to staff, and to other workspaces', async () => {
    const staff = (await signIn(context, shop, 'staff')).cookie;
    const stranger = (await signIn(context, await buildShop(context), 'owner')).cookie;
    const { uploadId } = (await upload(FILE)).json();
    const { batchId } = (await ask({ method: 'POST', url: '/api/imports', payload: { uploadId, map: MAP } })).json();
    const { mapId } = (
      await ask({ method: 'POST', url: '/api/import-maps', payload: { name: '남의 것', map: MAP } })
    ).json();
    const requests: Request[] = [
      { method: 'POST', url: `/api/imports/uploads/${uploadId}/inspect`, payload: {} },
      { method: 'POST', url: `/api/imports/uploads/${uploadId}/preview`, payload: { map: MAP } },
      { method: 'DELETE', url: `/api/imports/uploads/${uploadId}` },
      { method: 'POST', url: '/api/imports', payload: { uploadId, map: MAP } },
      { method: 'GET', url: `/api/imports/${batchId}` },
      { method: 'GET', url: `/api/imports/${batchId}/errors` },
      { method: 'POST', url: `/api/imports/${batchId}/undo` },
      { method: 'PATCH', url: `/api/import-maps/${mapId}`, payload: { name: 'x' } },
      { method: 'DELETE', url: `/api/import-maps/${mapId}` },
    ];
    for (const request of requests) {
      expect([request.url, (await ask(request, '')).statusCode]).toEqual([request.url, 401]);
      expect([request.url, (await ask(request, staff)).statusCode]).toEqual([request.url, 403]);
      expect([request.url, (await ask(request, stranger)).statusCode]).toEqual([request.url, 404]);
    }
    expect((await upload(FILE, { as: staff })).statusCode).toBe(403);
    expect((await ask({ method: 'GET', url: '/api/imports' }, stranger)).json().batches).toEqual([]);
  });

  it('shows of the first people every field that the file fills', async () => {
    const text =
      'phone,name,birth_date,address,note,points\n010-1234-5678,김하나,1960-05-05(음),서울 마포구 합정동 1,창가,10\n';
    const { uploadId } = (await upload(text)).json();
    const fields = ['phone', 'name', 'birth_date', 'address', 'note', 'points'];
    const columns = Object.fromEntries(fields.map((field) => [field, { column: field }]));
    const map = { kind: 'customers', version: 1, columns };
    const preview = (
      await ask({ method: 'POST', url: `/api/imports/uploads/${uploadId}/preview`, payload: { map } })
    ).json();
    expect(preview.customers[0].others).toEqual({
      birth_date: '1960-05-29 (음력 5/5)',
      address: expect.stringContaining('마포구'),
      note: '창가',
      points: '10',
    });
    expect(JSON.stringify(preview)).not.toContain('김하나');
  });

  it('shows what is in a file, what it becomes, imports it in the background, and hands the rejected rows back', async () => {
    const sent = (await upload(iconv.encode(FILE, 'cp949'))).json();
    expect(statSync(uploadPath(context.config, sent.uploadId)).mode & 0o777).toBe(0o600);
    const seen = (
      await ask({ method: 'POST', url: `/api/imports/uploads/${sent.uploadId}/inspect`, payload: {} })
    ).json();
    expect(seen).toMatchObject({
      encoding: 'cp949',
      delimiter: ',',
      canonicalMap: null,
      suggestion: { kind: 'sales', columns: { order_no: '영수증번호', amount: '금액' }, missing: [] },
      dateFormatsByColumn: { 판매일시: { candidates: ['YYYY.MM.DD'], ambiguous: false } },
    });
    const preview = (
      await ask({ method: 'POST', url: `/api/imports/uploads/${sent.uploadId}/preview`, payload: { map: MAP } })
    ).json();
    expect(preview.sales).toMatchObject([{ line: 2, orderNo: '1', businessDay: '2026-11-20', amountMinor: 7000 }]);
    expect(preview.rejected).toMatchObject([{ line: 3, column: '금액', reason: 'amount_format' }]);

    const started = await ask({ method: 'POST', url: '/api/imports', payload: { uploadId: sent.uploadId, map: MAP } });
    expect(started.json()).toMatchObject({ state: 'waiting', kind: 'sales', source: 'file', result: null });
    const { batchId } = started.json();
    const work = { workspaceId: shop.workspaceId, batchId, locale: 'ko' as const };
    await runQueuedImport(context, work);
    // At least once means sometimes twice.
    await runQueuedImport(context, work);
    const done = (await ask({ method: 'GET', url: `/api/imports/${batchId}` })).json();
    expect(done).toMatchObject({
      state: 'done',
      progressRate: 1,
      basis: 'unknown',
      undo: null,
      result: {
        accepted: 1,
        rejected: 1,
        orders: { created: 1 },
        reasons: [{ column: '금액', reason: 'amount_format', count: 1, lines: [3] }],
      },
    });
    expect(done.createdBy).not.toBeNull();
    expect((await ask({ method: 'GET', url: '/api/imports' })).json().batches[0].createdBy).toBe(done.createdBy);
    const errors = await ask({ method: 'GET', url: `/api/imports/${batchId}/errors` });
    expect(errors.headers['content-disposition']).toContain('attachment');
    expect(errors.body).toContain('칠천원');
    const log = await shop.db
      .selectFrom('staff.accessLog')
      .select('action')
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(log.map(({ action }) => action)).toEqual(expect.arrayContaining(['import', 'export']));
    // The file holds personal data and has done its work.
    expect(
      (await ask({ method: 'POST', url: `/api/imports/uploads/${sent.uploadId}/inspect`, payload: {} })).statusCode,
    ).toBe(404);

    const undone = await ask({ method: 'POST', url: `/api/imports/${batchId}/undo` });
    expect(undone.json()).toMatchObject({ undone: { orders: 1, lines: 1 }, kept: [] });
    expect((await ask({ method: 'POST', url: `/api/imports/${batchId}/undo` })).statusCode).toBe(409);
  });

  it('keeps a batch whose file is wrong as failed, with a sentence in both languages', async () => {
    const { uploadId } = (await upload('a,b\n1,2\n')).json();
    const { batchId } = (await ask({ method: 'POST', url: '/api/imports', payload: { uploadId, map: MAP } })).json();
    await runQueuedImport(context, { workspaceId: shop.workspaceId, batchId, locale: 'ko' });
    const failed = (await ask({ method: 'GET', url: `/api/imports/${batchId}` })).json();
    expect(failed.state).toBe('failed');
    expect(failed.error.message.ko).toContain('영수증번호');
  });

  it('pages through everybody who needs a look, by line and by what differs, and shows a page in clear on record (PV-58)', async () => {
    const own = await buildShop(context);
    const as = (await signIn(context, own, 'manager')).cookie;
    const staff = (await signIn(context, own, 'staff')).cookie;
    const here = await buildPerson(own, { name: '김하나', phone: '+821070000000' });
    const people = Array.from({ length: 25 }, (_, at) => [
      `이름${'가나다라마바사아자차카타파하거너더러머버서어저처커'[at]}`,
      `010-7000-00${String(at).padStart(2, '0')}`,
    ]);
    const lines = ['name,phone,birth_date', ...people.map(([name, phone]) => `${name},${phone},1990-01-02`)];
    lines.push(...people.slice(1).map(([, phone]) => `이두리,${phone},1991-01-02`));
    const { uploadId } = (await upload(lines.join('\n'), { fileName: 'people.csv', as })).json();
    const columns = Object.fromEntries(['name', 'phone', 'birth_date'].map((column) => [column, { column }]));
    const map = { kind: 'customers', version: 1, dateFormat: 'YYYY-MM-DD', columns };
    const started = await ask({ method: 'POST', url: '/api/imports', payload: { uploadId, map, dryRun: true } }, as);
    const { batchId } = started.json();
    await runQueuedImport(context, { workspaceId: own.workspaceId, batchId, locale: 'ko' });
    const url = `/api/imports/${batchId}/doubtful`;
    const first = (await ask({ method: 'GET', url }, as)).json();
    expect(first.total).toBe(25);
    expect(first.rows).toHaveLength(20);
    expect(first.rows[0]).toEqual({
      line: 2,
      sharedField: 'mobile',
      here: { customerId: here, line: null },
      fields: [
        { field: 'name', file: '이*가', here: '김*나', differs: true },
        { field: 'birthDate', file: '1990-**-**', here: '', differs: true },
        expect.objectContaining({ field: 'phone', differs: false }),
      ],
    });
    const rest = (await ask({ method: 'GET', url: `${url}?offset=20` }, as)).json();
    expect(rest.rows.at(-1)).toMatchObject({ line: 50, here: { customerId: null, line: 26 } });
    expect(new Set([...first.rows, ...rest.rows].map(({ line }) => line)).size).toBe(25);

    expect((await ask({ method: 'POST', url: `${url}/unmask`, payload: {} }, staff)).statusCode).toBe(403);
    const clear = (await ask({ method: 'POST', url: `${url}/unmask`, payload: { offset: 0, limit: 20 } }, as)).json();
    expect(clear.rows[0].fields[0]).toEqual({ field: 'name', file: '이름가', here: '김하나', differs: true });
    expect(clear.rows[0].fields[2]).toMatchObject({ file: '010-7000-0000', here: '010-7000-0000' });
    const { rows: log } = await context.database.pool.query<{ subject: string }>(
      `select subject from staff.access_log where workspace_id = $1 and action = 'unmask' order by access_log_id`,
      [own.workspaceId],
    );
    expect(log.map(({ subject }) => subject)).toEqual([`people to look at of batch ${batchId}`, here]);

    // Of whoever is destroyed meanwhile nothing is left to show (PV-24).
    await eraseCustomerRecord(own.db, { workspaceId: own.workspaceId, customerId: here });
    const left = (await ask({ method: 'POST', url: `${url}/unmask`, payload: { offset: 0, limit: 20 } }, as)).json();
    expect(JSON.stringify(left)).not.toContain('김하나');
    expect(left.rows).toHaveLength(19);

    await ask({ method: 'DELETE', url: `/api/imports/uploads/${uploadId}` }, as);
    expect((await ask({ method: 'GET', url }, as)).json()).toEqual({ total: 0, rows: [] });
  });

  it('shows a batch that a killed process left as failed', async () => {
    const batchId = newId();
    await shop.db
      .insertInto('imports.batch')
      .values({
        workspaceId: shop.workspaceId,
        batchId,
        kind: 'sales',
        fileName: 'x.csv',
        source: 'file',
        dryRun: false,
        state: 'running',
        beatAt: new Date(Date.now() - 120_000),
      })
      .execute();
    expect((await ask({ method: 'GET', url: `/api/imports/${batchId}` })).json()).toMatchObject({
      state: 'failed',
      result: null,
    });
  });

  it('recognises a basket file, and shows one row an item once somebody has said the day', async () => {
    const { uploadId } = (await upload('김밥,라면\n커피\n라면,김밥,물\n')).json();
    const url = `/api/imports/uploads/${uploadId}`;
    const seen = (await ask({ method: 'POST', url: `${url}/inspect`, payload: { kind: 'sales' } })).json();
    expect(seen).toMatchObject({ isBaskets: true, canonicalMap: null, suggestion: { missing: ['ordered_at'] } });
    const columns = Object.fromEntries(seen.header.map((column: string) => [column, { column }]));
    const map = { ...MAP, dateFormat: 'ISO', columns: { ...columns, ordered_at: { constant: '2026-11-20T12:00:00' } } };
    const preview = (await ask({ method: 'POST', url: `${url}/preview`, payload: { map } })).json();
    expect(preview.rejected).toEqual([]);
    expect(preview.sales).toHaveLength(6);
    expect(preview.sales[0]).toMatchObject({
      businessDay: '2026-11-20',
      itemName: '김밥',
      amountMinor: 0,
      kind: 'sale',
    });
  });

  it('reads the names from the line that somebody points at, on the screen and in the map that is kept', async () => {
    const { uploadId } = (
      await upload('2026-11-21,매출\n\n번호,일시,메뉴,수량,금액\n1,2026-11-20,국수,1,7000\n')
    ).json();
    const url = `/api/imports/uploads/${uploadId}`;
    const unread = await ask({ method: 'POST', url: `${url}/inspect`, payload: {} });
    expect([unread.statusCode, unread.json().error.details.problem]).toEqual([400, 'header_missing']);
    const seen = (await ask({ method: 'POST', url: `${url}/inspect`, payload: { headerRow: 3 } })).json();
    expect(seen).toMatchObject({ headerRow: 3, header: ['번호', '일시', '메뉴', '수량', '금액'] });
    const columns = Object.fromEntries(
      ['order_no', 'ordered_at', 'item_name', 'quantity', 'amount'].map((field, at) => [
        field,
        { column: seen.header[at] },
      ]),
    );
    const map = { kind: 'sales', version: 1, headerRow: 3, columns };
    const { batchId } = (await ask({ method: 'POST', url: '/api/imports', payload: { uploadId, map } })).json();
    await runDueJobs(context, [importJob]);
    const batch = (await ask({ method: 'GET', url: `/api/imports/${batchId}` })).json();
    expect(batch).toMatchObject({ state: 'done', result: { accepted: 1, rejected: 0 } });
  });

  it('knows a purchase log, and says for it what it does not say', async () => {
    const { uploadId } = (await upload('id,date,amount\n7,2026-11-19,9000\n7,2026-11-20,8000\n')).json();
    const url = `/api/imports/uploads/${uploadId}`;
    const seen = (await ask({ method: 'POST', url: `${url}/inspect`, payload: {} })).json();
    expect(seen).toMatchObject({ guessedKind: 'sales', canonicalMap: { columns: { customer_id: { column: 'id' } } } });
    const preview = (await ask({ method: 'POST', url: `${url}/preview`, payload: { map: seen.canonicalMap } })).json();
    expect(preview.sales).toMatchObject([
      { itemName: '구매', customer: '7' },
      { itemName: '구매', customer: '7' },
    ]);
  });

  it('saves, replaces, renames, offers and removes maps', async () => {
    const payload = { name: '우리 포스', map: MAP };
    const first = (await ask({ method: 'POST', url: '/api/import-maps', payload })).json();
    const again = (await ask({ method: 'POST', url: '/api/import-maps', payload })).json();
    expect(again.mapId).toBe(first.mapId);
    const { uploadId } = (await upload(FILE)).json();
    const seen = await ask({ method: 'POST', url: `/api/imports/uploads/${uploadId}/inspect`, payload: {} });
    expect(seen.json().savedMapId).not.toBeNull();
    const other = (
      await ask({ method: 'POST', url: '/api/import-maps', payload: { ...payload, name: '다른 포스' } })
    ).json();
    const taken = await ask({
      method: 'PATCH',
      url: `/api/import-maps/${other.mapId}`,
      payload: { name: '우리 포스' },
    });
    expect(taken.statusCode).toBe(409);
    const renamed = await ask({
      method: 'PATCH',
      url: `/api/import-maps/${first.mapId}`,
      payload: { name: '1호점 포스' },
    });
    expect(renamed.json().name).toBe('1호점 포스');
    await ask({ method: 'DELETE', url: `/api/import-maps/${other.mapId}` });
    const names = (await ask({ method: 'GET', url: '/api/import-maps' }))
      .json()
      .maps.map((map: { name: string }) => map.name);
    expect(names).toContain('1호점 포스');
    expect(names).not.toContain('다른 포스');
  });

  it.each([
    ['an empty file', '', 'empty'],
    ['a binary file', Buffer.from([0, 1, 2, 3, 0, 255]), 'binary'],
    ['only a header', 'a,b,c\n', 'only_header'],
    ['a duplicate header', 'a,a\n1,2\n', 'duplicate_header'],
    [
      '65,536 columns',
      `${Array.from({ length: 65_536 }, (_, index) => `c${index}`).join(',')}\n1\n`,
      'too_many_columns',
    ],
  ])('answers %s with a sentence', async (_name, content, problem) => {
    const { uploadId } = (await upload(content)).json();
    const answer = await ask({ method: 'POST', url: `/api/imports/uploads/${uploadId}/inspect`, payload: {} });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().error.details.problem).toBe(problem);
    expect(answer.json().error.message).toMatch(/요\.$/);
  });

  it('asks for a joined file that is missing, and takes it from the uploads', async () => {
    const map = {
      ...MAP,
      columns: { ...MAP.columns, category: { column: '분류' } },
      joins: [{ file: 'menu.csv', on: { column: '상품명', foreign: '이름' }, take: ['분류'] }],
    };
    const { uploadId } = (await upload(FILE)).json();
    const missing = await ask({ method: 'POST', url: '/api/imports', payload: { uploadId, map } });
    expect(missing.json().error).toMatchObject({ code: 'invalid_input', details: { file: 'menu.csv' } });
    const menu = (await upload('이름,분류\n국수,면\n', { fileName: 'menu.csv' })).json();
    const preview = await ask({
      method: 'POST',
      url: `/api/imports/uploads/${uploadId}/preview`,
      payload: { map, joinUploadIds: [menu.uploadId] },
    });
    expect(preview.json().sales).toMatchObject([{ category: '면' }]);
  });

  it('shows the columns of joined files with their samples and date styles, and proposes a map of all of them', async () => {
    const lines = (
      await upload('번호,상품명,수량,금액\n1,국수,1,7000\n9,국수,1,7000\n', { fileName: 'lines.csv' })
    ).json();
    const heads = (await upload('번호,판매일자\n1,03/04/2026\n2,04/03/2026\n', { fileName: 'heads.csv' })).json();
    const join = { file: 'heads.csv', on: { column: '번호', foreign: '번호' }, take: ['판매일자'] };
    const seen = await ask({
      method: 'POST',
      url: `/api/imports/uploads/${lines.uploadId}/inspect`,
      payload: { joins: [join], joinUploadIds: [heads.uploadId] },
    });
    expect(seen.json()).toMatchObject({
      fileName: 'lines.csv',
      ownColumns: 4,
      header: ['번호', '상품명', '수량', '금액', '판매일자'],
      suggestion: { columns: { ordered_at: '판매일자' } },
      dateFormatsByColumn: { 판매일자: { ambiguous: true } },
    });
    expect(seen.json().rows).toEqual([
      ['1', '국수', '1', '7000', '03/04/2026'],
      ['9', '국수', '1', '7000'],
    ]);
    const missing = await ask({
      method: 'POST',
      url: `/api/imports/uploads/${lines.uploadId}/inspect`,
      payload: { joins: [join] },
    });
    expect(missing.statusCode).toBe(400);
  });

  it('refuses a request without a file', async () => {
    const answer = await ask({ method: 'POST', url: '/api/imports/uploads', payload: {} });
    expect(answer.statusCode).toBe(400);
  });

  it('deletes uploads of a day ago', async () => {
    const { uploadId } = (await upload(FILE)).json();
    const { removeExpiredUploads } = await import('./service/uploads.ts');
    context.clock.set(new Date(context.clock.now().getTime() + 2 * 86_400_000));
    await removeExpiredUploads(context);
    expect(() => statSync(uploadPath(context.config, uploadId))).toThrow();
  });
});

describe('an import in the background that is stopped', () => {
  const start = async (content = FILE) => {
    const { uploadId } = (await upload(content)).json();
    return (await ask({ method: 'POST', url: '/api/imports', payload: { uploadId, map: MAP } })).json().batchId;
  };
  const run = (batchId: string, signal?: AbortSignal) =>
    runQueuedImport(context, { workspaceId: shop.workspaceId, batchId, locale: 'ko' }, signal);

  it('goes back to waiting, and its next turn brings it home', async () => {
    const batchId = await start();
    await expect(run(batchId, AbortSignal.abort())).rejects.toThrow();
    expect((await ask({ method: 'GET', url: `/api/imports/${batchId}` })).json()).toMatchObject({ state: 'waiting' });
    await run(batchId);
    expect((await ask({ method: 'GET', url: `/api/imports/${batchId}` })).json()).toMatchObject({ state: 'done' });
  });

  it('ends as failed, with a sentence, once its last attempt has failed', async () => {
    const batchId = await start();
    const failing = { ...importJob, run: () => Promise.reject(new Error('no such person: "김하나, 010-1234-5678"')) };
    const attempt = async () => {
      await context.database.pool.query('update graphile_worker._private_jobs set run_at = now(), max_attempts = 2');
      await runDueJobs(context, [failing]);
      return (await ask({ method: 'GET', url: `/api/imports/${batchId}` })).json();
    };
    expect(await attempt()).toMatchObject({ state: 'waiting', error: null });
    // The queue keeps what it failed with: the words, and no value of a person.
    const { rows } = await context.database.pool.query('select last_error from graphile_worker._private_jobs');
    expect(rows.map((row) => String(row.last_error)).join('\n')).toContain('no such person: "…"');
    expect(JSON.stringify(rows)).not.toContain('김하나');
    const failed = await attempt();
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'unavailable' }, result: null });
    expect(failed.error.message.ko).toMatch(/요\.$/);
    expect(failed.finishedAt).not.toBeNull();
  });

  it('keeps what it failed with, and no value of a person, when giving it up fails too', async () => {
    await start();
    const logged: unknown[] = [];
    const failing = {
      ...importJob,
      run: () => Promise.reject(new Error('no such person: "김하나"')),
      giveUp: () => Promise.reject(new Error('nobody there: "010-1234-5678"')),
    };
    const log = { ...context.log, error: (...said: unknown[]) => void logged.push(said) };
    await context.database.pool.query('update graphile_worker._private_jobs set run_at = now(), max_attempts = 1');
    await runDueJobs({ ...context, log }, [failing]);
    const { rows } = await context.database.pool.query(
      'select last_error from graphile_worker._private_jobs where attempts = 1 and max_attempts = 1',
    );
    expect(rows.map((row) => String(row.last_error)).join('\n')).toContain('no such person: "…"');
    expect(JSON.stringify(logged)).toContain('nobody there');
    expect(JSON.stringify([rows, logged])).not.toMatch(/김하나|1234/);
  });

  it('leaves no file behind: neither of an upload without a row, nor the rows of an import taken back', async () => {
    const orphan = uploadPath(context.config, newId());
    writeFileSync(orphan, '김하나,010-1234-5678');
    const agedOrphan = (hours: number) => {
      const then = new Date(context.clock.now().getTime() - hours * 3_600_000);
      utimesSync(orphan, then, then);
    };
    const { uploadId } = (await upload(FILE)).json();
    agedOrphan(23);
    await removeExpiredUploads(context);
    expect(existsSync(orphan)).toBe(true);
    agedOrphan(25);
    await removeExpiredUploads(context);
    expect(existsSync(orphan)).toBe(false);
    expect(existsSync(uploadPath(context.config, uploadId))).toBe(true);

    const batchId = await start(FILE.replaceAll('국수', '칼국수'));
    await run(batchId);
    expect(existsSync(errorFileOf(context.config, batchId))).toBe(true);
    expect((await ask({ method: 'POST', url: `/api/imports/${batchId}/undo` })).statusCode).toBe(200);
    expect(existsSync(errorFileOf(context.config, batchId))).toBe(false);
    expect((await ask({ method: 'GET', url: `/api/imports/${batchId}/errors` })).statusCode).toBe(404);
  });
});
