import type { Db } from '../../platform/db.ts';

/** What happened stays as a fact without a person, a browser or words (PV-23); rows by table. */
export async function eraseTouchpointsOf(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const { numUpdatedRows } = await db
    .updateTable('touchpoints.touchpoint')
    .set({ customerId: null, mergedFrom: null, householdId: null, anonymousId: null, payload: '{}' })
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  return { 'touchpoints.touchpoint': Number(numUpdatedRows) };
}
