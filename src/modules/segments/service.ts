import { z } from 'zod';
import {
  countAudience,
  countAudienceColumnar,
  explainAudience,
  explainAudienceOf,
  findPeopleNames,
  findResolvedRule,
  findShopFacts,
  listAudience,
  listMembersPage,
  previewAudience,
  type Scope,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { maskName, maskPhone } from '../../shared/mask.ts';
import { addDays } from '../../shared/time.ts';
import { refuseSensitiveConditions } from '../customers/index.ts';
import { recordAccess } from '../staff/index.ts';
import { getRecentWorkspace } from '../workspace/index.ts';
import {
  type countSegment as countEndpoint,
  type explainSegment as explainEndpoint,
  type getSegment as getEndpoint,
  type listSegments as listEndpoint,
  type listSegmentEvents as listEventsEndpoint,
  type listSegmentMembers as listMembersEndpoint,
  MEMBER_CAUSES,
  type MemberFact,
  type Rule,
  type Segment,
  zMemberFact,
} from './contract.ts';
import { momentOf, queueSweep } from './jobs.ts';
import { findNames, sayFacts } from './names.ts';
import { groupsBuiltOn, groupsInside, levelsOf, MAX_GROUP_LEVELS, readRule, wantedOf } from './rules.ts';
import { describeRule, type Names } from './sentence/index.ts';
import {
  findSegmentRow,
  insertSegment,
  listDayCounts,
  listEventRows,
  listSegmentRows,
  markStale,
  type SegmentRow,
  setRemoved,
  updateSegmentRow,
} from './store.ts';
import { suggestionsFor } from './suggestions.ts';

const PREVIEW_PEOPLE = 10;
/** Days a list's line of a group looks back, and its own screen. */
const TREND_DAYS = 30;
const HISTORY_DAYS = 90;

function toSegment(row: SegmentRow, names: Names): Segment {
  const rule = readRule(row.rule);
  return {
    segmentId: row.segmentId,
    name: row.name,
    rule,
    updatedAt: row.updatedAt.toISOString(),
    sentence: describeRule(rule, names),
    members: row.members,
    evaluatedAt: row.evaluatedAt?.toISOString() ?? null,
  };
}

const noSuchSegment = () =>
  new AppError('not_found', 'no such segment', {
    userMessage: {
      ko: '그 그룹이 없어요. 지워졌을 수 있어요.',
      en: 'There is no such group. It may have been removed.',
    },
  });

/** A group, and the business day and hour at which it is looked at. */
export interface Question extends Scope {
  rule: Rule;
}

async function resolved({ rule, ...scope }: Question, db: Db) {
  return { ...scope, rule: await findResolvedRule(db, { workspaceId: scope.workspaceId, rule }) };
}

/** Ids of the people in a group as it is now, in ascending order; for plays, which check each of them before sending. */
export async function listMembers(db: Db, question: Question): Promise<string[]> {
  return listAudience(db, await resolved(question, db));
}

/** From here on a walk through each person's orders takes longer than anybody waits for a number. */
const LARGE_SHOP_PEOPLE = 50_000;

/**
 * How many are in a group, and how many of them advertising e-mail may reach. In a large shop the columnar mart counts, where
 * it keeps what the rule asks for; PostgreSQL does otherwise, and where the mart cannot answer.
 */
export async function countMembers(
  context: Context,
  question: Question,
  signal?: AbortSignal,
): ReturnType<typeof countAudience> {
  const db = context.database.of(question.workspaceId);
  const asked = await resolved(question, db);
  const facts = await findShopFacts(db, question.workspaceId);
  if (facts && facts.customers >= LARGE_SHOP_PEOPLE) {
    try {
      const counted = await countAudienceColumnar(context, asked, signal);
      if (counted) return counted;
    } catch (error) {
      signal?.throwIfAborted();
      const code = error instanceof AppError ? error.code : 'internal';
      context.log.warn({ code }, 'the columnar mart could not count a group; PostgreSQL does');
    }
  }
  return countAudience(db, asked, signal);
}

/** Why somebody is in a group or not: each condition with her own value and in words. @throws AppError not_found */
export async function explainMember(
  db: Db,
  question: Question & { customerId: string },
): Promise<{ member: boolean; facts: MemberFact[] }> {
  const { customerId, ...asked } = question;
  const [{ member, facts }, names] = await Promise.all([
    explainAudience(db, { ...(await resolved(asked, db)), customerId }),
    findNames(db, question.workspaceId, [question.rule]),
  ]);
  return { member, facts: sayFacts(facts.map(toFact), names) };
}

const zFact = zMemberFact.pick({ condition: true, met: true, value: true });
/** A fact as it is told: what a group inside asked is its own matter. */
function toFact({ condition, met, value }: { condition: object; met: boolean; value: unknown }) {
  const { rule: _inner, ...told } = condition as { rule?: unknown };
  return zFact.parse({ condition: told, met, value });
}

/** The same as history keeps it, with whether the condition or its opposite was asked for. */
const zKeptFact = zFact.extend({ wanted: z.boolean().default(true) });

/** Facts as a member's reasons: one that is met is as the rule wants it, also where it wants the opposite. */
function showFacts(facts: readonly z.output<typeof zFact>[], wanted: readonly boolean[], names: Names) {
  return sayFacts(facts, names).map(({ met, text }, at) => ({ met: met === (wanted[at] ?? true), text }));
}

/** Saved groups by name with how they went lately, and ready-made ones of the shop's kind. @throws AppError forbidden */
export async function listSegments(
  db: Db,
  actor: Actor,
  now: Date,
): Promise<z.output<(typeof listEndpoint)['output']>> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const { today } = await momentOf(db, workspaceId, now);
  const [rows, counts, workspace] = await Promise.all([
    listSegmentRows(db, workspaceId),
    listDayCounts(db, { workspaceId, from: addDays(today, -TREND_DAYS) }),
    getRecentWorkspace(db, workspaceId),
  ]);
  const suggestions = suggestionsFor(workspace.pack);
  const names = await findNames(db, workspaceId, [
    ...rows.map((row) => readRule(row.rule)),
    ...suggestions.map(({ rule }) => rule),
  ]);
  const countsOf = Map.groupBy(counts, ({ segmentId }) => segmentId);
  return {
    segments: rows.map((row) => ({
      ...toSegment(row, names),
      trend: (countsOf.get(row.segmentId) ?? []).map(({ members }) => members),
    })),
    suggestions: suggestions.map((suggestion) => ({
      ...suggestion,
      sentence: describeRule(suggestion.rule, names),
    })),
  };
}

