import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { getWorkspace } from '../workspace/index.ts';
import { recordAccess } from './access-log.ts';
import type { Role, zMember } from './contract.ts';
import { hashPassword } from './password.ts';
import { forgetResolvedSessions } from './resolved-sessions.ts';
import {
  deleteMembership,
  deleteSessionsIn,
  deleteSessionsOf,
  findAccountByEmail,
  insertAccount,
  insertMembership,
  listMemberRows,
  listMemberships,
  updateAccountRow,
} from './store.ts';

/** The account that anybody may enter the demo with, without a password; it must never belong to a real shop. */
export const VISITOR_EMAIL = 'visitor@demo.invalid';

/** @throws AppError conflict */
export function refuseVisitorEmail(email: string): void {
  if (email === VISITOR_EMAIL) throw inUse();
}

export async function listMembers(db: Db, actor: Actor): Promise<z.input<typeof zMember>[]> {
  actor.require('staff:manage');
  const rows = await listMemberRows(db, actor.workspaceId);
  return rows.map((row) => ({ ...row, role: row.role as Role, createdAt: row.createdAt.toISOString() }));
}

/**
 * Adds somebody who may sign in. An account that no other shop has (somebody removed who comes back) gets the new password;
 * one that belongs to another shop keeps its own.
 * @throws AppError forbidden | conflict (the demo, a member already)
 */
export async function createMember(
  context: Context,
  actor: Actor,
  input: { email: string; password: string; name: string; role: Role },
): Promise<z.input<typeof zMember>> {
  actor.require('staff:manage');
  const { email, name, role } = input;
  const { workspaceId } = actor;
  refuseVisitorEmail(email);
  await refuseDemo(context.database.of(workspaceId), workspaceId);
  const passwordHash = await hashPassword(input.password);
  return inTransaction(context.database.of(workspaceId), async (db) => {
    const known = await findAccountByEmail(db, email);
    let shownName = known?.name ?? name;
    const accountId = known?.accountId ?? newId();
    if (known) {
      const memberships = await listMemberships(db, accountId);
      if (memberships.some((membership) => membership.workspaceId === workspaceId)) throw inUse();
      if (!memberships.some((membership) => membership.kind === 'real')) {
        shownName = name || shownName;
        await updateAccountRow(db, accountId, { name: shownName, passwordHash });
        await deleteSessionsOf(db, accountId);
      }
    } else await insertAccount(db, { accountId, email, name, locale: actor.locale, passwordHash });
    await insertMembership(db, { workspaceId, accountId, role });
    const now = context.clock.now();
    await recordAccess(db, actor, { action: 'create', subject: `member ${accountId}`, result: role }, now);
    return { accountId, email, name: shownName, role, createdAt: now.toISOString() };
  });
}

/**
 * Sets a new first password for a member who forgot hers, and signs her out everywhere. Her own is changed by the person
 * herself, and the password of an account that other shops use is theirs as well.
 * @throws AppError forbidden | not_found | conflict
 */
export async function setMemberPassword(
  context: Context,
  actor: Actor,
  input: { accountId: string; password: string },
): Promise<void> {
  actor.require('staff:manage');
  const { workspaceId } = actor;
  const { accountId } = input;
  const passwordHash = await hashPassword(input.password);
  await inTransaction(context.database.of(workspaceId), async (db) => {
    const members = await listMemberRows(db, workspaceId);
    if (!members.some((member) => member.accountId === accountId)) throw new AppError('not_found', 'no such member');
    await refuseDemo(db, workspaceId);
    if (accountId === actor.accountId) {
      throw new AppError('conflict', 'own password', {
        userMessage: {
          ko: '내 비밀번호는 내 계정에서 바꿔 주세요.',
          en: 'Change your own password under your account.',
        },
      });
    }
    const elsewhere = (await listMemberships(db, accountId)).some(
      (membership) => membership.kind === 'real' && membership.workspaceId !== workspaceId,
    );
    if (elsewhere) {
      throw new AppError('conflict', 'account belongs to another shop as well', {
        userMessage: {
          ko: '다른 가게에서도 쓰는 계정이라 비밀번호를 바꿀 수 없어요. 본인이 바꿔야 해요.',
          en: 'This account is used by another shop too, so only its owner can change the password.',
        },
      });
    }
    await updateAccountRow(db, accountId, { passwordHash });
    await deleteSessionsOf(db, accountId);
    await recordAccess(db, actor, { action: 'edit', subject: `password of ${accountId}` }, context.clock.now());
  });
  forgetResolvedSessions();
}

/** PV-59: takes the right to sign in away at once. The owner cannot remove herself. @throws AppError conflict | not_found */
export async function removeMember(context: Context, actor: Actor, accountId: string): Promise<void> {
  actor.require('staff:manage');
  if (accountId === actor.accountId) {
    throw new AppError('conflict', 'cannot remove oneself', {
      userMessage: { ko: '자기 자신은 지울 수 없어요.', en: 'You cannot remove yourself.' },
    });
  }
  await inTransaction(context.database.of(actor.workspaceId), async (db) => {
    const row = await deleteMembership(db, actor.workspaceId, accountId);
    if (!row) throw new AppError('not_found', 'no such member');
    await deleteSessionsIn(db, accountId, actor.workspaceId);
    await recordAccess(db, actor, { action: 'delete', subject: `member ${accountId}` }, context.clock.now());
  });
  forgetResolvedSessions();
}

async function refuseDemo(db: Db, workspaceId: string): Promise<void> {
  if ((await getWorkspace(db, workspaceId)).kind === 'real') return;
  throw new AppError('conflict', 'the demo has no members', {
    userMessage: {
      ko: '데모 가게에는 직원을 더할 수 없어요. 내 가게를 시작한 뒤에 더해 주세요.',
      en: 'The demo shop takes no members. Set up your own shop first.',
    },
  });
}

function inUse(): AppError {
  return new AppError('conflict', 'e-mail has an account', {
    userMessage: {
      ko: '이미 쓰고 있는 이메일이에요. 다른 이메일로 해 주세요.',
      en: 'This e-mail is in use. Please take another.',
    },
  });
}
