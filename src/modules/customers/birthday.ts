import type { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import { type Birthday, birthdayKeyOf, isRealBirthday } from '../../shared/birthday.ts';
import { birthdayOf, nextBirthday, type StoredBirthday, storedBirthday } from '../../shared/birthdays.ts';
import { AppError } from '../../shared/errors.ts';
import { addDays } from '../../shared/time.ts';
import { GRANTING_STATES, listConsents } from '../privacy/index.ts';
import type { Customer, updateCustomer, zBirthday } from './contract.ts';

const WEEK_DAYS = 7;

/** What a card says of a birthday on a business day. Worked: lunar 05-05, 2026-06-15 → kept next on 2026-06-19, this week. */
export function shownBirthday(
  row: StoredBirthday,
  today: string,
): { birthday: Customer['birthday']; birthdayThisWeek: boolean } {
  const birthday = birthdayOf(row);
  if (!birthday) return { birthday: null, birthdayThisWeek: false };
  const nextOn = nextBirthday(birthday, today) ?? null;
  const [, monthDay = ''] = birthdayKeyOf(birthday).split(' ');
  return {
    birthday: { calendar: birthday.calendar, monthDay, nextOn },
    birthdayThisWeek: nextOn !== null && nextOn < addDays(today, WEEK_DAYS),
  };
}

/** A birthday as it was sent, checked (OP-72). @throws AppError invalid_input for a day that its calendar does not have */
export function readBirthday({ calendar, monthDay }: z.output<typeof zBirthday>): Birthday {
  const [month = 0, day = 0] = monthDay.split('-').map(Number);
  const birthday = { calendar, month, day };
  if (isRealBirthday(birthday)) return birthday;
  throw new AppError('invalid_input', 'there is no such day in that calendar', {
    userMessage: {
      ko: '그 달에는 없는 날이에요. 생일을 다시 확인해 주세요. 아무것도 저장하지 않았어요.',
      en: 'That month has no such day. Please check the birthday. Nothing was stored.',
    },
    details: { issues: [{ path: 'body.birthday', message: 'no such day' }] },
  });
}

/**
 * What is stored after somebody told a birthday (OP-71): with a year it makes the birth date anew, with null that is
 * forgotten, and without one it stays, because age counts from it (PV-11).
 */
export function changedBirthday(
  before: StoredBirthday,
  told: NonNullable<z.output<(typeof updateCustomer)['body']>['birthday']> | null,
): StoredBirthday {
  if (told === null) return { birthDate: null, birthday: null, birthdayCalendar: null };
  const birthday = readBirthday(told);
  if (told.year !== undefined) return storedBirthday(birthday, told.year);
  const isSaidByBirthDate = birthday.calendar === 'solar' && before.birthDate?.slice(5) === told.monthDay;
  return {
    birthDate: before.birthDate,
    birthday: isSaidByBirthDate ? null : told.monthDay,
    birthdayCalendar: isSaidByBirthDate ? null : birthday.calendar,
  };
}

/**
 * A birthday is an optional item (domain 1.2): one that nobody has written yet needs the consent to those; one that stands
 * may always be put right (PIPA 36). @throws AppError conflict
 */
export async function requireBirthdayConsent(
  db: Db,
  { workspaceId, customerId, before }: { workspaceId: string; customerId: string; before: StoredBirthday },
): Promise<void> {
  if (birthdayOf(before)) return;
  const held = (await listConsents(db, { workspaceId, customerIds: [customerId] })).get(customerId) ?? {};
  if (GRANTING_STATES.includes(held.svc_optional_fields?.state ?? '')) return;
  throw new AppError('conflict', 'no consent to optional items', {
    userMessage: {
      ko: '생일은 선택 항목 동의를 받은 분만 적을 수 있어요. 먼저 동의를 받아 주세요. 아무것도 저장하지 않았어요.',
      en: 'A birthday needs the consent to optional items. Ask for it first. Nothing was stored.',
    },
  });
}