/** One group and its counts day by day. @throws AppError forbidden | not_found */
export async function getSegment(
  db: Db,
  actor: Actor,
  { segmentId, now }: { segmentId: string; now: Date },
): Promise<z.output<(typeof getEndpoint)['output']>> {
  actor.require('insights:read');
  const { workspaceId } = actor;
  const row = await findSegmentRow(db, workspaceId, segmentId);
  if (!row) throw noSuchSegment();
  const { today } = await momentOf(db, workspaceId, now);
  const [all, days, [latest], names] = await Promise.all([
    listSegmentRows(db, workspaceId),
    listDayCounts(db, { workspaceId, segmentId, from: addDays(today, -HISTORY_DAYS) }),
    listEventRows(db, { workspaceId, segmentId, after: undefined, limit: 1 }),
    findNames(db, workspaceId, [readRule(row.rule)]),
  ]);
  const builtOn = new Set(groupsBuiltOn(segmentId, all.map(toSaved)));
  return {
    ...toSegment(row, names),
    days: days.map(({ day, members, entered, departed }) => ({ day, members, entered, left: departed })),
    latestEventId: latest?.memberEventId ?? null,
    usedBy: all.filter((one) => builtOn.has(one.segmentId)).map(({ segmentId, name }) => ({ segmentId, name })),
  };
}

const toSaved = (row: SegmentRow) => ({ segmentId: row.segmentId, rule: readRule(row.rule) });

/** @throws AppError forbidden | invalid_input (groups in a circle, or too deep) */
export async function createSegment(
  db: Db,
  actor: Actor,
  input: { name: string; rule: Rule },
  now: Date,
): Promise<Segment> {
  actor.require('segments:write');
  const { workspaceId } = actor;
  const segmentId = newId();
  await refuseUnfit(db, actor, { segmentId, rule: input.rule });
  const row = await inTransaction(db, async (db) => {
    const row = await insertSegment(db, {
      workspaceId,
      segmentId,
      name: input.name,
      rule: JSON.stringify(input.rule),
      createdAt: now,
      updatedAt: now,
    });
    await queueSweep(db, workspaceId);
    return row;
  });
  return toSegment(row, await findNames(db, workspaceId, [input.rule]));
}

