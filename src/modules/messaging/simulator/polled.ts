import { createHash } from 'node:crypto';

/** A message with what has become of it, as a list tells it. */
export interface Polled<T> {
  message: T;
  code: string;
}

/** SOLAPI's code for a message that is at the carrier: what every message was before its fate. */
const AT_CARRIER = '3000';

/**
 * A list of messages as somebody who asks is told it. Repeated: each as it stands, again, and once as it stood before, in an
 * order that is always the same and nobody's, so that pages of it fit together.
 */
export function listPolled<T extends { providerMessageId: string }>(
  messages: readonly T[],
  { codeOf, isRepeated }: { codeOf: (message: T) => string; isRepeated: boolean },
): Polled<T>[] {
  const standing = messages.map((message) => ({ message, code: codeOf(message) }));
  if (!isRepeated) return standing;
  const before = messages.map((message) => ({ message, code: AT_CARRIER }));
  return [...standing, ...standing, ...before]
    .map((one, nth) => ({ one, at: placeOf(`${one.message.providerMessageId}:${nth}`) }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

const placeOf = (text: string): number => createHash('md5').update(text).digest().readUInt32BE(0);
