import { MAX_SHARERS } from './block.ts';
import { AT, comparePeople, FIELDS } from './compare.ts';
import type { ComparedPerson } from './person.ts';

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

/** Whether two people go by names that nobody would take for one; false where one of them has none. */
export function haveOtherNames(a: ComparedPerson, b: ComparedPerson): boolean {
  const pattern = comparePeople(a, b);
  return (['name', 'given'] as const).some((field) => FIELDS[field].levels[pattern[AT[field]] ?? -1] === 'different');
}

/**
 * People on one mobile number with different names, as pairs in the order of the list: of these a number may have passed on
 * (OP-05). What a whole crowd shares says nothing. Worked: 김하나 and 박건 on one number → one pair; 김하나 twice → none.
 */
export function listOtherNamesOnNumbers(people: readonly ComparedPerson[]): [ComparedPerson, ComparedPerson][] {
  const onNumber = new Map<string, ComparedPerson[]>();
  for (const person of people) {
    for (const mobile of new Set(person.mobiles)) {
      const others = onNumber.get(mobile);
      if (others) others.push(person);
      else onNumber.set(mobile, [person]);
    }
  }
  const found = new Map<string, [ComparedPerson, ComparedPerson]>();
  for (const sharers of onNumber.values()) {
    if (sharers.length < 2 || sharers.length > MAX_SHARERS) continue;
    for (const [at, a] of sharers.entries()) {
      for (const b of sharers.slice(at + 1)) {
        if (haveOtherNames(a, b)) found.set(`${a.customerId} ${b.customerId}`, [a, b]);
      }
    }
  }
  return [...found.values()];
}

function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - months, date)).toISOString().slice(0, 10);
}
