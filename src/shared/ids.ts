/** Random bytes are fetched in one go for this many ids: a call into the crypto library costs more than an id. */
const IDS_PER_REFILL = 512;
/** Bits 64–127 of an id: 2 variant bits and 62 random ones. */
const RANDOM_BYTES = 8;
/** The 12 bits after the version count ids inside one millisecond, so that they sort in the order they were made. */
const COUNTER_END = 0x1000;
/** Starting low leaves room to count on, and starting anywhere below keeps two processes apart. */
const COUNTER_START_END = 0x400;

const pool = new Uint8Array(IDS_PER_REFILL * RANDOM_BYTES);
let poolAt = pool.length;
let lastMs = -1;
let counter = 0;
/** The first 48 bits as text, which many ids in a row share. */
let timeText = '';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * A new UUIDv7 (RFC 9562): sorts by time of making, strictly rising inside one process even when the clock steps back;
 * more than the counter holds in a millisecond borrows from the next one.
 */
export function newId(): string {
  if (poolAt === pool.length) {
    crypto.getRandomValues(pool);
    poolAt = 0;
  }
  const nowMs = Date.now();
  if (nowMs > lastMs) {
    startMs(nowMs);
    counter = ((byteAt(0) << 8) | byteAt(1)) % COUNTER_START_END;
  } else if (++counter === COUNTER_END) {
    startMs(lastMs + 1);
    counter = 0;
  }
  const version = (0x7000 | counter).toString(16);
  const variant = HEX[0x80 | (byteAt(2) & 0x3f)];
  const id = `${timeText}-${version}-${variant}${hexAt(3)}-${hexAt(4)}${hexAt(5)}${hexAt(6)}${hexAt(7)}${hexAt(0)}${hexAt(1)}`;
  poolAt += RANDOM_BYTES;
  return id;
}

function startMs(ms: number): void {
  lastMs = ms;
  const time = ms.toString(16).padStart(12, '0');
  timeText = `${time.slice(0, 8)}-${time.slice(8)}`;
}

function byteAt(index: number): number {
  return pool[poolAt + index] ?? 0;
}

function hexAt(index: number): string {
  return HEX[byteAt(index)] ?? '00';
}

const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text has the shape of an id of ours, in small letters or capitals; nothing is looked up. */
export const isId = (text: string): boolean => ID.test(text);
