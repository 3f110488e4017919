import type { MergeFollower } from '../customers/index.ts';

/** Messages follow a person whom another is merged into. */
export const MESSAGES_OF_PERSON: MergeFollower = {
  name: 'messaging',
  tables: [{ table: 'messaging.message' }, { table: 'messaging.notice' }, { table: 'messaging.complaint' }],
};
