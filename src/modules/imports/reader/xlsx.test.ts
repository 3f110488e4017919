import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import exceljs from 'exceljs';
import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { findHeaderRow, readHeader } from './header.ts';
import { openTable } from './open-table.ts';
import type { OpenTableOptions } from './table.ts';
import { storeFiles } from './zip-entries.ts';

async function readAll(bytes: Buffer, options?: OpenTableOptions) {
  const table = await openTable(Readable.from([bytes], { objectMode: false }), options);
  const rows: string[][] = [];
  const issues: string[] = [];
  for await (const batch of table.rows) {
    rows.push(...batch.rows);
    for (const issue of batch.issues?.values() ?? []) issues.push(`${issue.line} ${issue.column} ${issue.reason}`);
  }
  return { table, rows, issues };
}

async function problemOf(bytes: Buffer, options?: OpenTableOptions) {
  const error = await readAll(bytes, options).catch((caught: unknown) => caught);
  return error instanceof AppError ? error.details?.problem : error;
}

async function workbook(fill: (book: exceljs.Workbook) => void): Promise<Buffer> {
  const book = new exceljs.Workbook();
  fill(book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** A workbook of hand-written parts, with its central directory; `size` may lie. */
async function rawWorkbook(parts: Record<string, string>, size?: number): Promise<Buffer> {
  const files = Object.entries(parts).map(([name, text]) => ({
    name,
    size: Buffer.byteLength(text),
    content: [Buffer.from(text)],
  }));
  const chunks: Buffer[] = [];
  for await (const chunk of storeFiles(files)) chunks.push(chunk);
  const body = Buffer.concat(chunks.slice(0, -1));
  let offset = 0;
  const directory = files.map((file) => {
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(file.size, 20);
    entry.writeUInt32LE(file.name.includes('sheet1') && size !== undefined ? size : file.size, 24);
    entry.writeUInt16LE(file.name.length, 28);
    entry.writeUInt32LE(offset, 42);
    offset += 30 + file.name.length + file.size;
    return Buffer.concat([entry, Buffer.from(file.name)]);
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([body, ...directory, end]);
}

const PARTS = {
  // Excel itself writes the sheet before styles and shared strings, openpyxl the workbook last.
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData>
    <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>금액</t></is></c><c r="C1" t="inlineStr"><is><t>일시</t></is></c></row>
    <row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><f t="shared" si="0"/><v>0.30000000000000004</v></c><c r="C2" s="1"><v>46347.770833333336</v></c></row>
    <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><f>1+2</f></c></row>
    <row r="5"><c r="A5" t="e"><v>#N/A</v></c><c r="C5" s="1"><f>B1</f><v>46347</v></c></row>
  </sheetData></worksheet>`,
  'xl/styles.xml':
    '<styleSheet><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
  'xl/sharedStrings.xml': '<sst><si><t>메뉴</t></si><si><t>똠방각하</t></si></sst>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="rId7" Target="/xl/worksheets/sheet1.xml"/></Relationships>',
  'xl/workbook.xml':
    '<workbook><workbookPr/><sheets><sheet name="매출 &amp; 환불" sheetId="1" r:id="rId7"/></sheets></workbook>',
};

/** As a till writes it: a cover, then the table below its title and period. */
const reportBook = () =>
  workbook((book) => {
    const cover = book.addWorksheet('표지');
    cover.addRow(['매출 보고서']);
    cover.addRow(['매장', '강남점']);
    const sheet = book.addWorksheet('매출');
    sheet.addRow(['2026년 11월 매출']);
    sheet.mergeCells('A1:A2');
    sheet.addRow([]);
    sheet.addRow(['기간', '2026-11-01 ~ 2026-11-30']);
    sheet.addRow(['주문번호', '일시', '메뉴', '수량', '금액']);
    sheet.addRow(['1', '2026-11-21', '국수', 2, 14000]);
    sheet.addRow(['2', '2026-11-21', '만두', 1, 5000]);
  });

describe('a workbook with a cover and a title', () => {
  const fits = (header: readonly string[]) => header.includes('금액');

  it('is read from the sheet that is meant, below its title, with the lines of the file', async () => {
    const { table, rows } = await readAll(await reportBook(), { fits });
    expect(table).toMatchObject({ sheet: '매출', sheets: ['표지', '매출'] });
    expect(table.header).toEqual(['주문번호', '일시', '메뉴', '수량', '금액']);
    expect(rows).toEqual([
      ['1', '2026-11-21', '국수', '2', '14000'],
      ['2', '2026-11-21', '만두', '1', '5000'],
    ]);
    const { value: batch } = await (await openTable(Readable.from([await reportBook()]), { fits })).rows.next();
    expect(batch?.lineNumbers).toEqual([6, 7]);
  });

  it('is read from its first sheet when none fits, and from the row that somebody names', async () => {
    expect((await readAll(await reportBook(), { fits: () => false })).table).toMatchObject({ sheet: '표지' });
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet('매출');
      sheet.addRow(['지점', '담당', '기간']);
      sheet.addRow(['이름', '주소', '비고']);
      sheet.addRow(['김하나', '서울', '']);
    });
    expect((await readAll(bytes)).table).toMatchObject({ header: ['지점', '담당', '기간'], headerLine: 1 });
    const told = await readAll(bytes, { headerRow: 2 });
    expect([told.table.header, told.rows]).toEqual([['이름', '주소', '비고'], [['김하나', '서울', '']]]);
    // Who knows what is looked for finds it.
    const fits = (header: readonly string[]) => header.includes('주소');
    expect((await readAll(bytes, { fits })).table).toMatchObject({ header: ['이름', '주소', '비고'], headerLine: 2 });
  });

  it('is read below a line of two cells, however narrow the table: by what stands beneath', async () => {
    const titled = (...above: string[][]) =>
      workbook((book) => {
        const sheet = book.addWorksheet('매출');
        for (const row of [...above, ['메뉴', '금액', '비고'], ['국수', 7000], ['만두', 5000, '포장']])
          sheet.addRow(row);
      });
    for (const above of [[['기간', '11월']], [['기간', '2026-11-01 ~ 2026-11-30'], []], [['출력일', '2026-11-30']]]) {
      const { table, rows } = await readAll(await titled(...above));
      expect([table.header, table.headerLine, rows.length]).toEqual([['메뉴', '금액', '비고'], above.length + 1, 2]);
    }
    // Lines as full as the table may be rows of it: only who knows what is looked for passes over them.
    const asFull = await titled(['지점', '담당', '기간'], ['강남', '김', '11월']);
    expect((await readAll(asFull)).table.headerLine).toBe(1);
    expect((await readAll(asFull, { fits })).table.headerLine).toBe(3);
    const units = await workbook((book) => {
      const sheet = book.addWorksheet('매출');
      for (const row of [
        ['메뉴', '수량', '금액'],
        ['', '(개)', '(원)'],
        ['국수', 2, 7000],
      ])
        sheet.addRow(row);
    });
    expect((await readAll(units)).table.headerLine).toBe(1);
  });

  it('loses no row to a header that is none', () => {
    const open = [
      ['주문번호', '메뉴', '금액'],
      ['A-1', '국수', '미수'],
      ['A-2', '김밥', '취소'],
      ['A-3', '떡', '3000'],
    ];
    expect(findHeaderRow([...open, ['A-4', '떡', '3000']])).toBe(0);
    const menu = [
      ['메뉴', '단가'],
      ['서비스', ''],
      ['음료', '시가'],
      ['국수', '7000'],
      ['김밥', '3000'],
    ];
    expect(findHeaderRow(menu)).toBe(0);
    // A sheet without a header stays one, however few figures its second row has and however short its first is.
    for (const first of [
      ['A-1', '국수', '7000'],
      ['김하나', '010-1234-5678'],
      ['국수', '7000'],
    ]) {
      const rows = [first, ['A-2', '김밥', '취소', '포장'], ['A-3', '떡', '3000', ''], ['A-4', '떡', '3000', '']];
      expect(findHeaderRow(rows), first.join()).toBe(0);
      if (first.length < 3) expect(() => readHeader(rows[0] ?? [])).toThrow(AppError);
    }
  });

  it('is found by names that stand in merged cells, on whichever sheet, a column without a name by its place', async () => {
    const asked: string[] = [];
    const fits = (header: readonly string[]) => {
      asked.push(header.join());
      return header.join() === '주문번호,#2,메뉴,금액';
    };
    const twoLines = (book: exceljs.Workbook) => {
      const sheet = book.addWorksheet('매출');
      sheet.addRow(['주문번호', '', '상품', '']);
      sheet.addRow(['', '', '메뉴', '금액']);
      sheet.mergeCells('A1:A2');
      sheet.addRow(['A-1', '', '국수', 7000]);
    };
    expect((await readAll(await workbook(twoLines), { fits })).table).toMatchObject({
      header: ['주문번호', '#2', '메뉴', '금액'],
      headerLine: 2,
    });
    const second = await workbook((book) => {
      book.addWorksheet('지점').addRows([
        ['지점', '담당'],
        ['강남', '김'],
      ]);
      twoLines(book);
    });
    expect((await readAll(second, { fits })).table).toMatchObject({ sheet: '매출', headerLine: 2 });
    expect(asked).not.toContain(',,메뉴,금액');
  });

  it('is looked for among many sheets by their first rows alone, in one reading of the texts', async () => {
    const many = (last: string) =>
      workbook((book) => {
        for (let month = 1; month <= 12; month++) {
          const sheet = book.addWorksheet(`${month}월`);
          sheet.addRow(['지점', month === 12 ? last : '담당']);
          for (let row = 0; row < 60; row++) sheet.addRow(['강남', row % 2 ? '김' : '이']);
        }
      });
    const opened = vi.spyOn(exceljs.stream.xlsx, 'WorkbookReader');
    expect((await readAll(await many('금액'), { fits })).table.sheet).toBe('12월');
    expect(opened).toHaveBeenCalledTimes(3);
    expect((await readAll(await many('담당'), { fits })).table.sheet).toBe('1월');
    expect(opened).toHaveBeenCalledTimes(5);
    opened.mockRestore();
  });

  it('takes no row of data for a header, and a text file as somebody says', async () => {
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet('손님');
      sheet.addRow(['전화']);
      sheet.addRow(['010-1234-5678', '김하나']);
    });
    expect((await readAll(bytes)).table.header).toEqual(['전화']);
    const text = Buffer.from('11월 매출,,\n\n이름;전화\n김하나;010-1234-5678\n');
    const { table, rows } = await readAll(text, { headerRow: 3 });
    expect([table.header, rows]).toEqual([['이름', '전화'], [['김하나', '010-1234-5678']]]);
    // As far down as somebody may point, over any number of pieces; below its end there is no line.
    const long = Buffer.from(`${'메모;이 줄은 표가 아니에요\n'.repeat(6_000)}이름;전화\n김하나;010-1234-5678\n`);
    const below = await readAll(long, { headerRow: 6_001 });
    expect([below.table.header, below.table.headerLine, below.rows.length]).toEqual([['이름', '전화'], 6_001, 1]);
    expect(await problemOf(text, { headerRow: 9 })).toBe('line_missing');
    expect(await problemOf(bytes, { headerRow: 9 })).toBe('line_missing');
  });
});

describe('openTable on XLSX', () => {
  it('reads dates without a time zone, exact numbers, texts and cached results, 1900 and 1904', async () => {
    for (const date1904 of [false, true]) {
      const bytes = await workbook((book) => {
        book.properties.date1904 = date1904;
        const sheet = book.addWorksheet('매출');
        sheet.addRow(['주문일시', '날짜', '시간', '메뉴', '금액', '합계', '전화']);
        sheet.addRow([
          new Date(Date.UTC(2026, 10, 21, 18, 30, 15)),
          new Date(Date.UTC(2026, 0, 2)),
          0.5,
          { richText: [{ text: '똠방' }, { text: '각하' }] },
          0.1 + 0.2,
          { formula: 'E2*2', result: 0.6 },
          '010-1234-5678',
        ]);
        for (const [address, numFmt] of [
          ['A2', 'yyyy-mm-dd hh:mm:ss'],
          ['B2', 'yyyy"년" m"월"'],
          ['C2', 'h:mm AM/PM'],
          ['E2', '#,##0.00"d"'],
        ] as const) {
          sheet.getCell(address).numFmt = numFmt;
        }
      });
      const { table, rows } = await readAll(bytes);
      expect(table).toMatchObject({ kind: 'xlsx', sheets: ['매출'] });
      expect(rows).toEqual([
        ['2026-11-21T18:30:15', '2026-01-02', '12:00:00', '똠방각하', '0.3', '0.6', '010-1234-5678'],
      ]);
    }
  });

  it('reads parts in any order, shared formulas and date results, and reports formulas without a result', async () => {
    const { table, rows, issues } = await readAll(await rawWorkbook(PARTS));
    expect(table.sheets).toEqual(['매출 & 환불']);
    expect(rows).toEqual([
      ['똠방각하', '0.3', '2026-11-21T18:30:00'],
      ['똠방각하', '=1+2', ''],
      ['#N/A', '', '2026-11-21'],
    ]);
    expect(issues).toEqual(['3 금액 formula_without_result', '5 메뉴 cell_error']);
  });

  it('chooses a sheet by name, also in a gzip, and lists the names when there is none such', async () => {
    const bytes = await workbook((book) => {
      book.addWorksheet('하나').addRows([
        ['a', 'b'],
        [1, 2],
      ]);
      book.addWorksheet('둘').addRows([
        ['c', 'd'],
        [3, 4],
      ]);
    });
    expect((await readAll(bytes)).rows).toEqual([['1', '2']]);
    expect((await readAll(gzipSync(bytes), { sheet: '둘' })).table.header).toEqual(['c', 'd']);
    await expect(readAll(bytes, { sheet: '셋' })).rejects.toThrow(
      expect.objectContaining({ details: { problem: 'unknown_sheet', sheets: ['하나', '둘'] } }),
    );
  });

  it('repeats what merged cells say, but never a figure that may be an amount', async () => {
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet('매출');
      sheet.addRow(['주문번호', '날짜', '메뉴', '금액', '비고']);
      sheet.addRow([1001, new Date(Date.UTC(2026, 10, 20)), '국수', 12_000, '창가']);
      sheet.addRow([undefined, undefined, '만두']);
      sheet.addRow([1002, new Date(Date.UTC(2026, 10, 21)), '국수', 7_000, '나란히']);
      for (const range of ['A2:A3', 'B2:B3', 'D2:D3', 'E2:E3', 'D4:E4']) sheet.mergeCells(range);
      for (const row of [2, 4]) sheet.getCell(`B${row}`).numFmt = 'yyyy-mm-dd';
    });
    expect((await readAll(bytes)).rows).toEqual([
      ['1001', '2026-11-20', '국수', '12000', '창가'],
      ['1001', '2026-11-20', '만두', '', '창가'],
      ['1002', '2026-11-21', '국수', '7000', ''],
    ]);
  });

  it('reads rows that a filter hides: what is in the file is never dropped in silence', async () => {
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet('매출');
      for (const cells of [
        ['a', 'b'],
        ['보임', 1],
        ['숨김', 2],
      ])
        sheet.addRow(cells);
      sheet.getRow(3).hidden = true;
    });
    expect((await readAll(bytes)).rows).toEqual([
      ['보임', '1'],
      ['숨김', '2'],
    ]);
  });

  it('streams many rows in batches and pads short rows', async () => {
    const bytes = await workbook((book) => {
      const sheet = book.addWorksheet('s');
      sheet.addRow(['id', 'note']);
      for (let index = 0; index < 5000; index++) sheet.addRow(index % 2 ? [`i${index}`, 'x'] : [`i${index}`]);
    });
    const { rows } = await readAll(bytes);
    expect([rows.length, rows[0], rows[4999]]).toEqual([5000, ['i0', ''], ['i4999', 'x']]);
  });

  it('refuses broken, protected, empty and bomb-like workbooks', async () => {
    const good = await workbook((book) =>
      book.addWorksheet('s').addRows([
        ['a', 'b'],
        [1, 2],
      ]),
    );
    expect(await problemOf(good.subarray(0, good.length - 300))).toBe('broken_workbook');
    expect(await problemOf(await rawWorkbook({ 'word/document.xml': '<x/>' }))).toBe('broken_workbook');
    expect(await problemOf(Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]))).toBe(
      'encrypted_workbook',
    );
    expect(await problemOf(await workbook((book) => book.addWorksheet('s')))).toBe('empty');
    expect(await problemOf(await workbook((book) => book.addWorksheet('s').addRow(['a', 'b'])))).toBe('only_header');
    expect(await problemOf(await rawWorkbook(PARTS, 2 ** 31))).toBe('workbook_too_large');
    expect(await problemOf(await rawWorkbook(PARTS, 100))).toBe('broken_workbook');
    const styles = `<styleSheet>${'<xf/>'.repeat(2_000_000)}</styleSheet>`;
    expect(await problemOf(await rawWorkbook({ ...PARTS, 'xl/styles.xml': styles }))).toBe('workbook_too_large');
    expect(
      await problemOf(
        await rawWorkbook({ ...PARTS, 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row r="1"><c></x>' }),
      ),
    ).toBe('broken_workbook');
  });
});
