import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { listMessageProgress } from '../../messaging/index.ts';
import { type Play, zPlayState } from '../contract/play.ts';
import { type getPlay as getPlayEndpoint, type PlaySummary } from '../contract.ts';
import { countArms, findPlays, listPlayRows, listVersions, type PlayRow } from '../store.ts';
import { getPlayRow, toPlay } from './play.ts';
import { computePlayResult } from './result.ts';

/** More than a shop looks through. */
const PLAYS_SHOWN = 200;

/** Every play that somebody made, newest first, with what it brought so far; the steps of automations are theirs. @throws AppError forbidden */
export async function listPlays(context: Context, actor: Actor, today: string): Promise<PlaySummary[]> {
  actor.require('plays:read');
  const rows = await listPlayRows(context.database.of(actor.workspaceId), actor.workspaceId, {
    made: true,
    limit: PLAYS_SHOWN,
  });
  return summarise(context, actor.workspaceId, rows, today);
}

/**
 * The plays that wait for somebody: those whose launch was asked for, and those whose measuring is over and that nobody has
 * closed, with what they brought. The others are not counted for it. @throws AppError forbidden
 */
export async function listPlaysToDecide(
  context: Context,
  actor: Actor,
  today: string,
): Promise<{ waiting: Play[]; due: PlaySummary[] }> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const [waiting, running] = await Promise.all([
    listPlayRows(db, workspaceId, { made: true, state: 'waiting' }),
    listPlayRows(db, workspaceId, { made: true, state: 'running' }),
  ]);
  const due = running.filter(({ plannedEndOn }) => plannedEndOn !== null && plannedEndOn < today);
  return { waiting: waiting.map(toPlay), due: await summarise(context, workspaceId, due, today) };
}

/** These plays with what they brought so far, as an automation asks for those behind its steps. @throws AppError forbidden */
export async function summarisePlays(
  context: Context,
  actor: Actor,
  { playIds, today }: { playIds: readonly string[]; today: string },
): Promise<PlaySummary[]> {
  actor.require('plays:read');
  const rows = await findPlays(context.database.of(actor.workspaceId), actor.workspaceId, playIds);
  return summarise(context, actor.workspaceId, rows, today);
}

async function summarise(
  context: Context,
  workspaceId: string,
  rows: readonly PlayRow[],
  today: string,
): Promise<PlaySummary[]> {
  const db = context.database.of(workspaceId);
  const playIds = rows.map((row) => row.playId);
  const [arms, progress] = await Promise.all([
    countArms(db, workspaceId, playIds),
    listMessageProgress(db, workspaceId, playIds),
  ]);
  const summaries: PlaySummary[] = [];
  // One after the other: a list of results must not take every connection of the pool.
  for (const row of rows) {
    const own = progress.get(row.playId);
    const result = row.launchedAt === null ? undefined : await computePlayResult(context, row, today);
    summaries.push({
      play: toPlay(row),
      treated: arms.get(row.playId)?.treated ?? 0,
      holdout: arms.get(row.playId)?.holdout ?? 0,
      messages: own?.counts ?? {
        queued: 0,
        sending: 0,
        handing_over: 0,
        sent: 0,
        unconfirmed: 0,
        skipped: 0,
        failed: 0,
        cancelled: 0,
      },
      result: result
        ? {
            verdict: result.verdict,
            sentence: result.sentence,
            incrementalRevenue: result.incrementalRevenue,
            incrementalRevenueCi: result.incrementalRevenueCi,
            cost: result.cost,
          }
        : null,
    });
  }
  return summaries;
}

/** One play, with its messages and the other tries. @throws AppError forbidden | not_found */
export async function getPlay(
  context: Context,
  actor: Actor,
  playId: string,
  today: string,
): Promise<z.output<(typeof getPlayEndpoint)['output']>> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const row = await getPlayRow(db, workspaceId, playId);
  const [summaries, progress, versions] = await Promise.all([
    summarise(context, workspaceId, [row], today),
    listMessageProgress(db, workspaceId, [playId]),
    listVersions(db, workspaceId, playId),
  ]);
  const [summary] = summaries;
  if (!summary) throw new Error('a play without its summary');
  return {
    ...summary,
    messageReasons: progress.get(playId)?.reasons ?? {},
    versions: versions.map((version) => ({ ...version, state: zPlayState.parse(version.state) })),
  };
}
