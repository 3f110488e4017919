import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Connection, Platform } from './contract.ts';

/** What a delivery is checked by. */
export interface Signed {
  platform: Platform;
  signing: Connection['signing'];
  signatureHeader: string;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
  /** The body as it came, byte for byte. */
  body: Buffer;
  /** Addresses under which the platform may know us: Square signs its own. */
  urls: readonly string[];
}

/** Equal texts, found out in a time that tells nothing of where they differ. */
function isSame(given: string | undefined, expected: string): boolean {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

const hmac = (secret: string, parts: readonly (string | Buffer)[], encoding: 'base64' | 'hex') => {
  const sum = createHmac('sha256', secret);
  for (const part of parts) sum.update(part);
  return sum.digest(encoding);
};

/** Toast signs the body followed by the time that stands in it. */
function timestampOf(body: Buffer): string {
  return /"timestamp"\s*:\s*"([^"]{1,40})"/.exec(body.toString('utf8'))?.[1] ?? '';
}

/**
 * Whether a delivery was signed with `secret`, each platform in its own way: Shopify and Square HMAC-SHA256 in base64 over
 * the raw body (Square: after the address it sends to), Toast over body and timestamp, Cafe24 a fixed key in a header.
 */
export function isSigned(delivery: Signed, secret: string): boolean {
  const { platform, signing, signatureHeader, headers, body, urls } = delivery;
  switch (platform) {
    case 'shopify':
      return isSame(headers['x-shopify-hmac-sha256'], hmac(secret, [body], 'base64'));
    case 'square':
      return urls.some((url) => isSame(headers['x-square-hmacsha256-signature'], hmac(secret, [url, body], 'base64')));
    case 'toast':
      return isSame(headers['toast-signature'], hmac(secret, [body, timestampOf(body)], 'base64'));
    case 'cafe24':
      return isSame(headers['x-api-key'], secret);
    case 'generic': {
      const given = headers[signatureHeader];
      if (signing === 'header') return isSame(given, secret);
      if (signing === 'hmac_hex')
        return isSame(given?.replace(/^sha256=/, '').toLowerCase(), hmac(secret, [body], 'hex'));
      if (signing === 'hmac_base64') return isSame(given?.replace(/^sha256=/, ''), hmac(secret, [body], 'base64'));
      return signing === 'none';
    }
  }
}

/** Headers that make `isSigned` true: for the test delivery. */
export function sign(delivery: Omit<Signed, 'headers'>, secret: string): Record<string, string> {
  const { platform, signing, signatureHeader, body, urls } = delivery;
  switch (platform) {
    case 'shopify':
      return { 'x-shopify-hmac-sha256': hmac(secret, [body], 'base64') };
    case 'square':
      return { 'x-square-hmacsha256-signature': hmac(secret, [urls[0] ?? '', body], 'base64') };
    case 'toast':
      return { 'toast-signature': hmac(secret, [body, timestampOf(body)], 'base64') };
    case 'cafe24':
      return { 'x-api-key': secret };
    case 'generic':
      if (signing === 'none') return {};
      if (signing === 'header') return { [signatureHeader]: secret };
      return { [signatureHeader]: hmac(secret, [body], signing === 'hmac_hex' ? 'hex' : 'base64') };
  }
}
