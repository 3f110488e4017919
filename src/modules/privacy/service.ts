import type { z } from 'zod';
import { type Db, inTransaction, noteGrowth } from '../../platform/db.ts';
import { defineEvent, emit } from '../../platform/jobs.ts';
import { keyedHash } from '../../platform/secrets.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { PROMOTION_KINDS, SENSITIVE_KINDS } from './contract/kinds.ts';
import { type ConsentKind, type zConsentMethod, type zConsentState } from './contract.ts';
import { zAdvertisingRefused, zConsentsChanged, zSensitiveRefused } from './events.ts';
import {
  decideMomentNow,
  decideReplaces,
  decideStanding,
  decideSuppressed,
  GRANTING_STATES,
  undoneEvidence,
} from './rules.ts';
import { recomputeMerged } from './service/merged.ts';
import {
  type ConsentEventRow,
  insertConsentEvents,
  listConsentRows,
  listEventsOf,
  listEventsOfBatch,
  listHeldRows,
  listSuppressionRows,
  type NewConsentEvent,
  replaceConsents,
  upsertConsents,
  upsertSuppression,
} from './store.ts';

/** One thing a person said about being contacted. */
export interface ConsentSaid {
  workspaceId: string;
  customerId: string;
  kind: ConsentKind;
  state: z.infer<typeof zConsentState>;
  method: z.infer<typeof zConsentMethod>;
  /** Where the proof is: batch and line of a file, message of an unsubscribe, account of a member of staff. */
  evidence: string;
  at: Date;
  /** When it was written down, where that was not just now. */
  recordedAt?: Date | undefined;
  /** The version of the words she was shown. */
  textVersionId?: string | null | undefined;
  /** What she said it on, as far as it helps to prove it: tablet, browser. */
  device?: string | undefined;
  /** Who answered for a child (PV-11). */
  guardianId?: string | null | undefined;
  /** Account that was at hand. */
  actor?: string | null | undefined;
  /** The person she was before a merge, where she was known by something of that person's. */
  mergedFrom?: string | null | undefined;
}

/** What holds now, by kind; a kind nobody asked about is absent. */
export type Consents = {
  [Kind in ConsentKind]?: { state: z.infer<typeof zConsentState>; at: Date; method: z.infer<typeof zConsentMethod> };
};

/** Somebody said no to advertising: what waits to be sent to her is stopped (AD-11). */
export const advertisingRefused = defineEvent('privacy.advertisingRefused', zAdvertisingRefused);

/** What people agreed to changed. Told in the transaction that recorded it. */
export const consentsChanged = defineEvent('privacy.consentsChanged', zConsentsChanged);

/** Somebody said no to her sensitive data being kept: what stands of them is destroyed (PV-14, PV-20). */
export const sensitiveRefused = defineEvent('privacy.sensitiveRefused', zSensitiveRefused);

/** More people than this are not named one by one in an event. */
const MAX_NAMED = 500;

/** Stops what waits for people who said no, in the transaction that records it. */
export type StopAdvertising = (db: Db, refused: z.output<typeof zAdvertisingRefused>) => Promise<void>;
let stopAdvertising: StopAdvertising | undefined;

/** Who stops waiting advertising the moment somebody refuses (AD-11): a module above this one, connected by the app. */
export function stopAdvertisingWith(stop: StopAdvertising): void {
  stopAdvertising = stop;
}

/** Rows written by one statement: beyond it the arrays grow past what a statement should carry. */
const EVENTS_A_STATEMENT = 5_000;

/**
 * Appends what people said and lets the newest of each hold, in one transaction; a withdrawal is never replaced by a
 * consent that is not newer (AD-11). An empty list does nothing. Tells `advertisingRefused` of everyone who said no.
 * @throws AppError invalid_input when anything is said to have been said after `now`: nothing is recorded then (PV-16)
 */
export async function recordConsents(db: Db, said: readonly ConsentSaid[], now: Date): Promise<void> {
  if (said.some(({ at }) => at > now)) {
    throw new AppError('invalid_input', 'a consent that is dated ahead', {
      userMessage: {
        ko: '동의하거나 거부한 때는 지금보다 뒤일 수 없어요. 날짜를 고쳐 주세요. 아무것도 저장하지 않았어요.',
        en: 'Nobody can have agreed or refused later than now. Correct the date. Nothing was stored.',
      },
    });
  }
  await appendConsents(db, said, now);
}

