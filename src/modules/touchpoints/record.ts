import type { Actor } from '../../platform/actor.ts';
import { type Db, inYieldingTransaction } from '../../platform/db.ts';
import type { UserMessage } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { looksLikeResidentNumber, RESIDENT_NUMBER_WORDS } from '../../shared/resident-number.ts';
import { businessDayOf } from '../../shared/time.ts';
import {
  joinCompanies,
  type NobodyReason,
  type PersonClue,
  type ResolvedPerson,
  resolveClues,
} from '../customers/index.ts';
import { getRecentWorkspace } from '../workspace/index.ts';
import type { Phase } from './contract.ts';
import { type CorrectionProblem, judgeCorrections } from './corrections.ts';
import { findResidentNumber, idHoldsResidentNumber } from './rules.ts';
import {
  addArrivals,
  attachBrowsers,
  insertTouchpoints,
  listReusedKeys,
  type Refusal,
  type SourceWay,
} from './store.ts';

/** Where something comes from: `source` is the key of the till, site or file, `way` how it comes in. */
export interface Source {
  source: string;
  way: SourceWay;
  /** What people call it; empty keeps the label it has. */
  label?: string;
  /** The phase most of what it says belongs to. */
  phase: Phase;
}

/** Something that happened, to be appended. */
export interface NewTouchpoint {
  at: Date;
  phase: Phase;
  /** `web.page_viewed`, `survey.answered`, `review.received` … (domain 3.13). */
  kind: string;
  channel?: string;
  /** The source's own key of it: said again, it is the same. */
  idempotencyKey: string;
  person?: PersonClue;
  /** A browser that nobody knows yet. */
  anonymousId?: string;
  payload?: Readonly<Record<string, unknown>>;
  schemaVersion?: number;
  /** The touchpoint that this one corrects (OP-89). */
  corrects?: string;
  /** The company that its person belongs to, by the source's own id (OP-06). */
  company?: { companyId: string; companyName: string };
}

/** What became of one row, in the order given. */
export type Recorded =
  | { status: 'recorded' | 'duplicate'; touchpointId: string; customerId: string | null; nobody: NobodyReason | null }
  | { status: 'refused'; reason: RefusalReason; path: string };

export type RefusalReason = 'resident_number' | 'key_reused' | CorrectionProblem;

/** Why a row was not taken, as the API's answer says it; the health board has words of its own. */
export const REFUSALS: Readonly<Record<RefusalReason, UserMessage>> = {
  resident_number: RESIDENT_NUMBER_WORDS,
  key_reused: {
    ko: '이 키로 다른 내용을 이미 저장했어요. 새 키로 다시 보내 주세요.',
    en: 'This key was used for something else. Send it again with a new key.',
  },
  corrects_nothing: { ko: '고칠 일이 없어요. (OP-89)', en: 'There is no such event (OP-89).' },
  corrects_another_person: {
    ko: '다른 분의 일이라 고칠 수 없어요. (OP-89)',
    en: 'The event is another person’s (OP-89).',
  },
  corrected_already: {
    ko: '이미 고친 일이에요. 고친 것을 다시 고쳐 주세요. (OP-89)',
    en: 'It was corrected already: correct the correction (OP-89).',
  },
};

/**
 * Appends what happened to the log, in one transaction: each person found or made, each row once whatever is sent
 * again, and the source's counters moved. Carries no consent of any kind (PV-08). `refusedBefore` are the rows of
 * the same delivery that could not even be read; they are counted, and their reasons kept.
 * @throws AppError forbidden
 */
export async function recordTouchpoints(db: Db, actor: Actor, input: Arriving): Promise<Recorded[]> {
  actor.require('touchpoints:write');
  const reused = new Set<number>();
  for (;;) {
    try {
      return await appendTouchpoints(db, actor, { ...input, reused });
    } catch (error) {
      if (!(error instanceof KeysReused)) throw error;
      // Nobody is made known by what is refused: it is done again without those rows.
      input.judgeReused?.(error.places);
      for (const place of error.places) reused.add(place);
    }
  }
}

interface Arriving {
  from: Source;
  touchpoints: readonly NewTouchpoint[];
  batchId?: string;
  /** Part of an import. */
  isFile?: boolean;
  refusedBefore?: readonly Refusal[];
  /**
   * With it, a row whose key stands for something else is refused instead of counting as said before; told the places of
   * such rows, it may throw and so have nothing stored at all.
   */
  judgeReused?: (places: readonly number[]) => void;
  now: Date;
}

/** Some rows have keys that stand for something else. */
class KeysReused extends Error {
  readonly places: readonly number[];

