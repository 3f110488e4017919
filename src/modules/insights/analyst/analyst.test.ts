import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../../test/factories.ts';
import { buildItem, buildOrders, buildPerson } from '../../../../test/factories-people.ts';
import { openEngine } from '../../../mart/columnar/engine.ts';
import { askAsAnalyst, closeReaders } from '../../../mart/index.ts';
import { listZipEntries } from '../../imports/reader/zip-entries.ts';
import { exportAnswer, exportTables, runSql } from './service.ts';

const context = await createTestContext();
const server = await buildServer(context);
afterAll(closeReaders);
let shop: TestShop;
let cookie: string;
let customerId: string;

beforeAll(async () => {
  shop = await buildShop(context);
  ({ cookie } = await signIn(context, shop));
  customerId = await buildPerson(shop, { name: '김하나', phone: '+821012345678' });
  const item = await buildItem(shop, '마라탕');
  await buildOrders(shop, [
    { customerId, businessDay: '2026-11-01', items: [item] },
    { customerId: null, businessDay: '2026-11-02', items: [item, item] },
  ]);
});

const post = (sql: string) =>
  server.inject({ method: 'POST', url: '/api/mart/query', headers: { cookie }, payload: { sql } });

describe('SQL over the mart', () => {
  it('answers a select, tells what there is to ask, and logs every question (PV-53)', async () => {
    const answer = await post('select business_day, count(*) as n from line group by business_day order by 1');
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toMatchObject({
      columns: [
        { name: 'business_day', type: 'DATE' },
        { name: 'n', type: 'BIGINT' },
      ],
      rows: [
        ['2026-11-01', 1],
        ['2026-11-02', 2],
      ],
      isCut: false,
    });
    const tables = (await server.inject({ method: 'GET', url: '/api/mart/tables', headers: { cookie } })).json().tables;
    for (const { name, columns } of tables) {
      const all = await post(`select * from ${name} limit 1`);
      expect(all.statusCode, name).toBe(200);
      expect(
        all.json().columns.map((column: { name: string }) => column.name),
        name,
      ).toEqual(columns.map((column: { name: string }) => column.name));
    }
    await post('select 1 from nowhere');
    const log = await shop.db.selectFrom('staff.accessLog').select(['subject', 'result']).execute();
    expect(log.filter(({ subject }) => subject === 'mart by SQL').map(({ result }) => result)).toEqual(
      expect.arrayContaining(['select 1 from nowhere', 'select * from visit limit 1']),
    );
  });

  it.each([
    ['a deletion', 'delete from line'],
    ['two statements', 'select 1; select 2'],
    ['a table of its own', 'create table mine as select 1'],
    ['a copy to a file', "copy (select 1) to '/tmp/out.csv'"],
    ['another database', "attach '/tmp/other.duckdb'"],
    ['a setting', 'set enable_external_access = true'],
    ['an extension', 'install httpfs'],
    ['a pragma', 'pragma database_list'],
    ['where the files are', 'select path from duckdb_databases()'],
    ['where they are, in a text', "select * from query('select path from duckdb_databases()')"],
    ['where they are, deeper', 'select 1 where exists (select * from duckdb_databases)'],
    ['a file', "select * from read_csv('/etc/passwd')"],
    ['a file by name', "select * from '/etc/passwd'"],
    ['a list of files', "select * from glob('/etc/*')"],
    ['the network', "select * from read_parquet('https://example.com/a.parquet')"],
    ['nothing of SQL', 'select from where'],
    ['text that is no number', "select cast('x' as int)"],
  ])('refuses %s', async (_what, sql) => {
    const answer = await post(sql);
    expect(answer.statusCode, answer.body).toBe(400);
  });

  it('stops what takes too long, too much memory or too many rows', async () => {
    const ask = { workspaceId: shop.workspaceId, maxRows: 10, timeoutMs: 300, memoryMb: 64 };
    const endless = 'select count(*) from range(10000000000) a, range(1000) b where a.range % 7 = b.range % 11';
    await expect(askAsAnalyst(context, { ...ask, sql: endless })).rejects.toThrow('took too long');
    const large = "select list(range::varchar || repeat('x', 100)) from range(5000000)";
    await expect(askAsAnalyst(context, { ...ask, timeoutMs: 20_000, sql: large })).rejects.toThrow('too much memory');
    const many = await askAsAnalyst(context, { ...ask, sql: 'select * from range(1000)' });
    expect(many).toMatchObject({ isCut: true });
    expect(many.rows).toHaveLength(10);
    // The next question is answered as if nothing had been.
    expect((await askAsAnalyst(context, { ...ask, sql: 'select count(*) from sale' })).rows).toEqual([[2]]);
  });

  it('logs a question to its last letter (PV-53)', async () => {
    const long = `select 1 as one -- ${'가'.repeat(15_000)} end`;
    expect((await post(long)).statusCode).toBe(200);
    const log = await shop.db.selectFrom('staff.accessLog').select('result').execute();
    expect(log.map(({ result }) => result)).toContain(long);
  });

  it('shows what was asked page by page, with the numbers of people in it hidden (PV-53, PV-58)', async () => {
    const page = async (query: string) =>
      (await server.inject({ method: 'GET', url: `/api/access-log?limit=1${query}`, headers: { cookie } })).json();
    await post("select 1 as a -- 01012345678'");
    await post('select 2 as b');
    const first = await page('');
    expect(first.entries).toMatchObject([{ subject: 'mart by SQL', result: 'select 2 as b' }]);
    const second = await page(`&after=${first.next}`);
    expect(second.entries).toMatchObject([{ subject: 'mart by SQL', result: "select 1 as a -- 010-****-5678'" }]);
    expect(second.next).not.toBe(first.next);
  });

  it('leaves as a file with tokens, a reason and an entry, for who may take data out (PV-56, PV-70, PV-71)', async () => {
    const take = (payload: Record<string, string>) =>
      server.inject({ method: 'POST', url: '/api/mart/query/csv', headers: { cookie }, payload });
    const sql = 'select customer_id as who, count(*) as n from visit group by 1';
    const answer = await take({ sql, reason: '분기 보고' });
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.json()).toMatchObject({ rows: 1, isCut: false });
    const [head, row = ''] = answer.json().csv.split('\r\n');
    expect(head).toBe('who,n');
    expect(row).toMatch(/^[0-9a-f-]{36},1$/);
    expect(row).not.toContain(customerId);
    expect((await post(sql)).json().rows).toEqual([[customerId, 1]]);
    const log = await shop.db.selectFrom('staff.accessLog').select(['action', 'subject', 'result']).execute();
    expect(log).toContainEqual({ action: 'export', subject: 'mart by SQL', result: '분기 보고' });
    expect(log.filter(({ result }) => result === sql)).toHaveLength(2);
    expect((await take({ sql })).statusCode).toBe(400);
    await expect(exportAnswer(context, shop.actor('manager'), { sql, reason: 'x' })).rejects.toThrow('insights:export');
  });

  it.each([
    ['the files behind it', 'select customer_id from base.person'],
    ['the same under a name', 'with p as (select * from base.base.person) select * from p'],
    ['them behind a name with a dot', 'with "base.person" as (select 1) select * from base.person'],
    [
      'views behind a name with a dot',
      `with "information_schema.views" as (select 1)
       select view_definition from information_schema.views where table_name = 'person'`,
    ],
    ['a summary of them', 'select * from (summarize base.person)'],
    ['how a token is made', 'select sql from (with sqlite_master as (select 1) select 1), sqlite_master'],
    ['the same of another catalogue', 'select view_definition from information_schema.views'],
    ['SQL in a text', "select * from query('select customer_id from base.person')"],
    ['a table by a text', "select * from query_table('base.person')"],
    ['the month of birth', 'select birth_month from person'],
  ])('lets %s into no file', async (_what, sql) => {
    await expect(exportAnswer(context, shop.actor(), { sql, reason: 'test' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('is refused to staff, and to nobody in particular', async () => {
    await expect(runSql(context, shop.actor('staff'), { sql: 'select 1', maxRows: 1 })).rejects.toThrow('insights:sql');
    await expect(exportTables(context, shop.actor('manager'), { folder: '/nowhere', reason: 'x' })).rejects.toThrow(
      'insights:export',
    );
    expect(
      (await server.inject({ method: 'POST', url: '/api/mart/query', payload: { sql: 'select 1' } })).statusCode,
    ).toBe(401);
  });
});

describe('the mart as Parquet files (PV-70)', () => {
  it('holds everything, with tokens that join and lead to nobody, and the reason is logged (PV-71)', async () => {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'dangol-export-')), 'mart');
    const files = await exportTables(context, shop.actor(), { folder, reason: '연말 분석' });
    expect(readdirSync(folder).sort()).toEqual([...files].sort());
    const host = await openEngine({ memoryMb: 64 });
    const engine = await host.session();
    const { rows } = await engine.ask(
      `select p.customer_id, count(*) from '${folder}/person.parquet' p join '${folder}/line.parquet' l using (customer_id) group by 1`,
    );
    host.close();
    expect(rows).toEqual([[expect.stringMatching(/^[0-9a-f-]{36}$/), 1]]);
    expect(rows[0]?.[0]).not.toBe(customerId);
    const log = await shop.db.selectFrom('staff.accessLog').select(['action', 'result']).execute();
    expect(log).toContainEqual({ action: 'export', result: '연말 분석' });
    await expect(exportTables(context, shop.actor(), { folder, reason: 'again' })).rejects.toThrow('there already');
  });

  it('says no month of birth, and groups what fewer than five people have', async () => {
    const other = await buildShop(context);
    const item = await buildItem(other, '냉면');
    const people = [];
    for (let at = 0; at < 6; at += 1) people.push(await buildPerson(other));
    const born = (birthDate: string, source: string) =>
      other.db
        .updateTable('customers.customer')
        .set({ birthDate, source })
        .where('workspaceId', '=', other.workspaceId);
    await born('1991-05-05', 'till').execute();
    await born('1947-08-15', 'the mayor')
      .where('customerId', '=', people[5] ?? '')
      .execute();
    await buildOrders(
      other,
      [...people, people[0] ?? ''].map((customerId, at) => ({
        customerId,
        businessDay: '2026-11-01',
        items: [item],
        options: [at < 5 ? '곱빼기' : '김하나 님 자리로'],
      })),
    );
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'dangol-export-')), 'mart');
    await exportTables(context, other.actor(), { folder, reason: '연말 분석' });
    const host = await openEngine({ memoryMb: 64 });
    const engine = await host.session();
    const ask = async (sql: string) => (await engine.ask(sql)).rows;
    const columns = await ask(`select column_name from (describe from '${folder}/person.parquet')`);
    expect(columns.flat()).toContain('birth_year_band');
    expect(columns.flat()).not.toContain('birth_month');
    expect(
      await ask(`select source, birth_year_band, count(*) from '${folder}/person.parquet' group by all order by 3`),
    ).toEqual([
      ['(rare)', null, 1],
      ['till', 1990, 5],
    ]);
    expect(await ask(`select options, count(*) from '${folder}/line.parquet' group by all order by 2`)).toEqual([
      ['(rare)', 2],
      ['곱빼기', 5],
    ]);
    host.close();
    const answer = await exportAnswer(context, other.actor(), {
      sql: 'select options, count(*) as n from line group by 1 order by 2',
      reason: '연말 분석',
    });
    expect(answer.csv).toBe('options,n\r\n(rare),2\r\n곱빼기,5\r\n');
  });

  it('comes through the browser table by table, and leaves nothing behind', async () => {
    const url = '/api/mart/parquet?table=sale&reason=test';
    const answer = await server.inject({ method: 'GET', url, headers: { cookie } });
    expect(answer.statusCode, answer.body).toBe(200);
    expect(answer.rawPayload.subarray(0, 4).toString()).toBe('PAR1');
    const left = () => readdirSync(context.config.home).filter((name) => name.startsWith('mart-export-'));
    await expect.poll(left).toEqual([]);
    const none = await server.inject({ method: 'GET', url: url.replace('sale', 'nothing'), headers: { cookie } });
    expect(none.statusCode).toBe(404);
    expect(
      (await server.inject({ method: 'GET', url: '/api/mart/parquet?table=sale', headers: { cookie } })).statusCode,
    ).toBe(400);
    const whole = await server.inject({ method: 'GET', url: '/api/mart/parquet.zip?reason=test', headers: { cookie } });
    expect(whole.statusCode, whole.body).toBe(200);
    const entries = [...listZipEntries(whole.rawPayload).keys()];
    expect(entries).toEqual(
      expect.arrayContaining(['sale.parquet', 'person.parquet', 'views/menu_day.sql', 'metrics.json']),
    );
    await expect.poll(left).toEqual([]);
    writeFileSync(path.join(context.config.home, '.written'), '');
    expect(existsSync(path.join(context.config.home, 'sale.parquet'))).toBe(false);
  });
});
