import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

// Accounts and sessions stand outside the fence: `outside` is a connection without a workspace.

export function insertAccount(
  outside: Db,
  account: { accountId: string; email: string; name: string; locale: string; passwordHash: string | null },
) {
  return outside
    .insertInto('staff.account')
    .values(account)
    .onConflict((oc) => oc.column('email').doNothing())
    .executeTakeFirst();
}

export function findAccountByEmail(outside: Db, email: string) {
  return outside.selectFrom('staff.account').selectAll().where('email', '=', email).executeTakeFirst();
}

export function findAccount(outside: Db, accountId: string) {
  return outside.selectFrom('staff.account').selectAll().where('accountId', '=', accountId).executeTakeFirst();
}

export function updateAccountRow(
  outside: Db,
  accountId: string,
  change: { name?: string | undefined; locale?: string | undefined; passwordHash?: string },
) {
  return outside.updateTable('staff.account').set(change).where('accountId', '=', accountId).execute();
}

/** Held to the end of the transaction: two first runs at the same moment cannot both succeed. */
export function lockSetup(outside: Db) {
  return sql`select pg_advisory_xact_lock(4300002)`.execute(outside);
}

export function insertMembership(db: Db, membership: { workspaceId: string; accountId: string; role: string }) {
  return db
    .insertInto('staff.membership')
    .values(membership)
    .onConflict((oc) => oc.columns(['workspaceId', 'accountId']).doUpdateSet({ role: membership.role }))
    .execute();
}

export async function listMemberships(outside: Db, accountId: string) {
  const { rows } = await sql<{
    workspaceId: string;
    role: 'owner' | 'manager' | 'staff';
    kind: 'real' | 'demo';
    shopName: string;
  }>`select * from staff.list_memberships(${accountId}::uuid)`.execute(outside);
  return rows;
}

export function listMemberRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('staff.membership as m')
    .innerJoin('staff.account as a', 'a.accountId', 'm.accountId')
    .select(['a.accountId', 'a.email', 'a.name', 'm.role', 'm.createdAt'])
    .where('m.workspaceId', '=', workspaceId)
    .orderBy('m.createdAt')
    .execute();
}

