import type { z } from 'zod';
import { listFieldUse } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { zConsentKind } from '../contract/kinds.ts';
import {
  type createPurpose as createPurposeEndpoint,
  type Field,
  type FieldPlace,
  type Purpose,
  type updatePurpose as updatePurposeEndpoint,
  zFieldPlace,
  zLegalBasis,
  zRetentionFrom,
} from '../contract/registry.ts';
import { decideRemoval } from '../rules/registry.ts';
import { SHIPPED_FIELDS, SHIPPED_PURPOSES } from '../shipped/registry.ts';
import {
  deleteField,
  findPurpose,
  insertPurpose,
  listFieldRows,
  listPurposeRows,
  touchFields,
  updatePurposeRow,
  upsertField,
} from '../store/registry.ts';
import { ensureRegistry } from './shipped.ts';

async function todayOf(db: Db, workspaceId: string, now: Date) {
  const shop = await getRecentWorkspace(db, workspaceId);
  return { today: businessDayOf(now, shop), timeZone: shop.timeZone, dayEndsAtHour: shop.dayEndsAtHour };
}

/** Counts the people of whom something stands in some fields; fields it does not know are absent. */
export type CountFieldPeople = (db: Db, workspaceId: string) => Promise<Map<string, number>>;
const counters = new Map<string, CountFieldPeople>();

/** A module that keeps fields of its own says here of how many people they hold something; once each, from src/app. */
export function countFieldPeopleWith(module: string, count: CountFieldPeople): void {
  counters.set(module, count);
}

/** What the product ships first and in its order, then the shop's own. */
function inShippedOrder<Key extends string, Row extends Record<Key, string>>(
  rows: readonly Row[],
  shipped: readonly Record<Key, string>[],
  key: Key,
): Row[] {
  const order = new Map(shipped.map((one, index) => [one[key], index]));
  return rows.toSorted((a, b) => (order.get(a[key]) ?? shipped.length) - (order.get(b[key]) ?? shipped.length));
}

/**
 * Fields as the registry shows them: what ships is called as this version calls it, and gives way to a field of the shop's
 * own that holds the same.
 */
async function listShownFields(db: Db, workspaceId: string) {
  const rows = await listFieldRows(db, workspaceId);
  const shipped = new Map(SHIPPED_FIELDS.map((field) => [field.fieldKey, field]));
  const keys = new Set(rows.map(({ fieldKey }) => fieldKey));
  return rows
    .filter(({ fieldKey, isBuiltIn }) => !(isBuiltIn && keys.has(`custom.${fieldKey}`)))
    .map((row) => {
      const ours = row.isBuiltIn ? shipped.get(row.fieldKey) : undefined;
      return ours ? { ...row, nameKo: ours.nameKo, nameEn: ours.nameEn } : row;
    });
}

/** Purposes of a shop, the required ones first, each with its fields. */
export async function listPurposes(db: Db, workspaceId: string, now: Date): Promise<Purpose[]> {
  const { today } = await todayOf(db, workspaceId, now);
  await ensureRegistry(db, workspaceId, today);
  const [purposes, fields] = await Promise.all([listPurposeRows(db, workspaceId), listShownFields(db, workspaceId)]);
  return inShippedOrder(purposes, SHIPPED_PURPOSES, 'purposeKey').map((row) => ({
    purposeKey: row.purposeKey,
    nameKo: row.nameKo,
    nameEn: row.nameEn,
    legalBasis: zLegalBasis.parse(row.legalBasis),
    consentKind: row.consentKind === null ? null : zConsentKind.parse(row.consentKind),
    retentionDays: row.retentionDays,
    retentionFrom: zRetentionFrom.parse(row.retentionFrom),
    isRequired: row.isRequired,
    isInPolicy: row.isInPolicy,
    isShipped: row.isShipped,
    fieldKeys: fields
      .filter((field) => field.purposeKey === row.purposeKey || field.alsoFor.includes(row.purposeKey))
      .map(({ fieldKey }) => fieldKey),
  }));
}

/** Every field with personal data: purpose, places, last use, people, and whether it is proposed for removal (PV-01). */
export async function listFields(db: Db, workspaceId: string, now: Date): Promise<Field[]> {
  const { today, timeZone, dayEndsAtHour } = await todayOf(db, workspaceId, now);
  await ensureRegistry(db, workspaceId, today);
  const [rows, use, ...counted] = await Promise.all([
    listShownFields(db, workspaceId),
    listFieldUse(db, { workspaceId, timeZone, dayEndsAtHour, today }),
    ...[...counters.values()].map((count) => count(db, workspaceId)),
  ]);
  const seen = new Map(use.map((one) => [one.fieldKey, one]));
  return inShippedOrder(rows, SHIPPED_FIELDS, 'fieldKey').map((row) => {
    const people =
      seen.get(row.fieldKey)?.people ?? counted.map((one) => one.get(row.fieldKey)).find((n) => n !== undefined);
    const lastUsedOn = latest(row.lastUsedOn, seen.get(row.fieldKey)?.lastUsedOn ?? null);
    return {
      fieldKey: row.fieldKey,
      purposeKey: row.purposeKey,
      alsoFor: row.alsoFor,
      nameKo: row.nameKo,
      nameEn: row.nameEn,
      isSensitive: row.isSensitive,
      isBuiltIn: row.isBuiltIn,
      usedIn: row.usedIn.map((place) => zFieldPlace.parse(place)),
      lastUsedOn,
      people: people ?? null,
      removal: decideRemoval({ usedIn: row.usedIn, lastUsedOn, createdOn: row.createdOn }, today),
    };
  });
}

