import { findRfmMeasures, listRfm, type RfmRow } from '../../mart/index.ts';
import type { Db } from '../../platform/db.ts';
import type { RfmSegment } from './contract/kinds.ts';
import { type RfmScore, rfmSegment } from './rules/index.ts';

const SCORES = [2, 3, 4, 5] as const;

/** From which value on each score above 1 is given; higher values are better, so recency stands negated. */
interface Starts {
  recency: number[];
  frequency: number[];
  monetary: number[];
}

/**
 * What the whole shop's scores come down to, by workspace: kept until the mart is brought up to date or the day changes,
 * because scoring a million people for one card would make her wait.
 */
const cache = new Map<string, { key: string; starts: Promise<Starts> }>();

function startsOf(rows: readonly RfmRow[]): Starts {
  const starts = (valueOf: (row: RfmRow) => number, scoreOf: (row: RfmRow) => number) =>
    SCORES.map((score) =>
      rows.reduce((least, row) => (scoreOf(row) >= score ? Math.min(least, valueOf(row)) : least), Infinity),
    );
  return {
    recency: starts(
      (row) => -row.recencyDays,
      (row) => row.r,
    ),
    frequency: starts(
      (row) => row.frequency,
      (row) => row.f,
    ),
    monetary: starts(
      (row) => row.monetaryMinor,
      (row) => row.m,
    ),
  };
}

function scoreOf(value: number, starts: readonly number[]): RfmScore {
  return (1 + starts.filter((start) => value >= start).length) as RfmScore;
}

/**
 * Scores and segment of one person among all of the shop (MT-10..12); the same as `listRfm` gives her, because equal
 * values have equal scores. Undefined for somebody who never came. `builtAt`: when the mart was last brought up to date.
 */
export async function findRfmOfPerson(
  db: Db,
  {
    workspaceId,
    customerId,
    today,
    builtAt,
  }: { workspaceId: string; customerId: string; today: string; builtAt: Date },
): Promise<{ recency: RfmScore; frequency: RfmScore; monetary: RfmScore; segment: RfmSegment } | undefined> {
  const key = `${today} ${builtAt.getTime()}`;
  let known = cache.get(workspaceId);
  if (known?.key !== key) {
    const starts = listRfm(db, { workspaceId, today }).then(startsOf);
    known = { key, starts };
    cache.set(workspaceId, known);
    // A question that failed is asked again.
    starts.catch(() => cache.delete(workspaceId));
  }
  const [starts, [own]] = await Promise.all([known.starts, findRfmMeasures(db, { workspaceId, customerId, today })]);
  if (!own) return undefined;
  const recency = scoreOf(-own.recencyDays, starts.recency);
  const frequency = scoreOf(own.frequency, starts.frequency);
  const monetary = scoreOf(own.monetaryMinor, starts.monetary);
  return { recency, frequency, monetary, segment: rfmSegment(recency, frequency) };
}