/** Names of accounts that are or were members here; the e-mail address where there is no name. */
export async function listAccountNames(db: Db, accountIds: readonly string[]): Promise<Map<string, string>> {
  if (accountIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('staff.account')
    .select(['accountId', 'email', 'name'])
    .where('accountId', 'in', [...accountIds])
    .execute();
  return new Map(rows.map(({ accountId, email, name }) => [accountId, name || email]));
}

export function deleteMembership(db: Db, workspaceId: string, accountId: string) {
  return db
    .deleteFrom('staff.membership')
    .where('workspaceId', '=', workspaceId)
    .where('accountId', '=', accountId)
    .returning('role')
    .executeTakeFirst();
}

export function insertSession(
  outside: Db,
  session: {
    sessionId: string;
    accountId: string;
    workspaceId: string;
    tokenHash: Buffer;
    userAgent: string;
    ip: string;
    createdAt: Date;
    lastSeenAt: Date;
    expiresAt: Date;
  },
) {
  return outside.insertInto('staff.session').values(session).execute();
}

/** The live session behind a token, with its account. */
export function findSession(outside: Db, tokenHash: Buffer, now: Date) {
  return outside
    .selectFrom('staff.session as s')
    .innerJoin('staff.account as a', 'a.accountId', 's.accountId')
    .select(['s.sessionId', 's.accountId', 's.workspaceId', 's.lastSeenAt', 'a.email', 'a.name', 'a.locale'])
    .where('s.tokenHash', '=', tokenHash)
    .where('s.expiresAt', '>', now)
    .executeTakeFirst();
}

export function touchSession(outside: Db, sessionId: string, times: { lastSeenAt: Date; expiresAt: Date }) {
  return outside.updateTable('staff.session').set(times).where('sessionId', '=', sessionId).execute();
}

export function setSessionWorkspace(outside: Db, sessionId: string, workspaceId: string) {
  return outside.updateTable('staff.session').set({ workspaceId }).where('sessionId', '=', sessionId).execute();
}

export function listSessionRows(outside: Db, accountId: string, now: Date) {
  return outside
    .selectFrom('staff.session')
    .select(['sessionId', 'createdAt', 'lastSeenAt', 'userAgent'])
    .where('accountId', '=', accountId)
    .where('expiresAt', '>', now)
    .orderBy('lastSeenAt', 'desc')
    .execute();
}

export function deleteSession(outside: Db, accountId: string, sessionId: string) {
  return outside
    .deleteFrom('staff.session')
    .where('accountId', '=', accountId)
    .where('sessionId', '=', sessionId)
    .returning('sessionId')
    .executeTakeFirst();
}

export function deleteSessionsIn(outside: Db, accountId: string, workspaceId: string) {
  return outside
    .deleteFrom('staff.session')
    .where('accountId', '=', accountId)
    .where('workspaceId', '=', workspaceId)
    .execute();
}

/** Every session of an account; `exceptSessionId` stays. */
export function deleteSessionsOf(outside: Db, accountId: string, exceptSessionId?: string) {
  return outside
    .deleteFrom('staff.session')
    .where('accountId', '=', accountId)
    .$if(exceptSessionId !== undefined, (query) => query.where('sessionId', '!=', exceptSessionId ?? ''))
    .execute();
}

export function deleteExpiredSessions(outside: Db, now: Date) {
  return outside.deleteFrom('staff.session').where('expiresAt', '<', now).execute();
}

/** Held to the end of the transaction: tries are counted one after the other. */
export function lockSignIns(outside: Db) {
  return sql`select pg_advisory_xact_lock(4300005)`.execute(outside);
}

export async function countFailedSignIns(outside: Db, subjectHash: Buffer, since: Date): Promise<number> {
  const row = await outside
    .selectFrom('staff.signInAttempt')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('subjectHash', '=', subjectHash)
    .where('at', '>', since)
    .executeTakeFirstOrThrow();
  return row.count;
}

export function insertFailedSignIn(outside: Db, subjectHash: Buffer, at: Date) {
  return outside.insertInto('staff.signInAttempt').values({ subjectHash, at }).execute();
}

export function deleteFailedSignIns(outside: Db, subjectHash: Buffer) {
  return outside.deleteFrom('staff.signInAttempt').where('subjectHash', '=', subjectHash).execute();
}

/** One of the tries of that instant; which one makes no difference. */
export function deleteOneSignIn(outside: Db, subjectHash: Buffer, at: Date) {
  return sql`delete from staff.sign_in_attempt where ctid = (
    select ctid from staff.sign_in_attempt where subject_hash = ${subjectHash} and at = ${at} limit 1)`.execute(
    outside,
  );
}

export function deleteOldSignIns(outside: Db, olderThan: Date) {
  return outside.deleteFrom('staff.signInAttempt').where('at', '<', olderThan).execute();
}

/** Many entries in one statement. */
export function insertAccessEntries(
  db: Db,
  entries: {
    workspaceId: string;
    accessLogId: string;
    at: Date;
    accountId: string | null;
    action: string;
    subject: string;
    result: string;
    ip: string;
  }[],
) {
  // One shape whatever the number of entries, so that the statement is prepared once.
  const column = <T>(pick: (entry: (typeof entries)[number]) => T) => entries.map(pick);
  return sql`insert into staff.access_log (workspace_id, access_log_id, at, account_id, action, subject, result, ip)
    select * from unnest(
      ${column((e) => e.workspaceId)}::uuid[], ${column((e) => e.accessLogId)}::uuid[], ${column((e) => e.at)}::timestamptz[],
      ${column((e) => e.accountId)}::uuid[], ${column((e) => e.action)}::text[], ${column((e) => e.subject)}::text[],
      ${column((e) => e.result)}::text[], ${column((e) => e.ip)}::text[])
    -- Alone it does not wait for the disk, see staff.log_access; in a transaction it stands with the rest.
    ${db.isTransaction ? sql`` : sql`where set_config('synchronous_commit', 'off', true) is not null`}`.execute(db);
}

export function listAccessEntries(
  db: Db,
  workspaceId: string,
  page: { before: Date; after: string | undefined; limit: number },
) {
  const { after } = page;
  return db
    .selectFrom('staff.accessLog as l')
    .leftJoin('staff.account as a', 'a.accountId', 'l.accountId')
    .select(['l.accessLogId', 'l.at', 'a.email as accountEmail', 'l.action', 'l.subject', 'l.result', 'l.ip'])
    .where('l.workspaceId', '=', workspaceId)
    .where('l.at', '<', page.before)
    .$if(after !== undefined, (query) => query.where('l.accessLogId', '<', after ?? ''))
    .orderBy('l.accessLogId', 'desc')
    .limit(page.limit)
    .execute();
}
