import type { MergeFollower } from '../customers/index.ts';

/**
 * Assignments follow a person; drawn twice for one play, her own draw counts and the other is set aside. So do the uses of
 * leaflets' codes.
 */
export const PLAYS_OF_PERSON: MergeFollower = {
  name: 'plays',
  tables: [{ table: 'plays.assignment', oncePer: ['play_id'] }, { table: 'plays.code_use_person' }],
};