/** A rule that this account may not ask, that leads back to itself, or that nobody could follow. */
async function refuseUnfit(
  db: Db,
  actor: Actor,
  { segmentId, rule }: { segmentId: string; rule: Rule },
): Promise<void> {
  const { workspaceId } = actor;
  await refuseSensitiveConditions(db, actor, await findResolvedRule(db, { workspaceId, rule }));
  const saved = (await listSegmentRows(db, workspaceId)).map(toSaved).filter((one) => one.segmentId !== segmentId);
  const withThis = [...saved, { segmentId, rule }];
  if (groupsInside(rule, withThis).has(segmentId)) {
    throw new AppError('invalid_input', 'groups in a circle', {
      userMessage: {
        ko: '그룹이 자기 자신을 다시 부르게 돼요. 안에 넣은 그룹을 바꿔 주세요.',
        en: 'The group would contain itself. Choose another group inside it.',
      },
    });
  }
  const levels = Math.max(...withThis.map((one) => levelsOf(one.rule, withThis)));
  if (levels > MAX_GROUP_LEVELS) {
    throw new AppError('invalid_input', 'groups too deep', {
      userMessage: {
        ko: `그룹 안의 그룹은 ${MAX_GROUP_LEVELS}단계까지만 넣을 수 있어요.`,
        en: `Groups may stand inside groups ${MAX_GROUP_LEVELS} levels deep.`,
      },
    });
  }
}

/** Renames a group or changes its rule; then it, and what is built on it, is filled anew. @throws AppError forbidden | not_found | invalid_input */
export async function updateSegment(
  db: Db,
  actor: Actor,
  segmentId: string,
  { change, now }: { change: { name?: string | undefined; rule?: Rule | undefined }; now: Date },
): Promise<Segment> {
  actor.require('segments:write');
  const { workspaceId } = actor;
  const { name, rule } = change;
  if (rule) await refuseUnfit(db, actor, { segmentId, rule });
  const row = await inTransaction(db, async (db) => {
    const row = await updateSegmentRow(db, workspaceId, segmentId, {
      ...(name === undefined ? {} : { name }),
      ...(rule === undefined ? {} : { rule: JSON.stringify(rule) }),
      updatedAt: now,
    });
    if (!row) throw noSuchSegment();
    if (rule) await fillAnew(db, workspaceId, segmentId);
    return rule ? { ...row, members: null, evaluatedAt: null } : row;
  });
  return toSegment(row, await findNames(db, workspaceId, [readRule(row.rule)]));
}

async function fillAnew(db: Db, workspaceId: string, segmentId: string): Promise<void> {
  const saved = (await listSegmentRows(db, workspaceId)).map(toSaved);
  await markStale(db, workspaceId, [segmentId, ...groupsBuiltOn(segmentId, saved)]);
  await queueSweep(db, workspaceId);
}

/** Takes a group away for now. @throws AppError forbidden | not_found | conflict (other groups are built on it) */
export async function removeSegment(
  db: Db,
  actor: Actor,
  { segmentId, now }: { segmentId: string; now: Date },
): Promise<void> {
  actor.require('segments:write');
  const { workspaceId } = actor;
  await inTransaction(db, async (db) => {
    const rows = await listSegmentRows(db, workspaceId);
    const builtOn = groupsBuiltOn(segmentId, rows.map(toSaved));
    if (builtOn.length > 0) {
      const list = rows
        .filter((row) => builtOn.includes(row.segmentId))
        .map(({ name }) => `‘${name}’`)
        .join(', ');
      throw new AppError('conflict', 'other groups are built on it', {
        userMessage: {
          ko: `${list} 그룹이 이 그룹을 쓰고 있어요. 거기서 먼저 빼 주세요.`,
          en: `The groups ${list} are built on this one. Take it out of them first.`,
        },
      });
    }
    if (!(await setRemoved(db, workspaceId, segmentId, now))) throw noSuchSegment();
  });
}

/** Brings a removed group back and up to date. @throws AppError forbidden | not_found */
export async function restoreSegment(db: Db, actor: Actor, segmentId: string): Promise<Segment> {
  actor.require('segments:write');
  const { workspaceId } = actor;
  const row = await inTransaction(db, async (db) => {
    const row = await setRemoved(db, workspaceId, segmentId, null);
    if (!row) throw noSuchSegment();
    await fillAnew(db, workspaceId, segmentId);
    return row;
  });
  return toSegment(row, await findNames(db, workspaceId, [readRule(row.rule)]));
}

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

function toMasked(person: Awaited<ReturnType<typeof previewAudience>>[number]) {
  return {
    customerId: person.customerId,
    name: maskName(person.name),
    phoneMasked: person.phone === null ? null : maskPhone(person.phone),
    lastVisitedOn: person.lastVisitOn,
    visits: person.visits,
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
