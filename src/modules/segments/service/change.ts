import { findResolvedRule } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { refuseSensitiveConditions } from '../../customers/index.ts';
import type { Rule, Segment } from '../contract.ts';
import { queueSweep } from '../jobs.ts';
import { findNames } from '../names.ts';
import { groupsBuiltOn, groupsInside, levelsOf, MAX_GROUP_LEVELS, readRule } from '../rules.ts';
import { insertSegment, listSegmentRows, markStale, setRemoved, updateSegmentRow } from '../store.ts';
import { noSuchSegment, toSaved, toSegment } from './segment.ts';

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
