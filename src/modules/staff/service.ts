import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { Actor } from '../../platform/actor.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { keyedHash } from '../../platform/secrets.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { businessDayOf } from '../../shared/time.ts';
import { createWorkspace, getWorkspace, type Workspace } from '../workspace/index.ts';
import { recordAccess } from './access-log.ts';
import type { Locale, Role, Session, setUp as setUpEndpoint, zMember } from './contract.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { MAX_FAILED_SIGN_INS, RIGHTS, SESSION_IDLE_MS, SESSION_TOUCH_MS, SIGN_IN_WINDOW_MS } from './rules.ts';
import {
  countFailedSignIns,
  deleteFailedSignIns,
  deleteMembership,
  deleteSession,
  deleteSessionsIn,
  findAccount,
  findAccountByEmail,
  findSession,
  hasPasswordAccount,
  insertAccount,
  insertFailedSignIn,
  insertMembership,
  insertSession,
  listAccessEntries,
  listMemberRows,
  listMemberships,
  listSessionRows,
  lockSetup,
  setSessionWorkspace,
  touchSession,
  updateAccountRow,
} from './store.ts';

/** Where a request comes from. */
export interface Caller {
  ip: string;
  userAgent: string;
}

/** A signed-in browser: its cookie's token, and who it is. */
export interface SignedIn {
  token: string;
  session: Session;
}

const TOKEN_BYTES = 32;
const hashToken = (token: string) => createHash('sha256').update(token).digest();

/** True once an owner exists; before that the first run may happen. */
export function isSetUp(context: Context): Promise<boolean> {
  return hasPasswordAccount(context.database.outside);
}

/**
 * First run: makes the owner, the workspace and the shop in one transaction.
 * @throws AppError conflict when it has happened already
 */
export async function setUp(
  context: Context,
  input: z.output<(typeof setUpEndpoint)['body']>,
): Promise<{ accountId: string; workspace: Workspace }> {
  const passwordHash = await hashPassword(input.password);
  const workspaceId = newId();
  const accountId = newId();
  const db = context.database.of(workspaceId);
  return inTransaction(db, async (db) => {
    await lockSetup(db);
    if (await hasPasswordAccount(db)) {
      throw new AppError('conflict', 'this installation is set up already', {
        userMessage: {
          ko: '이미 시작한 가게가 있어요. 로그인해 주세요.',
          en: 'A shop has been set up here already. Please sign in.',
        },
      });
    }
    const { email, name, locale } = input;
    await insertAccount(db, { accountId, email, name, locale, passwordHash });
    const workspace = await createWorkspace(db, { workspaceId, kind: 'real', ownerEmail: email, shop: input.shop });
    await insertMembership(db, { workspaceId, accountId, role: 'owner' });
    return { accountId, workspace };
  });
}

/** Opens a session for an account in a workspace. The token goes into the cookie, its hash into the table. */
export async function openSession(
  context: Context,
  input: { accountId: string; workspaceId: string; caller: Caller },
): Promise<SignedIn> {
  const { accountId, workspaceId, caller } = input;
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const now = context.clock.now();
  await insertSession(context.database.outside, {
    sessionId: newId(),
    accountId,
    workspaceId,
    tokenHash: hashToken(token),
    userAgent: caller.userAgent.slice(0, 300),
    ip: caller.ip,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + SESSION_IDLE_MS),
  });
  return { token, session: await describeSession(context, { accountId, workspaceId }) };
}

/**
 * Signs in with e-mail and password. Ten wrong tries in ten minutes, for an address or from a caller, close the door
 * for the rest of the ten minutes (PV-51). An unknown address takes as long as a wrong password.
 * @throws AppError unauthenticated | too_many_requests
 */
