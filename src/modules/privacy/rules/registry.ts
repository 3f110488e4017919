import { addDays } from '../../../shared/time.ts';

/** Days without use after which a field is proposed for removal (deliverable B3; product rule). */
export const UNUSED_AFTER_DAYS = 180;

/**
 * Whether a field is to be proposed for removal, and why (PV-01): nothing uses it, or nothing has for 180 days. A field
 * that was never used counts from the day it was made. `null`: it stays.
 * Worked: last used 2026-05-24, today 2026-11-21 (181 days) → `unused`; 2026-05-25 (180 days) → null.
 */
export function decideRemoval(
  field: { usedIn: readonly string[]; lastUsedOn: string | null; createdOn: string },
  today: string,
): 'unused' | 'nowhere_used' | null {
  if (field.usedIn.length === 0) return 'nowhere_used';
  const since = field.lastUsedOn ?? field.createdOn;
  return since < addDays(today, -UNUSED_AFTER_DAYS) ? 'unused' : null;
}

/**
 * First day on which something kept for a purpose is due for destruction (PV-20): the day it counts from and its period.
 * `null` without a period, or while what it counts from has not happened.
 * Worked: last visit 2024-11-21, 730 days → 2026-11-21.
 */
export function retentionDueOn(retentionDays: number | null, countedFrom: string | null): string | null {
  if (retentionDays === null || countedFrom === null) return null;
  return addDays(countedFrom, retentionDays);
}
