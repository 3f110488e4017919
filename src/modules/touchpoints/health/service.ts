import type { z } from 'zod';
import {
  listSourceFlow,
  listSourceImportDays,
  listSourcePast,
  listSourceReach,
  listSourceRows as listSourceRowsOf,
  listSourceTrouble,
  type OtherRow,
  type SourceFlow,
  type SourceTrouble,
} from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { maskName } from '../../../shared/mask.ts';
import { addDays, businessDayOf, instantOfLocal } from '../../../shared/time.ts';
import { recordAccess } from '../../staff/index.ts';
import { getWorkspace } from '../../workspace/index.ts';
import {
  type getHealth as getHealthEndpoint,
  type getReach as getReachEndpoint,
  type listRefusals as listRefusalsEndpoint,
  type listSourceRows as listRowsEndpoint,
  PHASE_OF_FILES,
  SOURCE_WAYS,
  type SourceHealth,
} from './contract.ts';
import { findClosedDays, findOpenWeekdays, judgeSource, MIN_ARRIVAL_DAYS } from './rules.ts';
import { deleteMuted, insertMuted, listMuted, listRefusalRows, listSources } from './store.ts';

/** Days behind a rhythm. */
const HISTORY_DAYS = 120;
/** Days that are drawn and counted. */
const SHOWN_DAYS = 28;

