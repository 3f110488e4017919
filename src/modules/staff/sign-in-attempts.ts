import type { Context } from '../../platform/context.ts';
import { inTransaction } from '../../platform/db.ts';
import { keyedHash } from '../../platform/secrets.ts';
import { AppError } from '../../shared/errors.ts';
import { MAX_FAILED_SIGN_INS, SIGN_IN_WINDOW_MS } from './rules.ts';
import {
  countFailedSignIns,
  deleteFailedSignIns,
  deleteOldSignIns,
  deleteOneSignIn,
  insertFailedSignIn,
  lockSignIns,
} from './store.ts';

/**
 * Counts a try as failed before it is made, so that many at the same moment cannot all find the door open (PV-51).
 * The first of `subjects` is whose door it is: her failures are forgotten when she succeeds; of the others only this try is.
 * @throws AppError too_many_requests
 */
export async function beginAttempt(
  context: Context,
  subjects: readonly [string, ...string[]],
): Promise<{ succeed(): Promise<void> }> {
  const { outside } = context.database;
  const now = context.clock.now();
  const since = new Date(now.getTime() - SIGN_IN_WINDOW_MS);
  const hashes = subjects.map((text) => keyedHash(context.secrets.key, text));
  await inTransaction(outside, async (db) => {
    await lockSignIns(db);
    await deleteOldSignIns(db, since);
    for (const hash of hashes) {
      if ((await countFailedSignIns(db, hash, since)) >= MAX_FAILED_SIGN_INS) throw tooMany();
    }
    for (const hash of hashes) await insertFailedSignIn(db, hash, now);
  });
  return {
    async succeed() {
      const [own, ...others] = hashes;
      if (own) await deleteFailedSignIns(outside, own);
      for (const hash of others) await deleteOneSignIn(outside, hash, now);
    },
  };
}

function tooMany(): AppError {
  return new AppError('too_many_requests', 'too many failed sign-ins', {
    userMessage: {
      ko: '로그인을 여러 번 실패해서 잠시 잠갔어요. 10분 뒤에 다시 해 주세요.',
      en: 'Too many failed sign-ins. Please try again in ten minutes.',
    },
  });
}
