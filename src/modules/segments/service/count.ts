import type { z } from 'zod';
import { findResolvedRule, previewAudience } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import type { Db } from '../../../platform/db.ts';
import { refuseSensitiveConditions } from '../../customers/index.ts';
import { recordAccess } from '../../staff/index.ts';
import type { countSegment as countEndpoint, explainSegment as explainEndpoint, Rule } from '../contract.ts';
import { momentOf } from '../jobs.ts';
import { findNames } from '../names.ts';
import { describeRule } from '../sentence/index.ts';
import { countMembers, explainMember, resolved } from './members.ts';
import { toMasked } from './shown.ts';

const PREVIEW_PEOPLE = 10;

/** Counts a group with its reach and shows ten of its people, masked; logged. @throws AppError forbidden; when aborted */
export async function countSegment(
  context: Context,
  actor: Actor,
  { rule, now, signal }: { rule: Rule; now: Date; signal?: AbortSignal },
): Promise<z.output<(typeof countEndpoint)['output']>> {
  actor.require('insights:read');
  const startedAt = performance.now();
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const { today, hour } = await momentOf(db, workspaceId, now);
  const question = await resolved({ workspaceId, rule, today, hour }, db);
  await refuseSensitiveConditions(db, actor, question.rule);
  const [counted, people, names] = await Promise.all([
    countMembers(context, { workspaceId, rule, today, hour }, signal),
    previewAudience(db, { ...question, limit: PREVIEW_PEOPLE }, signal),
    findNames(db, workspaceId, [rule]),
    recordAccess(db, actor, { action: 'list', subject: 'segment preview' }, now),
  ]);
  const excluded = [
    { reason: 'no_address' as const, count: counted.noAddress },
    { reason: 'no_consent' as const, count: counted.noConsent },
    { reason: 'refused' as const, count: counted.refused },
  ];
  return {
    count: counted.count,
    tookMs: Math.round((performance.now() - startedAt) * 10) / 10,
    sentence: describeRule(rule, names),
    contactable: { email: counted.email, sms: counted.sms, kakao: counted.kakao },
    excluded: excluded.filter(({ count }) => count > 0),
    preview: people.map(toMasked),
  };
}

/** Why one person is in a group or is not; logged. @throws AppError forbidden | not_found */
export async function explainSegment(
  db: Db,
  actor: Actor,
  { rule, customerId, now }: { rule: Rule; customerId: string; now: Date },
): Promise<z.output<(typeof explainEndpoint)['output']>> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  await refuseSensitiveConditions(db, actor, await findResolvedRule(db, { workspaceId, rule }));
  const { today, hour } = await momentOf(db, workspaceId, now);
  const [explained] = await Promise.all([
    explainMember(db, { workspaceId, rule, today, hour, customerId }),
    recordAccess(db, actor, { action: 'view', subject: customerId }, now),
  ]);
  return explained;
}
