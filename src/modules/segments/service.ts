import type { z } from 'zod';
import { countAudience, explainAudience, listAudience, previewAudience } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { maskName, maskPhone } from '../../shared/mask.ts';
import { businessDayOf } from '../../shared/time.ts';
import { refuseSensitiveConditions } from '../customers/index.ts';
import { recordAccess } from '../staff/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import {
  type countSegment as countEndpoint,
  type explainSegment as explainEndpoint,
  type MemberFact,
  type Rule,
  type Segment,
  zRule,
} from './contract.ts';
import { deleteSegment, findSegmentRow, insertSegment, listSegmentRows, updateSegmentRow } from './store.ts';
import { SUGGESTIONS } from './suggestions.ts';

const PREVIEW_PEOPLE = 10;

type SegmentRow = Awaited<ReturnType<typeof listSegmentRows>>[number];
const toSegment = (row: SegmentRow): Segment => ({
  segmentId: row.segmentId,
  name: row.name,
  rule: zRule.parse(row.rule),
  updatedAt: row.updatedAt.toISOString(),
});

const noSuchSegment = () =>
  new AppError('not_found', 'no such segment', {
    userMessage: {
      ko: '그 그룹이 없어요. 지워졌을 수 있어요.',
      en: 'There is no such group. It may have been removed.',
    },
  });

/** A group and the business day on which it is looked at. */
export interface Question {
  workspaceId: string;
  rule: Rule;
  /** The shop's business day. */
  today: string;
}

/** Ids of the people in a group as it is now, in ascending order; for plays, which check each of them before sending. */
export function listMembers(db: Db, question: Question): Promise<string[]> {
  return listAudience(db, question);
}

/** How many are in a group, and how many of them advertising e-mail may reach. */
export function countMembers(db: Db, question: Question): ReturnType<typeof countAudience> {
  return countAudience(db, question);
}

/** Why somebody is in a group or not: each condition with her own value. @throws AppError not_found */
export async function explainMember(
  db: Db,
  question: Question & { customerId: string },
): Promise<{ member: boolean; facts: MemberFact[] }> {
  const { member, facts } = await explainAudience(db, question);
  return { member, facts: facts as MemberFact[] };
}

/** Saved groups by name, with ready-made ones. @throws AppError forbidden */
export async function listSegments(db: Db, actor: Actor) {
  actor.require('insights:read');
  const rows = await listSegmentRows(db, actor.workspaceId);
  return { segments: rows.map(toSegment), suggestions: SUGGESTIONS.map((suggestion) => ({ ...suggestion })) };
}

/** @throws AppError forbidden | not_found */
export async function getSegment(db: Db, actor: Actor, segmentId: string): Promise<Segment> {
  actor.require('insights:read');
  const row = await findSegmentRow(db, actor.workspaceId, segmentId);
  if (!row) throw noSuchSegment();
  return toSegment(row);
}

/** @throws AppError forbidden */
export async function createSegment(
  db: Db,
  actor: Actor,
  input: { name: string; rule: Rule },
  now: Date,
): Promise<Segment> {
  actor.require('segments:write');
  await refuseSensitiveConditions(db, actor, input.rule);
  const row = await insertSegment(db, {
    workspaceId: actor.workspaceId,
    segmentId: newId(),
    name: input.name,
    rule: JSON.stringify(input.rule),
    createdAt: now,
    updatedAt: now,
  });
  return toSegment(row);
}

/** @throws AppError forbidden | not_found */
export async function updateSegment(
  db: Db,
  actor: Actor,
  segmentId: string,
  { change, now }: { change: { name?: string | undefined; rule?: Rule | undefined }; now: Date },
): Promise<Segment> {
  actor.require('segments:write');
  await refuseSensitiveConditions(db, actor, change.rule);
  const row = await updateSegmentRow(db, actor.workspaceId, segmentId, {
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.rule === undefined ? {} : { rule: JSON.stringify(change.rule) }),
    updatedAt: now,
  });
  if (!row) throw noSuchSegment();
  return toSegment(row);
}

/** @throws AppError forbidden | not_found */
export async function removeSegment(db: Db, actor: Actor, segmentId: string): Promise<void> {
  actor.require('segments:write');
  if (!(await deleteSegment(db, actor.workspaceId, segmentId))) throw noSuchSegment();
}

async function todayOf(db: Db, workspaceId: string, now: Date): Promise<string> {
  return businessDayOf(now, await getWorkspace(db, workspaceId));
}

/** Counts a group with its reach and shows ten of its people, masked; logged. @throws AppError forbidden */
export async function countSegment(
  db: Db,
  actor: Actor,
  { rule, now }: { rule: Rule; now: Date },
): Promise<z.output<(typeof countEndpoint)['output']>> {
  actor.require('insights:read');
  await refuseSensitiveConditions(db, actor, rule);
  const startedAt = performance.now();
  const { workspaceId } = actor;
  const question = { workspaceId, rule, today: await todayOf(db, workspaceId, now) };
  const [counted, people] = await Promise.all([
    countAudience(db, question),
    previewAudience(db, { ...question, limit: PREVIEW_PEOPLE }),
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
    contactable: { email: counted.email },
    excluded: excluded.filter(({ count }) => count > 0),
    preview: people.map((person) => ({
      customerId: person.customerId,
      name: maskName(person.name),
      phoneMasked: person.phone === null ? null : maskPhone(person.phone),
      lastVisitedOn: person.lastVisitOn,
      visits: person.visits,
    })),
  };
}

/** Why one person is in a group or is not; logged. @throws AppError forbidden | not_found */
export async function explainSegment(
  db: Db,
  actor: Actor,
  { rule, customerId, now }: { rule: Rule; customerId: string; now: Date },
): Promise<z.output<(typeof explainEndpoint)['output']>> {
  actor.require('insights:read');
  await refuseSensitiveConditions(db, actor, rule);
  const { workspaceId } = actor;
  const today = await todayOf(db, workspaceId, now);
  const [explained] = await Promise.all([
    explainMember(db, { workspaceId, rule, today, customerId }),
    recordAccess(db, actor, { action: 'view', subject: customerId }, now),
  ]);
  return explained;
}
