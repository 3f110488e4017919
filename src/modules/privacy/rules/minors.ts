import { PROMOTION_KINDS } from '../contract/kinds.ts';

/**
 * Full years on a day; both 'YYYY-MM-DD'. Someone born on 29 February is a year older on 1 March of other years.
 * Worked (domain 8): born 2012-11-22, on 2026-11-21 → 13; born 2012-11-21 → 14.
 */
export function ageOn(birthDate: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return day.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** Whether a guardian answers for her (PV-11): below `belowAge` full years. No birth date → no, nothing says so. */
export function needsGuardian(birthDate: string | null, day: string, belowAge: number): boolean {
  return birthDate !== null && ageOn(birthDate, day) < belowAge;
}

/** What a guardian's answer is worth: only one that was checked counts (PV-11, Decree 17-2). */
export interface GuardianAnswer {
  verifiedAt: Date | null;
}

/**
 * Why what was said cannot be taken, for somebody of that age (PV-11). `guardian_missing`: a child's consent without a
 * guardian's that was checked; `no_promotion_to_children`: promotion is not offered to a child at all. `null`: fine.
 * Refusals always count.
 */
export function decideMinorProblem(input: {
  birthDate: string | null;
  today: string;
  belowAge: number;
  choices: readonly { kind: string; state: string }[];
  guardian: GuardianAnswer | null;
}): 'guardian_missing' | 'no_promotion_to_children' | null {
  const granted = input.choices.filter(({ state }) => state === 'granted');
  if (granted.length === 0 || !needsGuardian(input.birthDate, input.today, input.belowAge)) return null;
  if (granted.some(({ kind }) => (PROMOTION_KINDS as readonly string[]).includes(kind)))
    return 'no_promotion_to_children';
  return input.guardian?.verifiedAt ? null : 'guardian_missing';
}
