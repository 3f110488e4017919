import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCsvCell, writeErrorFile } from './error-file.ts';
import { openTable } from './open-table.ts';
import { describeReason, REASONS } from './reasons.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'errors-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('writeErrorFile', () => {
  it('writes the rows in the shape of the input with where and why, readable again', async () => {
    const errors = writeErrorFile({ path: path.join(folder, 'e.csv'), header: ['메뉴', '금액'], language: 'ko' });
    await errors.write(['=cmd|"/c calc"!A1', 'x'], {
      line: 3,
      column: '금액',
      value: 'x',
      reason: 'amount_format',
      params: { currency: 'KRW' },
    });
    await errors.write(['홍 900101-1234567', '1'], {
      line: 9,
      column: '메뉴',
      value: '******-*******',
      reason: 'resident_number',
    });
    const written = await errors.close();
    expect([written, errors.count]).toEqual([path.join(folder, 'e.csv'), 2]);
    const text = await readFile(path.join(folder, 'e.csv'), 'utf8');
    expect(text.startsWith('\uFEFF메뉴,금액,error_line,error_column,error_value,error_reason\r\n')).toBe(true);
    expect(text).toContain(`"'=cmd|""/c calc""!A1",x,3,금액,x,KRW 금액으로 읽을 수 없어요.`);
    expect(text).not.toContain('900101');
    expect((await stat(path.join(folder, 'e.csv'))).mode & 0o777).toBe(0o600);
    const table = await openTable(path.join(folder, 'e.csv'));
    expect(table.header).toHaveLength(6);
    await table.rows.return(undefined);
  });

  it('makes no file when every row was taken', async () => {
    const errors = writeErrorFile({ path: path.join(folder, 'none.csv'), header: ['a'], language: 'en' });
    expect(await errors.close()).toBeUndefined();
    await expect(stat(path.join(folder, 'none.csv'))).rejects.toThrow();
  });

  it('fails when the place cannot be written', async () => {
    const errors = writeErrorFile({ path: path.join(folder, 'no', 'e.csv'), header: ['a'], language: 'en' });
    const fill = async () => {
      await errors.write(['1'], { line: 2, column: 'a', value: '1', reason: 'required' });
      await errors.close();
    };
    await expect(fill()).rejects.toThrow();
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-cmd', "'-cmd"],
    ['+82 10-1234-5678', '+82 10-1234-5678'],
    ['-1,200.50', '"-1,200.50"'],
    ['김밥, 참치', '"김밥, 참치"'],
  ])('writes the cell %j as %j', (text, expected) => {
    expect(toCsvCell(text)).toBe(expected);
  });

  it('hides a resident number in what it quotes, whatever else is wrong with the row (PV-12)', async () => {
    const file = path.join(folder, 'quoted.csv');
    const errors = writeErrorFile({ path: file, header: ['금액'], language: 'en' });
    await errors.write(['900101-1234567'], {
      line: 2,
      column: '금액',
      value: '900101-1234567',
      reason: 'whole_number',
    });
    await errors.close();
    const text = await readFile(file, 'utf8');
    expect(text).not.toContain('1234567');
    expect(text.match(/\*{6}-\*{7}/g)).toHaveLength(2);
  });

  it('has every reason in both languages with its params filled in', () => {
    for (const reason of Object.keys(REASONS) as (keyof typeof REASONS)[]) {
      expect(REASONS[reason].ko).toMatch(/[가-힣]/);
      const params = { expected: 1, found: 2, format: 'f', currency: 'c', allowed: 'a', file: 'x' };
      expect(describeReason({ reason, params }, 'en')).not.toMatch(/[{}]/);
    }
  });
});
