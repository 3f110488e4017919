import type { Db } from '../../platform/db.ts';

export function findPolicy(db: Db, workspaceId: string) {
  return db.selectFrom('plays.policy').selectAll().where('workspaceId', '=', workspaceId).executeTakeFirst();
}

export function savePolicy(
  db: Db,
  row: {
    workspaceId: string;
    approvalRequired: boolean;
    graceMinutes: number;
    monthlyBudgetMinor: number | null;
    adsPerWeek: number | null;
    standingRate: number;
    standingDays: number;
    updatedAt: Date;
  },
) {
  const { workspaceId: _key, ...change } = row;
  return db
    .insertInto('plays.policy')
    .values(row)
    .onConflict((conflict) => conflict.column('workspaceId').doUpdateSet(change))
    .execute();
}

/** The period a day lies in; undefined outside of one. */
export function findStandingOn(db: Db, workspaceId: string, day: string) {
  return db
    .selectFrom('plays.standingHoldout')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .where('beginsOn', '<=', day)
    .where('endsOn', '>=', day)
    .orderBy('beginsAt', 'desc')
    .executeTakeFirst();
}

/** Every period, newest first. */
export function listStandingRows(db: Db, workspaceId: string) {
  return db
    .selectFrom('plays.standingHoldout')
    .selectAll()
    .where('workspaceId', '=', workspaceId)
    .orderBy('beginsAt', 'desc')
    .limit(40)
    .execute();
}

export function insertStanding(
  db: Db,
  row: {
    workspaceId: string;
    standingId: string;
    seed: string;
    rate: number;
    beginsOn: string;
    beginsAt: Date;
    endsOn: string;
  },
) {
  return db.insertInto('plays.standingHoldout').values(row).execute();
}

export function endStanding(db: Db, input: { workspaceId: string; standingId: string; endsOn: string }) {
  return db
    .updateTable('plays.standingHoldout')
    .set({ endsOn: input.endsOn })
    .where('workspaceId', '=', input.workspaceId)
    .where('standingId', '=', input.standingId)
    .execute();
}
