import { z } from 'zod';
import { defineEvent } from '../../platform/jobs.ts';

const zMembership = z.object({ workspaceId: z.string(), segmentId: z.string(), customerId: z.string() });

/**
 * Somebody came into a group: something about her changed, or time went by. Nobody comes in when a group is made or its
 * rule is changed. Told in the transaction that stored it, once for each time she comes in.
 */
export const memberEntered = defineEvent('segments.memberEntered', zMembership);

/** Somebody left a group; as `memberEntered`. Not told of people whose record is gone. */
export const memberLeft = defineEvent('segments.memberLeft', zMembership);
