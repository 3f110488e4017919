import { createHash } from 'node:crypto';

/** A message with what has become of it, as a list tells it. */
export interface Polled<T> {
  message: T;
  code: string;
}

/** SOLAPI's code for a message that is at the carrier: what every message was before its fate. */
const AT_CARRIER = '3000';

/** Copies of a message in a list that repeats: it as it stands, again, and once as it stood before. */
const COPIES = 3;
/** A place and the number of a row in one exact number: 2³² places, two million rows. */
const ROWS = 2 ** 21;

/**
 * A list of messages as somebody who asks is told it. Repeated: each as it stands, again, and once as it stood before, in an
 * order that is always the same and nobody's, so that pages of it fit together. A row's code is looked up when it is read:
 * of a hundred thousand messages a page shows five hundred.
 */
export function listPolled<T extends { providerMessageId: string }>(
  messages: readonly T[],
  { codeOf, isRepeated }: { codeOf: (message: T) => string; isRepeated: boolean },
): Polled<T>[] {
  const toldOf = (message: T, isBefore: boolean): Polled<T> => ({
    message,
    get code() {
      return isBefore ? AT_CARRIER : codeOf(message);
    },
  });
  if (!isRepeated) return messages.map((message) => toldOf(message, false));
  const order = new Float64Array(messages.length * COPIES);
  for (const [nth, message] of messages.entries())
    for (const [copy, place] of placesOf(message).entries())
      order[nth * COPIES + copy] = place * ROWS + nth * COPIES + copy;
  return Array.from(order.sort(), (one) => {
    const row = one % ROWS;
    return toldOf(messages[Math.floor(row / COPIES)] as T, row % COPIES === COPIES - 1);
  });
}

const known = new WeakMap<object, readonly number[]>();

/** Where the copies of a message stand, worked out once. */
function placesOf(message: { providerMessageId: string }): readonly number[] {
  let places = known.get(message);
  if (!places) {
    const digest = createHash('md5').update(message.providerMessageId).digest();
    places = Array.from({ length: COPIES }, (_, copy) => digest.readUInt32BE(copy * 4));
    known.set(message, places);
  }
  return places;
}