  constructor(places: readonly number[]) {
    super('keys that stand for something else');
    this.places = places;
  }
}

async function appendTouchpoints(
  db: Db,
  actor: Actor,
  input: Arriving & { reused: ReadonlySet<number> },
): Promise<Recorded[]> {
  const { workspaceId } = actor;
  const { from, touchpoints, batchId, isFile = false, refusedBefore = [], reused, now } = input;
  if (touchpoints.length + refusedBefore.length === 0) return [];
  const shop = await getRecentWorkspace(db, workspaceId);
  const payloads = touchpoints.map(({ payload }) => (payload ? JSON.stringify(payload) : '{}'));
  const numberAt = touchpoints.map(
    (touchpoint, index) =>
      findResidentNumber(touchpoint.payload, payloads[index] ?? '') ?? findNamedResidentNumber(touchpoint),
  );
  return inYieldingTransaction(db, async (db) => {
    const rowsToJudge = touchpoints.map((touchpoint, index) =>
      numberAt[index] || reused.has(index) ? { idempotencyKey: touchpoint.idempotencyKey } : touchpoint,
    );
    const judged = await judgeCorrections(db, { workspaceId, source: from.source, rows: rowsToJudge });
    const problems = touchpoints.map((_, index): { path: string; reason: RefusalReason } | undefined => {
      const verdict = judged.get(index);
      const path = numberAt[index];
      if (path !== undefined) return { path, reason: 'resident_number' };
      if (reused.has(index)) return { path: 'idempotencyKey', reason: 'key_reused' };
      return verdict && 'problem' in verdict ? { path: 'corrects', reason: verdict.problem } : undefined;
    });
    const taken = touchpoints.flatMap((touchpoint, index) =>
      problems[index] ? [] : [{ ...touchpoint, ...judged.get(index), json: payloads[index] ?? '{}' }],
    );
    const { people, nobody } = await findPeople(db, {
      workspaceId,
      taken,
      from,
      now,
      isFile,
      ...(batchId === undefined ? {} : { batchId }),
    });
    const rows = taken.map((touchpoint, index) => ({
      touchpointId: newId(),
      at: touchpoint.at,
      businessDay: businessDayOf(touchpoint.at, shop),
      phase: touchpoint.phase,
      kind: touchpoint.kind,
      channel: touchpoint.channel ?? '',
      idempotencyKey: touchpoint.idempotencyKey,
      customerId: people[index]?.customerId ?? null,
      mergedFrom: people[index]?.mergedFrom ?? null,
      nobody: people[index] ? null : (nobody[index] ?? 'no_key'),
      anonymousId: touchpoint.anonymousId ?? null,
      json: touchpoint.json,
      schemaVersion: touchpoint.schemaVersion ?? 1,
      corrects: touchpoint.corrects ?? null,
    }));
    const stored = await insertTouchpoints(db, {
      workspaceId,
      shopId: shop.shopId,
      source: from.source,
      batchId: batchId ?? null,
      receivedAt: now,
      rows,
    });
    await attachBrowsers(db, { workspaceId, source: from.source, browsers: listKnownBrowsers(taken, people) });
    await joinCompanies(db, {
      workspaceId,
      source: from.source,
      members: taken.flatMap(({ company }, index) => {
        const person = people[index];
        if (!company || !person) return [];
        return [{ ...company, customerId: person.customerId, mergedFrom: person.mergedFrom }];
      }),
      now,
    });
    const isFresh = rows.map((row) => stored.get(row.idempotencyKey)?.touchpointId === row.touchpointId);
    const fresh = rows.filter((_, index) => isFresh[index]);
    if (input.judgeReused && fresh.length < rows.length) {
      const known = rows.filter((_, index) => !isFresh[index]);
      const ids = await listReusedKeys(db, { workspaceId, source: from.source, rows: known });
      const places = touchpoints.flatMap((_, index) => (problems[index] ? [] : [index]));
      if (ids.size > 0) throw new KeysReused(places.filter((_, at) => ids.has(rows[at]?.touchpointId ?? '')));
    }
    // What was told wrong and what puts it right are one thing that happened (OP-89).
    const counted = fresh.filter(({ corrects }) => corrects === null);
    await addArrivals(db, {
      workspaceId,
      from,
      now,
      day: businessDayOf(now, shop),
      lastAt: taken.reduce<Date | null>((last, { at }) => (last === null || at > last ? at : last), null),
      received: counted.length,
      duplicates: rows.length - fresh.length,
      // Of a file its import tells, with the rows themselves.
      refused: isFile ? 0 : touchpoints.length - rows.length + refusedBefore.length,
      refusals: isFile ? [] : [...refusedBefore, ...problems.flatMap((problem) => problem ?? [])],
      withPerson: counted.filter(({ customerId }) => customerId !== null).length,
      lagMs: counted.reduce((sum, { at }) => sum + Math.max(0, now.getTime() - at.getTime()), 0),
    });
    let next = 0;
    return problems.map((problem): Recorded => {
      if (problem) return { status: 'refused', ...problem };
      const at = next++;
      const known = stored.get(rows[at]?.idempotencyKey ?? '');
      if (!known) throw new Error('every row is stored or was there before');
      return { status: isFresh[at] ? 'recorded' : 'duplicate', ...known, nobody: rows[at]?.nobody ?? null };
    });
  });
}

