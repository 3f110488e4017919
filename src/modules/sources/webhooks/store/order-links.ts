import type { Db } from '../../../../platform/db.ts';
import type { StoredPart } from '../journal.ts';
import { type PartVersion, zPart } from '../parts.ts';

/** Waits for whoever works on the same order, and gives what is known of it. */
export async function lockOrderLink(
  db: Db,
  workspaceId: string,
  key: { connectionId: string; externalOrderId: string },
): Promise<{ orderId: string | null; personVersion: string }> {
  await db
    .insertInto('sources.orderLink')
    .values({ workspaceId, ...key })
    .onConflict((oc) => oc.columns(['workspaceId', 'connectionId', 'externalOrderId']).doNothing())
    .execute();
  return db
    .selectFrom('sources.orderLink')
    .select(['orderId', 'personVersion'])
    .where('workspaceId', '=', workspaceId)
    .where('connectionId', '=', key.connectionId)
    .where('externalOrderId', '=', key.externalOrderId)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

export function updateOrderLink(
  db: Db,
  workspaceId: string,
  key: { connectionId: string; externalOrderId: string },
  change: { orderId: string | null; personVersion: string },
) {
  return db
    .updateTable('sources.orderLink')
    .set(change)
    .where('workspaceId', '=', workspaceId)
    .where('connectionId', '=', key.connectionId)
    .where('externalOrderId', '=', key.externalOrderId)
    .execute();
}

/** Keeps versions that are not there yet. */
export async function insertParts(
  db: Db,
  workspaceId: string,
  connectionId: string,
  parts: readonly PartVersion[],
): Promise<void> {
  await db
    .insertInto('sources.orderPart')
    .values(
      parts.map(({ externalOrderId, partId, version, part }) => ({
        workspaceId,
        connectionId,
        externalOrderId,
        partId,
        version,
        part: JSON.stringify(part),
      })),
    )
    .onConflict((oc) => oc.doNothing())
    .execute();
}

export async function listParts(
  db: Db,
  workspaceId: string,
  key: { connectionId: string; externalOrderId: string },
): Promise<StoredPart[]> {
  const rows = await db
    .selectFrom('sources.orderPart')
    .select(['partId', 'version', 'part'])
    .where('workspaceId', '=', workspaceId)
    .where('connectionId', '=', key.connectionId)
    .where('externalOrderId', '=', key.externalOrderId)
    .execute();
  return rows.map((row) => ({ ...row, part: zPart.parse(row.part) }));
}
