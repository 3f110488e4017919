import { expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { refuseResidentNumbersIn } from './refuse-resident.ts';

const problemOf = (body: unknown) => {
  try {
    refuseResidentNumbersIn(body);
    return undefined;
  } catch (error) {
    return error instanceof AppError ? [error.userMessage?.ko.split(':')[0], error.details] : error;
  }
};

it.each([
  [{ hypothesis: '900101-1234567' }, '가설', 'body.hypothesis'],
  [{ lines: [{ itemName: '국수' }, { itemName: '900101-1234567' }] }, '품목 이름', 'body.lines.1.itemName'],
  [{ orderNo: '900101-1234567' }, '입력한 내용', 'body.orderNo'],
  [{ values: { seat: '900101 1234567' } }, '입력한 내용', 'body.values.seat'],
])('%j is refused in words (PV-12)', (body, words, path) => {
  expect(problemOf(body)).toEqual([words, { issues: [{ path, message: 'resident_number' }] }]);
});

it.each([
  [{ password: '9001011234567-now' }],
  [{ itemCode: '8801231234567', orderNo: '9001011234567' }],
  [{ ids: ['9001011234567'] }],
  // A bar code may look like one; shops name goods by theirs.
  [{ itemName: '9001011234567', itemNames: ['9001011234567'], sql: "select '9001011234567'" }],
  [{ sample: '{"memo":"900101-1234567"}' }],
  [{ amountMinor: 9001011234567 }],
  [undefined],
  ['text'],
])('%j holds an id, a secret, a number or nothing of the kind', (body) => {
  expect(problemOf(body)).toBeUndefined();
});
