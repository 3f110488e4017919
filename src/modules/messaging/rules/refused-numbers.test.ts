import { expect, it } from 'vitest';
import { readRefusedNumbers } from './refused-numbers.ts';

const ONE = '+821012345678';
it.each([
  ['010-1234-5678\t2026-11-15 10:02:11', '2026-11-15'],
  ['2026-11-15 010-1234-5678', '2026-11-15'],
  ['2026-11-15 10:02 010-1234-5678', '2026-11-15'],
  ['01012345678 2026.11.5.', '2026-11-05'],
  ['"010-1234-5678","2026/11/15"', '2026-11-15'],
  ['2026년 11월 15일; 010 1234 5678', '2026-11-15'],
  ['20261115 01012345678', '2026-11-15'],
  ['+82 10-1234-5678', null],
  // Two days in one line say nothing certain; nor does a day that is none.
  ['010-1234-5678, 2026-11-15, 2026-11-16', null],
  ['010-1234-5678 2026-02-31', null],
])('%s is refused on %s', (line, refusedOn) => {
  expect(readRefusedNumbers(line)).toEqual({ numbers: [{ number: ONE, refusedOn }], unreadable: [] });
});

it('keeps each day to its own line, the latest of a number, and gives back what is no number', () => {
  const list = '번호 일시\n01012345678 2026-11-15\n01099998888\n01012345678 2026-11-17\n01012345678\n1234567';
  expect(readRefusedNumbers(list)).toEqual({
    numbers: [
      { number: ONE, refusedOn: '2026-11-17' },
      { number: '+821099998888', refusedOn: null },
    ],
    unreadable: ['1234567'],
  });
});
