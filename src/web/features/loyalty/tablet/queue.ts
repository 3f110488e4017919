import type { z } from 'zod';
import { recordTaps, type zTap } from '../../../../modules/loyalty/contract/tablet.ts';
import type { EndpointOutput } from '../../../../shared/endpoint.ts';
import { ApiError, COUNTER_ANSWER_MS, call, deadlineIn } from '../../../lib/api.ts';

export type Tap = z.input<typeof zTap>;
export type TapResult = EndpointOutput<typeof recordTaps>['results'][number];

const DATABASE = 'dangol-tablet';
const TAPS = 'taps';
const KEYS = 'keys';
const SEAL = 'seal';
/** As many as the server takes at once. */
const BATCH = 200;
const IV_BYTES = 12;

interface Sealed {
  key: string;
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

/** Taps that a browser without IndexedDB or without a secure connection can only remember. */
const remembered = new Map<string, Tap>();

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(TAPS, { keyPath: 'key' });
      request.result.createObjectStore(KEYS);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no database'));
  });
}

function run<T>(
  db: IDBDatabase,
  store: string,
  mode: IDBTransactionMode,
  make: (store: IDBObjectStore) => IDBRequest<T>,
) {
  return new Promise<T>((resolve, reject) => {
    const request = make(db.transaction(store, mode).objectStore(store));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no answer'));
  });
}

/** A key that can be used here and never read: what waits is a number of a person. */
async function sealKey(db: IDBDatabase): Promise<CryptoKey> {
  const kept = await run(db, KEYS, 'readonly', (store) => store.get(SEAL) as IDBRequest<CryptoKey | undefined>);
  if (kept) return kept;
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  await run(db, KEYS, 'readwrite', (store) => store.put(made, SEAL));
  return made;
}

const canKeep = () => typeof indexedDB !== 'undefined' && typeof crypto.subtle !== 'undefined';

/** Keeps a tap until the line is back; sealed, and gone when it was sent. */
export async function keepTap(tap: Tap): Promise<void> {
  if (!canKeep()) {
    remembered.set(tap.key, tap);
    return;
  }
  const db = await open();
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const text = new TextEncoder().encode(JSON.stringify(tap));
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await sealKey(db), text);
  const sealed: Sealed = { key: tap.key, iv, data };
  await run(db, TAPS, 'readwrite', (store) => store.put(sealed));
  db.close();
}

async function readKept(db: IDBDatabase): Promise<Tap[]> {
  const sealed = await run(db, TAPS, 'readonly', (store) => store.getAll() as IDBRequest<Sealed[]>);
  const key = await sealKey(db);
  return Promise.all(
    sealed.map(async ({ iv, data }) => {
      const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, data);
      return JSON.parse(new TextDecoder().decode(text)) as Tap;
    }),
  );
}

/** How many taps wait. */
export async function countKept(): Promise<number> {
  if (!canKeep()) return remembered.size;
  const db = await open();
  const kept = await run(db, TAPS, 'readonly', (store) => store.count());
  db.close();
  return kept;
}

/** Sends what waits, and forgets what arrived: each has its key, so sending it twice does nothing. @returns how many still wait */
export async function sendKept(deviceKey: string, deadline: AbortSignal): Promise<number> {
  const db = canKeep() ? await open() : undefined;
  const kept = db ? await readKept(db) : [...remembered.values()];
  for (let from = 0; from < kept.length; from += BATCH) {
    const taps = kept.slice(from, from + BATCH).map((tap) => ({ ...tap, wasOffline: true }));
    await call(recordTaps, { body: { taps } }, { key: deviceKey, deadline });
    for (const { key } of taps) {
      remembered.delete(key);
      if (db) await run(db, TAPS, 'readwrite', (store) => store.delete(key));
    }
  }
  db?.close();
  return 0;
}

/**
 * Sends a tap; undefined when there is no line, or no answer in time, and then it waits: if it had arrived after all, its
 * key makes sending it again harmless.
 */
export async function tapOnce(tap: Tap, deviceKey: string): Promise<TapResult | undefined> {
  try {
    const { results } = await call(
      recordTaps,
      { body: { taps: [tap] } },
      { key: deviceKey, deadline: deadlineIn(COUNTER_ANSWER_MS) },
    );
    return results[0];
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 0 && error.status < 500)) throw error;
    await keepTap(tap);
    return undefined;
  }
}
