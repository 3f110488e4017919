import type { FastifyInstance } from 'fastify';
import { createServer } from '../src/app/server.ts';
import type { Role } from '../src/modules/staff/contract.ts';
import { openSession } from '../src/modules/staff/index.ts';
import { RIGHTS } from '../src/modules/staff/rules.ts';
import { createWorkspace, type Workspace } from '../src/modules/workspace/index.ts';
import { Actor } from '../src/platform/actor.ts';
import type { Db } from '../src/platform/db.ts';
import { newId } from '../src/shared/ids.ts';
import type { TestContext } from './database.ts';

export interface TestShop {
  workspace: Workspace;
  workspaceId: string;
  db: Db;
  /** Acts with the rights of a role. */
  actor(role?: Role): Actor;
}

/** A shop in Seoul whose day ends at five in the morning, or as `change` says. */
export async function buildShop(
  context: TestContext,
  change: Partial<{
    name: string;
    kind: 'real' | 'demo';
    currency: string;
    timeZone: string;
    dayEndsAtHour: number;
    pack: 'restaurant' | 'retail';
  }> = {},
): Promise<TestShop> {
  const workspaceId = newId();
  const db = context.database.of(workspaceId);
  const workspace = await createWorkspace(db, {
    workspaceId,
    kind: change.kind ?? 'real',
    ownerEmail: `owner-${workspaceId.slice(-8)}@example.com`,
    shop: {
      name: change.name ?? '온기식당',
      pack: change.pack ?? 'restaurant',
      currency: change.currency ?? 'KRW',
      timeZone: change.timeZone ?? 'Asia/Seoul',
      dayEndsAtHour: change.dayEndsAtHour ?? 5,
    },
  });
  return {
    workspace,
    workspaceId,
    db,
    actor: (role = 'owner') =>
      new Actor({
        workspaceId,
        accountId: null,
        locale: 'ko',
        ip: '127.0.0.1',
        rights: RIGHTS[role],
        clockOffsetDays: 0,
      }),
  };
}

/** A browser that is signed in to a shop: `inject` with its cookie. */
export async function signIn(
  context: TestContext,
  shop: TestShop,
  role: Role = 'owner',
): Promise<{ cookie: string; accountId: string }> {
  const accountId = newId();
  await context.database.outside
    .insertInto('staff.account')
    .values({
      accountId,
      email: `${role}-${accountId.slice(-8)}@example.com`,
      name: '',
      locale: 'ko',
      passwordHash: null,
    })
    .execute();
  await shop.db.insertInto('staff.membership').values({ workspaceId: shop.workspaceId, accountId, role }).execute();
  const { token } = await openSession(context, {
    accountId,
    workspaceId: shop.workspaceId,
    caller: { ip: '127.0.0.1', userAgent: 'test' },
  });
  return { cookie: `dangol_session=${token}`, accountId };
}

export function buildServer(context: TestContext): Promise<FastifyInstance> {
  return createServer(context);
}
