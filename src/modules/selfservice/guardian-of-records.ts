import type { Db } from '../../platform/db.ts';
import { findCustomer } from '../customers/index.ts';
import { requireGuardianOf } from '../privacy/index.ts';

/**
 * As `requireGuardianOf`, of a person the shop knows and of the record merged into her that a consent is written for: where
 * either is a child's, a guardian is needed, for a merge may join a child to a parent of the same number (PV-11).
 * @throws AppError invalid_input
 */
export async function requireGuardianOfRecords(
  db: Db,
  {
    mergedFrom,
    ...asked
  }: Omit<Parameters<typeof requireGuardianOf>[1], 'birthDate'> & { customerId: string; mergedFrom: string | null },
): Promise<string | null> {
  let guardianId: string | null = null;
  for (const record of [asked.customerId, mergedFrom]) {
    if (record === null) continue;
    const birthDate = (await findCustomer(db, asked.workspaceId, record))?.birthDate ?? null;
    guardianId = (await requireGuardianOf(db, { ...asked, birthDate })) ?? guardianId;
  }
  return guardianId;
}
