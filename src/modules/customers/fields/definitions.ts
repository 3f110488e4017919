import type { z } from 'zod';
import { countFieldUse } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { recordAccess } from '../../staff/index.ts';
import {
  type createField as createEndpoint,
  type Field,
  type FieldChoice,
  type updateField as updateEndpoint,
  zFieldChoice,
  zFieldType,
} from './contract.ts';
import { listFieldPurposes, registerFields, unregisterField } from './registry.ts';
import { asksForResidentNumber, keyFor } from './rules.ts';
import {
  countPeopleByField,
  deleteField,
  deleteValuesOfField,
  type FieldRow,
  insertFields,
  listChoicesInUse,
  listFieldRows,
  updateFieldRow,
} from './store.ts';

const toField = (row: FieldRow): Field => ({
  fieldKey: row.fieldKey,
  label: { ko: row.labelKo, en: row.labelEn },
  type: zFieldType.parse(row.type),
  choices: zFieldChoice.array().parse(row.choices),
  isStage: row.isStage,
  purposeKey: row.purposeKey,
  retentionDays: row.retentionDays,
  pack: row.pack,
  archivedAt: row.archivedAt?.toISOString() ?? null,
});

/** Every field of a shop in its order, hidden ones last; for modules that read or write values. */
export async function readFields(db: Db, workspaceId: string): Promise<Field[]> {
  return (await listFieldRows(db, workspaceId)).map(toField);
}

/** Fields and the purposes one may choose from. @throws AppError forbidden */
export async function listFields(db: Db, actor: Actor, now: Date) {
  actor.require('customers:read');
  const { workspaceId } = actor;
  const [fields, purposes] = await Promise.all([readFields(db, workspaceId), listFieldPurposes(db, workspaceId, now)]);
  return { fields, purposes };
}

const noSuchField = () =>
  new AppError('not_found', 'no such field', {
    userMessage: {
      ko: '그 항목이 없어요. 지워졌을 수 있어요.',
      en: 'There is no such field. It may have been removed.',
    },
  });

/** @throws AppError not_found */
export async function getField(db: Db, workspaceId: string, fieldKey: string): Promise<Field> {
  const field = (await readFields(db, workspaceId)).find((one) => one.fieldKey === fieldKey);
  if (!field) throw noSuchField();
  return field;
}

function refuse(path: string, why: string, userMessage: { ko: string; en: string }): never {
  throw new AppError('invalid_input', why, { userMessage, details: { issues: [{ path, message: why }] } });
}

function checkLabel(label: { ko: string; en: string } | undefined): void {
  if (label && asksForResidentNumber(label)) {
    refuse('body.label', 'no field for resident numbers may exist (PV-12)', {
      ko: '주민등록번호를 담는 항목은 만들 수 없어요. 아무것도 저장하지 않았어요.',
      en: 'There can be no field for resident registration numbers. Nothing was stored.',
    });
  }
}

/** PV-14: sensitive data are kept only under a consent that is asked for them alone. */
async function checkPurpose(
  db: Db,
  workspaceId: string,
  { type, purposeKey, now }: { type: Field['type']; purposeKey: string | undefined; now: Date },
): Promise<void> {
  if (type !== 'sensitive' || purposeKey === undefined) return;
  const purposes = await listFieldPurposes(db, workspaceId, now);
  if (purposes.some(({ key, takesSensitive }) => key === purposeKey && takesSensitive)) return;
  refuse('body.purposeKey', 'sensitive data need a purpose with a consent of their own (PV-14)', {
    ko: '민감한 정보는 따로 동의를 받는 목적에만 쓸 수 있어요. 다른 목적을 골라 주세요.',
    en: 'Sensitive data may only serve a purpose that people agree to separately. Choose another purpose.',
  });
}

/** Choices with their keys; a choice without one gets it from its word. */
function keyChoices(choices: readonly { key?: string | undefined; label: FieldChoice['label'] }[]): FieldChoice[] {
  const taken = new Set(choices.flatMap(({ key }) => (key === undefined ? [] : [key])));
  const keyed = choices.map(({ key, label }) => {
    const own = key ?? keyFor(label, 'choice', taken);
    taken.add(own);
    return { key: own, label };
  });
  if (new Set(keyed.map(({ key }) => key)).size < keyed.length) {
    refuse('body.choices', 'a key stands twice', {
      ko: '같은 선택지가 두 번 있어요. 하나를 지워 주세요.',
      en: 'A choice stands there twice. Take one out.',
    });
  }
  return keyed;
}

function checkChoices(type: Field['type'], choices: readonly FieldChoice[], isStage: boolean): void {
  if (type === 'choice' ? choices.length < 2 : choices.length > 0 || isStage) {
    refuse('body.choices', 'a choice needs two, others none', {
      ko: '고르는 항목에는 선택지가 두 개 이상 있어야 해요.',
      en: 'A choice needs at least two to choose from.',
    });
  }
}

/**
 * Adds a field; it can be used in imports, cards, lists, groups, exports and the API at once.
 * @throws AppError forbidden | invalid_input (no purpose PV-01, resident number PV-12) | conflict (the key is taken)
 */
