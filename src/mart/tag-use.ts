import { defineQuery } from './query.ts';

/** Those of these tags that a group, a play, an automation, a saved list or a change of many people names; none of none. */
export const listTagsInRules = defineQuery<{ tagId: string }, 'workspaceId' | 'tagIds'>('tags_in_rules').run;
