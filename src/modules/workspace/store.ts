import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';

export function insertWorkspace(db: Db, workspace: { workspaceId: string; kind: 'real' | 'demo' }) {
  return db.insertInto('workspace.workspace').values(workspace).execute();
}

export function insertShop(
  db: Db,
  shop: {
    workspaceId: string;
    shopId: string;
    name: string;
    pack: string;
    currency: string;
    timeZone: string;
    dayEndsAtHour: number;
    foodCostRate: number;
    playDays: number;
    country: string;
    senderName: string;
    senderEmail: string;
  },
) {
  return db.insertInto('workspace.shop').values(shop).execute();
}

/** The workspace with its shop; undefined when the connection is fenced to another. */
export function findWorkspace(db: Db, workspaceId: string) {
  return db
    .selectFrom('workspace.workspace as w')
    .innerJoin('workspace.shop as s', 's.workspaceId', 'w.workspaceId')
    .selectAll('s')
    .select(['w.kind', 'w.clockOffsetDays'])
    .where('w.workspaceId', '=', workspaceId)
    .executeTakeFirst();
}

export function updateShopRow(db: Db, workspaceId: string, change: Partial<Record<string, string | number>>) {
  return db.updateTable('workspace.shop').set(change).where('workspaceId', '=', workspaceId).execute();
}

/** Moves the demo's clock; zero rows in a real workspace. */
export function addClockOffset(db: Db, workspaceId: string, days: number) {
  return db
    .updateTable('workspace.workspace')
    .set((eb) => ({ clockOffsetDays: eb('clockOffsetDays', '+', days) }))
    .where('workspaceId', '=', workspaceId)
    .where('kind', '=', 'demo')
    .returning('clockOffsetDays')
    .executeTakeFirst();
}

/** Every workspace of this installation: for the scheduler and the command line, outside the fence. */
export async function listWorkspaceRows(outside: Db) {
  const { rows } = await sql<{
    workspaceId: string;
    kind: 'real' | 'demo';
    shopName: string;
  }>`select * from workspace.list_workspaces()`.execute(outside);
  return rows;
}

export function updateHasSales(db: Db, workspaceId: string, hasSales: boolean) {
  return db
    .updateTable('workspace.shop')
    .set({ hasSales })
    .where('workspaceId', '=', workspaceId)
    .where('hasSales', '!=', hasSales)
    .execute();
}
