import { listPersonVisits } from '../../../mart/index.ts';
import type { Db } from '../../../platform/db.ts';
import { maskName } from '../../../shared/mask.ts';
import type { Side } from '../contract/identity.ts';
import { maskContact } from '../rules.ts';
import { listContactRows } from '../store.ts';
import { maskAddress } from './rules/mask-address.ts';
import { listSideRows } from './store.ts';

/** Records side by side, masked, by customer id; those that are gone are left out. */
export async function readSides(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
): Promise<Map<string, Side & { plainName: string }>> {
  if (customerIds.length === 0) return new Map();
  const [rows, contacts, visits] = await Promise.all([
    listSideRows(db, workspaceId, customerIds),
    listContactRows(db, workspaceId, customerIds),
    listPersonVisits(db, workspaceId, customerIds),
  ]);
  const contactsOf = Map.groupBy(contacts, ({ customerId }) => customerId);
  const visitsOf = new Map(visits.map((row) => [row.customerId, row]));
  return new Map(
    rows.map((row) => [
      row.customerId,
      {
        customerId: row.customerId,
        plainName: row.name,
        name: maskName(row.name),
        birthYear: row.birthDate?.slice(0, 4) ?? null,
        contacts: (contactsOf.get(row.customerId) ?? []).map(({ contactPointId, kind, value }) => ({
          contactPointId,
          kind,
          valueMasked: maskContact(kind, value),
        })),
        address: row.addresses[0] === undefined ? null : maskAddress(row.addresses[0]),
        source: row.source,
        createdAt: row.createdAt.toISOString(),
        externalIds: row.externalIds,
        visits: visitsOf.get(row.customerId)?.visits ?? 0,
        lastVisitedOn: visitsOf.get(row.customerId)?.lastVisitOn ?? null,
      },
    ]),
  );
}