/** Appends as `recordConsents` does, also what has to be dated ahead to replace what a file dated ahead. */
export async function appendConsents(db: Db, said: readonly ConsentSaid[], now: Date): Promise<void> {
  if (said.length === 0) return;
  await inTransaction(db, async (db) => {
    for (let from = 0; from < said.length; from += EVENTS_A_STATEMENT) {
      const rows = said.slice(from, from + EVENTS_A_STATEMENT).map((one) => ({
        ...one,
        recordedAt: one.recordedAt ?? now,
        consentEventId: newId(),
      }));
      await insertConsentEvents(db, rows);
      await upsertConsents(db, newestOfEach(rows));
    }
    for (const [workspaceId, some] of Map.groupBy(said, (one) => one.workspaceId)) {
      const customerIds = [...new Set(some.map(({ customerId }) => customerId))];
      await recomputeMerged(db, workspaceId, customerIds);
      // A long list says no more than that it may be anybody.
      await emit(db, consentsChanged, { workspaceId, ...(customerIds.length <= MAX_NAMED ? { customerIds } : {}) });
    }
    for (const refusal of refusals(said, PROMOTION_KINDS)) {
      await stopAdvertising?.(db, refusal);
      await emit(db, advertisingRefused, refusal);
    }
    for (const refusal of refusals(said, SENSITIVE_KINDS)) await emit(db, sensitiveRefused, refusal);
  });
}

/** One statement may touch a row once, so of several events about one kind only the one that would hold goes on. */
function newestOfEach(rows: readonly ConsentEventRow[]): ConsentEventRow[] {
  const holding = new Map<string, ConsentEventRow>();
  for (const row of rows) {
    const key = `${row.workspaceId} ${row.customerId} ${row.kind}`;
    if (decideReplaces(row, holding.get(key))) holding.set(key, row);
  }
  return [...holding.values()];
}

function refusals(said: readonly ConsentSaid[], kinds: readonly ConsentKind[]): z.output<typeof zAdvertisingRefused>[] {
  const found = new Map<string, { workspaceId: string; kind: ConsentKind; customerIds: Set<string> }>();
  for (const { workspaceId, customerId, kind, state, method } of said) {
    // A file says no about people who have nothing waiting; asking for each of them would only cost time.
    if (method === 'import' || GRANTING_STATES.includes(state) || !kinds.includes(kind)) continue;
    const key = `${workspaceId} ${kind}`;
    const refusal = found.get(key) ?? { workspaceId, kind, customerIds: new Set() };
    refusal.customerIds.add(customerId);
    found.set(key, refusal);
  }
  return [...found.values()].map((refusal) => ({ ...refusal, customerIds: [...refusal.customerIds] }));
}

/**
 * Records what one person says just now, as `recordConsents` does; a refusal replaces whatever holds, even what a file
 * dated ahead (AD-11).
 */
export async function recordConsentsNow(
  db: Db,
  input: {
    workspaceId: string;
    customerId: string;
    /** Whom she was known as where she said it, when that record is merged into `customerId`. */
    mergedFrom?: string | null;
    said: readonly Omit<ConsentSaid, 'workspaceId' | 'customerId' | 'mergedFrom' | 'at'>[];
    now: Date;
  },
): Promise<void> {
  const { workspaceId, customerId, mergedFrom = null, now } = input;
  await inTransaction(db, async (db) => {
    const held = (await listConsents(db, { workspaceId, customerIds: [customerId] })).get(customerId);
    const said = input.said.map((one) => ({
      ...one,
      workspaceId,
      customerId,
      mergedFrom,
      at: decideMomentNow(one.state, held?.[one.kind]?.at, now),
    }));
    await appendConsents(db, said, now);
  });
}

/**
 * Takes back what an imported file said, when that import is undone: events are never deleted, so each gets one that says
 * it no longer counts. What the person said apart from that file holds again, a refusal as well as a consent; where
 * nothing is left it is `expired`, because nobody withdrew anything. Returns how many consents changed.
 */
export async function expireImportedConsents(
  db: Db,
  { workspaceId, batchId, now }: { workspaceId: string; batchId: string; now: Date },
): Promise<number> {
  return inTransaction(db, async (db) => {
    // A file of thousands came since the planner last looked: without a look its words are compared each with each.
    await noteGrowth(db, ['privacy.consent', 'privacy.consentEvent']);
    const evidence = undoneEvidence(batchId);
    const endings = new Map<string, NewConsentEvent & { holds: boolean }>();
    for (const { customerId, mergedFrom, kind, at, holds } of await listEventsOfBatch(db, workspaceId, {
      batchId,
      undone: evidence,
    })) {
      const key = `${customerId} ${mergedFrom} ${kind}`;
      const known = endings.get(key);
      if (known) {
        known.holds ||= holds;
        continue;
      }
      const said = { workspaceId, customerId, mergedFrom, kind, state: 'expired', method: 'import', evidence };
      // The end must not be older than what it ends.
      endings.set(key, {
        ...said,
        consentEventId: newId(),
        at: at > now ? new Date(at.getTime() + 1) : now,
        recordedAt: now,
        holds,
      });
    }
    const rows = [...endings.values()];
    const changed = rows.filter(({ holds }) => holds);
    for (let from = 0; from < rows.length; from += EVENTS_A_STATEMENT) {
      await insertConsentEvents(db, rows.slice(from, from + EVENTS_A_STATEMENT));
    }
    for (let from = 0; from < changed.length; from += EVENTS_A_STATEMENT) {
      const some = changed.slice(from, from + EVENTS_A_STATEMENT);
      const customerIds = [...new Set(some.map(({ customerId }) => customerId))];
      const events = Map.groupBy(
        await listEventsOf(db, workspaceId, customerIds),
        ({ customerId, kind }) => `${customerId} ${kind}`,
      );
      await replaceConsents(
        db,
        some.map((ending) => decideStanding(events.get(`${ending.customerId} ${ending.kind}`) ?? []) ?? ending),
      );
    }
    await recomputeMerged(db, workspaceId, [...new Set(rows.map(({ customerId }) => customerId))]);
    return changed.length;
  });
}

