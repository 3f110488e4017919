import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { addDays, businessDayOf, instantOfLocal } from '../../shared/time.ts';
import { findCustomerByContact } from '../customers/index.ts';
import { hashContact } from '../privacy/index.ts';
import { recordAccess } from '../staff/index.ts';
import type { recordRefusedNumbers as endpoint } from './contract.ts';
import { recordRefusalElsewhere } from './refuse.ts';
import { LAW_TIME_ZONE, readRefusedNumbers } from './rules/index.ts';

/** Taken at a time: each is a transaction of its own, so that what was taken stays taken. */
const MOST_NUMBERS = 2_000;

/**
 * Takes a list of 080 refusals that a provider shows only on its page (Aligo): each number is refused from then on, for
 * text messages and KakaoTalk, whoever has it or comes to have it; the people who have it are withdrawn with the list as
 * evidence. A day that stands beside a number is when it refused, `refusedOn` for the others. There is no taking back: only
 * the person can agree again (AD-11). The same list again changes nothing.
 * @throws AppError forbidden | invalid_input (a day ahead, no number, too many)
 */
export async function recordRefusedNumbers(
  context: Context,
  actor: Actor,
  input: z.output<typeof endpoint.body> & { now: Date },
): Promise<z.input<typeof endpoint.output>> {
  actor.require('imports:run');
  const { workspaceId } = actor;
  const { refusedOn, now } = input;
  const db = context.database.of(workspaceId);
  const today = businessDayOf(now, { timeZone: LAW_TIME_ZONE, dayEndsAtHour: 0 });
  if (refusedOn > today) throw invalid('body.refusedOn', '아직 오지 않은 날이에요.', 'This day has not come yet.');
  const { numbers, unreadable } = readRefusedNumbers(input.numbers);
  if (numbers.length === 0)
    throw invalid('body.numbers', '전화번호가 하나도 없어요.', 'There is no phone number in it.');
  if (numbers.length > MOST_NUMBERS)
    throw invalid(
      'body.numbers',
      `한 번에 ${MOST_NUMBERS.toLocaleString('ko-KR')}개까지예요. 나누어 넣어 주세요.`,
      `At most ${MOST_NUMBERS.toLocaleString('en-GB')} at a time. Please enter them in parts.`,
    );
  const counts = { numbers: numbers.length, withdrawn: 0, refusedBefore: 0, unknown: 0, unreadable: unreadable.length };
  for (const { number: e164, refusedOn: own } of numbers) {
    const day = own !== null && own <= today ? own : refusedOn;
    // Only the day is known: whoever agreed earlier on that day had refused by its end.
    const saidAt = new Date(instantOfLocal(`${addDays(day, 1)}T00:00:00`, LAW_TIME_ZONE).getTime() - 1);
    await inTransaction(db, async (db) => {
      const customerIds = await findCustomerByContact(db, workspaceId, e164);
      const withdrawn = await recordRefusalElsewhere(db, {
        workspaceId,
        customerIds,
        contactHash: hashContact(context.secrets.key, e164),
        channels: ['sms', 'kakao'],
        saidAt,
        now,
        method: 'phone',
        evidence: `080 list, refused by ${day}, entered by ${actor.accountId ?? 'the system'}`,
        reason: 'provider',
      });
      counts.withdrawn += withdrawn;
      counts.refusedBefore += customerIds.length - withdrawn;
      if (customerIds.length === 0) counts.unknown += 1;
    });
  }
  const result = `${counts.numbers} numbers, ${counts.withdrawn} withdrawn, ${counts.unknown} of nobody`;
  await recordAccess(db, actor, { action: 'edit', subject: 'refusals of advertising', result }, now);
  return counts;
}

function invalid(path: string, ko: string, en: string): AppError {
  return new AppError('invalid_input', `refused numbers: ${path}`, {
    userMessage: { ko, en },
    details: { issues: [{ path, message: en }] },
  });
}
