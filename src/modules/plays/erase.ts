import type { Db } from '../../platform/db.ts';

/** Takes a person out of the plays she was assigned to, and off the uses of leaflets' codes, which stay as nobody's; rows by table. */
export async function erasePlaysOf(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  for (const [table, name] of [
    ['plays.assignment', 'plays.assignment'],
    ['plays.codeUsePerson', 'plays.code_use_person'],
  ] as const) {
    const { numDeletedRows } = await db
      .deleteFrom(table)
      .where('workspaceId', '=', workspaceId)
      .where('customerId', '=', customerId)
      .executeTakeFirst();
    rows[name] = Number(numDeletedRows);
  }
  return rows;
}
