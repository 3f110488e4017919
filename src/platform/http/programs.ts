/** What calls of programs and of pages on other origins need, and those of our own pages do not. */
import { createGunzip } from 'node:zlib';
import type { FastifyReply, FastifyRequest, preParsingHookHandler } from 'fastify';
import { AppError } from '../../shared/errors.ts';
import { bodyIsNoJson } from './errors.ts';

const PREFLIGHT_SECONDS = '86400';

/** Lets pages of any origin call and read: no cookie is looked at there, so there is none to protect. */
export async function openToPages(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  void reply.headers({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, idempotency-key',
    'access-control-max-age': PREFLIGHT_SECONDS,
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'nosniff',
  });
}

/** Unpacks a gzipped body as it streams in; the route's body limit counts what comes out, so a bomb bursts early. */
export const unpack: preParsingHookHandler = (request, _reply, payload, done) => {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity') return done(null, payload);
  if (encoding !== 'gzip') return done(new AppError('invalid_input', `content-encoding ${encoding.slice(0, 20)}`));
  let received = 0;
  const unpacked = Object.assign(createGunzip(), { receivedEncodedLength: 0 });
  payload.on('data', (chunk: Buffer) => {
    received += chunk.length;
    unpacked.receivedEncodedLength = received;
  });
  payload.on('error', (error) => unpacked.destroy(error));
  unpacked.on('error', (error) => Object.assign(error, { statusCode: 400 }));
  done(null, payload.pipe(unpacked));
};

/** The JSON in a body that came as text: what `navigator.sendBeacon` and simple programs send. @throws AppError invalid_input */
export function readText(body: unknown): unknown {
  if (typeof body !== 'string') return body ?? undefined;
  try {
    // A key of that name would change what the parsed object inherits.
    return JSON.parse(body, (key, value) => (key === '__proto__' ? undefined : value));
  } catch (cause) {
    throw bodyIsNoJson(cause);
  }
}