/** Later than anything that can have happened. */
const END = { at: '9999-12-31T00:00:00Z', id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** The health of every source. @throws AppError forbidden */
export async function getHealth(
  db: Db,
  actor: Actor,
  now: Date,
): Promise<z.input<(typeof getHealthEndpoint)['output']>> {
  actor.require('sources:read');
  const { workspaceId } = actor;
  const shop = await getWorkspace(db, workspaceId);
  const today = businessDayOf(now, shop);
  const from = addDays(today, 1 - SHOWN_DAYS);
  const [flow, past, known, muted, trouble, imports] = await Promise.all([
    listSourceFlow(db, {
      workspaceId,
      today,
      days: HISTORY_DAYS,
      countedDays: SHOWN_DAYS,
      timeZone: shop.timeZone,
      dayEndsAtHour: shop.dayEndsAtHour,
    }),
    listSourcePast(db, { workspaceId, today, days: HISTORY_DAYS, count: MIN_ARRIVAL_DAYS }),
    listSources(db, workspaceId),
    listMuted(db, workspaceId),
    // From the same moment on as what was refused is counted.
    listSourceTrouble(db, { workspaceId, since: startOfDay(from, shop) }),
    listSourceImportDays(db, {
      workspaceId,
      today,
      days: HISTORY_DAYS,
      count: MIN_ARRIVAL_DAYS,
      timeZone: shop.timeZone,
      dayEndsAtHour: shop.dayEndsAtHour,
    }),
  ]);
  const active = flow.filter(({ arrived, sales }) => arrived + sales > 0);
  // When the shop trades is told by its sales; a site is visited on days off as well.
  const saleDays = active.flatMap(({ day, sales }) => (sales > 0 ? [day] : []));
  const open = {
    weekdays: findOpenWeekdays(saleDays.length > 0 ? saleDays : active.map(({ day }) => day)),
    closed: findClosedDays(saleDays),
  };
  const importDaysBy = Map.groupBy(imports, (row) => row.source);
  const pastBy = Map.groupBy(past, ({ source }) => source);
  const bySource = Map.groupBy(flow, ({ source }) => source);
  const knownBy = new Map(known.map((row) => [row.source, row]));
  const troubleBy = new Map(trouble.map((row) => [row.source, row]));
  const names = [...new Set([...knownBy.keys(), ...bySource.keys(), ...pastBy.keys(), ...troubleBy.keys()])];
  const sources = names.map((source): SourceHealth => {
    const own = bySource.get(source) ?? [];
    const row = knownBy.get(source);
    // A file of a whole month is one arrival, on the day it was brought; what comes by itself comes on the day of the sale.
    const files = row && row.way !== 'file' ? undefined : importDaysBy.get(source)?.map(({ day }) => day);
    const arrivals = own.filter(({ arrived, sales }) => arrived > 0 || (sales > 0 && !files)).map(({ day }) => day);
    // What has hardly come of late is judged by what it was like before: after four silent months it is not new again.
    const before = files ? [] : (pastBy.get(source) ?? []).map(({ day }) => day);
    const activeDays = [...new Set([...(files ?? []), ...before, ...arrivals])].toSorted();
    const judgement = judgeSource({ activeDays, today, open, isMuted: muted.has(source) });
    return {
      source,
      label: row?.label ?? '',
      // What brought sales and never counted itself is a file.
      way: SOURCE_WAYS.find((way) => way === row?.way) ?? 'file',
      phase: (row?.phase as SourceHealth['phase'] | undefined) ?? phaseOf(own, troubleBy.get(source), activeDays),
      ...judgement,
      lastOn:
        judgement.lastOn ??
        own.findLast(({ filed }) => filed > 0)?.day ??
        (row ? businessDayOf(row.lastReceivedAt, shop) : null),
      ...sumUp(own.filter(({ day }) => day >= from)),
      days: Array.from({ length: SHOWN_DAYS }, (_, nth) => countOn(own, addDays(from, nth))),
      trouble: troubleOf(troubleBy.get(source)),
    };
  });
  return {
    today,
    from,
    sources: sources.toSorted((a, b) => urgency(a) - urgency(b) || b.sales + b.arrived - (a.sales + a.arrived)),
    sales: sources.reduce((sum, { sales }) => sum + sales, 0),
    salesWithPerson: sources.reduce((sum, { salesWithPerson }) => sum + salesWithPerson, 0),
  };
}

const urgency = ({ state }: SourceHealth) =>
  state === 'silent' ? 0 : state === 'late' ? 1 : state === 'muted' ? 3 : 2;

/** Of what never counted itself: a till's once it brought sales, else as the kind of its files says. */
function phaseOf(
  own: readonly SourceFlow[],
  trouble: SourceTrouble | undefined,
  saleDays: readonly string[],
): SourceHealth['phase'] {
  if (saleDays.length > 0) return 'during';
  const kind = trouble?.fileKind ?? (own.some(({ filed }) => filed > 0) ? 'customers' : 'sales');
  return PHASE_OF_FILES[kind as keyof typeof PHASE_OF_FILES];
}

const countOn = (flow: readonly SourceFlow[], day: string) =>
  flow.reduce((sum, row) => (row.day === day ? sum + row.arrived + row.sales + row.filed : sum), 0);

function troubleOf(row: SourceTrouble | undefined): SourceHealth['trouble'] {
  const { rejectedRows = 0, batches = [], deadDeliveries = 0 } = row ?? {};
  return {
    rejectedRows,
    deadDeliveries,
    batches: batches.map((batch) => ({ ...batch, createdAt: new Date(batch.createdAt).toISOString() })),
  };
}

function sumUp(flow: readonly SourceFlow[]) {
  const sum = (key: Exclude<keyof SourceFlow, 'source' | 'day'>) => flow.reduce((total, row) => total + row[key], 0);
  // A lag is known of what tells when it happened and comes by itself.
  const told = flow.reduce((total, row) => (row.lagMs > 0 ? total + row.arrived + row.sales : total), 0);
  return {
    arrived: sum('arrived') + sum('filed'),
    withPerson: sum('withPerson') + sum('filed'),
    sales: sum('sales'),
    salesWithPerson: sum('salesWithPerson'),
    duplicates: sum('duplicates'),
    refused: sum('refused'),
    meanLagMs: told > 0 ? sum('lagMs') / told : null,
  };
}

/** Sources that are late or silent by their own rhythm, the silent first; empty when all is well. @throws AppError forbidden */
export async function listLateSources(
  db: Db,
  actor: Actor,
  now: Date,
): Promise<Pick<SourceHealth, 'source' | 'label' | 'state' | 'lastOn'>[]> {
  const { sources } = await getHealth(db, actor, now);
  return sources
    .filter(({ state }) => state === 'late' || state === 'silent')
    .map(({ source, label, state, lastOn }) => ({ source, label, state, lastOn }));
}

/** How the people of each source can be reached. @throws AppError forbidden */
export async function getReach(db: Db, actor: Actor, now: Date): Promise<z.input<(typeof getReachEndpoint)['output']>> {
  actor.require('sources:read');
  const { workspaceId } = actor;
  const today = businessDayOf(now, await getWorkspace(db, workspaceId));
  return { sources: await listSourceReach(db, { workspaceId, today }) };
}

/** Why rows of a source were not taken lately. @throws AppError forbidden */
export async function listRefusals(
  db: Db,
  actor: Actor,
  source: string,
): Promise<z.input<(typeof listRefusalsEndpoint)['output']>> {
  actor.require('sources:read');
  const rows = await listRefusalRows(db, actor.workspaceId, source);
  return { refusals: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
}

/** Stops telling of a source, or begins again. @throws AppError forbidden */
export async function muteSource(
  db: Db,
  actor: Actor,
  { source, muted, now }: { source: string; muted: boolean; now: Date },
): Promise<void> {
  actor.require('sources:manage');
  const { workspaceId, accountId } = actor;
  if (muted) await insertMuted(db, { workspaceId, source, mutedAt: now, mutedBy: accountId });
  else await deleteMuted(db, workspaceId, source);
}

const startOfDay = (day: string, shop: { timeZone: string; dayEndsAtHour: number }) =>
  instantOfLocal(`${day}T${String(shop.dayEndsAtHour).padStart(2, '0')}:00:00`, shop.timeZone);

/** A page of what came from a source, people masked; logged. @throws AppError forbidden */
export async function listSourceRows(
  db: Db,
  actor: Actor,
  query: z.output<(typeof listRowsEndpoint)['query']> & { now: Date },
): Promise<z.input<(typeof listRowsEndpoint)['output']>> {
  actor.require('sources:read');
  const { workspaceId } = actor;
  const { source, day, row = null, limit, now } = query;
  const shop = await getWorkspace(db, workspaceId);
  const startOf = (one: string) => startOfDay(one, shop);
  const [arrivedAt = END.at, at = END.at, id = END.id] = query.before?.split(',') ?? [];
  const [rows] = await Promise.all([
    listSourceRowsOf(db, {
      workspaceId,
      source,
      day: day ?? null,
      dayFrom: day === undefined ? null : startOf(day),
      dayTo: day === undefined ? null : startOf(addDays(day, 1)),
      rowId: row,
      beforeArrivedAt: new Date(arrivedAt),
      beforeAt: new Date(at),
      beforeId: id,
      limit: limit + 1,
    }),
    recordAccess(db, actor, { action: 'list', subject: `source ${source}` }, now),
  ]);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map((row) => ({
      ...row,
      phase: row.phase as SourceHealth['phase'],
      at: row.at.toISOString(),
      name: maskName(row.name),
      batchId: row.isFile ? row.id : null,
      replaces: otherOf(row.replaces),
      replacedBy: otherOf(row.replacedBy),
    })),
    next: rows.length > limit && last ? `${last.arrivedAt.toISOString()},${last.at.toISOString()},${last.id}` : null,
  };
}

const otherOf = (row: OtherRow | null) => row && { ...row, at: new Date(row.at).toISOString() };