export async function signIn(
  context: Context,
  input: { email: string; password: string; caller: Caller },
): Promise<SignedIn> {
  const { outside } = context.database;
  const now = context.clock.now();
  const subjects = [`email:${input.email}`, `ip:${input.caller.ip}`].map((text) =>
    keyedHash(context.secrets.key, text),
  );
  const since = new Date(now.getTime() - SIGN_IN_WINDOW_MS);
  for (const subject of subjects) {
    if ((await countFailedSignIns(outside, subject, since)) >= MAX_FAILED_SIGN_INS) {
      throw new AppError('too_many_requests', 'too many failed sign-ins', {
        userMessage: {
          ko: '로그인을 여러 번 실패해서 잠시 잠갔어요. 10분 뒤에 다시 해 주세요.',
          en: 'Too many failed sign-ins. Please try again in ten minutes.',
        },
      });
    }
  }
  const account = await findAccountByEmail(outside, input.email);
  const matches = await verifyPassword(input.password, account?.passwordHash ?? (await decoyHash()));
  const memberships = account ? await listMemberships(outside, account.accountId) : [];
  const home = memberships.find((membership) => membership.kind === 'real') ?? memberships[0];
  if (!account?.passwordHash || !matches || !home) {
    for (const subject of subjects) await insertFailedSignIn(outside, subject, now);
    if (account && home) {
      await recordAccess(
        context.database.of(home.workspaceId),
        anonymousActor(home.workspaceId, input.caller),
        { action: 'login_fail', subject: account.accountId },
        now,
      );
    }
    throw new AppError('unauthenticated', 'wrong e-mail or password', {
      userMessage: { ko: '이메일이나 비밀번호가 맞지 않아요.', en: 'The e-mail or the password is not right.' },
    });
  }
  await deleteFailedSignIns(outside, subjects[0] as Buffer, since);
  const signedIn = await openSession(context, {
    accountId: account.accountId,
    workspaceId: home.workspaceId,
    caller: input.caller,
  });
  await recordAccess(
    context.database.of(home.workspaceId),
    anonymousActor(home.workspaceId, input.caller),
    { action: 'login', subject: account.accountId },
    now,
  );
  return signedIn;
}

let decoy: Promise<string> | undefined;
function decoyHash(): Promise<string> {
  decoy ??= hashPassword(randomBytes(12).toString('hex'));
  return decoy;
}

function anonymousActor(workspaceId: string, caller: Caller): Actor {
  return new Actor({ workspaceId, accountId: null, locale: 'ko', ip: caller.ip, rights: [], clockOffsetDays: 0 });
}

/** A live session as the server holds it for a moment. */
export interface ResolvedSession {
  sessionId: string;
  accountId: string;
  actor: Actor;
}

/** How long a resolved session is believed without asking the database: another process' revocation holds after it. */
const RESOLVED_MS = 1_000;
const resolved = new Map<string, { at: number; session: ResolvedSession }>();
const MAX_RESOLVED = 5_000;

/** Who a cookie's token is; undefined when it opens nothing. */
export async function resolveSession(
  context: Context,
  token: string,
  ip: string,
): Promise<ResolvedSession | undefined> {
  const now = context.clock.now();
  const key = `${token} ${ip}`;
  const known = resolved.get(key);
  if (known && performance.now() - known.at < RESOLVED_MS) return known.session;
  const { outside } = context.database;
  const row = await findSession(outside, hashToken(token), now);
  if (!row) return undefined;
  const membership = (await listMemberships(outside, row.accountId)).find((m) => m.workspaceId === row.workspaceId);
  if (!membership) return undefined;
  if (now.getTime() - row.lastSeenAt.getTime() > SESSION_TOUCH_MS) {
    await touchSession(outside, row.sessionId, {
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + SESSION_IDLE_MS),
    });
  }
  const workspace = await getWorkspace(context.database.of(row.workspaceId), row.workspaceId);
  const session: ResolvedSession = {
    sessionId: row.sessionId,
    accountId: row.accountId,
    actor: new Actor({
      workspaceId: row.workspaceId,
      accountId: row.accountId,
      locale: row.locale as Locale,
      ip,
      rights: RIGHTS[membership.role],
      clockOffsetDays: workspace.clockOffsetDays,
    }),
  };
  if (resolved.size >= MAX_RESOLVED) resolved.clear();
  resolved.set(key, { at: performance.now(), session });
  return session;
}

/** Forgets what this process believes about sessions: after a revocation, a change of role, of language or of the demo's clock. */
export function forgetResolvedSessions(): void {
  resolved.clear();
}

/** What the browser may know of a session. */
export async function describeSession(
  context: Context,
  input: { accountId: string; workspaceId: string },
): Promise<Session> {
  const { outside } = context.database;
  const account = await findAccount(outside, input.accountId);
  const memberships = await listMemberships(outside, input.accountId);
  const membership = memberships.find((m) => m.workspaceId === input.workspaceId);
  if (!account || !membership) throw new AppError('unauthenticated', 'no membership');
  const db = context.database.of(input.workspaceId);
  const workspace = await getWorkspace(db, input.workspaceId);
  const { workspaceId, kind, clockOffsetDays, hasSales, ...shop } = workspace;
  return {
    account: {
      accountId: account.accountId,
      email: account.email,
      name: account.name,
      locale: account.locale as Locale,
    },
    role: membership.role,
    rights: [...RIGHTS[membership.role]],
    workspace: {
      workspaceId,
      kind,
      shop,
      today: businessDayOf(shiftDays(context.clock.now(), clockOffsetDays), shop),
      hasSales,
    },
    workspaces: memberships.map((m) => ({ workspaceId: m.workspaceId, name: m.shopName, kind: m.kind })),
  };
}

