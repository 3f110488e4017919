import { statSync } from 'node:fs';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, signIn } from '../../../test/factories.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { buildUploads, TILL_FILE, TILL_MAP, type UploadRequest } from '../../../test/factories-uploads.ts';
import { newId } from '../../shared/ids.ts';
import { eraseCustomerRecord } from '../customers/index.ts';
import { runQueuedImport } from './service/start.ts';
import { removeExpiredUploads, uploadPath } from './service/uploads.ts';

const context = await createTestContext();
const { shop, upload, ask } = await buildUploads(context);

describe('the import over HTTP', () => {
  it('is closed to the anonymous, to staff, and to other workspaces', async () => {
    const staff = (await signIn(context, shop, 'staff')).cookie;
    const stranger = (await signIn(context, await buildShop(context), 'owner')).cookie;
    const { uploadId } = (await upload(TILL_FILE)).json();
    const { batchId } = (
      await ask({ method: 'POST', url: '/api/imports', payload: { uploadId, map: TILL_MAP } })
    ).json();
    const { mapId } = (
      await ask({ method: 'POST', url: '/api/import-maps', payload: { name: '남의 것', map: TILL_MAP } })
    ).json();
    const requests: UploadRequest[] = [
      { method: 'POST', url: `/api/imports/uploads/${uploadId}/inspect`, payload: {} },
      { method: 'POST', url: `/api/imports/uploads/${uploadId}/preview`, payload: { map: TILL_MAP } },
      { method: 'DELETE', url: `/api/imports/uploads/${uploadId}` },
      { method: 'POST', url: '/api/imports', payload: { uploadId, map: TILL_MAP } },
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
    expect((await upload(TILL_FILE, { as: staff })).statusCode).toBe(403);
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
    const sent = (await upload(iconv.encode(TILL_FILE, 'cp949'))).json();
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
      await ask({ method: 'POST', url: `/api/imports/uploads/${sent.uploadId}/preview`, payload: { map: TILL_MAP } })
    ).json();
    expect(preview.sales).toMatchObject([{ line: 2, orderNo: '1', businessDay: '2026-11-20', amountMinor: 7000 }]);
    expect(preview.rejected).toMatchObject([{ line: 3, column: '금액', reason: 'amount_format' }]);

    const started = await ask({
      method: 'POST',
      url: '/api/imports',
      payload: { uploadId: sent.uploadId, map: TILL_MAP },
    });
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
    const { batchId } = (
      await ask({ method: 'POST', url: '/api/imports', payload: { uploadId, map: TILL_MAP } })
    ).json();
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

  it('refuses a request without a file', async () => {
    const answer = await ask({ method: 'POST', url: '/api/imports/uploads', payload: {} });
    expect(answer.statusCode).toBe(400);
  });

  it('deletes uploads of a day ago', async () => {
    const { uploadId } = (await upload(TILL_FILE)).json();
    context.clock.set(new Date(context.clock.now().getTime() + 2 * 86_400_000));
    await removeExpiredUploads(context);
    expect(() => statSync(uploadPath(context.config, uploadId))).toThrow();
  });
});
