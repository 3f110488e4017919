import { describe, expect, it } from 'vitest';
import { legalRule } from '../legal-rules.ts';
import { decideBreachDuties } from './breach.ts';

describe('a leak of personal data (domain §8 Privacy)', () => {
  const law = legalRule('breach', '2026-11-21');
  const leak = { knownAt: new Date('2026-11-21T14:10:00+09:00'), persons: 999, isSensitive: false, wasAttack: false };
  const by = new Date('2026-11-24T14:10:00+09:00');

  it('known 2026-11-21T14:10 is told to the people by 2026-11-24T14:10, however few they are (PV-40)', () => {
    expect(decideBreachDuties(leak, law)).toEqual({ noticeBy: by, reportBy: null, reportReasons: [] });
  });

  it('is reported from 1,000 people on, not of 999 (PV-42)', () => {
    expect(decideBreachDuties({ ...leak, persons: 1_000 }, law)).toMatchObject({
      reportBy: by,
      reportReasons: ['many_people'],
    });
  });

  it('of one person with allergy data, or after a break-in, is reported (PV-42)', () => {
    expect(decideBreachDuties({ ...leak, persons: 1, isSensitive: true }, law)).toMatchObject({
      reportBy: by,
      reportReasons: ['sensitive'],
    });
    expect(decideBreachDuties({ ...leak, persons: 1, wasAttack: true }, law)).toMatchObject({
      reportBy: by,
      reportReasons: ['attack'],
    });
  });
});
