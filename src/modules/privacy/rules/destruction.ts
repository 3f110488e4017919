import { createHash } from 'node:crypto';

/** What an entry of the ledger says (PV-22). */
interface Entry {
  destructionId: string;
  scope: string;
  action: string;
  reason: string;
  dueOn: string | null;
  doneAt: Date;
  count: number;
  rows: Readonly<Record<string, number>>;
  actor: string | null;
}

/**
 * Evidence of an entry: SHA-256 over the entry before it and what this one says, tables in alphabetical order. An entry
 * that is changed or taken out breaks every later one. `previous`: null for the first.
 */
export function chainDestruction(previous: Buffer | null, entry: Entry): Buffer {
  const rows = Object.entries(entry.rows).sort(([a], [b]) => (a < b ? -1 : 1));
  const said = [
    entry.destructionId,
    entry.scope,
    entry.action,
    entry.reason,
    entry.dueOn,
    entry.doneAt.toISOString(),
    entry.count,
    rows,
    entry.actor,
  ];
  return createHash('sha256')
    .update(previous ?? '')
    .update(JSON.stringify(said))
    .digest();
}
