import type { z } from 'zod';
import { explainAudienceOf, findPeopleNames, findResolvedRule, listMembersPage } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { maskName } from '../../../shared/mask.ts';
import { refuseSensitiveConditions } from '../../customers/index.ts';
import { recordAccess } from '../../staff/index.ts';
import {
  type listSegmentEvents as listEventsEndpoint,
  type listSegmentMembers as listMembersEndpoint,
  MEMBER_CAUSES,
} from '../contract.ts';
import { momentOf } from '../jobs.ts';
import { findNames } from '../names.ts';
import { readRule, wantedOf } from '../rules.ts';
import { findSegmentRow, listEventRows } from '../store.ts';
import { noSuchSegment } from './segment.ts';
import { showFacts, toFact, toMasked, zKeptFact } from './shown.ts';

interface PageOfGroup {
  segmentId: string;
  after: string | undefined;
  limit: number;
  now: Date;
}

/** The rule of a saved group that this account may look into. @throws AppError forbidden | not_found */
async function openSegment(db: Db, actor: Actor, segmentId: string) {
  actor.require('insights:read');
  actor.require('customers:read');
  const row = await findSegmentRow(db, actor.workspaceId, segmentId);
  if (!row) throw noSuchSegment();
  const rule = readRule(row.rule);
  const whole = await findResolvedRule(db, { workspaceId: actor.workspaceId, rule });
  await refuseSensitiveConditions(db, actor, whole);
  return { rule, whole };
}

/** Members of a group with the facts behind each, masked; logged. @throws AppError forbidden | not_found */
export async function listSegmentMembers(
  db: Db,
  actor: Actor,
  { segmentId, after, limit, now }: PageOfGroup,
): Promise<z.output<(typeof listMembersEndpoint)['output']>> {
  const { rule, whole } = await openSegment(db, actor, segmentId);
  const { workspaceId } = actor;
  const rows = await listMembersPage(db, { workspaceId, segmentId, after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const { today, hour } = await momentOf(db, workspaceId, now);
  const [explained, names] = await Promise.all([
    explainAudienceOf(db, {
      workspaceId,
      today,
      hour,
      rule: whole,
      customerIds: shown.map(({ customerId }) => customerId),
    }),
    findNames(db, workspaceId, [rule]),
    recordAccess(db, actor, { action: 'list', subject: `segment ${segmentId}`, result: `${shown.length} people` }, now),
  ]);
  const wanted = wantedOf(rule);
  const factsOf = new Map(explained.map(({ customerId, facts }) => [customerId, facts.map(toFact)]));
  return {
    members: shown.map((person) => ({
      ...toMasked(person),
      since: person.since.toISOString(),
      facts: showFacts(factsOf.get(person.customerId) ?? [], wanted, names),
    })),
    next: rows.length > limit ? (shown.at(-1)?.customerId ?? null) : null,
  };
}

/** Comings and goings of a group with what decided each, masked; logged. @throws AppError forbidden | not_found */
export async function listSegmentEvents(
  db: Db,
  actor: Actor,
  { segmentId, after, limit, now }: PageOfGroup,
): Promise<z.output<(typeof listEventsEndpoint)['output']>> {
  await openSegment(db, actor, segmentId);
  const { workspaceId } = actor;
  const rows = await listEventRows(db, { workspaceId, segmentId, after, limit: limit + 1 });
  const shown = rows.slice(0, limit).map((row) => ({ ...row, facts: zKeptFact.array().parse(row.facts) }));
  const [people, names] = await Promise.all([
    findPeopleNames(db, {
      workspaceId,
      customerIds: [...new Set(shown.flatMap(({ customerId }) => customerId ?? []))],
    }),
    findNames(
      db,
      workspaceId,
      shown.map(({ facts }) => ({ all: facts.map(({ condition }) => condition) })),
    ),
    recordAccess(db, actor, { action: 'list', subject: `segment ${segmentId}`, result: `${shown.length} events` }, now),
  ]);
  return {
    events: shown.map((row) => ({
      memberEventId: row.memberEventId,
      customerId: row.customerId,
      name: maskName(people.get(row.customerId ?? '') ?? ''),
      change: row.change === 'left' ? 'left' : 'entered',
      cause: MEMBER_CAUSES.find((cause) => cause === row.cause) ?? 'change',
      at: row.at.toISOString(),
      facts: showFacts(
        row.facts,
        row.facts.map(({ wanted }) => wanted),
        names,
      ),
    })),
    next: rows.length > limit ? (shown.at(-1)?.memberEventId ?? null) : null,
  };
}
