/** OP-05: an owner of a number who was not seen for longer than this may have lost it to somebody else. */
const SILENT_MONTHS = 12;

/** One owner of a number. `lastSeenOn`: last visit, else the day she became known (YYYY-MM-DD). */
export interface NumberOwner {
  customerId: string;
  lastSeenOn: string;
}

/**
 * Whose number has probably passed to somebody else (OP-05): of two people with different names on one number, the one not
 * seen for more than twelve months while the other was. Undefined when the names agree, or both or neither are silent.
 * Worked: 김하나 last here 2025-01-10, 박건 2026-11-01, today 2026-11-21 → 김하나.
 */
export function decideRecycled(
  [a, b]: readonly [NumberOwner, NumberOwner],
  { namesDiffer, today }: { namesDiffer: boolean; today: string },
): string | undefined {
  if (!namesDiffer) return undefined;
  const limit = monthsBefore(today, SILENT_MONTHS);
  const silent = [a, b].filter(({ lastSeenOn }) => lastSeenOn < limit);
  return silent.length === 1 ? silent[0]?.customerId : undefined;
}

function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - months, date)).toISOString().slice(0, 10);
}
