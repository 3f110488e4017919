import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { RateLimiter } from '../../../platform/http/rate-limit.ts';
import type { ApiKey } from '../../../platform/http/route.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { getWorkspace } from '../../workspace/index.ts';
import { recordAccess } from '../access-log.ts';
import { type createApiKey as createEndpoint, zApiKey, zApiKeyKind, zApiScope } from '../contract.ts';
import { KEY_WORD, PUBLIC_KEY_LIMIT, prefixOf, rightsOfKey, SECRET_KEY_LIMIT } from './rules.ts';
import { findApiKey, insertApiKey, listApiKeyRows, markRevoked, touchApiKey } from './store.ts';

type Shown = z.output<typeof zApiKey>;

const NAME_BYTES = 6;
const SECRET_BYTES = 24;
const DAY_MS = 86_400_000;
/** `last_used_at` is written at most this often. */
const TOUCH_MS = 60_000;

const hashKey = (key: string) => createHash('sha256').update(key).digest();

/** @throws AppError forbidden */
export async function listApiKeys(db: Db, actor: Actor): Promise<Shown[]> {
  actor.require('sources:manage');
  return (await listApiKeyRows(db, actor.workspaceId)).map(show);
}

/** Makes a key; its text is in the answer and nowhere else. @throws AppError forbidden */
export async function createApiKey(
  db: Db,
  actor: Actor,
  input: z.output<(typeof createEndpoint)['body']>,
  now: Date,
): Promise<{ apiKey: Shown; key: string }> {
  actor.require('sources:manage');
  const { workspaceId } = actor;
  const { kind, label, source, scopes, expiresInDays } = input;
  const prefix = KEY_WORD[kind] + randomBytes(NAME_BYTES).toString('base64url');
  const key = prefix + randomBytes(SECRET_BYTES).toString('base64url');
  return inTransaction(db, async (db) => {
    const row = await insertApiKey(db, {
      workspaceId,
      apiKeyId: newId(),
      kind,
      label,
      source,
      scopes: [...new Set(scopes)],
      prefix,
      keyHash: hashKey(key),
      createdBy: actor.accountId,
      createdAt: now,
      expiresAt: expiresInDays === undefined ? null : new Date(now.getTime() + expiresInDays * DAY_MS),
    });
    await recordAccess(db, actor, { action: 'create', subject: `api key ${prefix}`, result: scopes.join(' ') }, now);
    return { apiKey: show(row), key };
  });
}

/** Takes a key its power: the next request with it is refused. @throws AppError forbidden | not_found (or revoked before) */
export async function revokeApiKey(db: Db, actor: Actor, apiKeyId: string, now: Date): Promise<Shown> {
  actor.require('sources:manage');
  const row = await inTransaction(db, async (db) => {
    const revoked = await markRevoked(db, actor.workspaceId, apiKeyId, now);
    if (!revoked) throw new AppError('not_found', 'no such key, or revoked before');
    await recordAccess(db, actor, { action: 'delete', subject: `api key ${revoked.prefix}` }, now);
    return revoked;
  });
  resolvedKeys.clear();
  return show(row);
}

function show(row: Awaited<ReturnType<typeof listApiKeyRows>>[number]): Shown {
  return zApiKey.parse({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  });
}

interface ResolvedKey {
  key: ApiKey;
  rights: readonly string[];
  expiresAtMs: number;
  workspaceId: string;
  clockOffsetDays: number;
  touchedAtMs: number;
  at: number;
}

/** How long a key is believed without asking the database: a revocation in another process holds after it. */
const RESOLVED_MS = 1_000;
const MAX_RESOLVED = 5_000;
/** By hash, so that no key in clear stays in memory. */
const resolvedKeys = new Map<string, ResolvedKey>();

const limiter = new RateLimiter();

/**
 * Who shows this key: an actor with the rights of its scopes and no others. Undefined when it opens nothing.
 * @throws AppError too_many_requests with `details.retryAfterSeconds`
 */
export async function resolveApiKey(
  context: Context,
  text: string,
  caller: { ip: string; locale: 'ko' | 'en' },
): Promise<{ actor: Actor; key: ApiKey } | undefined> {
  const prefix = prefixOf(text);
  if (prefix === undefined) return undefined;
  const hash = hashKey(text);
  const known = await recall(context, prefix, hash);
  const now = context.clock.now();
  if (!known || known.expiresAtMs <= now.getTime()) return undefined;
  limitRate(known.key, caller.ip);
  if (now.getTime() - known.touchedAtMs > TOUCH_MS) {
    known.touchedAtMs = now.getTime();
    await touchApiKey(context.database.of(known.workspaceId), known.workspaceId, known.key.apiKeyId, now);
  }
  const { workspaceId, rights, clockOffsetDays, key } = known;
  return { key, actor: new Actor({ workspaceId, accountId: null, ...caller, rights, clockOffsetDays }) };
}

async function recall(context: Context, prefix: string, hash: Buffer): Promise<ResolvedKey | undefined> {
  const name = hash.toString('base64');
  const known = resolvedKeys.get(name);
  if (known && performance.now() - known.at < RESOLVED_MS) return known;
  const row = await findApiKey(context.database.outside, prefix);
  if (!row || !timingSafeEqual(row.keyHash, hash)) return undefined;
  const workspace = await getWorkspace(context.database.of(row.workspaceId), row.workspaceId);
  const kind = zApiKeyKind.parse(row.kind);
  const resolved: ResolvedKey = {
    key: { apiKeyId: row.apiKeyId, kind, label: row.label, source: row.source },
    rights: rightsOfKey({ kind, scopes: zApiScope.array().parse(row.scopes) }),
    expiresAtMs: row.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY,
    workspaceId: row.workspaceId,
    clockOffsetDays: workspace.clockOffsetDays,
    touchedAtMs: row.lastUsedAt?.getTime() ?? 0,
    at: performance.now(),
  };
  if (resolvedKeys.size >= MAX_RESOLVED) resolvedKeys.clear();
  resolvedKeys.set(name, resolved);
  return resolved;
}

function limitRate(key: ApiKey, ip: string): void {
  // A public key is in every visitor's browser: each address has a bucket of its own.
  const isPublic = key.kind === 'public';
  limiter.pass(isPublic ? `${key.apiKeyId} ${ip}` : key.apiKeyId, isPublic ? PUBLIC_KEY_LIMIT : SECRET_KEY_LIMIT, {
    ko: '이 키로 너무 많이 보냈어요. 잠시 뒤 다시 보내 주세요. 아무것도 저장하지 않았어요.',
    en: 'Too many requests with this key. Please send it again in a moment. Nothing was stored.',
  });
}
