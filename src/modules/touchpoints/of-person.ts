import type { MergeFollower } from '../customers/index.ts';

/** Touchpoints follow a person whom another is merged into. */
export const TOUCHPOINTS_OF_PERSON: MergeFollower = {
  name: 'touchpoints',
  tables: [{ table: 'touchpoints.touchpoint' }],
};
