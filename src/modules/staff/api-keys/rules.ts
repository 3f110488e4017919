import type { RateLimit } from '../../../platform/http/rate-limit.ts';
import type { ApiKeyKind, ApiScope } from '../contract.ts';

/** What a key looks like: a word that says what it is (secret scanners find it), eight signs that name it, and the secret. */
const KEY = /^(dg[sp]_[A-Za-z0-9_-]{8})([A-Za-z0-9_-]{32})$/;

/** Words that keys begin with. */
export const KEY_WORD: Readonly<Record<ApiKeyKind, string>> = { secret: 'dgs_', public: 'dgp_' };

/** The part of a key by which it is found; undefined when it is no key. `dgs_aBcD1234…` → `dgs_aBcD1234`. */
export function prefixOf(key: string): string | undefined {
  return KEY.exec(key)?.[1];
}

/** Rights of a key: its scopes; a public key appends touchpoints, on the ways in that take public keys. */
export function rightsOfKey(key: { kind: ApiKeyKind; scopes: readonly ApiScope[] }): readonly string[] {
  return key.kind === 'public' ? ['touchpoints:write'] : key.scopes;
}

/**
 * The key that a request shows, wherever its kind of client puts it: `Authorization: Bearer`, the name of
 * `Authorization: Basic` (Segment's libraries), `api_secret` (GA4) or `key` in the query, or `writeKey` in the body.
 * Undefined where there is none.
 */
export function findKey(request: {
  authorization: string | undefined;
  query: unknown;
  body: unknown;
}): string | undefined {
  const [scheme = '', value = ''] = (request.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() === 'basic') return Buffer.from(value, 'base64').toString('utf8').split(':')[0];
  const query = fieldsOf(request.query);
  for (const shown of [query['api_secret'], query['key'], fieldsOf(request.body)['writeKey']])
    if (typeof shown === 'string') return shown;
  return undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Requests of a program: enough for a till's whole history in batches, little enough to leave the shop its server. */
export const SECRET_KEY_LIMIT: RateLimit = { perSecond: 200, burst: 1_000 };
/** Requests of one visitor's address with a public key. */
export const PUBLIC_KEY_LIMIT: RateLimit = { perSecond: 10, burst: 60 };
