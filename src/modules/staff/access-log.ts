import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { insertAccessEntries } from './store.ts';

/** Something that was done to personal data (PV-55). `subject` holds ids or a masked query, never data in clear. */
export interface AccessEntry {
  action:
    | 'search'
    | 'view'
    | 'list'
    | 'unmask'
    | 'merge'
    | 'unmerge'
    | 'create'
    | 'edit'
    | 'delete'
    | 'export'
    | 'import'
    | 'login'
    | 'logout'
    | 'login_fail'
    | 'send';
  subject: string;
  result?: string;
}

interface Waiting {
  entries: Parameters<typeof insertAccessEntries>[1];
  written: Promise<void>;
}

/** Entries that wait for the write under way, by workspace connection. */
const waiting = new WeakMap<Db, { running: Promise<unknown>; next: Waiting | undefined }>();

/**
 * Records who looked at whose data; resolves when it is stored, and no answer leaves the server before that.
 * Entries that arrive while a write is under way share the next one, so many look-ups cost few statements.
 */
export function recordAccess(db: Db, actor: Actor, entry: AccessEntry, at: Date): Promise<void> {
  const row = {
    workspaceId: actor.workspaceId,
    accessLogId: newId(),
    at,
    accountId: actor.accountId,
    action: entry.action,
    subject: entry.subject,
    result: entry.result ?? '',
    ip: actor.ip,
  };
  // Inside a transaction the entry stands or falls with it.
  if (db.isTransaction) return insertAccessEntries(db, [row]).then(() => {});
  const queue = waiting.get(db);
  if (!queue) {
    const running = insertAccessEntries(db, [row]);
    const state = { running: running as Promise<unknown>, next: undefined as Waiting | undefined };
    waiting.set(db, state);
    return running.then(
      () => finish(db),
      (error: unknown) => {
        finish(db);
        throw error;
      },
    );
  }
  if (queue.next) {
    queue.next.entries.push(row);
    return queue.next.written;
  }
  const entries = [row];
  const write = () => {
    const state = waiting.get(db);
    if (state) state.next = undefined;
    return insertAccessEntries(db, entries);
  };
  const written = queue.running.then(write, write).then(() => {});
  queue.next = { entries, written };
  queue.running = written.catch(() => {});
  void queue.running.then(() => finish(db));
  return written;
}

function finish(db: Db): void {
  const state = waiting.get(db);
  if (state && !state.next) waiting.delete(db);
}
