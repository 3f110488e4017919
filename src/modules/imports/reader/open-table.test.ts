import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { openTable } from './open-table.ts';
import type { TableSource } from './source.ts';
import type { OpenTableOptions, Table } from './table.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reader-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, content: string | Buffer) {
  const place = path.join(folder, name);
  await writeFile(place, content);
  return place;
}

async function readAll(source: TableSource, options?: OpenTableOptions) {
  const table = await openTable(source, options);
  return { table, ...(await drain(table)) };
}

async function drain(table: Table) {
  const rows: string[][] = [];
  const lineNumbers: number[] = [];
  const issues: string[] = [];
  for await (const batch of table.rows) {
    rows.push(...batch.rows);
    lineNumbers.push(...batch.lineNumbers);
    for (const issue of batch.issues?.values() ?? []) issues.push(`${issue.line} ${issue.column} ${issue.reason}`);
  }
  return { rows, lineNumbers, issues };
}

/** The problem a source is refused for; the sentence for the person must be there in both languages. */
async function problemOf(source: TableSource, options?: OpenTableOptions): Promise<unknown> {
  try {
    await readAll(source, options);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.userMessage?.ko).toMatch(/[가-힣]/);
    expect(error.userMessage?.en).toMatch(/\w/);
    return error.details?.problem;
  }
  return 'none';
}

const stream = (...parts: (string | Buffer)[]) =>
  Readable.from(
    parts.map((part) => Buffer.from(part)),
    { objectMode: false },
  );

