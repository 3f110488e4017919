import type { Db } from '../../platform/db.ts';
import type { StoredBirthday } from '../../shared/birthdays.ts';
import { recordChange } from './changes/record.ts';
import { noSuchCustomer } from './rules.ts';
import { findCustomer, updateCustomerRow } from './store.ts';

/** Who a person is that tells something of herself, and where she tells it. */
interface Teller {
  workspaceId: string;
  customerId: string;
  /** tablet, web_form, own_page */
  source: string;
  /** Staff who held the tablet out to her. */
  accountId: string | null;
}

/**
 * What a person changes of herself: her name, or the birthday she tells; noted as told there (PV-15). The caller has made
 * sure that it is she. @throws AppError not_found
 */
export async function updateOwnData(
  db: Db,
  { workspaceId, customerId, source, accountId }: Teller,
  { now, ...change }: { name?: string; now: Date } & Partial<StoredBirthday>,
): Promise<void> {
  const before = await findCustomer(db, workspaceId, customerId);
  if (!before) throw noSuchCustomer();
  await updateCustomerRow(db, workspaceId, customerId, { ...change, updatedAt: now });
  const by = { source, changedAt: now, changedBy: accountId };
  await recordChange(db, { workspaceId, customerId, before, change, ...by });
}
