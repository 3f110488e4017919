import type { MergeFollower } from '../customers/index.ts';

/** Where a person stands in groups follows her; the groups are evaluated for her anew right after (`customersMerged`). */
export const MEMBERSHIPS_OF_PERSON: MergeFollower = {
  name: 'segments',
  tables: [{ table: 'segments.member', oncePer: ['segment_id'] }, { table: 'segments.member_event' }],
};

export { deletePerson as eraseMembershipsOf } from './store.ts';
