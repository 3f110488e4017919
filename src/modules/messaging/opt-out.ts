import { createHash } from 'node:crypto';
import { keyedHash } from '../../platform/secrets.ts';

/**
 * Token of a message's unsubscribe link: computed, so that it is stored nowhere, and 256 bits that only this
 * installation can make. The database holds its SHA-256.
 */
export function optOutToken(key: string, messageId: string): string {
  return keyedHash(key, `opt-out:${messageId}`).toString('base64url');
}

export function hashOptOutToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Address of the one-click page. */
export function optOutUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/u/${token}`;
}
