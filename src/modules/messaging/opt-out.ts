import { hash } from 'node:crypto';
import { keyedHash } from '../../platform/secrets.ts';

/**
 * Token of a message's unsubscribe link: computed, so that it is stored nowhere, and 256 bits that only this
 * installation can make. The database holds its SHA-256.
 */
export function optOutToken(key: string, messageId: string): string {
  return keyedHash(key, `opt-out:${messageId}`).toString('base64url');
}

export function hashOptOutToken(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}

/** Address of the one-click page. */
export function optOutUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/u/${token}`;
}

/** Address of the form that sends a person the link to her own page: the target of every footer (PV-32). */
export function ownPageUrl(publicUrl: string, workspaceId: string): string {
  return `${publicUrl}/my/ask/${workspaceId}`;
}

/** Address that links in a shop's messages begin with: its own setting, else the installation's. */
export function linkBase(workspace: { publicUrl: string }, config: { publicUrl: string }): string {
  return workspace.publicUrl || config.publicUrl;
}
