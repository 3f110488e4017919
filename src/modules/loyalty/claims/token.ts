import { timingSafeEqual } from 'node:crypto';
import { keyedHash } from '../../../platform/secrets.ts';

/** What the code on a receipt says. */
export interface ClaimToken {
  workspaceId: string;
  orderId: string;
}

const UUID_BYTES = 16;
/** Enough that nobody makes one up; short, because it is printed as a QR code. */
const SIGNATURE_BYTES = 12;

const toBytes = (id: string) => Buffer.from(id.replaceAll('-', ''), 'hex');
const toId = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function signatureOf(key: string, bytes: Buffer): Buffer {
  return keyedHash(key, `claim:${bytes.toString('hex')}`).subarray(0, SIGNATURE_BYTES);
}

/** The token of an order: its workspace, its id and a signature. */
export function writeClaimToken(key: string, { workspaceId, orderId }: ClaimToken): string {
  const bytes = Buffer.concat([toBytes(workspaceId), toBytes(orderId)]);
  return Buffer.concat([bytes, signatureOf(key, bytes)]).toString('base64url');
}

/** What a token says; undefined when it was not made by us. */
export function readClaimToken(key: string, token: string): ClaimToken | undefined {
  const all = Buffer.from(token, 'base64url');
  if (all.length !== 2 * UUID_BYTES + SIGNATURE_BYTES) return undefined;
  const bytes = all.subarray(0, 2 * UUID_BYTES);
  if (!timingSafeEqual(signatureOf(key, bytes), all.subarray(2 * UUID_BYTES))) return undefined;
  return { workspaceId: toId(bytes.subarray(0, UUID_BYTES)), orderId: toId(bytes.subarray(UUID_BYTES)) };
}
