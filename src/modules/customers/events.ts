import { z } from 'zod';
import { defineEvent } from '../../platform/jobs.ts';

const zPeople = z.object({ workspaceId: z.string(), customerIds: z.array(z.string()).optional() });

/** A file or a till brought people who were not known. Told in the transaction that stored them. */
export const customersImported = defineEvent('customers.imported', z.object({ workspaceId: z.string() }));

/** What is known of people changed: how to reach them, tags, own fields, whom they come with. Nobody named: anybody. */
export const customersChanged = defineEvent('customers.changed', zPeople);

/** Two people became one. Told in the transaction that did it; both are named. */
export const customersMerged = defineEvent('customers.merged', zPeople);

/** One person became two again. Told in the transaction that did it; both are named. */
export const customersUnmerged = defineEvent('customers.unmerged', zPeople);
