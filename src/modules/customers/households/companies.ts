import { type Db, inTransaction } from '../../../platform/db.ts';
import { emit } from '../../../platform/jobs.ts';
import { newId } from '../../../shared/ids.ts';
import { looksLikeResidentNumber } from '../../../shared/resident-number.ts';
import { customersChanged } from '../events.ts';
import { insertMembers, upsertCompanies } from './store.ts';

/** Somebody who belongs to a company, as a source knows that. */
export interface CompanyMember {
  /** The source's own id of the company. */
  companyId: string;
  /** Empty where the source names none. */
  companyName: string;
  customerId: string;
  mergedFrom: string | null;
}

/**
 * Takes people into the companies that a source says they belong to, each made when it is first told of (OP-06). A name that
 * the shop gave stays, and nobody leaves another company for it. Told again, it changes nothing.
 */
export async function joinCompanies(
  db: Db,
  {
    workspaceId,
    source,
    members,
    now,
  }: {
    workspaceId: string;
    source: string;
    members: readonly CompanyMember[];
    now: Date;
  },
): Promise<void> {
  if (members.length === 0) return;
  const names = new Map<string, string>();
  for (const { companyId, companyName } of members) {
    // PV-12: where nothing but a name is wrong, she belongs there all the same.
    const name = looksLikeResidentNumber(companyName) ? '' : companyName;
    names.set(companyId, name || (names.get(companyId) ?? ''));
  }
  await inTransaction(db, async (db) => {
    const companies = [...names].map(([externalId, name]) => ({ householdId: newId(), externalId, name }));
    const ids = await upsertCompanies(db, { workspaceId, source, createdAt: now, companies });
    const joined = await insertMembers(db, {
      workspaceId,
      addedAt: now,
      members: members.map(({ companyId, ...person }) => ({ ...person, householdId: ids.get(companyId) ?? '' })),
    });
    if (joined.length > 0) await emit(db, customersChanged, { workspaceId, customerIds: joined });
  });
}
