import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { recordAccess } from '../../staff/index.ts';
import type * as contract from '../contract/api.ts';
import { showHoldings } from '../points/book.ts';
import { recordCounterSale, spendPoints } from '../points/service.ts';
import { findMember } from '../tablet/service.ts';

interface Told {
  today: string;
  now: Date;
}

/** @throws AppError not_found for somebody who never agreed to membership */
async function requireMember(db: Db, workspaceId: string, phone: string): Promise<string> {
  const customerId = await findMember(db, workspaceId, phone);
  if (customerId !== undefined) return customerId;
  throw new AppError('not_found', 'not a member', {
    userMessage: {
      ko: '회원이 아니에요. 동의를 먼저 받아 주세요.',
      en: 'Not a member. Her consent comes first.',
    },
  });
}

/** What a member holds; every look is logged (PV-55). @throws AppError forbidden */
export async function getBalanceAsTill(
  db: Db,
  actor: Actor,
  { phone, today, now }: Told & { phone: string },
): Promise<z.input<(typeof contract.getBalanceAsTill)['output']>> {
  actor.require('loyalty:write');
  const { workspaceId } = actor;
  const customerId = await findMember(db, workspaceId, phone);
  const subject = customerId === undefined ? 'loyalty of nobody' : `loyalty of ${customerId}`;
  await recordAccess(db, actor, { action: 'view', subject, result: 'api' }, now);
  if (customerId === undefined) return { isMember: false, holdings: null };
  return { isMember: true, holdings: await showHoldings(db, workspaceId, customerId, today) };
}

/** @throws AppError forbidden | not_found | conflict (guards, too few points, off) */
export async function earnAsTill(
  db: Db,
  actor: Actor,
  { phone, now, ...sale }: z.output<(typeof contract.earnAsTill)['body']> & { now: Date },
): Promise<z.input<(typeof contract.earnAsTill)['output']>> {
  actor.require('loyalty:write');
  const customerId = await requireMember(db, actor.workspaceId, phone);
  return recordCounterSale(db, actor, { ...sale, customerId, now });
}

/** @throws AppError forbidden | not_found | conflict (not enough) */
export async function useAsTill(
  db: Db,
  actor: Actor,
  { phone, ...use }: z.output<(typeof contract.useAsTill)['body']> & Told,
): Promise<z.input<(typeof contract.useAsTill)['output']>> {
  actor.require('loyalty:write');
  const customerId = await requireMember(db, actor.workspaceId, phone);
  return spendPoints(db, actor, { ...use, customerId });
}
