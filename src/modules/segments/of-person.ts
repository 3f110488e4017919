import type { Db } from '../../platform/db.ts';
import { enqueue } from '../../platform/jobs.ts';
import type { MergeFollower } from '../customers/index.ts';
import { recountGroupsJob, recountGroupsOptions } from './jobs.ts';
import { deletePerson } from './store.ts';

/** Where a person stands in groups follows her; the groups are evaluated for her anew right after (`customersMerged`). */
export const MEMBERSHIPS_OF_PERSON: MergeFollower = {
  name: 'segments',
  tables: [{ table: 'segments.member', oncePer: ['segment_id'] }, { table: 'segments.member_event' }],
};

/** Takes a person out of all groups and their history; that somebody left is told right after, of nobody. Rows by table. */
export async function eraseMembershipsOf(
  db: Db,
  who: { workspaceId: string; customerId: string },
): Promise<Record<string, number>> {
  const rows = await deletePerson(db, who);
  const recount = { workspaceId: who.workspaceId };
  if ((rows['segments.member'] ?? 0) > 0) await enqueue(db, recountGroupsJob, recount, recountGroupsOptions(recount));
  return rows;
}
