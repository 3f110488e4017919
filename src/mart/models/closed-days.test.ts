import { describe, expect, it } from 'vitest';
import { addDays, weekdayOf } from '../../shared/time.ts';
import { learnClosedDays, ontoOpenDays } from './closed-days.ts';

describe('days known to be closed', () => {
  const past = Array.from({ length: 120 }, (_, at) => {
    const day = addDays('2026-07-01', at);
    const holiday = day === '2026-08-15' ? 'liberation' : null;
    return { day, value: weekdayOf(day) === 1 || holiday ? null : 1, holiday };
  });
  const causeOf = learnClosedDays(past);

  it('are weekdays of rest and holidays that were always kept', () => {
    expect(causeOf('2026-11-02', null)).toBe('closed_weekday');
    expect(causeOf('2026-11-03', null)).toBeUndefined();
    expect(causeOf('2026-11-03', 'liberation')).toBe('closed_holiday');
  });

  it('send a visit to the next open day, inside its ranges, and leave alone what never opens', () => {
    const isClosed = (day: number) => day % 7 === 0;
    const visit = { expected: 14, half: [13, 14], most: [7, 21] } satisfies Parameters<typeof ontoOpenDays>[0];
    expect(ontoOpenDays(visit, isClosed)).toEqual({ expected: 15, half: [13, 15], most: [8, 20] });
    expect(ontoOpenDays(visit, () => true)).toEqual({ expected: 14, half: [13, 14], most: [7, 21] });
  });
});
