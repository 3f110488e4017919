import type { Db } from '../../platform/db.ts';
import type { MergeFollower } from '../customers/index.ts';

/** Where a person stands in automations follows her, and what is to be said to her. */
export const RUNS_OF_PERSON: MergeFollower = {
  name: 'flows',
  tables: [{ table: 'flows.run' }, { table: 'flows.hint' }],
};

/** Takes a person out of every automation; rows by table. */
export async function eraseRunsOf(
  db: Db,
  { workspaceId, customerId }: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const of = (table: 'flows.hint' | 'flows.run') =>
    db.deleteFrom(table).where('workspaceId', '=', workspaceId).where('customerId', '=', customerId).executeTakeFirst();
  const hints = await of('flows.hint');
  const runs = await of('flows.run');
  return { 'flows.hint': Number(hints.numDeletedRows), 'flows.run': Number(runs.numDeletedRows) };
}
