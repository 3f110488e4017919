import { z } from 'zod';
import { defineEvent } from '../../platform/jobs.ts';

/** Points, stamps or prepaid money of people moved, and with points perhaps a level; told in the transaction that booked it. */
export const holdingsChanged = defineEvent(
  'loyalty.holdingsChanged',
  z.object({ workspaceId: z.string(), customerIds: z.array(z.string()).optional() }),
);
