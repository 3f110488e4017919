import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import statics from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { AppError } from '../../shared/errors.ts';
import type { Actor } from '../actor.ts';
import { shiftDays } from '../clock.ts';
import { hasWeb, WEB_ROOT } from '../config.ts';
import type { Context } from '../context.ts';
import { refuseUnreadable, sendError } from './errors.ts';
import { openToPages, readText, unpack } from './programs.ts';
import { refuseDeep } from './refuse-deep.ts';
import { refuseResidentNumbersIn } from './refuse-resident.ts';
import { type KeyBearer, parseInput, type Route, refuseNul } from './route.ts';

/** JSON bodies; files go through uploads. */
const BODY_LIMIT_BYTES = 1_048_576;
const FORM_LIMIT_BYTES = 4_096;
export const UPLOAD_LIMIT_BYTES = 512 * 1_048_576;
/** A file of that size over a slow line; any other body has to be here much sooner. */
const UPLOAD_WITHIN_MS = 1_800_000;
const BODY_WITHIN_MS = 30_000;
const YEAR_MS = 31_536_000_000;
const API = '/api/';
const API_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
declare module 'fastify' {
  interface FastifyContextConfig {
    /** Calls from other origins are let in. */
    fromAnywhere?: boolean;
    /** A file, which may take its time to arrive. */
    isUpload?: boolean;
  }
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface HttpOptions {
  context: Context;
  routes: readonly Route[];
  /** Who is behind a request; undefined when nobody is signed in. */
  resolveActor: (request: FastifyRequest) => Promise<Actor | undefined>;
  /** Who shows a key; undefined when there is none, or it opens nothing. */
  resolveKey: (request: FastifyRequest, locale: 'ko' | 'en') => Promise<KeyBearer | undefined>;
}

/** Builds the HTTP server without listening, so that tests can inject requests. */
export async function createHttpServer({
  context,
  routes,
  resolveActor,
  resolveKey,
}: HttpOptions): Promise<FastifyInstance> {
  const { log, config } = context;
  const server = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    // Our own routes log ids only; Fastify's request log would hold URLs.
    logger: false,
    forceCloseConnections: 'idle',
    requestTimeout: UPLOAD_WITHIN_MS,
    // An address that cannot be read never comes to a route, and is answered like anything else that is wrong.
    frameworkErrors: (error, request, reply) => sendError(error, { request, reply, log, locale: localeOf(request) }),
    clientErrorHandler: refuseUnreadable,
  });
  const secure = config.publicUrl.startsWith('https:');

  server.setErrorHandler((error, request, reply) =>
    sendError(error, { request, reply, log, locale: localeOf(request) }),
  );
  server.setValidatorCompiler(() => () => true);

  await server.register(cookie);
  await server.register(multipart, {
    limits: { fileSize: UPLOAD_LIMIT_BYTES, files: 1, fields: 20, fieldSize: 262_144 },
  });
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The component kit sets custom properties through style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(secure ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: secure ? { maxAge: YEAR_MS / 1_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'same-origin' },
  });

  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const requestSeconds = new Histogram({
    name: 'dangol_http_request_seconds',
    help: 'Time to answer, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [metrics],
  });
  server.addHook('onResponse', async (request, reply) => {
    requestSeconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'unknown', status: String(reply.statusCode) },
      reply.elapsedTime / 1_000,
    );
  });

  // Only the unsubscribe page posts a form (RFC 8058); everything else is JSON.
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_LIMIT_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  server.addHook('onRequest', async (request) => refuseForeignOrigin(request));
  server.addHook('onRequest', async (request) => limitArrival(request));
  // The API answers JSON: nothing in it may run or be framed. Set once, because a look-up is asked many times a second.
  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith(API)) void reply.headers(API_HEADERS);
  });

  server.get('/healthz', async () => ({ ok: true }));
  server.get('/readyz', async (_request, reply) => {
    try {
      await context.database.pool.query('select 1');
      return { ok: true };
    } catch {
      return reply.status(503).send({ ok: false });
    }
  });
  server.get('/metrics', async (request, reply) => {
    // Figures of the business are nobody's outside: a scraper runs on the machine or through its own tunnel.
    // A proxy on the same machine passes strangers on, and says so.
    const isForwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined;
    if (isForwarded || !['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(request.ip))
      throw new AppError('not_found', 'metrics are local');
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });

  const bind = (target: FastifyInstance, { endpoint, open, handler, upload, byKey, signed }: Route) =>
    target.route({
      method: endpoint.method,
      url: endpoint.path,
      config: { fromAnywhere: byKey !== undefined || signed !== undefined, isUpload: upload === true },
      ...(endpoint.path.startsWith(API) ? { helmet: false } : {}),
      ...(byKey ? { bodyLimit: byKey.bodyLimitBytes, preParsing: unpack } : {}),
      ...(byKey?.fromPages ? { onRequest: openToPages } : {}),
      ...(signed
        ? { bodyLimit: signed.bodyLimitBytes, onRequest: (request: FastifyRequest) => signed.admit(request, context) }
        : {}),
      handler: async (request, reply) => {
        const bearer = byKey ? await resolveKey(request, localeOf(request)) : undefined;
        // A session opens nothing here: whoever could post from another site would post with its cookie.
        const actor = byKey ? bearer?.actor : await resolveActor(request);
        if (!open && !actor) throw byKey ? noKey() : new AppError('unauthenticated', 'no session');
        if (bearer && !byKey?.kinds.includes(bearer.key.kind)) throw new AppError('forbidden', 'a key of another kind');
        if (!open && endpoint.access !== 'signed-in') actor?.require(endpoint.access);
        const body = upload || signed ? {} : byKey ? readText(request.body) : (request.body ?? undefined);
        refuseDeep(body);
        refuseNul(byKey?.byRow ? { params: request.params } : { params: request.params, query: request.query, body });
        // What programs and platforms send is read row by row, and each way refuses or blots out its own.
        if (!byKey && !signed) refuseResidentNumbersIn(body);
        const input = parseInput(
          endpoint,
          { params: request.params, query: request.query, body },
          actor?.locale ?? localeOf(request),
        );
        const call = {
          context,
          actor,
          ...(bearer ? { key: bearer.key } : {}),
          db: actor ? context.database.of(actor.workspaceId) : undefined,
          now: shiftDays(context.clock.now(), actor?.clockOffsetDays ?? 0),
          ...input,
          request,
          reply,
        };
        const output = await (handler as (call: unknown) => Promise<unknown>)(call);
        if (reply.sent) return reply;
        reply.header('cache-control', 'no-store').type('application/json; charset=utf-8');
        // Parsed on the way out: a column that the contract does not name cannot leave the server.
        return reply.send(JSON.stringify(endpoint.output.parse(output)));
      },
    });
  for (const route of routes) if (!route.signed && !route.byKey) bind(server, route);
  const fromPages = new Set(routes.filter(({ byKey }) => byKey?.fromPages).map(({ endpoint }) => endpoint.path));
  for (const url of fromPages)
    server.options(url, { onRequest: openToPages, helmet: false }, async (_request, reply) => reply.status(204).send());
  // Programs and beacons send JSON under whatever name: one public library calls it a form when it tries again.
  await server.register(async (programs) => {
    programs.removeAllContentTypeParsers();
    programs.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      server.getDefaultJsonParser('error', 'error'),
    );
    programs.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    for (const route of routes) if (route.byKey) bind(programs, route);
  });
  // A signature is over the bytes that came, so nothing may read them first.
  await server.register(async (raw) => {
    raw.removeAllContentTypeParsers();
    raw.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const route of routes) if (route.signed) bind(raw, route);
  });

  if (hasWeb()) {
    await server.register(statics, {
      root: WEB_ROOT,
      preCompressed: true,
      setHeaders(reply, file) {
        // Names of built assets contain their hash.
        reply.header('cache-control', file.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
      wildcard: true,
    });
  }
  server.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && !request.url.startsWith('/api/') && !request.url.startsWith('/assets/');
    if (isPage && hasWeb()) return reply.status(200).sendFile('index.html');
    return sendError(new AppError('not_found', 'no such route'), { request, reply, log, locale: localeOf(request) });
  });
  return server;
}

