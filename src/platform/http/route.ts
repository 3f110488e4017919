import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Endpoint } from '../../shared/endpoint.ts';
import { AppError } from '../../shared/errors.ts';
import { ZOD_WORDS } from '../../shared/zod-words.ts';
import type { Actor } from '../actor.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db.ts';

/** What a handler gets: the parsed input, who asks, and that workspace's database. */
export interface Call<E extends Endpoint> {
  context: Context;
  actor: Actor;
  /** Fenced to the actor's workspace. */
  db: Db;
  /** The workspace's now: the wall clock, or the demo's clock. */
  now: Date;
  params: z.output<E['params']>;
  query: z.output<E['query']>;
  body: z.output<E['body']>;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** A call that may come from somebody who is not signed in. */
export type OpenCall<E extends Endpoint> = Omit<Call<E>, 'actor' | 'db'> & { actor: Actor | undefined };

/** A key with which a program calls, and what it stands for. */
export interface ApiKey {
  apiKeyId: string;
  /** A public key stands in web pages: whoever shows it is nobody in particular. */
  kind: 'secret' | 'public';
  label: string;
  /** Source of everything sent with it. */
  source: string;
}

export interface KeyBearer {
  actor: Actor;
  key: ApiKey;
}

/** A call of a program that shows a key. */
export type KeyCall<E extends Endpoint> = Call<E> & { key: ApiKey };

/** How a route for programs is reached. Cookies mean nothing there, so any origin may call. */
export interface KeyOptions {
  /** Which keys open it. */
  kinds: readonly ApiKey['kind'][];
  /** Largest body, unpacked. */
  bodyLimitBytes: number;
  /** Pages of other origins may call it and read the answer. */
  fromPages?: boolean;
  /** Rows are read one by one: what no database keeps spoils its own row, not the request. */
  byRow?: boolean;
}

/** How a route for servers that sign is reached. */
export interface SignedOptions {
  bodyLimitBytes: number;
  /** Asked before the body is read, so that a stranger's is not: throws for who is not let in. */
  admit: (request: FastifyRequest, context: Context) => Promise<void>;
}

export interface Route {
  endpoint: Endpoint;
  open: boolean;
  handler: (call: never) => Promise<unknown>;
  /** A multipart upload: the handler reads the stream itself. */
  upload?: boolean;
  /** Opened by keys, never by sessions. */
  byKey?: KeyOptions;
  /** Called by servers that sign the body: `request.body` is the Buffer as it came, whatever its type, and `body` is empty. */
  signed?: SignedOptions;
}

/** Binds an endpoint to its handler. The caller is signed in and, when the endpoint names a right, has it. */
export function route<E extends Endpoint>(
  endpoint: E,
  handler: (call: Call<E>) => Promise<z.input<E['output']>>,
  options: { upload?: boolean } = {},
): Route {
  if (endpoint.access === 'anonymous') throw new Error(`${endpoint.path}: use openRoute`);
  return { endpoint, open: false, handler, ...options };
}

/** Binds an endpoint that anybody may call. */
export function openRoute<E extends Endpoint>(
  endpoint: E,
  handler: (call: OpenCall<E>) => Promise<z.input<E['output']>>,
): Route {
  if (endpoint.access !== 'anonymous') throw new Error(`${endpoint.path}: use route`);
  return { endpoint, open: true, handler };
}

/** Binds an endpoint that servers call with a signature over the body: the handler checks it. Open, because it has no session. */
export function signedRoute<E extends Endpoint>(
  endpoint: E,
  handler: (call: OpenCall<E>) => Promise<z.input<E['output']>>,
  options: SignedOptions,
): Route {
  return { ...openRoute(endpoint, handler), signed: options };
}

/** Binds an endpoint that programs call with a key; the endpoint's access is the right that the key must have. */
export function keyRoute<E extends Endpoint>(
  endpoint: E,
  handler: (call: KeyCall<E>) => Promise<z.input<E['output']>>,
  options: KeyOptions,
): Route {
  return { ...route(endpoint, handler as (call: Call<E>) => Promise<z.input<E['output']>>), byKey: options };
}

/** The one sign that the database keeps in no text. @throws AppError invalid_input */
export function refuseNul(input: { params: unknown; query?: unknown; body?: unknown }): void {
  if (!holdsNul(input)) return;
  throw new AppError('invalid_input', 'U+0000 in the input', {
    userMessage: {
      ko: '저장할 수 없는 글자(U+0000)가 들어 있어요. 아무것도 바뀌지 않았어요.',
      en: 'A sign that cannot be stored (U+0000) is in what you entered. Nothing was changed.',
    },
  });
}

function holdsNul(input: unknown): boolean {
  // A list of what is left to look at, not a call for each level: a body may be nested as deep as it is long.
  const left = [input];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value === 'string') {
      if (value.includes('\0')) return true;
    } else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
      for (const [name, inner] of Object.entries(value)) {
        if (name.includes('\0')) return true;
        left.push(inner);
      }
    }
  }
  return false;
}

const isNoId = (issue: z.core.$ZodIssue) => issue.code === 'invalid_format' && issue.format === 'uuid';

/**
 * Parses params, query and body together, so that every issue is reported at once with its path. An address that names its
 * thing by what is no id at all names nothing, as one with an unknown id. @throws AppError invalid_input | not_found
 */
export function parseInput<E extends Endpoint>(
  endpoint: E,
  input: { params: unknown; query: unknown; body: unknown },
  locale: 'ko' | 'en',
): { params: z.output<E['params']>; query: z.output<E['query']>; body: z.output<E['body']> } {
  const parts = { params: endpoint.params, query: endpoint.query, body: endpoint.body };
  const output: Record<string, unknown> = {};
  const issues: { path: string; message: string }[] = [];
  for (const [part, schema] of Object.entries(parts)) {
    const parsed = schema.safeParse(input[part as keyof typeof input], { error: ZOD_WORDS[locale] });
    if (parsed.success) output[part] = parsed.data;
    else if (part === 'params' && parsed.error.issues.some(isNoId)) throw new AppError('not_found', 'no id');
    else
      for (const issue of parsed.error.issues)
        issues.push({ path: [part, ...issue.path].join('.'), message: issue.message });
  }
  if (issues.length > 0) {
    throw new AppError('invalid_input', `${issues.length} issues in the input of ${endpoint.method} ${endpoint.path}`, {
      userMessage: {
        ko: '입력한 내용을 확인해 주세요. 아무것도 바뀌지 않았어요.',
        en: 'Please check what you entered. Nothing was changed.',
      },
      details: { issues },
    });
  }
  return output as ReturnType<typeof parseInput<E>>;
}
