import { z } from 'zod';
import { defineEvent } from '../../platform/jobs.ts';

const zMembership = z.object({ workspaceId: z.string(), segmentId: z.string(), customerIds: z.array(z.string()) });

/** So many are named in one telling at most: an import brings thousands into a group at once. */
export const MAX_TOLD_TOGETHER = 1_000;

/**
 * People came into a group: something about them changed, or time went by. Nobody comes in when a group is made or its
 * rule is changed. Told in the transaction that stored it, once for each time somebody comes in, of many together.
 */
export const membersEntered = defineEvent('segments.membersEntered', zMembership);

/** People left a group; as `membersEntered`. Not told of people whose record is gone. */
export const membersLeft = defineEvent('segments.membersLeft', zMembership);
