import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordSplitter } from './split-records.ts';

function splitAll(text: string, delimiter: string, cuts: number[] = []) {
  const splitter = createRecordSplitter(delimiter);
  const borders = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  const pieces = [0, ...borders].map((start, index) => text.slice(start, borders[index] ?? text.length));
  const found = [...pieces.map((piece) => splitter.push(piece)), splitter.end()];
  return { rows: found.flatMap(({ rows }) => rows), lineNumbers: found.flatMap(({ lineNumbers }) => lineNumbers) };
}

const cell = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    '"',
    '""',
    'a"b',
    'x,y',
    'x;y',
    'x\ty',
    'line\nbreak',
    'line\r\nbreak',
    '뷁',
    ' blank ',
    '=1+1',
  ),
  fc.string({ maxLength: 8 }),
);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 12 });

describe('createRecordSplitter', () => {
  it('reads what csv-parse reads, wherever the text is cut into pieces', () => {
    const lineEnds = fc.constantFrom('\n', '\r\n');
    const delimiters = fc.constantFrom(',', ';', '\t', '|');
    fc.assert(
      fc.property(
        table,
        lineEnds,
        delimiters,
        fc.boolean(),
        fc.array(fc.nat(), { maxLength: 8 }),
        (rows, lineEnd, delimiter, isEnded, cuts) => {
          const quote = (text: string) =>
            /["\r\n]/.test(text) || text.includes(delimiter) || text.length % 2 === 1
              ? `"${text.replaceAll('"', '""')}"`
              : text;
          const text = rows.map((row) => row.map(quote).join(delimiter)).join(lineEnd) + (isEnded ? lineEnd : '');
          const expected: string[][] = parse(text, { delimiter, relax_column_count: true, record_delimiter: lineEnd });
          const filled = expected.filter((row) => row.some((value) => value.trim() !== ''));
          expect(splitAll(text, delimiter, cuts).rows).toEqual(filled);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('numbers each record by the line on which it begins, counting line ends inside quotes and blank lines', () => {
    const text = 'a,b\n\n"x\ny",1\r\n , \nlast,2\n\n\n';
    expect(splitAll(text, ',', [6, 9]).rows).toEqual([
      ['a', 'b'],
      ['x\ny', '1'],
      ['last', '2'],
    ]);
    expect(splitAll(text, ',', [6, 9]).lineNumbers).toEqual([1, 3, 6]);
  });

  it('takes CR alone as a line end when the file has no other', () => {
    expect(splitAll('a,b\r1,2\r', ',', [4]).rows).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('keeps a quote inside an unquoted field and text after a closing quote', () => {
    expect(splitAll('15" pizza,1\n"a"b,2\n', ',').rows).toEqual([
      ['15" pizza', '1'],
      ['ab', '2'],
    ]);
  });

  it('refuses a quote that is never closed and names its line', () => {
    expect(() => splitAll('a,b\n1,2\n"x,3\n4,5\n', ',')).toThrow(
      expect.objectContaining({ details: { problem: 'quote_not_closed', line: 3 } }),
    );
  });
});
