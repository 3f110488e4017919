import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../../platform/context.ts';
import { type KeyBearer, openRoute, type Route, route } from '../../platform/http/route.ts';
import { AppError } from '../../shared/errors.ts';
import { getSetup } from '../workspace/index.ts';
import { findKey } from './api-keys/rules.ts';
import * as apiKeys from './api-keys/service.ts';
import * as password from './change-password.ts';
import * as contract from './contract.ts';
import * as members from './members.ts';
import type { ResolvedSession } from './resolved-sessions.ts';
import { SESSION_IDLE_MS } from './rules.ts';
import * as service from './service.ts';

const COOKIE = 'dangol_session';

/** Sets the session cookie: out of reach of scripts, and sent along by this site only. */
export function setSessionCookie(context: Context, reply: FastifyReply, token: string): void {
  void reply.setCookie(COOKIE, token, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    secure: context.config.publicUrl.startsWith('https:'),
    maxAge: SESSION_IDLE_MS / 1_000,
  });
}

export function callerOf(request: FastifyRequest): service.Caller {
  return { ip: request.ip, userAgent: request.headers['user-agent'] ?? '' };
}

/** The session behind a request's cookie. */
export async function resolveRequest(context: Context, request: FastifyRequest): Promise<ResolvedSession | undefined> {
  const token = request.cookies[COOKIE];
  return token ? service.resolveSession(context, token, request.ip) : undefined;
}

/** Who shows a key with a request; undefined when it shows none, or one that opens nothing. */
export async function resolveKeyOf(
  context: Context,
  request: FastifyRequest,
  locale: 'ko' | 'en',
): Promise<KeyBearer | undefined> {
  const { query, body, ip } = request;
  const key = findKey({ authorization: request.headers.authorization, query, body });
  return key === undefined ? undefined : apiKeys.resolveApiKey(context, key, { ip, locale });
}

async function ownSession(context: Context, request: FastifyRequest): Promise<ResolvedSession> {
  const session = await resolveRequest(context, request);
  if (!session) throw new AppError('unauthenticated', 'no session');
  return session;
}

export const staffRoutes: Route[] = [
  openRoute(getSetup, async ({ context }) => {
    const done = await service.isSetUp(context);
    const { home, databaseUrl } = context.config;
    return { done, home: done || databaseUrl !== undefined ? null : home };
  }),
  openRoute(contract.setUp, async ({ context, body, request, reply }) => {
    const { accountId, workspace } = await service.setUp(context, body);
    const { token, session } = await service.openSession(context, {
      accountId,
      workspaceId: workspace.workspaceId,
      caller: callerOf(request),
    });
    setSessionCookie(context, reply, token);
    return { session };
  }),
  openRoute(contract.getSession, async ({ context, request }) => {
    const session = await resolveRequest(context, request);
    if (!session) return { session: null };
    return {
      session: await service.describeSession(context, {
        accountId: session.accountId,
        workspaceId: session.actor.workspaceId,
      }),
    };
  }),
  openRoute(contract.signIn, async ({ context, body, request, reply }) => {
    const { token, session } = await service.signIn(context, { ...body, caller: callerOf(request) });
    setSessionCookie(context, reply, token);
    return { session };
  }),
  route(contract.signOut, async ({ context, request, reply }) => {
    const session = await ownSession(context, request);
    await service.revokeSession(context, session.accountId, session.sessionId);
    void reply.clearCookie(COOKIE, { path: '/' });
    return {};
  }),
  route(contract.switchWorkspace, async ({ context, request, body }) => ({
    session: await service.switchWorkspace(context, await ownSession(context, request), body.workspaceId),
  })),
  route(contract.updateAccount, async ({ context, request, body }) => {
    const session = await ownSession(context, request);
    await service.updateAccount(context, session.accountId, body);
    return {
      session: await service.describeSession(context, {
        accountId: session.accountId,
        workspaceId: session.actor.workspaceId,
      }),
    };
  }),
  route(contract.changePassword, async ({ context, request, body }) => {
    await password.changePassword(context, await ownSession(context, request), body);
    return {};
  }),
  route(contract.listSessions, async ({ context, request }) => {
    const session = await ownSession(context, request);
    const rows = await service.listSessions(context, session.accountId);
    return {
      sessions: rows.map((row) => ({
        sessionId: row.sessionId,
        createdAt: row.createdAt.toISOString(),
        lastSeenAt: row.lastSeenAt.toISOString(),
        userAgent: row.userAgent,
        current: row.sessionId === session.sessionId,
      })),
    };
  }),
  route(contract.revokeSession, async ({ context, request, params }) => {
    const session = await ownSession(context, request);
    await service.revokeSession(context, session.accountId, params.sessionId);
    return {};
  }),
  route(contract.listMembers, async ({ db, actor }) => ({ members: await members.listMembers(db, actor) })),
  route(contract.createMember, async ({ context, actor, body }) => members.createMember(context, actor, body)),
  route(contract.setMemberPassword, async ({ context, actor, params, body }) => {
    await members.setMemberPassword(context, actor, { ...params, ...body });
    return {};
  }),
  route(contract.removeMember, async ({ context, actor, params }) => {
    await members.removeMember(context, actor, params.accountId);
    return {};
  }),
  route(contract.listAccessLog, async ({ db, actor, query, now }) => {
    const { entries, next } = await service.listAccessLog(db, actor, {
      before: query.before ? new Date(query.before) : new Date(now.getTime() + 1),
      after: query.after,
      limit: query.limit,
    });
    return {
      next,
      entries: entries.map((entry) => ({
        ...entry,
        at: entry.at.toISOString(),
        accountEmail: entry.accountEmail ?? '',
      })),
    };
  }),
  route(contract.listApiKeys, async ({ db, actor }) => ({ apiKeys: await apiKeys.listApiKeys(db, actor) })),
  route(contract.createApiKey, async ({ db, actor, body, now }) => apiKeys.createApiKey(db, actor, body, now)),
  route(contract.revokeApiKey, async ({ db, actor, params, now }) => ({
    apiKey: await apiKeys.revokeApiKey(db, actor, params.apiKeyId, now),
  })),
];
