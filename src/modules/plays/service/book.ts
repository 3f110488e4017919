import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { writeCsv } from '../../../shared/csv.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { getWorkspace, type Workspace } from '../../workspace/index.ts';
import type { BookEntry, getBook as getBookEndpoint } from '../contract/book.ts';
import { listPlayRows, type PlayRow } from '../store.ts';
import { toPlay } from './play.ts';
import { computePlayResult } from './result.ts';

type Book = z.output<(typeof getBookEndpoint)['output']>;

const yearOf = (day: string) => Number(day.slice(0, 4));

/**
 * What this shop has learnt in a year: the plays that ended in it, oldest first, with what was expected, what happened and
 * what was learnt. Proven is the sum of what worked, nothing else: an effect that is not known is not added as if it were.
 * @throws AppError forbidden
 */
export async function getBook(
  context: Context,
  actor: Actor,
  { year, today }: { year: number | undefined; today: string },
): Promise<Book> {
  actor.require('plays:read');
  const { workspaceId } = actor;
  const db = context.database.of(workspaceId);
  const shop = await getWorkspace(db, workspaceId);
  const rows = await listPlayRows(db, workspaceId);
  const finished = rows.filter((row) => row.state === 'finished').toReversed();
  const years = [...new Set([yearOf(today), ...finished.map((row) => yearOf(endOf(row, shop)))])].sort((a, b) => b - a);
  const asked = year ?? yearOf(today);
  const entries: BookEntry[] = [];
  for (const row of finished.filter((one) => yearOf(endOf(one, shop)) === asked)) {
    const { playId, name, version, kind, hypothesis, decision, learning, launchedOn } = toPlay(row);
    const result = await computePlayResult(context, row, today);
    entries.push({
      playId,
      name,
      version,
      kind,
      launchedOn: launchedOn ?? endOf(row, shop),
      endedOn: endOf(row, shop),
      hypothesis,
      sentence: result.sentence,
      verdict: result.verdict,
      incrementalRevenue: result.control === 'none' ? null : result.incrementalRevenue,
      incrementalRevenueCi: result.control === 'none' ? null : result.incrementalRevenueCi,
      costMinor: result.cost,
      decision,
      learning,
      nextPlayId: rows.find((other) => other.previousPlayId === playId)?.playId ?? null,
    });
  }
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    year: asked,
    years,
    entries,
    provenRevenue: sum(entries.filter((one) => one.verdict === 'worked').map((one) => one.incrementalRevenue ?? 0)),
    costMinor: sum(entries.map((one) => one.costMinor)),
  };
}

/** The last day that counted: as planned, or when it was closed before. */
function endOf(row: PlayRow, shop: Workspace): string {
  const closedAt = row.stoppedAt ?? row.finishedAt;
  const closedOn = closedAt ? businessDayOf(closedAt, shop) : '';
  const planned = row.plannedEndOn ?? closedOn;
  return closedOn !== '' && closedOn < planned ? closedOn : planned;
}

const COLUMNS = [
  'name',
  'try',
  'launched_on',
  'ended_on',
  'hypothesis',
  'result',
  'incremental_revenue_minor',
  'cost_minor',
  'decision',
  'learning',
];

/** The book as CSV (UTF-8 with BOM), in the reader's language. @throws AppError forbidden */
export async function exportBook(
  context: Context,
  actor: Actor,
  input: { year: number | undefined; today: string },
): Promise<string> {
  const { entries } = await getBook(context, actor, input);
  const rows = entries.map((one) => [
    one.name,
    one.version,
    one.launchedOn,
    one.endedOn,
    one.hypothesis,
    one.sentence.text[actor.locale],
    one.incrementalRevenue,
    one.costMinor,
    one.decision,
    one.learning,
  ]);
  return `\uFEFF${writeCsv(COLUMNS, rows)}`;
}