/** Beside the payload. In ids only the way a person writes it counts: thirteen bare digits are a till's number. */
function findNamedResidentNumber(touchpoint: NewTouchpoint): string | undefined {
  const { kind, channel = '', idempotencyKey, anonymousId = '', person } = touchpoint;
  const texts = { kind, channel, 'person.name': person?.name ?? '' };
  const ids = {
    idempotencyKey,
    anonymousId,
    'person.cardNo': person?.cardNo ?? '',
    'person.externalId': (person?.externalIds ?? []).map(({ externalId }) => externalId).join('\n'),
  };
  return (Object.entries(texts).find(([, text]) => looksLikeResidentNumber(text)) ??
    Object.entries(ids).find(([, id]) => idHoldsResidentNumber(id)))?.[0];
}

/**
 * Browsers of a batch that are somebody's: what they did before becomes hers, also what another request stored while this
 * one found out. A browser that two people of the batch were seen with is nobody's.
 */
function listKnownBrowsers(taken: readonly NewTouchpoint[], people: readonly (ResolvedPerson | undefined)[]) {
  const seen = taken.flatMap(({ anonymousId, person }, index) => {
    const found = people[index];
    return anonymousId === undefined || !found
      ? []
      : [{ anonymousId, isHers: found.linkedBrowser || !person, ...found }];
  });
  return [...Map.groupBy(seen, ({ anonymousId }) => anonymousId).values()].flatMap((own) => {
    const known = own.find(({ isHers }) => isHers);
    return known && own.every(({ customerId }) => customerId === known.customerId) ? [known] : [];
  });
}

/**
 * The person behind each row, or why there is none; browsers that became known just now take what they did earlier in the
 * batch with them.
 */
async function findPeople(
  db: Db,
  input: {
    workspaceId: string;
    taken: readonly NewTouchpoint[];
    from: Source;
    batchId?: string;
    isFile: boolean;
    now: Date;
  },
): Promise<{ people: (ResolvedPerson | undefined)[]; nobody: (NobodyReason | undefined)[] }> {
  const { workspaceId, taken, from, now, batchId, isFile } = input;
  // Most of what a site says names nobody: only rows that could are asked about.
  const asked = taken.flatMap(({ person, anonymousId }, index) =>
    person || anonymousId !== undefined ? [{ index, clue: withBrowser(person, anonymousId, from.source) }] : [],
  );
  const people: (ResolvedPerson | undefined)[] = taken.map(() => undefined);
  const nobody: (NobodyReason | undefined)[] = [];
  if (asked.length === 0) return { people, nobody };
  const found = await resolveClues(db, {
    workspaceId,
    clues: asked.map(({ clue }) => clue),
    source: from.source,
    now,
    isFile,
    ...(batchId === undefined ? {} : { batchId }),
  });
  for (const [at, { index }] of asked.entries()) {
    people[index] = found.people[at];
    nobody[index] = found.nobody[at];
  }
  const browsers = new Map<string, { anonymousId: string; index: number } & ResolvedPerson>();
  for (const [index, { anonymousId }] of taken.entries()) {
    const person = people[index];
    if (anonymousId !== undefined && person?.linkedBrowser)
      browsers.set(anonymousId, { anonymousId, index, ...person });
  }
  if (browsers.size === 0) return { people, nobody };
  const joined = taken.map(({ anonymousId }, index) => {
    const linked = anonymousId === undefined ? undefined : browsers.get(anonymousId);
    return people[index] ?? (linked && index < linked.index ? linked : undefined);
  });
  return { people: joined, nobody };
}

/** A browser that somebody has signed in with is known by its id from then on (`web` ids of one source). */
function withBrowser(person: PersonClue | undefined, anonymousId: string | undefined, source: string): PersonClue {
  if (anonymousId === undefined) return person ?? {};
  return { ...person, browser: { source: `web:${source}`, externalId: anonymousId } };
}
