import { createHash } from 'node:crypto';
import { systemActor } from '../../../platform/actor.ts';
import { listCustomersOfBatch, noteSizesOfPeople, type PersonClue } from '../../customers/index.ts';
import { type NewTouchpoint, type Phase, recordTouchpoints } from '../../touchpoints/index.ts';
import { DEFAULT_SOURCE, type ImportKind } from '../contract.ts';
import { instantOf } from '../rules.ts';
import type { Loaded, LoadInput } from '../service/import-kind.ts';
import type { StageConnection } from '../stage/connection.ts';
import { prepareStage } from '../stage/load-sales.ts';

/** Something that a row says happened. */
export interface Happening {
  /** Local to the shop, or with an offset. */
  at: string;
  phase: Phase;
  kind: string;
  channel?: string | undefined;
  person?: PersonClue;
  payload: Readonly<Record<string, unknown>>;
  /** The row's own key, when the file gives one. */
  key?: string | undefined;
}

/** Rows given to the log at once: small enough that one statement stays short. */
const ROWS_AT_ONCE = 1_000;

/**
 * Stores rows as touchpoints. A row is known again by its own key, else by all that it says: the second of two equal rows
 * of one file is another event, the same file again is nothing new.
 */
export async function loadTouchpoints<Line extends { lineNumber: number }>(
  connection: StageConnection,
  input: LoadInput<Line>,
  from: { kind: ImportKind; phase: Phase; happeningsOf(line: Line): readonly Happening[] },
): Promise<Loaded> {
  const { db } = connection;
  const { batchId, shop, now } = input;
  const { workspaceId, timeZone } = shop;
  await prepareStage(connection);
  const source = sourceOf(input.source, from.kind);
  const actor = systemActor(workspaceId);
  const seen = new Map<string, number>();
  const people = new Set<string>();
  let accepted = 0;
  let stored = 0;
  let nextLook = ROWS_AT_ONCE;
  let duplicates = 0;

  const store = async (lines: readonly Line[]) => {
    const rows = lines.map((line) => from.happeningsOf(line));
    const touchpoints = rows.flat().map((happening): NewTouchpoint => {
      const { at, phase, kind, channel, person, payload } = happening;
      const instant = instantOf(at, timeZone);
      return {
        // A booking for next week was made by now at the latest.
        at: instant > now ? now : instant,
        phase,
        kind,
        ...(channel === undefined ? {} : { channel }),
        ...(person === undefined ? {} : { person }),
        payload,
        idempotencyKey: keyOf(from.kind, happening, seen),
      };
    });
    const recorded = await recordTouchpoints(db, actor, {
      from: { source, way: 'file', phase: from.phase },
      touchpoints,
      batchId,
      isFile: true,
      now,
    });
    stored += touchpoints.length;
    if (stored >= nextLook) {
      nextLook = stored * 10;
      await noteSizesOfPeople(db);
    }
    let next = 0;
    for (const [index, row] of rows.entries()) {
      const own = recorded.slice(next, next + row.length);
      next += row.length;
      if (own.some(({ status }) => status === 'refused')) {
        await input.reject((lines[index] as Line).lineNumber, 'resident_number');
        continue;
      }
      accepted += 1;
      if (own.every(({ status }) => status === 'duplicate')) duplicates += 1;
      if (own.some((one) => one.status === 'recorded' && one.nobody === 'ambiguous'))
        await input.noteRow((lines[index] as Line).lineNumber, 'shared_number_kept');
      for (const one of own) if (one.status !== 'refused' && one.customerId !== null) people.add(one.customerId);
    }
  };
  for await (const lines of input.lines) {
    for (let start = 0; start < lines.length; start += ROWS_AT_ONCE) {
      await store(lines.slice(start, start + ROWS_AT_ONCE));
    }
  }
  const created = (await listCustomersOfBatch(db, workspaceId, batchId)).length;
  return { accepted, duplicates, customers: { created, matched: people.size - created } };
}

/** Files of a shop that names no source are told apart by what they are about: each has a rhythm of its own. */
export function sourceOf(source: string, kind: ImportKind): string {
  return source === DEFAULT_SOURCE ? `${DEFAULT_SOURCE}:${kind}` : source;
}

function keyOf(kind: ImportKind, { key, ...said }: Happening, seen: Map<string, number>): string {
  if (key !== undefined) return `${kind}:${said.kind}:${key}`;
  const { at, phase, channel = '', person = {}, payload } = said;
  const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const whole = JSON.stringify([said.kind, at, phase, channel, sorted(person), sorted(payload)]);
  const hash = createHash('sha256').update(whole).digest('base64url').slice(0, 27);
  const times = (seen.get(hash) ?? 0) + 1;
  seen.set(hash, times);
  return `${kind}:${hash}:${times}`;
}
