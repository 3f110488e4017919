import { expect, it } from 'vitest';
import { readSenderNumber } from './sender-number.ts';

it.each([
  ['02-123-4567', '021234567'],
  ['010-1234-5678', '01012345678'],
  ['1588-1234', '15881234'],
  ['0504-1234-5678', '050412345678'],
] as const)('%s may be registered (AD-50)', (text, number) => {
  expect(readSenderNumber(text)).toEqual({ number });
});

it.each([
  ['1588-1234-1', 'extension'],
  ['123-4567', 'no_area_code'],
  ['02-123', 'length'],
  ['0504-1234-56789', 'length'],
  ['091-123-4567', 'prefix'],
  ['온기식당', 'not_digits'],
] as const)('%s may not: %s', (text, problem) => {
  expect(readSenderNumber(text)).toEqual({ problem });
});
