import { expect, it } from 'vitest';
import { type ImportResult, zImportResult } from '../../modules/imports/contract.ts';
import { describe } from './import-words.ts';

const again = (rejected: number): ImportResult =>
  zImportResult.parse({
    batchId: '01a20568-8307-73c8-9e37-cc160a4cf3c8',
    rows: 3 + rejected,
    accepted: 3,
    rejected,
    duplicates: 3,
    customers: { created: 0, matched: 3 },
    orders: { created: 0, updated: 0 },
    items: { created: 0 },
    errorFile: null,
    seconds: 0.1,
  });

it('does not say of rows that were refused that they were there', () => {
  expect(describe(again(0), false, 'en')).toMatch(/^Every row taken was there already/);
  expect(describe(again(2), false, 'en')).toMatch(/^Nothing new was imported: 3 rows there already, 2 rows not taken/);
  expect(describe(again(2), false, 'ko')).toMatch(
    /^새로 넣은 것은 없어요. 3줄은 이미 들어 있었고, 2줄은 받지 못했어요/,
  );
});
