import type { z } from 'zod';
import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { newId } from '../../shared/ids.ts';
import { requireCustomer } from '../customers/index.ts';
import { recordAccess } from '../staff/index.ts';
import type { getComplaint as endpoint } from './contract.ts';
import * as store from './store/complaints.ts';

type Answer = z.input<typeof endpoint.output>;

async function answer(db: Db, workspaceId: string, customerId: string): Promise<Answer> {
  const open = await store.findOpenComplaint(db, workspaceId, customerId);
  return { complaint: open ? { complaintId: open.complaintId, openedAt: open.openedAt.toISOString() } : null };
}

/** @throws AppError forbidden | not_found */
export async function getComplaint(db: Db, actor: Actor, customerId: string): Promise<Answer> {
  actor.require('customers:read');
  await requireCustomer(db, actor.workspaceId, customerId);
  return answer(db, actor.workspaceId, customerId);
}

/** From now on advertising to her waits (FE-15): what is queued is asked about again when it is its turn. @throws AppError forbidden | not_found */
export async function openComplaint(outer: Db, actor: Actor, customerId: string, now: Date): Promise<Answer> {
  actor.require('customers:write');
  const { workspaceId, accountId } = actor;
  return inTransaction(outer, async (db) => {
    await requireCustomer(db, workspaceId, customerId);
    const before = await answer(db, workspaceId, customerId);
    if (before.complaint) return before;
    await store.insertComplaint(db, {
      workspaceId,
      complaintId: newId(),
      customerId,
      openedAt: now,
      openedBy: accountId ?? null,
    });
    await recordAccess(db, actor, { action: 'edit', subject: `complaint of ${customerId}` }, now);
    return answer(db, workspaceId, customerId);
  });
}

/** @throws AppError forbidden | not_found */
export async function closeComplaint(outer: Db, actor: Actor, customerId: string, now: Date): Promise<Answer> {
  actor.require('customers:write');
  const { workspaceId, accountId } = actor;
  return inTransaction(outer, async (db) => {
    await requireCustomer(db, workspaceId, customerId);
    await store.closeComplaints(db, { workspaceId, customerId, closedAt: now, closedBy: accountId ?? null });
    await recordAccess(db, actor, { action: 'edit', subject: `complaint of ${customerId}` }, now);
    return answer(db, workspaceId, customerId);
  });
}
