import { Readable } from 'node:stream';
import type { z } from 'zod';
import { countNobody, listNobodyRows as listNobodyRowsOf, type NobodyRow } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { shiftDays } from '../../../platform/clock.ts';
import type { Db } from '../../../platform/db.ts';
import { csvRow } from '../../../shared/csv.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { recordAccess } from '../../staff/index.ts';
import {
  type exportNobody as exportEndpoint,
  type getNobody as getEndpoint,
  type listNobodyRows as listRowsEndpoint,
  NOBODY_DAYS,
  type SourceHealth,
  WHY_NOBODY,
  type WhyNobody,
} from './contract.ts';
import { listSources } from './store.ts';

/** Later than anything that can have happened. */
const END = { at: new Date('9999-12-31T00:00:00Z'), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };
/** Rows read at a time into a file. */
const PORTION = 2_000;

/** What of the last 30 days has no person, by source and why (OP-88); sources of which all is known are left out. @throws AppError forbidden */
export async function getNobody(db: Db, actor: Actor, now: Date): Promise<z.input<(typeof getEndpoint)['output']>> {
  actor.require('sources:read');
  const { workspaceId } = actor;
  const [counts, known] = await Promise.all([
    countNobody(db, { workspaceId, since: shiftDays(now, -NOBODY_DAYS) }),
    listSources(db, workspaceId),
  ]);
  const labels = new Map(known.map(({ source, label }) => [source, label]));
  return {
    arrived: counts.reduce((sum, { arrived }) => sum + arrived, 0),
    sources: counts
      .map(({ source, arrived, noKey, keyUnknown, ambiguous, unrecorded }) => ({
        source,
        label: labels.get(source) ?? '',
        arrived,
        why: { no_key: noKey, key_unknown: keyUnknown, ambiguous, unrecorded },
      }))
      .filter(({ why }) => WHY_NOBODY.some((one) => why[one] > 0)),
  };
}

const readWhy = (why: string): WhyNobody => WHY_NOBODY.find((one) => one === why) ?? 'unrecorded';

/** A page of what has no person. @throws AppError forbidden */
export async function listNobodyRows(
  db: Db,
  actor: Actor,
  query: z.output<(typeof listRowsEndpoint)['query']> & { now: Date },
): Promise<z.input<(typeof listRowsEndpoint)['output']>> {
  actor.require('sources:read');
  const { source, why, limit, now } = query;
  const [at, id] = query.before?.split(',') ?? [];
  const before = at && id ? { at: new Date(at), id } : END;
  const rows = await listNobodyRowsOf(db, {
    workspaceId: actor.workspaceId,
    source,
    why: why ?? null,
    since: shiftDays(now, -NOBODY_DAYS),
    beforeAt: before.at,
    beforeId: before.id,
    limit: limit + 1,
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    rows: shown.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      kind: row.kind,
      phase: row.phase as SourceHealth['phase'],
      why: readWhy(row.why),
    })),
    next: rows.length > limit && last ? `${last.arrivedAt.toISOString()},${last.id}` : null,
  };
}

const HEADERS = {
  ko: ['출처', '일어난 때', '들어온 때', '무슨 일', '방문 앞뒤', '경로', '누구인지 모르는 까닭', '번호'],
  en: ['Source', 'Happened', 'Arrived', 'What', 'Phase', 'Channel', 'Why nobody', 'Id'],
} as const;
const WHY_WORDS: Readonly<Record<WhyNobody, { ko: string; en: string }>> = {
  no_key: { ko: '누구인지 가리키는 것이 없음', en: 'nothing says who' },
  key_unknown: { ko: '아직 모르는 번호·브라우저', en: 'a number or browser nobody is known by' },
  ambiguous: { ko: '여러 분이 같이 쓰는 번호·브라우저', en: 'a number or browser of several people' },
  unrecorded: { ko: '까닭을 적기 전에 들어옴', en: 'arrived before the reason was kept' },
};

/**
 * What has no person as a file, for a reason that is logged (PV-56); holds nothing of a person.
 * @throws AppError forbidden | invalid_input (PV-12)
 */
export async function exportNobody(
  db: Db,
  actor: Actor,
  { reason, now }: z.output<(typeof exportEndpoint)['query']> & { now: Date },
): Promise<Readable> {
  actor.require('sources:read');
  actor.require('customers:export');
  refuseResidentNumbers({ reason });
  const { sources } = await getNobody(db, actor, now);
  const rows = sources.reduce((sum, { why }) => sum + WHY_NOBODY.reduce((own, one) => own + why[one], 0), 0);
  await recordAccess(
    db,
    actor,
    { action: 'export', subject: 'events without a person', result: `${rows} rows, csv: ${reason}` },
    now,
  );
  const names = sources.map(({ source }) => source);
  return Readable.from(writeLines(db, actor, { sources: names, now }));
}

async function* writeLines(
  db: Db,
  { workspaceId, locale }: Actor,
  { sources, now }: { sources: readonly string[]; now: Date },
): AsyncGenerator<string> {
  // The mark lets spreadsheets read Korean.
  yield `\uFEFF${csvRow(HEADERS[locale])}`;
  for (const source of sources) {
    let before: { arrivedAt: Date; id: string } = { arrivedAt: END.at, id: END.id };
    for (;;) {
      const rows: NobodyRow[] = await listNobodyRowsOf(db, {
        workspaceId,
        source,
        why: null,
        since: shiftDays(now, -NOBODY_DAYS),
        beforeAt: before.arrivedAt,
        beforeId: before.id,
        limit: PORTION,
      });
      for (const { at, arrivedAt, kind, phase, channel, why, id } of rows) {
        const cells = [source, at.toISOString(), arrivedAt.toISOString(), kind, phase, channel];
        yield csvRow([...cells, WHY_WORDS[readWhy(why)][locale], id]);
      }
      const last = rows.at(-1);
      if (rows.length < PORTION || !last) break;
      before = last;
    }
  }
}
