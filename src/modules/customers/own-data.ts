import type { Db } from '../../platform/db.ts';
import type { StoredBirthday } from '../../shared/birthdays.ts';
import { recordChange } from './changes/record.ts';
import { ownValues } from './merge/rules.ts';
import { showValues } from './merge/service.ts';
import { listLending } from './merge/store.ts';
import { noSuchCustomer } from './rules.ts';
import { findCustomer, updateCustomerRow } from './store.ts';

/** Who a person is that tells something of herself, and where she tells it. */
interface Teller {
  workspaceId: string;
  customerId: string;
  /** The record she tells it of, when that one is merged into `customerId`. */
  mergedFrom: string | null;
  /** tablet, web_form, own_page */
  source: string;
  /** Staff who held the tablet out to her. */
  accountId: string | null;
}

/**
 * What a person changes of herself: her name, or the birthday she tells; noted as told there (PV-15). The caller has made
 * sure that it is she. Of a record that is merged away it is written there, and shown where the other's is empty. @throws AppError not_found
 */
export async function updateOwnData(
  db: Db,
  { workspaceId, customerId, mergedFrom, source, accountId }: Teller,
  { now, ...change }: { name?: string; now: Date } & Partial<StoredBirthday>,
): Promise<void> {
  const record = mergedFrom === null ? { customerId } : { customerId: mergedFrom, shownAs: customerId };
  const before = await findCustomer(db, workspaceId, record.customerId);
  if (!before) throw noSuchCustomer();
  await updateCustomerRow(db, workspaceId, record, { ...change, updatedAt: now });
  const by = { source, changedAt: now, changedBy: accountId };
  await recordChange(db, { workspaceId, customerId: record.customerId, before, change, ...by });
  if (mergedFrom !== null) await showValues(db, [customerId], { workspaceId, ...by });
}

/**
 * Whether what a person shows of these fields is nobody's or that of `mergedFrom`, who is merged into her: then a correction
 * belongs to that record. What stands on her own, or comes of another record, is corrected where it is seen.
 */
export async function isShownOf(
  db: Db,
  person: { workspaceId: string; customerId: string; mergedFrom: string | null },
  fields: readonly ('name' | 'birthDate' | 'birthday')[],
): Promise<boolean> {
  const { workspaceId, customerId, mergedFrom } = person;
  const [shown] = mergedFrom === null ? [] : await listLending(db, workspaceId, [customerId]);
  if (!shown) return false;
  return fields.every((field) => shown[field] === '' || shown.borrowed[field]?.from === mergedFrom);
}

/** Whether a birth date was told of a record itself; what a record merged into it lends is not its own. */
export async function hasOwnBirthDate(db: Db, workspaceId: string, customerId: string): Promise<boolean> {
  const [record] = await listLending(db, workspaceId, [customerId]);
  return record !== undefined && ownValues(record).birthDate !== '';
}
