import { z } from 'zod';
import { defineEndpoint, zId } from '../../../shared/endpoint.ts';

/** Somebody of a file, and somebody here who has the same number or address and another name. Masked. */
export const zDoubtful = z.object({
  name: z.string(),
  contact: z.string(),
  contactKind: z.string(),
  here: z.object({ customerId: zId, name: z.string() }),
});

/**
 * Somebody of a file beside somebody with the same number or address and another name: what the file says, what is known
 * here, and whether that differs, however alike it looks masked.
 */
export const zDoubtfulRow = z.object({
  /** Line of the file; null where a row of the file does not make one person. */
  line: z.number().int().nullable(),
  /** Kind of what both have: mobile, email, card. */
  sharedField: z.string(),
  /** The other: somebody who was here, or an earlier line of the same file. */
  here: z.object({ customerId: zId.nullable(), line: z.number().int().nullable() }),
  fields: z.array(
    z.object({
      field: z.enum(['name', 'birthDate', 'phone', 'email']),
      file: z.string(),
      here: z.string(),
      differs: z.boolean(),
    }),
  ),
});
export type DoubtfulRow = z.infer<typeof zDoubtfulRow>;

const zDoubtfulPage = z.object({
  offset: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});

export const listDoubtful = defineEndpoint({
  method: 'GET',
  path: '/api/imports/:batchId/doubtful',
  access: 'imports:run',
  summary: 'People of a dry run who need a look (OP-04), a page of them, masked; none once the upload is gone',
  params: z.object({ batchId: zId }),
  query: zDoubtfulPage,
  output: z.object({ total: z.number().int(), rows: z.array(zDoubtfulRow) }),
});

export const revealDoubtful = defineEndpoint({
  method: 'POST',
  path: '/api/imports/:batchId/doubtful/unmask',
  access: 'customers:unmask',
  summary: 'A page of them in clear; logged (PV-58)',
  params: z.object({ batchId: zId }),
  body: zDoubtfulPage,
  output: z.object({ rows: z.array(zDoubtfulRow) }),
});