/** What these people said, by customer id; somebody who said nothing is absent. */
export async function listConsents(
  db: Db,
  { workspaceId, customerIds }: { workspaceId: string; customerIds: readonly string[] },
): Promise<Map<string, Consents>> {
  const byCustomer = new Map<string, Consents>();
  for (const row of await listConsentRows(db, workspaceId, customerIds)) {
    const consents = byCustomer.get(row.customerId) ?? {};
    consents[row.kind as ConsentKind] = {
      state: row.state as ConsentSaid['state'],
      at: row.at,
      method: row.method as ConsentSaid['method'],
    };
    byCustomer.set(row.customerId, consents);
  }
  return byCustomer;
}

/** Keyed hash of an address: the same address gives the same hash, and only this installation can compute it. */
export function hashContact(key: string, contact: string): Buffer {
  return keyedHash(key, `contact:${contact.trim().toLowerCase()}`);
}

/**
 * Puts an address on the list of those who refused, which outlives the person's record and bars a re-import (domain 2.4).
 * `contactHash` from `hashContact`.
 */
export async function suppress(
  db: Db,
  suppression: {
    workspaceId: string;
    contactHash: Buffer;
    channel: 'email' | 'sms' | 'kakao';
    reason: string;
    at: Date;
  },
): Promise<void> {
  await upsertSuppression(db, suppression);
}

/** Whether an address is on the list of those who refused, whatever was agreed to since. */
export async function isOnRefusedList(
  db: Db,
  address: { workspaceId: string; channel: 'email' | 'sms' | 'kakao'; contactHash: Buffer },
): Promise<boolean> {
  return (await listSuppressionRows(db, address.workspaceId, address.channel, [address.contactHash])).length > 0;
}

export type HeldConsents = { [Kind in ConsentKind]?: { state: ConsentSaid['state']; at: Date } };

/** Whether a person may be contacted on a channel, as far as consent goes; the message itself is decided elsewhere. */
export interface Contactability {
  /** Each consent as it holds; how it came about is in `listConsents`. */
  consents: HeldConsents;
  suppressed: boolean;
}

/** Consents and suppression of many people at once. `contacts`: customer id → address on this channel, where known. */
export async function listContactability(
  db: Db,
  input: {
    workspaceId: string;
    channel: 'email' | 'sms' | 'kakao' | 'none';
    customerIds: readonly string[];
    contacts: ReadonlyMap<string, string>;
    key: string;
  },
): Promise<Map<string, Contactability>> {
  const { workspaceId, channel, customerIds } = input;
  const hashes = new Map(
    [...input.contacts].map(([customerId, contact]) => [customerId, hashContact(input.key, contact)]),
  );
  const [rows, suppressions] = await Promise.all([
    listHeldRows(db, workspaceId, customerIds),
    channel === 'none' || hashes.size === 0 ? [] : listSuppressionRows(db, workspaceId, channel, [...hashes.values()]),
  ]);
  const consents = new Map<string, HeldConsents>();
  for (const { customerId, kind, state, at } of rows) {
    const held = consents.get(customerId) ?? {};
    held[kind as ConsentKind] = { state: state as ConsentSaid['state'], at };
    consents.set(customerId, held);
  }
  const suppressedAt = new Map(suppressions.map((row) => [row.contactHash.toString('hex'), row.at]));
  // Hardly anybody is on the list: only of those it matters how she agreed again.
  const barred = new Map(
    suppressedAt.size === 0
      ? []
      : [...hashes].flatMap(([customerId, hash]) => {
          const at = suppressedAt.get(hash.toString('hex'));
          return at ? [[customerId, at] as const] : [];
        }),
  );
  const said =
    barred.size === 0
      ? new Map<string, Consents>()
      : await listConsents(db, { workspaceId, customerIds: [...barred.keys()] });
  return new Map(
    customerIds.map((customerId) => {
      const suppressed =
        channel !== 'none' && decideSuppressed(barred.get(customerId), said.get(customerId)?.[`ad_${channel}`]);
      return [customerId, { consents: consents.get(customerId) ?? {}, suppressed }];
    }),
  );
}
