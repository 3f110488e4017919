import { z } from 'zod';
import { defineEvent } from '../../platform/jobs.ts';

/** A shop was made: modules above fill in what its business type begins with. */
export const shopOpened = defineEvent('workspace.shopOpened', z.object({ workspaceId: z.uuid() }));