export async function createField(
  db: Db,
  actor: Actor,
  input: z.output<(typeof createEndpoint)['body']>,
  now: Date,
): Promise<Field> {
  actor.require('settings:write');
  const { workspaceId } = actor;
  checkLabel(input.label);
  refuseResidentNumbers({ label: input.label, choices: input.choices });
  await checkPurpose(db, workspaceId, { ...input, now });
  const choices = keyChoices(input.choices);
  checkChoices(input.type, choices, input.isStage);
  return inTransaction(db, async (db) => {
    const held = await readFields(db, workspaceId);
    const taken = new Set(held.map((field) => field.fieldKey));
    const fieldKey = input.fieldKey ?? keyFor(input.label, 'field', taken);
    const made = await insertFields(db, [
      {
        workspaceId,
        fieldKey,
        labelKo: input.label.ko,
        labelEn: input.label.en,
        type: input.type,
        choices: JSON.stringify(choices),
        isStage: input.isStage,
        purposeKey: input.purposeKey,
        retentionDays: input.retentionDays,
        pack: null,
        position: held.length,
        createdBy: actor.accountId,
        createdAt: now,
        updatedAt: now,
      },
    ]);
    if (made.length === 0) {
      throw new AppError('conflict', 'the key is taken', {
        userMessage: { ko: '같은 이름의 항목이 이미 있어요.', en: 'There is a field of this name already.' },
        details: { issues: [{ path: 'body.fieldKey', message: 'taken' }] },
      });
    }
    const field = await getField(db, workspaceId, fieldKey);
    await registerFields(db, workspaceId, { fields: [field], now });
    await recordAccess(db, actor, { action: 'create', subject: `field ${fieldKey}` }, now);
    return field;
  });
}

/**
 * Changes a field; its type stays, because its values were read for it. A choice that somebody has cannot be taken away.
 * @throws AppError forbidden | not_found | invalid_input | conflict
 */
export async function updateField(
  db: Db,
  actor: Actor,
  fieldKey: string,
  { change, now }: { change: z.output<(typeof updateEndpoint)['body']>; now: Date },
): Promise<Field> {
  actor.require('settings:write');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const field = await getField(db, workspaceId, fieldKey);
    checkLabel(change.label);
    refuseResidentNumbers({ label: change.label, choices: change.choices });
    await checkPurpose(db, workspaceId, { type: field.type, purposeKey: change.purposeKey, now });
    const choices = change.choices === undefined ? undefined : keyChoices(change.choices);
    if (choices) {
      checkChoices(field.type, choices, field.isStage);
      const kept = new Set(choices.map(({ key }) => key));
      const inUse = await listChoicesInUse(db, workspaceId, fieldKey);
      if (field.type === 'choice' && inUse.some((key) => !kept.has(key))) {
        throw new AppError('conflict', 'somebody has this choice', {
          userMessage: {
            ko: '누군가에게 적혀 있는 선택지는 지울 수 없어요. 이름은 바꿀 수 있어요. 아무것도 바뀌지 않았어요.',
            en: 'A choice that somebody has cannot be taken away, but it can be renamed. Nothing was changed.',
          },
          details: { issues: [{ path: 'body.choices', message: 'in use' }] },
        });
      }
    }
    await updateFieldRow(db, workspaceId, fieldKey, {
      ...(change.label === undefined ? {} : { labelKo: change.label.ko, labelEn: change.label.en }),
      ...(choices === undefined ? {} : { choices: JSON.stringify(choices) }),
      ...(change.purposeKey === undefined ? {} : { purposeKey: change.purposeKey }),
      ...(change.retentionDays === undefined ? {} : { retentionDays: change.retentionDays }),
      ...(change.position === undefined ? {} : { position: change.position }),
      ...(change.archived === undefined ? {} : { archivedAt: change.archived ? now : null }),
      updatedAt: now,
    });
    const changed = await getField(db, workspaceId, fieldKey);
    await registerFields(db, workspaceId, { fields: [changed], now });
    await recordAccess(db, actor, { action: 'edit', subject: `field ${fieldKey}` }, now);
    return changed;
  });
}

/** How many people have a value, and where the field stands. @throws AppError forbidden | not_found */
export async function getFieldUse(db: Db, actor: Actor, fieldKey: string) {
  actor.require('settings:write');
  const { workspaceId } = actor;
  await getField(db, workspaceId, fieldKey);
  const [people, use] = await Promise.all([
    countPeopleByField(db, workspaceId, [fieldKey]),
    countFieldUse(db, { workspaceId, fieldKey }),
  ]);
  return { people: people.get(fieldKey) ?? 0, ...use };
}

/** Destroys a hidden field with its values. @throws AppError forbidden | not_found | conflict (not hidden yet) */
export async function removeField(db: Db, actor: Actor, fieldKey: string, now: Date): Promise<{ people: number }> {
  actor.require('settings:write');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const field = await getField(db, workspaceId, fieldKey);
    if (field.archivedAt === null) {
      throw new AppError('conflict', 'only a hidden field can be destroyed', {
        userMessage: {
          ko: '숨긴 항목만 지울 수 있어요. 먼저 숨겨 주세요.',
          en: 'Only a hidden field can be destroyed. Hide it first.',
        },
      });
    }
    const people = await deleteValuesOfField(db, workspaceId, fieldKey);
    await deleteField(db, workspaceId, fieldKey);
    await unregisterField(db, workspaceId, fieldKey);
    await recordAccess(db, actor, { action: 'delete', subject: `field ${fieldKey}`, result: `${people} values` }, now);
    return { people };
  });
}
