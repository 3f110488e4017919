import type { Db } from '../../../platform/db.ts';
import { maskEmail, maskName, maskPhone } from '../../../shared/mask.ts';
import { listSharedContacts } from '../../customers/index.ts';
import type { ImportResult } from '../contract.ts';

/** People shown before an import; who has more to look at looks at the duplicates afterwards. */
const MAX_EXAMPLES = 20;

/**
 * People whom a batch made although somebody of another name stands on the same number or address: families share numbers
 * (OP-04), so nobody is merged, and a person has to look. Examples only of a dry run, which nothing else remembers.
 */
export async function findDoubtful(
  db: Db,
  batch: { workspaceId: string; batchId: string; dryRun: boolean },
): Promise<ImportResult['doubtful']> {
  const { workspaceId, batchId, dryRun } = batch;
  const { count, pairs } = await listSharedContacts(db, { workspaceId, batchId, limit: dryRun ? MAX_EXAMPLES : 0 });
  const examples = pairs.map(({ name, kind, value, hereId, hereName }) => ({
    name: maskName(name),
    contact: kind === 'email' ? maskEmail(value) : kind === 'card' ? `···${value.slice(-4)}` : maskPhone(value),
    contactKind: kind,
    here: { customerId: hereId, name: maskName(hereName) },
  }));
  return { count, examples };
}
