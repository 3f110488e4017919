import type { Db } from '../../../platform/db.ts';

export interface RequestRow {
  workspaceId: string;
  requestId: string;
  customerId: string;
  type: string;
  receivedVia: string;
  identityCheck: string;
  detail: string;
  receivedOn: string;
  dueOn: string;
  createdAt: Date;
}

export function insertRequest(db: Db, row: RequestRow) {
  return db
    .insertInto('privacy.request')
    .values({ ...row, state: 'open' })
    .execute();
}

/** Open ones by the day they are due, then the closed ones, the latest first. */
export function listRequestRows(db: Db, workspaceId: string, limit: number) {
  return db
    .selectFrom('privacy.request')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('closedAt', (order) => order.desc().nullsFirst())
    .orderBy('dueOn')
    .limit(limit)
    .execute();
}

export function listRequestsOf(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('privacy.request')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .orderBy('receivedOn', 'desc')
    .execute();
}

export function findRequest(db: Db, workspaceId: string, requestId: string) {
  return db
    .selectFrom('privacy.request')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('requestId', '=', requestId)
    .executeTakeFirst();
}

/** Closes an open request; undefined when it is closed already or not there. */
export function closeRequestRow(
  db: Db,
  key: { workspaceId: string; requestId: string },
  closed: { state: 'done' | 'refused'; result: string; reason: string; closedAt: Date; closedBy: string | null },
) {
  return db
    .updateTable('privacy.request')
    .set(closed)
    .where('workspaceId', '=', key.workspaceId)
    .where('requestId', '=', key.requestId)
    .where('state', '=', 'open')
    .returning('requestId')
    .executeTakeFirst();
}

export function insertGuardian(
  db: Db,
  row: { workspaceId: string; guardianId: string; name: string; contact: string; askedAt: Date },
) {
  return db.insertInto('privacy.guardian').values(row).execute();
}

/** Guardians whose child has not joined yet, the longest waiting first. */
export function listWaitingGuardians(db: Db, workspaceId: string) {
  return db
    .selectFrom('privacy.guardian')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('customerId', 'is', null)
    .orderBy('askedAt')
    .limit(200)
    .execute();
}

export function findGuardian(db: Db, workspaceId: string, guardianId: string) {
  return db
    .selectFrom('privacy.guardian')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('guardianId', '=', guardianId)
    .executeTakeFirst();
}

export function findVerifiedGuardianOf(db: Db, workspaceId: string, customerId: string) {
  return db
    .selectFrom('privacy.guardian')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .where('verifiedAt', 'is not', null)
    .orderBy('verifiedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export function setGuardianVerified(
  db: Db,
  key: { workspaceId: string; guardianId: string },
  verified: { method: string; evidence: string; verifiedAt: Date; verifiedBy: string | null },
) {
  return db
    .updateTable('privacy.guardian')
    .set(verified)
    .where('workspaceId', '=', key.workspaceId)
    .where('guardianId', '=', key.guardianId)
    .where('verifiedAt', 'is', null)
    .returning('guardianId')
    .executeTakeFirst();
}

/** Ties a checked guardian to her child; undefined when she is tied already or not checked. */
export function setGuardianChild(
  db: Db,
  key: { workspaceId: string; guardianId: string },
  child: { customerId: string; mergedFrom: string | null },
) {
  return db
    .updateTable('privacy.guardian')
    .set(child)
    .where('workspaceId', '=', key.workspaceId)
    .where('guardianId', '=', key.guardianId)
    .where('verifiedAt', 'is not', null)
    .where('customerId', 'is', null)
    .returning('guardianId')
    .executeTakeFirst();
}

export function deleteGuardian(db: Db, workspaceId: string, guardianId: string) {
  return db
    .deleteFrom('privacy.guardian')
    .where('workspaceId', '=', workspaceId)
    .where('guardianId', '=', guardianId)
    .where('customerId', 'is', null)
    .returning('guardianId')
    .executeTakeFirst();
}
