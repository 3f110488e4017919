import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { addDays } from '../../../shared/time.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import type { getSegment as getEndpoint, listSegments as listEndpoint } from '../contract.ts';
import { momentOf } from '../jobs.ts';
import { findNames } from '../names.ts';
import { groupsBuiltOn, readRule } from '../rules.ts';
import { describeRule } from '../sentence/index.ts';
import { findSegmentRow, listDayCounts, listEventRows, listSegmentRows } from '../store.ts';
import { suggestionsFor } from '../suggestions.ts';
import { noSuchSegment, toSaved, toSegment } from './segment.ts';

/** Days a list's line of a group looks back, and its own screen. */
const TREND_DAYS = 30;
const HISTORY_DAYS = 90;

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
