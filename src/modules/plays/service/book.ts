import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Context } from '../../../platform/context.ts';
import { writeCsv } from '../../../shared/csv.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { getWorkspace, type Workspace } from '../../workspace/index.ts';
import { listArms } from '../contract/arms.ts';
import type { BookEntry, ComparedPlay, getBook as getBookEndpoint } from '../contract/book.ts';
import type { Play } from '../contract/play.ts';
import { computeProfit, type PlayResultView } from '../contract/result.ts';
import { listPlayRows, type PlayRow } from '../store.ts';
import { toPlay } from './play.ts';
import { computePlayResult } from './result.ts';

type Book = z.output<(typeof getBookEndpoint)['output']>;

const yearOf = (day: string) => Number(day.slice(0, 4));

/**
 * What this shop has learnt in a year: the plays that ended in it, oldest first, with what was expected, what happened and
 * what was learnt. Proven is the sum of what worked, nothing else: an effect that is not known is not added as if it were.
 * Beside them all plays of the year that somebody made, those under way as well, in the same lines of money.
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
  const lastDayOf = (row: PlayRow) => (row.state === 'running' ? today : endOf(row, shop));
  // The steps of an automation that runs are told by the automation.
  const launched = rows
    .filter(({ launchedOn, state, kind }) => launchedOn !== null && (state === 'finished' || kind !== 'rolling'))
    .toReversed();
  const years = [...new Set([yearOf(today), ...launched.map((row) => yearOf(lastDayOf(row)))])].sort((a, b) => b - a);
  const asked = year ?? yearOf(today);
  const entries: BookEntry[] = [];
  const compared: ComparedPlay[] = [];
  for (const row of launched.filter((one) => yearOf(lastDayOf(one)) === asked)) {
    const play = toPlay(row);
    const result = await computePlayResult(context, row, today);
    compared.push(compare(play, result));
    if (row.state !== 'finished') continue;
    const { playId, name, version, kind, hypothesis, decision, learning, launchedOn } = play;
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
    compared: compared.toSorted((one, other) => one.launchedOn.localeCompare(other.launchedOn)),
    provenRevenue: sum(entries.filter((one) => one.verdict === 'worked').map((one) => one.incrementalRevenue ?? 0)),
    costMinor: sum(entries.map((one) => one.costMinor)),
  };
}

/** A play in the lines that all plays share. Without a control there is no effect to claim, whatever was sold. */
function compare(play: Play, result: PlayResultView): ComparedPlay {
  const { playId, name, version, state, offline, launchedOn } = play;
  const { control, verdict, lines, money } = result;
  const profit = control === 'none' ? undefined : computeProfit(money);
  return {
    playId,
    name,
    version,
    state,
    channels: [...new Set(listArms(play).map(({ channel }) => channel))],
    medium: offline?.medium ?? null,
    launchedOn: launchedOn ?? result.countedFrom,
    lines,
    control,
    verdict,
    effectMinor: profit ? money.incrementalRevenueMinor : null,
    effectCi: profit ? money.incrementalCiMinor : null,
    profitMinor: profit?.profitMinor ?? null,
    profitCi: profit?.profitCiMinor ? [profit.profitCiMinor[0], profit.profitCiMinor[1]] : null,
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
  'code_uses',
  'code_sold_minor',
  'code_discount_minor',
  'code_food_minor',
  'action_cost_minor',
  'code_left_minor',
  'decision',
  'learning',
];

/** The book as CSV (UTF-8 with BOM), in the reader's language. @throws AppError forbidden */
export async function exportBook(
  context: Context,
  actor: Actor,
  input: { year: number | undefined; today: string },
): Promise<string> {
  const { entries, compared } = await getBook(context, actor, input);
  const linesOf = new Map(compared.map(({ playId, lines }) => [playId, lines]));
  const rows = entries.map((one) => {
    const lines = linesOf.get(one.playId);
    return [
      one.name,
      one.version,
      one.launchedOn,
      one.endedOn,
      one.hypothesis,
      one.sentence.text[actor.locale],
      one.incrementalRevenue,
      one.costMinor,
      lines?.code?.uses ?? null,
      lines?.code?.soldMinor ?? null,
      lines?.code?.discountMinor ?? null,
      lines?.code?.foodMinor ?? null,
      lines?.actionMinor ?? null,
      lines?.code?.leftMinor ?? null,
      one.decision,
      one.learning,
    ];
  });
  return `\uFEFF${writeCsv(COLUMNS, rows)}`;
}
