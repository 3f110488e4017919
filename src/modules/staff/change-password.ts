import { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { recordAccess } from './access-log.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { forgetResolvedSessions, type ResolvedSession } from './resolved-sessions.ts';
import { beginAttempt } from './sign-in-attempts.ts';
import { deleteSessionsOf, findAccount, findAccountByEmail, listMemberships, updateAccountRow } from './store.ts';

/**
 * Changes the own password, and ends every other session of the account. Wrong tries count as wrong sign-ins (PV-51).
 * @throws AppError invalid_input (the current one is wrong) | conflict (the demo's visitor has none) | too_many_requests
 */
export async function changePassword(
  context: Context,
  session: ResolvedSession,
  input: { current: string; next: string },
): Promise<void> {
  const { accountId, sessionId, actor } = session;
  const account = await findAccount(context.database.outside, accountId);
  if (!account?.passwordHash) {
    throw new AppError('conflict', 'account has no password', {
      userMessage: { ko: '데모 계정에는 비밀번호가 없어요.', en: 'The demo account has no password.' },
    });
  }
  const attempt = await beginAttempt(context, [`email:${account.email}`]);
  if (!(await verifyPassword(input.current, account.passwordHash))) {
    throw new AppError('invalid_input', 'wrong current password', {
      userMessage: { ko: '지금 비밀번호가 맞지 않아요.', en: 'The current password is not right.' },
      details: { issues: [{ path: 'body.current', message: 'wrong' }] },
    });
  }
  await attempt.succeed();
  const passwordHash = await hashPassword(input.next);
  await inTransaction(context.database.of(actor.workspaceId), async (db) => {
    await updateAccountRow(db, accountId, { passwordHash });
    await deleteSessionsOf(db, accountId, sessionId);
    await recordAccess(db, actor, { action: 'edit', subject: `password of ${accountId}` }, context.clock.now());
  });
  forgetResolvedSessions();
}

/**
 * Sets the password of an account from the machine itself, for an owner who is locked out; ends all its sessions.
 * @throws AppError not_found
 */
export async function resetPassword(context: Context, input: { email: string; password: string }): Promise<void> {
  const { outside } = context.database;
  const account = await findAccountByEmail(outside, input.email);
  const home = account && (await listMemberships(outside, account.accountId)).find(({ kind }) => kind === 'real');
  if (!account || !home) {
    throw new AppError('not_found', 'no such account', {
      userMessage: {
        ko: '그 이메일로 들어오는 가게가 없어요. 이메일을 확인해 주세요.',
        en: 'Nobody signs in to a shop with this e-mail. Please check it.',
      },
    });
  }
  const { workspaceId } = home;
  const { accountId } = account;
  const passwordHash = await hashPassword(input.password);
  const actor = new Actor({ workspaceId, accountId: null, locale: 'ko', ip: '', rights: [], clockOffsetDays: 0 });
  await inTransaction(context.database.of(workspaceId), async (db) => {
    await updateAccountRow(db, accountId, { passwordHash });
    await deleteSessionsOf(db, accountId);
    await recordAccess(db, actor, { action: 'edit', subject: `password of ${accountId}` }, context.clock.now());
  });
  forgetResolvedSessions();
}
