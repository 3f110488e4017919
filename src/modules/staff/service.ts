import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import { Actor } from '../../platform/actor.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { maskNumbersIn } from '../../shared/mask.ts';
import { businessDayOf } from '../../shared/time.ts';
import { createWorkspace, getWorkspace, listWorkspaces, type Workspace } from '../workspace/index.ts';
import { recordAccess } from './access-log.ts';
import type { Locale, Session, setUp as setUpEndpoint } from './contract.ts';
import { refuseVisitorEmail, VISITOR_EMAIL } from './members.ts';
import { hashPassword, verifyPassword } from './password.ts';
import { forgetResolvedSessions, keepResolved, type ResolvedSession, recallResolved } from './resolved-sessions.ts';
import { RIGHTS, SESSION_IDLE_MS, SESSION_TOUCH_MS } from './rules.ts';
import { beginAttempt } from './sign-in-attempts.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  deleteSessionsOf,
  findAccount,
  findAccountByEmail,
  findSession,
  insertAccount,
  insertMembership,
  insertSession,
  listAccessEntries,
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

/** True once there is a real shop; the demo is none, whatever its visitors did in it. */
export function isSetUp(context: Context): Promise<boolean> {
  return hasRealWorkspace(context.database.outside);
}

async function hasRealWorkspace(outside: Db): Promise<boolean> {
  return (await listWorkspaces(outside)).some(({ kind }) => kind === 'real');
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
  refuseVisitorEmail(input.email);
  const workspaceId = newId();
  const db = context.database.of(workspaceId);
  return inTransaction(db, async (db) => {
    await lockSetup(db);
    if (await hasRealWorkspace(db)) {
      throw new AppError('conflict', 'this installation is set up already', {
        userMessage: {
          ko: '이미 시작한 가게가 있어요. 로그인해 주세요.',
          en: 'A shop has been set up here already. Please sign in.',
        },
      });
    }
    const { email, name, locale } = input;
    const known = await findAccountByEmail(db, email);
    const accountId = known?.accountId ?? newId();
    if (known) {
      // No shop was here, so this account opened none; whoever is signed in with it is not the owner.
      await updateAccountRow(db, accountId, { name, locale, passwordHash });
      await deleteSessionsOf(db, accountId);
    } else await insertAccount(db, { accountId, email, name, locale, passwordHash });
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
  const attempt = await beginAttempt(context, [`email:${input.email}`, `ip:${input.caller.ip}`]);
  const account = await findAccountByEmail(outside, input.email);
  const matches = await verifyPassword(input.password, account?.passwordHash ?? (await decoyHash()));
  const memberships = account ? await listMemberships(outside, account.accountId) : [];
  const home = memberships.find((membership) => membership.kind === 'real') ?? memberships[0];
  if (!account?.passwordHash || !matches || !home) {
    if (account && home) {
      await recordAccess(
        context.database.of(home.workspaceId),
        actorOf(account.accountId, home.workspaceId, input.caller),
        { action: 'login_fail', subject: account.accountId },
        now,
      );
    }
    throw new AppError('unauthenticated', 'wrong e-mail or password', {
      userMessage: { ko: '이메일이나 비밀번호가 맞지 않아요.', en: 'The e-mail or the password is not right.' },
    });
  }
  await attempt.succeed();
  await deleteExpiredSessions(outside, now);
  const signedIn = await openSession(context, {
    accountId: account.accountId,
    workspaceId: home.workspaceId,
    caller: input.caller,
  });
  await recordAccess(
    context.database.of(home.workspaceId),
    actorOf(account.accountId, home.workspaceId, input.caller),
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

/** Whose account it is, for the log alone: nobody is signed in yet, so there are no rights. */
function actorOf(accountId: string, workspaceId: string, caller: Caller): Actor {
  return new Actor({ workspaceId, accountId, locale: 'ko', ip: caller.ip, rights: [], clockOffsetDays: 0 });
}

/** Who a cookie's token is; undefined when it opens nothing. */
export async function resolveSession(
  context: Context,
  token: string,
  ip: string,
): Promise<ResolvedSession | undefined> {
  const now = context.clock.now();
  const key = `${token} ${ip}`;
  const known = recallResolved(key);
  if (known) return known;
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
  keepResolved(key, session);
  return session;
}

/** Rights an account has in a workspace today: for work that goes on in its name without it. None when it is no member. */
export async function listRightsOf(
  outside: Db,
  { workspaceId, accountId }: { workspaceId: string; accountId: string },
): Promise<readonly string[]> {
  const membership = (await listMemberships(outside, accountId)).find((m) => m.workspaceId === workspaceId);
  return membership ? RIGHTS[membership.role] : [];
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

/** The demo's visitor: an account without a password, owner of the demo workspace only. */
export async function joinDemo(
  context: Context,
  input: { workspaceId: string; locale: Locale; accountId: string | undefined },
): Promise<string> {
  const { outside } = context.database;
  let { accountId } = input;
  if (!accountId) {
    const email = VISITOR_EMAIL;
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

/** A page of who looked at whose data, newest first. What somebody asked in words is kept to its last letter and shown masked. */
export async function listAccessLog(
  db: Db,
  actor: Actor,
  page: { before: Date; after: string | undefined; limit: number },
) {
  actor.require('privacy:read');
  const rows = await listAccessEntries(db, actor.workspaceId, { ...page, limit: page.limit + 1 });
  const entries = rows.slice(0, page.limit).map((row) => ({ ...row, result: maskNumbersIn(row.result) }));
  return { entries, next: rows.length > page.limit ? (entries.at(-1)?.accessLogId ?? null) : null };
}
