import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildUploads, TILL_FILE, TILL_MAP } from '../../../test/factories-uploads.ts';
import { runDueJobs } from '../../platform/jobs.ts';
import { importJob } from './jobs.ts';

const context = await createTestContext();
const { upload, ask } = await buildUploads(context);

describe('a file that was sent up', () => {
  it('recognises a basket file, and shows one row an item once somebody has said the day', async () => {
    const { uploadId } = (await upload('김밥,라면\n커피\n라면,김밥,물\n')).json();
    const url = `/api/imports/uploads/${uploadId}`;
    const seen = (await ask({ method: 'POST', url: `${url}/inspect`, payload: { kind: 'sales' } })).json();
    expect(seen).toMatchObject({ isBaskets: true, canonicalMap: null, suggestion: { missing: ['ordered_at'] } });
    const columns = Object.fromEntries(seen.header.map((column: string) => [column, { column }]));
    const map = {
      ...TILL_MAP,
      dateFormat: 'ISO',
      columns: { ...columns, ordered_at: { constant: '2026-11-20T12:00:00' } },
    };
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
    const payload = { name: '우리 포스', map: TILL_MAP };
    const first = (await ask({ method: 'POST', url: '/api/import-maps', payload })).json();
    const again = (await ask({ method: 'POST', url: '/api/import-maps', payload })).json();
    expect(again.mapId).toBe(first.mapId);
    const { uploadId } = (await upload(TILL_FILE)).json();
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
      ...TILL_MAP,
      columns: { ...TILL_MAP.columns, category: { column: '분류' } },
      joins: [{ file: 'menu.csv', on: { column: '상품명', foreign: '이름' }, take: ['분류'] }],
    };
    const { uploadId } = (await upload(TILL_FILE)).json();
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
});