function noKey(): AppError {
  return new AppError('unauthenticated', 'no key, or one that opens nothing', {
    userMessage: {
      ko: 'API 키가 없거나, 틀렸거나, 중지된 키예요. Authorization: Bearer dgs_… 를 확인해 주세요. 아무것도 저장하지 않았어요.',
      en: 'The API key is missing, wrong or stopped. Check Authorization: Bearer dgs_…. Nothing was stored.',
    },
  });
}

/** Language of somebody who is not signed in. */
export function localeOf(request: FastifyRequest): 'ko' | 'en' {
  const chosen = request.headers['x-dangol-locale'];
  if (chosen === 'ko' || chosen === 'en') return chosen;
  const accepted = request.headers['accept-language'] ?? '';
  return accepted.toLowerCase().startsWith('en') ? 'en' : 'ko';
}

/**
 * CSRF: a browser says where a request comes from. Changes from another site are refused, whatever cookies come along.
 * One-click unsubscribe (RFC 8058) is posted by mail programs, which send neither header.
 */
function refuseForeignOrigin(request: FastifyRequest): void {
  if (SAFE_METHODS.has(request.method)) return;
  // Opened by a key or a signature, never by a cookie: nothing comes along that a page could misuse.
  if (request.routeOptions.config.fromAnywhere) return;
  // The link itself is the right to unsubscribe, whichever program shows it (AD-16).
  if (request.url.startsWith('/u/')) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    throw new AppError('forbidden', 'request from another site');
  const origin = request.headers.origin;
  if (
    origin !== undefined &&
    origin !== 'null' &&
    URL.canParse(origin) &&
    new URL(origin).host === request.headers.host
  )
    return;
  if (origin === undefined) return;
  throw new AppError('forbidden', 'request from another origin');
}

/** A body that trickles in keeps its place for as long as it likes: whoever takes too long is cut off. */
function limitArrival({ raw, routeOptions }: FastifyRequest): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = raw.headers;
  if (routeOptions.config.isUpload || (encoding === undefined && length === '0')) return;
  const timer = setTimeout(() => {
    if (raw.socket.writable) raw.socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    raw.destroy();
  }, BODY_WITHIN_MS).unref();
  for (const event of ['end', 'close'] as const) raw.once(event, () => clearTimeout(timer));
}
