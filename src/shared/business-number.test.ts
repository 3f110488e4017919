import { describe, expect, it } from 'vitest';
import { formatBusinessNumber, readBusinessNumber } from './business-number.ts';

describe('a business number (OP-60)', () => {
  it.each(['220-81-62517', '120-81-47521', '124-81-00998', '2208162517', ' 220.81.62517 ', '２２０－８１－６２５１７'])(
    '%s is one',
    (text) => {
      const digits = readBusinessNumber(text);
      expect(digits).toMatch(/^\d{10}$/);
      expect(readBusinessNumber(formatBusinessNumber(digits ?? ''))).toBe(digits);
    },
  );

  it.each(['124-81-00999', '220-81-6251', '220-81-625170', '', '22O-81-62517'])('%s is none', (text) => {
    expect(readBusinessNumber(text)).toBeUndefined();
  });

  it('is never right with one digit changed', () => {
    const right = '2208162517';
    for (let at = 0; at < right.length; at += 1) {
      for (let step = 1; step < 10; step += 1) {
        const digit = (Number(right[at]) + step) % 10;
        const wrong = `${right.slice(0, at)}${digit}${right.slice(at + 1)}`;
        // Weight 5 and its tens together tell any two ninth digits apart as well.
        expect(readBusinessNumber(wrong), wrong).toBeUndefined();
      }
    }
  });
});
