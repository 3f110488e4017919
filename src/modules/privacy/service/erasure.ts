import { listContactValues, removePersonFact } from '../../../mart/index.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { hashContact, suppress } from '../service.ts';
import { deleteConsentsOf, listMergedPeople } from '../store/merged.ts';
import { erasePersonRows } from '../store/retention.ts';
import { recordDestruction } from './destruction.ts';

/** Rows that were destroyed or made unlinkable, by table; tables of the module without any are named with 0. */
export type ErasedRows = Readonly<Record<string, number>>;
export type EraseCustomer = (db: Db, who: { workspaceId: string; customerId: string }) => Promise<ErasedRows>;

const erasers = new Map<string, EraseCustomer>();

/**
 * A module that keeps something of a person says here how it is destroyed; once each, from src/app. Sales facts stay
 * without her (PV-23). The module `customers` is asked last, because its row is what others hang on.
 */
export function eraseWith(module: string, erase: EraseCustomer): void {
  erasers.set(module, erase);
}

/**
 * Destroys everything that is known of one person, in one transaction, and writes it into the ledger (PV-21, PV-22); what
 * she bought stays as a fact that belongs to nobody (PV-23). When she asked for it herself, her addresses go on the list
 * of those who are never written to again, as hashes, so that no file brings her back. Somebody unknown: nothing.
 * @returns rows by table
 */
export async function eraseCustomer(
  db: Db,
  input: {
    workspaceId: string;
    customerId: string;
    reason: 'request' | 'period_end';
    dueOn?: string | null;
    /** Account that pressed; null for the person herself and for jobs. */
    actor: string | null;
    now: Date;
    key: string;
  },
): Promise<ErasedRows> {
  const { workspaceId, customerId, now } = input;
  return inTransaction(db, async (db) => {
    if (input.reason === 'request') await refuseAddresses(db, input);
    // People who were merged into her are the same person: a row that stayed with one of them goes as well.
    const ids = (await listMergedPeople(db, workspaceId, customerId)).map((one) => one.customerId);
    const rows: Record<string, number> = {};
    const add = (erased: ErasedRows) => {
      for (const [table, count] of Object.entries(erased)) rows[table] = (rows[table] ?? 0) + count;
    };
    const last = erasers.get('customers');
    for (const id of ids) {
      for (const erase of [...erasers.values()].filter((one) => one !== last)) {
        add(await erase(db, { workspaceId, customerId: id }));
      }
      add(await removePersonFact(db, workspaceId, id));
    }
    await deleteConsentsOf(db, workspaceId, ids);
    for (const id of ids) if (last) add(await last(db, { workspaceId, customerId: id }));
    for (const id of ids) add(await erasePersonRows(db, id));
    await recordDestruction(db, {
      workspaceId,
      scope: 'customer',
      action: 'destroy',
      reason: input.reason,
      dueOn: input.dueOn ?? null,
      count: 1,
      rows,
      actor: input.actor,
      now,
    });
    return rows;
  });
}

async function refuseAddresses(
  db: Db,
  { workspaceId, customerId, key, now }: { workspaceId: string; customerId: string; key: string; now: Date },
): Promise<void> {
  for (const { kind, value } of await listContactValues(db, { workspaceId, customerId })) {
    if (kind === 'card') continue;
    const contactHash = hashContact(key, value);
    for (const channel of kind === 'email' ? (['email'] as const) : (['sms', 'kakao'] as const)) {
      await suppress(db, { workspaceId, contactHash, channel, reason: 'erased', at: now });
    }
  }
}
