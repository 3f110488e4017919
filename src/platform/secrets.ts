import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { readJson, writeFileAtomically } from './files.ts';

const zSecrets = z.object({
  /** Password of the embedded database's owner. */
  databasePassword: z.string().min(20),
  /** Key of everything that is sealed or keyed-hashed, 32 bytes in hex. */
  key: z.string().length(64),
});
export type Secrets = z.infer<typeof zSecrets>;

/** Secrets of this installation, made at the first run and kept in the data folder with mode 600. */
export function readSecrets(home: string): Secrets {
  const file = path.join(home, 'secrets.json');
  const stored = readJson(file);
  if (stored !== undefined) return zSecrets.parse(stored);
  const secrets: Secrets = { databasePassword: randomBytes(24).toString('hex'), key: randomBytes(32).toString('hex') };
  writeFileAtomically(file, JSON.stringify(secrets, null, 2), 0o600);
  return secrets;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts and authenticates a short text (AES-256-GCM): iv, tag, ciphertext. */
export function seal(key: string, text: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'hex'), iv);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** Opens what `seal` closed. Throws when it was changed or the key is another. */
export function unseal(key: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), sealed.subarray(0, IV_BYTES));
  decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}

/** Made once for each key: taking a key apart costs many times what hashing a short text does. */
const hashKeys = new Map<string, KeyObject>();

function hashKeyOf(key: string): KeyObject {
  const known = hashKeys.get(key);
  if (known) return known;
  const made = createSecretKey(Buffer.from(key, 'hex'));
  hashKeys.set(key, made);
  return made;
}

/** Keyed hash: equal inputs can be found again, but nobody without the key can guess them. */
export function keyedHash(key: string, text: string): Buffer {
  return createHmac('sha256', hashKeyOf(key)).update(text).digest();
}