/** Ends one session of an account, at once. @throws AppError not_found */
export async function revokeSession(context: Context, accountId: string, sessionId: string): Promise<void> {
  const row = await deleteSession(context.database.outside, accountId, sessionId);
  forgetResolvedSessions();
  if (!row) throw new AppError('not_found', 'no such session');
}

export function listSessions(context: Context, accountId: string) {
  return listSessionRows(context.database.outside, accountId, context.clock.now());
}

/** Moves a session to another workspace of the same person. @throws AppError not_found */
export async function switchWorkspace(
  context: Context,
  session: ResolvedSession,
  workspaceId: string,
): Promise<Session> {
  const memberships = await listMemberships(context.database.outside, session.accountId);
  if (!memberships.some((m) => m.workspaceId === workspaceId))
    throw new AppError('not_found', 'no such workspace for this person');
  await setSessionWorkspace(context.database.outside, session.sessionId, workspaceId);
  forgetResolvedSessions();
  return describeSession(context, { accountId: session.accountId, workspaceId });
}

export async function updateAccount(
  context: Context,
  accountId: string,
  change: { name?: string | undefined; locale?: Locale | undefined },
): Promise<void> {
  if (Object.keys(change).length > 0) await updateAccountRow(context.database.outside, accountId, change);
  forgetResolvedSessions();
}

export async function listMembers(db: Db, actor: Actor): Promise<z.input<typeof zMember>[]> {
  actor.require('staff:manage');
  const rows = await listMemberRows(db, actor.workspaceId);
  return rows.map((row) => ({ ...row, role: row.role as Role, createdAt: row.createdAt.toISOString() }));
}

/** Adds somebody who may sign in. An account that exists elsewhere keeps its own password. @throws AppError conflict */
export async function createMember(
  context: Context,
  actor: Actor,
  input: { email: string; password: string; name: string; role: Role },
): Promise<z.input<typeof zMember>> {
  actor.require('staff:manage');
  const passwordHash = await hashPassword(input.password);
  return inTransaction(context.database.of(actor.workspaceId), async (db) => {
    if (await findAccountByEmail(db, input.email)) {
      throw new AppError('conflict', 'e-mail has an account', {
        userMessage: {
          ko: '이미 쓰고 있는 이메일이에요. 다른 이메일로 해 주세요.',
          en: 'This e-mail is in use. Please take another.',
        },
      });
    }
    const accountId = newId();
    await insertAccount(db, { accountId, email: input.email, name: input.name, locale: actor.locale, passwordHash });
    await insertMembership(db, { workspaceId: actor.workspaceId, accountId, role: input.role });
    const now = context.clock.now();
    await recordAccess(db, actor, { action: 'create', subject: `member ${accountId}`, result: input.role }, now);
    return { accountId, email: input.email, name: input.name, role: input.role, createdAt: now.toISOString() };
  });
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

/** The demo's visitor: an account without a password, owner of the demo workspace only. */
export async function joinDemo(
  context: Context,
  input: { workspaceId: string; locale: Locale; accountId: string | undefined },
): Promise<string> {
  const { outside } = context.database;
  let { accountId } = input;
  if (!accountId) {
    const email = 'visitor@demo.invalid';
    await insertAccount(outside, { accountId: newId(), email, name: '', locale: input.locale, passwordHash: null });
    accountId = (await findAccountByEmail(outside, email))?.accountId;
    if (!accountId) throw new AppError('internal', 'no demo account');
    await updateAccountRow(outside, accountId, { locale: input.locale });
  }
  await insertMembership(context.database.of(input.workspaceId), {
    workspaceId: input.workspaceId,
    accountId,
    role: 'owner',
  });
  forgetResolvedSessions();
  return accountId;
}

export async function listAccessLog(db: Db, actor: Actor, page: { before: Date; limit: number }) {
  actor.require('privacy:read');
  return listAccessEntries(db, actor.workspaceId, page);
}
