import { useSyncExternalStore } from 'react';
import { createEntry, type NewEntry } from '../../../modules/imports/contract.ts';
import { ApiError, call } from '../../lib/api.ts';

/** An entry on its way. Kept in memory only: it may hold a stranger's number, and a browser's storage is not a safe. */
interface Sending {
  entry: NewEntry;
  /** What it is, for the list of those that wait: no person in it. */
  label: string;
  /** `orderId` of a sale, null of anything else. */
  onSent: (entryId: string, orderId: string | null) => void;
  onRefused: (error: ApiError) => void;
}

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 30_000;

let waiting: readonly Sending[] = [];
let waitMs = FIRST_WAIT_MS;
let timer: ReturnType<typeof setTimeout> | undefined;
let isSending = false;
const listeners = new Set<() => void>();

function setWaiting(next: readonly Sending[]) {
  waiting = next;
  for (const listener of listeners) listener();
}

const isPassing = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status >= 500);

/** Sends what waits, the oldest first, until a line fails; then again after a while. */
async function flush(): Promise<void> {
  if (isSending) return;
  isSending = true;
  clearTimeout(timer);
  try {
    for (let next = waiting[0]; next; next = waiting[0]) {
      const sent = next;
      try {
        const { entryId, orderId } = await call(createEntry, { body: sent.entry });
        setWaiting(waiting.filter((one) => one !== sent));
        waitMs = FIRST_WAIT_MS;
        sent.onSent(entryId, orderId);
      } catch (error) {
        if (isPassing(error)) {
          timer = setTimeout(() => void flush(), waitMs);
          waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
          return;
        }
        setWaiting(waiting.filter((one) => one !== sent));
        sent.onRefused(error instanceof ApiError ? error : new ApiError({ status: 0, code: 'internal', message: '' }));
      }
    }
  } finally {
    isSending = false;
  }
}

/** Takes an entry. It is sent at once, and again until it has arrived: its key makes that harmless. */
export function post(sending: Sending): void {
  setWaiting([...waiting, sending]);
  void flush();
}

/** Tries again now: the line is back, or somebody asked. */
export function retryNow(): void {
  waitMs = FIRST_WAIT_MS;
  void flush();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Entries that have not arrived yet. */
export function useWaiting(): readonly Sending[] {
  return useSyncExternalStore(subscribe, () => waiting);
}

window.addEventListener('online', retryNow);
window.addEventListener('beforeunload', (event) => {
  if (waiting.length > 0) event.preventDefault();
});