describe('openTable', () => {
  it('reads a comma, semicolon, tab or bar file with its line numbers', async () => {
    for (const delimiter of [',', ';', '\t', '|']) {
      const text = `주문번호${delimiter}메뉴\n1${delimiter}"김밥, 참치; 2|3\t줄"\n\n2${delimiter}라면\n\n`;
      const { table, rows, lineNumbers } = await readAll(stream(text));
      expect(table).toMatchObject({ kind: 'csv', encoding: 'utf-8', delimiter, header: ['주문번호', '메뉴'] });
      expect(rows).toEqual([
        ['1', '김밥, 참치; 2|3\t줄'],
        ['2', '라면'],
      ]);
      expect(lineNumbers).toEqual([2, 4]);
    }
  });

  it('obeys the first line sep=; that spreadsheets write, and keeps ragged rows for the mapper to report', async () => {
    const { table, rows } = await readAll(stream('sep=;\r\na;b,c\r\n1;2;3\r\n4\r\n'));
    expect(table.header).toEqual(['a', 'b,c']);
    expect(rows).toEqual([['1', '2', '3'], ['4']]);
  });

  it('keeps 똠방각하 and 뷁 of a CP949 file and of a CP949 stream cut between any two bytes', async () => {
    const bytes = iconv.encode('메뉴,수량\n똠방각하,1\n뷁,2\n', 'cp949');
    const expected = [
      ['똠방각하', '1'],
      ['뷁', '2'],
    ];
    for (const name of ['k.csv', 'k.csv.gz']) {
      const { table, rows } = await readAll(await file(name, name.endsWith('gz') ? gzipSync(bytes) : bytes));
      expect([table.encoding, rows]).toEqual(['cp949', expected]);
    }
    for (let cut = 1; cut < bytes.length; cut++) {
      const { table, rows } = await readAll(stream(bytes.subarray(0, cut), bytes.subarray(cut)));
      expect([table.encoding, rows]).toEqual(['cp949', expected]);
    }
  });

  it('decodes alike wherever internal chunk borders fall', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(70_000), fc.constantFrom('utf-8', 'cp949', 'utf-16le'), async (offset, encoding) => {
        const text = `${'a'.repeat(offset % 70)},메뉴\n${'x,y\n'.repeat(offset >> 2)}똠방각하뷁,1\n`.repeat(1);
        const rows = (await readAll(stream(iconv.encode(text, encoding, { addBOM: encoding === 'utf-16le' })))).rows;
        expect(rows.at(-1)).toEqual(['똠방각하뷁', '1']);
      }),
      { numRuns: 40 },
    );
  });

  it('finds CP949 that begins after more than a megabyte of ASCII, in a file and in a stream', async () => {
    const bytes = iconv.encode(`item,n\n${'plain,1\n'.repeat(200_000)}칼국수,2\n`, 'cp949');
    for (const source of [await file('late.csv', bytes), stream(bytes)]) {
      const { table, rows } = await readAll(source);
      expect([table.encoding, rows.length, rows.at(-1)]).toEqual(['cp949', 200_001, ['칼국수', '2']]);
    }
  });

  it('judges a file by all of it: one syllable that could be UTF-8 does not decide', async () => {
    // 칼 is C4 AE in CP949, which is also a letter in UTF-8; 국 two megabytes later is not.
    const bytes = iconv.encode(`item,n\n칼,1\n${'plain,1\n'.repeat(250_000)}국,2\n`, 'cp949');
    const { table, rows } = await readAll(await file('sparse.csv', bytes));
    expect([table.encoding, rows[0]]).toEqual(['cp949', ['칼', '1']]);
  });

  it('reads UTF-8 and UTF-16 with a byte order mark, and the encoding that is asked for', async () => {
    const text = '메뉴\tn\n뷁\t1\n';
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be']) {
      const { table, rows } = await readAll(stream(iconv.encode(text, encoding, { addBOM: true })));
      expect([table.encoding, table.header, rows]).toEqual([encoding, ['메뉴', 'n'], [['뷁', '1']]]);
    }
    const latin = Buffer.from("name,n\nCaf\xe9 'Nduja,1\n", 'latin1');
    expect((await readAll(stream(latin), { encoding: 'latin1' })).rows).toEqual([["Café 'Nduja", '1']]);
    expect(await problemOf(stream('a\n1\n'), { encoding: 'klingon' })).toBe('unknown_encoding');
  });

  it('reports rows whose characters the encoding does not know, by column, and goes on', async () => {
    const bytes = Buffer.concat([Buffer.from('id,item\n1,'), Buffer.from([0xff, 0x80]), Buffer.from('\n2,ok\n')]);
    const { rows, issues } = await readAll(stream(bytes), { encoding: 'utf-8' });
    expect([rows.length, issues]).toEqual([2, ['2 item broken_characters']]);
  });

  it('refuses wrong files, each with its own sentence', async () => {
    expect(await problemOf(stream())).toBe('empty');
    expect(await problemOf(await file('blank.csv', '\uFEFF \n\n'))).toBe('empty');
    expect(await problemOf(stream('order_no,amount\n\n'))).toBe('only_header');
    expect(await problemOf(await file('photo.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2])))).toBe('binary');
    expect(await problemOf(stream('1001,2026-01-01,김밥,1,4000\n1002,2026-01-01,라면,1,4000\n'))).toBe(
      'header_missing',
    );
    expect(await problemOf(stream('홍길동,010-1234-5678\n김하나,010-1234-5679\n'))).toBe('header_missing');
    // PV-12: what is quoted as a column name would be kept with the import.
    expect(await problemOf(stream('홍길동,900101-1234567\n김하나,900101-2234567\n'))).toBe('header_missing');
    expect(await problemOf(stream('금액,메뉴,금액\n1,2,3\n'))).toBe('duplicate_header');
    expect(await problemOf(stream('a,b\n"1,2\n'))).toBe('quote_not_closed');
    expect(await problemOf(await file('plain.csv.gz', 'a,b\n1,2\n'))).toBe('not_gzip');
    const packed = gzipSync('a,b\n'.repeat(50_000) + Math.random());
    expect(await problemOf(stream(packed.subarray(0, packed.length - 20)))).toBe('not_gzip');
    expect(await problemOf(path.join(folder, 'absent.csv'))).toBe('cannot_open');
  });

  it('names the duplicate columns', async () => {
    await expect(readAll(stream('금액,메뉴,금액\n1,2,3\n'))).rejects.toThrow(
      expect.objectContaining({ userMessage: expect.objectContaining({ ko: expect.stringContaining('금액') }) }),
    );
  });

  it('refuses 65,536 columns, and reads 2,000', async () => {
    const header = (count: number) => Array.from({ length: count }, (_, index) => `"c${index}"`).join(',');
    expect(await problemOf(stream(`${header(65_536)}\n1\n`))).toBe('too_many_columns');
    expect((await openTable(stream(`${header(2000)}\n1\n`))).header).toHaveLength(2000);
  });

  it('refuses a line that does not end after a few megabytes, without keeping it', async () => {
    for (const start of ['', 'a,b\n1,2\n', 'a,b\n"']) {
      let bytesRead = 0;
      const endless = async function* () {
        yield Buffer.from(start);
        for (;;) {
          bytesRead += 65_536;
          yield Buffer.alloc(65_536, 'x');
        }
      };
      const problem = await problemOf(Readable.from(endless(), { objectMode: false }));
      expect(problem).toBe(start.endsWith('"') ? 'quote_not_closed' : 'line_too_long');
      expect(bytesRead).toBeLessThan(4 * 1024 * 1024);
    }
    expect(await problemOf(await file('long.csv.gz', gzipSync(`a,b\n${'x'.repeat(20_000_000)}`)))).toBe(
      'line_too_long',
    );
  });

  it('stops unpacking a bomb', { timeout: 30_000 }, async () => {
    // Many small members make one gzip file: 2 GiB of lines in a few megabytes.
    const member = gzipSync(Buffer.alloc(32 * 1024 * 1024, '1,2\n'));
    const bomb = await file(
      'bomb.csv.gz',
      Buffer.concat([gzipSync('a,b\n'), ...Array.from({ length: 64 }, () => member)]),
    );
    // Its encoding is judged by the whole of it, which is what looking into an upload does.
    expect(await problemOf(bomb)).toBe('unpacks_too_large');
  });

  it('spreads a basket file to one row an item, and numbers its baskets so that a file that grew keeps them', async () => {
    const mayBeBaskets = true;
    const text = '김밥,라면\n커피\n\n라면,김밥,라면, 물 2L ,\n';
    const { table, rows, lineNumbers } = await readAll(stream(text), { mayBeBaskets });
    expect(table).toMatchObject({
      isBaskets: true,
      header: ['order_no', 'item_name', 'quantity', 'amount', 'kind'],
    });
    expect(rows.map(([no = '', ...cells]) => [no.split('-')[0], ...cells].join(' · '))).toEqual([
      '1 · 김밥 · 1 · 0 · sale',
      '1 · 라면 · 1 · 0 · sale',
      '2 · 커피 · 1 · 0 · sale',
      '4 · 라면 · 2 · 0 · sale',
      '4 · 김밥 · 1 · 0 · sale',
      '4 · 물 2L · 1 · 0 · sale',
    ]);
    expect(lineNumbers).toEqual([1, 1, 2, 4, 4, 4]);
    await expect(readAll(stream('김밥,라면\n커피\n'), { mayBeBaskets })).rejects.toMatchObject({
      userMessage: { ko: expect.stringContaining('세 줄부터') },
    });
    expect((await readAll(stream('items\n김밥,라면\n커피\n'), { mayBeBaskets })).rows).toHaveLength(3);
    expect(new Set(rows.map(([no]) => no)).size).toBe(3);
    const grown = await readAll(stream(`${text}커피,물 2L\n`), { mayBeBaskets });
    expect(grown.rows.slice(0, rows.length)).toEqual(rows);
    const other = await readAll(stream(`커피,라면\n커피\n\n라면,김밥\n`), { mayBeBaskets });
    const numbers = new Set(rows.map(([no]) => no));
    expect(other.rows.some(([no]) => numbers.has(no))).toBe(false);

    // A column may hold the baskets as well; or the file has but that column, and commas of its own.
    const column = 'order_no,ordered_at,items\n7,2026-11-20,"김밥;라면"\n8,2026-11-20,\n9,2026-11-20,물,컵\n';
    const told = await readAll(stream(column), { mayBeBaskets });
    expect(told.table.header).toEqual(['order_no', 'ordered_at', 'item_name', 'quantity', 'amount', 'kind']);
    expect(told.rows.map((row) => row.join(' '))).toEqual([
      '7 2026-11-20 김밥 1 0 sale',
      '7 2026-11-20 라면 1 0 sale',
      '8 2026-11-20  1 0 sale',
      '9 2026-11-20 물 컵',
    ]);
    expect(told.issues).toEqual(['4  cell_count']);
    // The total of a basket would count once for every item.
    const ofTotals = 'order_no,ordered_at,items,total\n7,2026-11-20,"김밥;라면",9000\n';
    expect((await readAll(stream(ofTotals), { mayBeBaskets })).rows).toEqual([
      ['7', '2026-11-20', '김밥;라면', '9000'],
    ]);
    const headed = await readAll(stream(`items\n${text}`), { mayBeBaskets });
    expect(headed.rows.map(([, name]) => name)).toEqual(rows.map(([, name]) => name));

    // The first lines may happen to be of one length; what stands in them is bought again.
    const even = '김밥,라면\n라면,커피\n'.repeat(40);
    for (const lines of [even, `${even}커피\n`]) {
      const { table: found, rows: bought } = await readAll(stream(lines), { mayBeBaskets });
      expect([found.isBaskets, bought[0]?.slice(1, 3)]).toEqual([true, ['김밥', '1']]);
    }
    const list = '이름,주소\n김하나,서울\n이두리,서울\n';
    expect((await readAll(stream(list), { mayBeBaskets })).table.header).toEqual(['이름', '주소']);

    // Nothing else is taken for one: numbers, days, phones, a count of items, lines of one length.
    for (const other of ['a,b\n1,2\n3\n', '이름,전화\n김하나,010 1234 5678\n이두리\n', 'a,b\nc,d\ne,f\n'])
      expect((await readAll(stream(other), { mayBeBaskets })).table.isBaskets).toBeUndefined();
    expect((await readAll(stream('no,items\n1,3\n2,4\n'), { mayBeBaskets })).table.header).toEqual(['no', 'items']);
    expect((await readAll(stream(text))).table.isBaskets).toBeUndefined();
  });

  it('closes its source when the reading ends early', async () => {
    const source = stream(...Array.from({ length: 50 }, () => `a,b\n${'1,2\n'.repeat(20_000)}`));
    const table = await openTable(source);
    await table.rows.next();
    await table.rows.return(undefined);
    expect(source.destroyed).toBe(true);
  });
});
