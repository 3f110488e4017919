import type { z } from 'zod';
import type { zReportReason } from '../contract/breach.ts';

const HOUR_MS = 3_600_000;

/**
 * Until when people are told of a leak of their data, and the authority (PV-40, PV-42): people always, whoever they are
 * and however few; the authority when they are many, when sensitive data or unique identifiers are among what leaked,
 * or when somebody broke in. A possible leak counts like a proven one (PV-41). Worked: known 2026-11-21T14:10+09:00 →
 * both until 2026-11-24T14:10+09:00; 999 people without more → `reportBy` is null.
 */
export function decideBreachDuties(
  leak: { knownAt: Date; persons: number; isSensitive: boolean; wasAttack: boolean },
  law: { hours: number; reportFromPersons: number },
): { noticeBy: Date; reportBy: Date | null; reportReasons: z.infer<typeof zReportReason>[] } {
  const noticeBy = new Date(leak.knownAt.getTime() + law.hours * HOUR_MS);
  const reportReasons: z.infer<typeof zReportReason>[] = [];
  if (leak.persons >= law.reportFromPersons) reportReasons.push('many_people');
  if (leak.isSensitive) reportReasons.push('sensitive');
  if (leak.wasAttack) reportReasons.push('attack');
  return { noticeBy, reportBy: reportReasons.length > 0 ? noticeBy : null, reportReasons };
}
