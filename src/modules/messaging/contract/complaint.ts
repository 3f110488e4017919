import { z } from 'zod';
import { defineEndpoint, zId, zInstant } from '../../../shared/endpoint.ts';

const zOpen = z.object({
  /** Null: none is open, and advertising may go to her as far as the rest allows. */
  complaint: z.object({ complaintId: zId, openedAt: zInstant }).nullable(),
});

export const getComplaint = defineEndpoint({
  method: 'GET',
  path: '/api/customers/:customerId/complaint',
  access: 'customers:read',
  summary: 'Whether a complaint of this person is open, which pauses advertising to her (FE-15)',
  params: z.object({ customerId: zId }),
  output: zOpen,
});

export const openComplaint = defineEndpoint({
  method: 'PUT',
  path: '/api/customers/:customerId/complaint',
  access: 'customers:write',
  summary: 'Opens a complaint: advertising to her waits from this moment on (FE-15). Twice changes nothing',
  params: z.object({ customerId: zId }),
  output: zOpen,
});

export const closeComplaint = defineEndpoint({
  method: 'DELETE',
  path: '/api/customers/:customerId/complaint',
  access: 'customers:write',
  summary: 'Closes it: what waited goes on',
  params: z.object({ customerId: zId }),
  output: zOpen,
});
