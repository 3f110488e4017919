import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { lookup as lookUpAll } from 'node:dns/promises';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { get as httpsGet } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import type { FeedProblem } from './contract.ts';

/** Addresses that are nobody's business outside: loopback, private, link-local, shared, test nets, multicast (RFC 6890). */
const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv4');

/**
 * Whether an address is of the open internet. Of IPv6 only global unicast is, without the ranges that carry an IPv4 address
 * inside (6to4, Teredo) or are documentation.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !PRIVATE.check(address, 'ipv4');
  if (family !== 6) return false;
  return GLOBAL_V6.check(address, 'ipv6') && !SPECIAL_V6.check(address, 'ipv6');
}
const GLOBAL_V6 = new BlockList();
GLOBAL_V6.addSubnet('2000::', 3, 'ipv6');
const SPECIAL_V6 = new BlockList();
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  SPECIAL_V6.addSubnet(net, bits, 'ipv6');

/** Names that are given to machines of one's own (RFC 6761, RFC 6762, RFC 8375 and habit). */
const INNER_NAME = /(^|\.)(localhost|local|internal|lan|home|intranet|home\.arpa)\.?$/;
/** Longer nobody who enters an address waits; what is not known by then is looked at when it is fetched. */
const LOOK_UP_MS = 1_500;

/**
 * Whether an address is seen at once to lie in somebody's own network: said when it is entered, so that nobody waits for a
 * feed that is never fetched. What cannot be looked up now is not refused: each fetch looks again.
 */
export async function isPrivateUrl(url: string): Promise<boolean> {
  const host = hostOf(new URL(url));
  if (isIP(host) !== 0) return !isPublicAddress(host);
  if (INNER_NAME.test(host) || !host.includes('.')) return true;
  const unknown = new Promise<LookupAddress[]>((resolve) => {
    setTimeout(() => resolve([]), LOOK_UP_MS).unref();
  });
  const found = await Promise.race([lookUpAll(host, { all: true }).catch(() => []), unknown]);
  return found.some(({ address }) => !isPublicAddress(address));
}

const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, '');

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 5 * 1_048_576;
const MAX_REDIRECTS = 3;

/** What a feed answered. */
export type Fetched =
  | { state: 'same' }
  | { state: 'new'; text: string; etag: string | null; lastModified: string | null }
  | { state: 'failed'; problem: FeedProblem };

class Refused extends Error {
  readonly problem: FeedProblem;
  constructor(problem: FeedProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

/**
 * Fetches a feed if it changed since. The name is looked up once and the address it gives is the one that is called, so
 * that nobody can have the server call into its own network; redirects are checked alike.
 */
export async function fetchFeed(
  url: string,
  options: { etag: string | null; lastModified: string | null; allowPrivate?: boolean },
): Promise<Fetched> {
  const { etag, lastModified, allowPrivate = false } = options;
  const headers = {
    accept: 'application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8',
    'accept-encoding': 'identity',
    'user-agent': 'Dangol',
    ...(etag ? { 'if-none-match': etag } : {}),
    ...(lastModified ? { 'if-modified-since': lastModified } : {}),
  };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    let at = new URL(url);
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const response = await request(at, { headers, signal, allowPrivate });
      const status = response.statusCode ?? 0;
      const { location } = response.headers;
      if (status === 304) {
        response.resume();
        return { state: 'same' };
      }
      if (status >= 300 && status < 400 && location) {
        response.resume();
        at = new URL(location, at);
        continue;
      }
      if (status !== 200) {
        response.resume();
        throw new Refused({ code: 'status', status });
      }
      const text = await readText(response);
      const { etag: newEtag, 'last-modified': newModified } = response.headers;
      return { state: 'new', text, etag: newEtag ?? null, lastModified: newModified ?? null };
    }
    throw new Refused({ code: 'unreachable' });
  } catch (error) {
    return { state: 'failed', problem: error instanceof Refused ? error.problem : { code: 'unreachable' } };
  }
}

function request(
  url: URL,
  how: { headers: Record<string, string>; signal: AbortSignal; allowPrivate: boolean },
): Promise<IncomingMessage> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Refused({ code: 'private_address' });
  const { headers, signal, allowPrivate } = how;
  const host = hostOf(url);
  // A literal address is never looked up, so it has to be checked here.
  if (isIP(host) !== 0 && !allowPrivate && !isPublicAddress(host)) throw new Refused({ code: 'private_address' });
  return new Promise((resolve, reject) => {
    const get = url.protocol === 'https:' ? httpsGet : httpGet;
    get(url, { headers, signal, ...(allowPrivate ? {} : { lookup: publicLookup }), agent: false }, resolve).on(
      'error',
      (error) => reject(error instanceof Refused ? error : new Refused({ code: 'unreachable' })),
    );
  });
}

/** Looks a name up and refuses it when any of its addresses is not public. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, found) => {
    const addresses: LookupAddress[] = error ? [] : found;
    const [first] = addresses;
    if (error || !first) return callback(error ?? new Refused({ code: 'unreachable' }), '', 4);
    if (!addresses.every(({ address }) => isPublicAddress(address)))
      return callback(new Refused({ code: 'private_address' }), '', 4);
    if (options.all) return callback(null, addresses);
    return callback(null, first.address, first.family);
  });
};

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const part = chunk as Buffer;
    bytes += part.length;
    if (bytes > MAX_BYTES) {
      response.destroy();
      throw new Refused({ code: 'too_large' });
    }
    chunks.push(part);
  }
  return decode(Buffer.concat(chunks), response.headers['content-type'] ?? '');
}

/** Old Korean sites still write EUC-KR. */
function decode(bytes: Buffer, contentType: string): string {
  const head = bytes.subarray(0, 200).toString('latin1');
  const named =
    /charset=["']?([\w-]+)/i.exec(contentType)?.[1] ?? /encoding=["']([\w-]+)["']/i.exec(head)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(named).decode(bytes);
  } catch {
    return new TextDecoder().decode(bytes);
  }
}