function latest(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

const noSuchPurpose = () =>
  new AppError('invalid_input', 'a field without a purpose (PV-01)', {
    userMessage: {
      ko: '왜 모으는 정보인지 먼저 골라 주세요. 목적이 없는 항목은 만들 수 없어요.',
      en: 'Choose first what this information is for. A field without a purpose cannot be made.',
    },
    details: { issues: [{ path: 'body.purposeKey', message: 'no such purpose' }] },
  });

/**
 * Puts a field of the shop's own into the registry, or changes it there; `fieldKey` such as `custom.table_side`.
 * @throws AppError invalid_input without an existing purpose (PV-01) | conflict for a built-in field's key
 */
export async function registerField(
  db: Db,
  workspaceId: string,
  field: {
    fieldKey: string;
    purposeKey: string;
    nameKo: string;
    nameEn: string;
    isSensitive?: boolean;
    usedIn: readonly FieldPlace[];
  },
  now: Date,
): Promise<void> {
  const { today } = await todayOf(db, workspaceId, now);
  await ensureRegistry(db, workspaceId, today);
  const purpose = await findPurpose(db, workspaceId, field.purposeKey);
  if (!purpose) throw noSuchPurpose();
  const stored = await upsertField(db, {
    ...field,
    workspaceId,
    isSensitive: field.isSensitive ?? false,
    createdOn: today,
  });
  if (!stored) throw new AppError('conflict', 'a built-in field has this key');
}

/** Takes a field of the shop's own out of the registry; the caller has destroyed its values. */
export async function removeField(db: Db, workspaceId: string, fieldKey: string): Promise<void> {
  await deleteField(db, workspaceId, fieldKey);
}

/** Refuses a field that stands in no registry, or under another purpose (PV-01). @throws AppError invalid_input */
export async function assertFieldHasPurpose(
  db: Db,
  workspaceId: string,
  { fieldKey, purposeKey }: { fieldKey: string; purposeKey?: string },
): Promise<void> {
  const row = (await listFieldRows(db, workspaceId)).find((field) => field.fieldKey === fieldKey);
  if (!row) throw noSuchPurpose();
  if (purposeKey !== undefined && row.purposeKey !== purposeKey && !row.alsoFor.includes(purposeKey))
    throw noSuchPurpose();
}

/** Notes that fields were shown or used today, so that those nobody needs can be found (PV-01). */
export async function recordFieldUse(
  db: Db,
  { workspaceId, fieldKeys, now }: { workspaceId: string; fieldKeys: readonly string[]; now: Date },
): Promise<void> {
  if (fieldKeys.length === 0) return;
  const { today } = await todayOf(db, workspaceId, now);
  await touchFields(db, workspaceId, { fieldKeys, day: today });
}

/** Adds a purpose of the shop's own. @throws AppError forbidden | conflict */
export async function createPurpose(
  db: Db,
  actor: Actor,
  purpose: z.output<(typeof createPurposeEndpoint)['body']>,
  now: Date,
): Promise<void> {
  actor.require('settings:write');
  await inTransaction(db, async (db) => {
    const { today } = await todayOf(db, actor.workspaceId, now);
    await ensureRegistry(db, actor.workspaceId, today);
    const made = await insertPurpose(db, { ...purpose, workspaceId: actor.workspaceId, createdAt: now });
    if (!made) {
      throw new AppError('conflict', 'purpose exists', {
        userMessage: { ko: '같은 이름표의 목적이 이미 있어요.', en: 'There is a purpose with this key already.' },
      });
    }
    await recordAccess(db, actor, { action: 'edit', subject: `purpose ${purpose.purposeKey}` }, now);
  });
}

/** Changes names, period or place in the policy. @throws AppError forbidden | not_found */
export async function updatePurpose(
  db: Db,
  actor: Actor,
  purposeKey: string,
  { change, now }: { change: z.output<(typeof updatePurposeEndpoint)['body']>; now: Date },
): Promise<void> {
  actor.require('settings:write');
  await inTransaction(db, async (db) => {
    const { today } = await todayOf(db, actor.workspaceId, now);
    await ensureRegistry(db, actor.workspaceId, today);
    const changed = await updatePurposeRow(db, { workspaceId: actor.workspaceId, purposeKey }, change);
    if (!changed) throw new AppError('not_found', 'no such purpose');
    await recordAccess(db, actor, { action: 'edit', subject: `purpose ${purposeKey}` }, now);
  });
}
