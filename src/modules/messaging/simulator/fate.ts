import { createHash } from 'node:crypto';
import type { DeliveryState, FailureClass } from '../rules/index.ts';

/** Of a hundred text messages: what becomes of them in an ordinary shop (rounded from vendors' guides; for the demo only). */
const FATES: readonly { below: number; failure: FailureClass; code: string }[] = [
  { below: 1.2, failure: 'invalid_number', code: '3010' },
  { below: 2.0, failure: 'not_subscribed', code: '3032' },
  { below: 2.4, failure: 'blocked', code: '3047' },
  { below: 2.6, failure: 'spam_filter', code: '3054' },
];

/** What becomes of a message: always the same for the same id. */
export function decideFate(id: string): { state: DeliveryState; failure?: FailureClass; code: string } {
  const drawn = (createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32) * 100;
  const fate = FATES.find(({ below }) => drawn < below);
  return fate ? { state: 'failed', failure: fate.failure, code: fate.code } : { state: 'delivered', code: '4000' };
}
