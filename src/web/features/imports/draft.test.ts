import { expect, test } from 'vitest';
import { importMapSchema } from '../../../modules/imports/contract.ts';
import { readDay, tellingSample } from './date-example.ts';
import {
  draftOfMap,
  draftOfSuggestion,
  hasPeople,
  mapOfDraft,
  missingOf,
  unusedColumns,
  withCertainDates,
  withJoin,
  withoutJoin,
  withSource,
} from './draft.ts';
import { CONSTANTS } from './draft-fields.ts';

const ambiguous = { candidates: ['DD/MM/YYYY', 'MM/DD/YYYY'] as ('DD/MM/YYYY' | 'MM/DD/YYYY')[], ambiguous: true };
const inspection = {
  suggestion: {
    kind: 'sales' as const,
    columns: { order_no: 'No', ordered_at: 'Date', item_name: 'Item', quantity: 'Qty' },
    multiply: ['Qty', 'Price'] as [string, string],
    dateFormats: ambiguous,
    missing: [],
    unmapped: ['Memo'],
  },
  dateFormatsByColumn: { Date: ambiguous, Day: { candidates: ['YYYY-MM-DD' as const], ambiguous: false } },
};
const header = ['No', 'Date', 'Day', 'Item', 'Qty', 'Price', 'Memo'];

test('an ambiguous date is never chosen for the person', () => {
  const draft = draftOfSuggestion(inspection, 'sales');
  expect(draft.dateFormat).toBeUndefined();
  expect(missingOf(draft)).toEqual(['dateFormat']);
});

test('choosing another date column asks its own samples, and takes a style that leaves no doubt', () => {
  const draft = { ...draftOfSuggestion(inspection, 'sales'), dateFormat: 'DD/MM/YYYY' as const };
  const next = withCertainDates(withSource(draft, 'ordered_at', { column: 'Day' }), inspection);
  expect(next.dateFormat).toBe('YYYY-MM-DD');
  expect(next.suggested).not.toContain('ordered_at');
});

test('a day that is the same for the whole file is asked for no style', () => {
  const draft = withSource(draftOfSuggestion(inspection, 'sales'), 'ordered_at', { constant: '2026-11-20T12:00:00' });
  expect(missingOf(draft)).toEqual([]);
  expect(importMapSchema.parse(mapOfDraft(draft, {}))).toMatchObject({
    dateFormat: 'ISO',
    columns: { ordered_at: { constant: '2026-11-20T12:00:00' } },
  });
});

test('columns that nothing takes are named in the order of the file', () => {
  expect(unusedColumns(draftOfSuggestion(inspection, 'sales'), header)).toEqual(['Day', 'Memo']);
});

test('a finished draft is a map the server takes, and opens again as the same draft', () => {
  const draft = {
    ...draftOfSuggestion(inspection, 'sales'),
    dateFormat: 'DD/MM/YYYY' as const,
    customColumns: ['Memo'],
  };
  const map = importMapSchema.parse(mapOfDraft(draft, { encoding: 'cp949' }));
  expect(map).toMatchObject({ kind: 'sales', encoding: 'cp949', customFields: { Memo: 'Memo' } });
  expect(draftOfMap(map)).toMatchObject({ columns: draft.columns, dateFormat: 'DD/MM/YYYY', customColumns: ['Memo'] });
});

test('a customers file needs one column that says who it is', () => {
  const draft = draftOfSuggestion(inspection, 'customers');
  expect(missingOf(draft)).toEqual(['identity']);
  expect(missingOf(withSource(draft, 'phone', { column: 'No' }))).toEqual([]);
});

test('a date is shown as each style reads it', () => {
  expect(readDay('03/04/2026', 'DD/MM/YYYY')).toBe('2026-04-03');
  expect(readDay('03/04/2026', 'MM/DD/YYYY')).toBe('2026-03-04');
  expect(readDay('20260403', 'YYYYMMDD')).toBe('2026-04-03');
  expect(readDay('31/02/2026', 'DD/MM/YYYY')).toBeUndefined();
});

test('the example is one that the styles read differently', () => {
  expect(tellingSample(['03/03/2026', '03/04/2026'], ['DD/MM/YYYY', 'MM/DD/YYYY'])).toBe('03/04/2026');
});

test('a joined file proposes its columns for fields that are still open, with its own date style, and goes as it came', () => {
  const own = {
    suggestion: { ...inspection.suggestion, columns: { order_no: 'No', quantity: 'Qty' }, multiply: undefined },
    dateFormatsByColumn: {},
  };
  const before = draftOfSuggestion(own, 'sales');
  const join = { file: 'orders.csv', on: { column: 'No', foreign: 'No' }, take: ['Day', 'Item'] };
  const joined = {
    ...inspection,
    suggestion: { ...inspection.suggestion, columns: { order_no: 'Item', ordered_at: 'Day', item_name: 'Item' } },
  } as unknown as Parameters<typeof withJoin>[2];
  const draft = withJoin(before, join, joined);
  expect(draft.columns).toMatchObject({
    order_no: { column: 'No' },
    ordered_at: { column: 'Day' },
    item_name: { column: 'Item' },
  });
  expect(draft.dateFormat).toBe('YYYY-MM-DD');
  expect(draft.columns.amount).toBeUndefined();
  expect(withoutJoin(draft, 'orders.csv')).toMatchObject({ columns: before.columns, joins: [], dateFormat: undefined });
});

test('people in a file are asked about: in every customers file, and in a sales file that names buyers (PV-16)', () => {
  expect(hasPeople(draftOfSuggestion(inspection, 'customers'))).toBe(true);
  const sales = draftOfSuggestion(inspection, 'sales');
  expect(hasPeople(sales)).toBe(false);
  expect(hasPeople(withSource(sales, 'customer_phone', { column: 'Memo' }))).toBe(true);
});

test('a log of purchases comes in by the screen: what it does not say of items is the same for the whole file', () => {
  const log = ['no', 'day', 'paid'];
  const source = (column: string) => ({ column });
  const constant = (field: string) => {
    expect(CONSTANTS.has(field), field).toBe(true);
    return { constant: '1' };
  };
  const columns = {
    order_no: source('no'),
    ordered_at: source('day'),
    amount: source('paid'),
    item_name: constant('item_name'),
    quantity: constant('quantity'),
  };
  const map = importMapSchema.parse({ kind: 'sales', version: 1, columns });
  expect(missingOf(draftOfMap(map))).toEqual([]);
  expect(unusedColumns(draftOfMap(map), log)).toEqual([]);
});
