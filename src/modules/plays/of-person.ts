import type { MergeFollower } from '../customers/index.ts';

/** Assignments follow a person; drawn twice for one play, her own draw counts and the other is set aside. */
export const ASSIGNMENTS_OF_PERSON: MergeFollower = {
  name: 'plays',
  tables: [{ table: 'plays.assignment', oncePer: ['play_id'] }],
};
