import type { z } from 'zod';
import { listTagsInRules } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { emit } from '../../../platform/jobs.ts';
import { seal, unseal } from '../../../platform/secrets.ts';
import { AppError, type Issue } from '../../../shared/errors.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { recordFieldUse } from '../../privacy/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { customersChanged } from '../events.ts';
import { findCustomer } from '../store.ts';
import type { Field, PersonField, zFieldInput, zPersonFields } from './contract.ts';
import { getField, readFields } from './definitions.ts';
import { listConsentingTo, registryKey } from './registry.ts';
import { readFieldValue } from './rules.ts';
import { deleteValues, deleteValuesOfBatch, listValueRows, type NewValue, upsertValues } from './store.ts';
import {
  deleteCustomerTags,
  deleteTagsOfBatch,
  deleteTagsOfUndone,
  insertCustomerTags,
  listTagsLeftByBatch,
  listTagsOf,
  type NewCustomerTag,
} from './tag-store.ts';
import { ensureTags } from './tags.ts';

type FieldInput = z.output<typeof zFieldInput>;

const noSuchCustomer = () =>
  new AppError('not_found', 'no such customer', {
    userMessage: {
      ko: '찾는 분이 없어요. 목록에서 다시 찾아 주세요.',
      en: 'There is no such person. Look in the list again.',
    },
  });

async function readPersonFields(
  db: Db,
  workspaceId: string,
  customerId: string,
): Promise<z.input<typeof zPersonFields>> {
  const [person, fields, values, tags] = await Promise.all([
    findCustomer(db, workspaceId, customerId),
    readFields(db, workspaceId),
    listValueRows(db, workspaceId, { customerIds: [customerId] }),
    listTagsOf(db, workspaceId, [customerId]),
  ]);
  if (!person) throw noSuchCustomer();
  const shown = new Set(fields.filter((field) => field.archivedAt === null).map((field) => field.fieldKey));
  return {
    fields: values
      .filter((row) => shown.has(row.fieldKey))
      .map(
        (row): PersonField => ({
          fieldKey: row.fieldKey,
          value: row.valueSealed === null ? row.value : null,
          isSealed: row.valueSealed !== null,
          source: row.source,
          updatedAt: row.updatedAt.toISOString(),
        }),
      ),
    tags: tags.map(({ tagId, name }) => ({ tagId, name })),
  };
}

/** One person's own fields and tags, sensitive values covered; logged. @throws AppError forbidden | not_found */
export async function getPersonFields(db: Db, actor: Actor, customerId: string, now: Date) {
  actor.require('customers:read');
  const [answer] = await Promise.all([
    readPersonFields(db, actor.workspaceId, customerId),
    recordAccess(db, actor, { action: 'view', subject: customerId, result: 'fields' }, now),
  ]);
  const fieldKeys = answer.fields.map(({ fieldKey }) => registryKey(fieldKey));
  await recordFieldUse(db, { workspaceId: actor.workspaceId, fieldKeys, now });
  return answer;
}

const PROBLEMS: Record<string, { ko: string; en: string }> = {
  not_number: { ko: '숫자로 적어 주세요.', en: 'Write a number.' },
  not_date: { ko: '날짜로 적어 주세요. 예: 2026-11-21', en: 'Write a day, e.g. 2026-11-21.' },
  not_yes_no: { ko: '예 또는 아니요로 적어 주세요.', en: 'Write yes or no.' },
  not_a_choice: { ko: '선택지에 없는 값이에요.', en: 'This is none of the choices.' },
  too_long: { ko: '500자까지 적을 수 있어요.', en: 'Up to 500 letters fit.' },
  resident_number: {
    ko: '주민등록번호는 저장할 수 없어요. 그 번호를 지워 주세요.',
    en: 'A resident registration number cannot be stored. Take it out.',
  },
};

/** What one person is told, ready to be stored, and what is taken away. @throws AppError invalid_input, with every issue */
function readInputs(
  inputs: Readonly<Record<string, FieldInput>>,
  { fields, customerId, key }: { fields: readonly Field[]; customerId: string; key: string },
): { values: NewValue[]; gone: string[] } {
  const issues: Issue[] = [];
  const values: NewValue[] = [];
  const gone: string[] = [];
  let first: { ko: string; en: string } | undefined;
  for (const [fieldKey, input] of Object.entries(inputs)) {
    const field = fields.find((one) => one.fieldKey === fieldKey && one.archivedAt === null);
    if (!field) {
      first ??= { ko: `‘${fieldKey}’라는 항목이 없어요.`, en: `There is no field “${fieldKey}”.` };
      issues.push({ path: `body.values.${fieldKey}`, message: 'no such field' });
      continue;
    }
    const read = readFieldValue(field, input);
    if (read === undefined) gone.push(fieldKey);
    else if ('problem' in read) {
      const problem = PROBLEMS[read.problem] ?? { ko: '', en: '' };
      first ??= { ko: `${field.label.ko}: ${problem.ko}`, en: `${field.label.en}: ${problem.en}` };
      issues.push({ path: `body.values.${fieldKey}`, message: read.problem });
    } else {
      const isSealed = field.type === 'sensitive';
      values.push({
        customerId,
        fieldKey,
        value: isSealed ? '' : read.value,
        numberValue: read.numberValue,
        valueSealed: isSealed ? seal(key, read.value) : null,
      });
    }
  }
  if (issues.length > 0) {
    const end = { ko: ' 아무것도 저장하지 않았어요.', en: ' Nothing was stored.' };
    throw new AppError('invalid_input', `${issues.length} field values cannot be stored`, {
      ...(first ? { userMessage: { ko: first.ko + end.ko, en: first.en + end.en } } : {}),
      details: { issues },
    });
  }
  return { values, gone };
}

/** Refuses a sensitive value of somebody who has not agreed to its purpose (PV-14). @throws AppError invalid_input */
async function requireConsents(
  db: Db,
  workspaceId: string,
  told: { customerId: string; values: readonly NewValue[]; fields: readonly Field[]; now: Date },
): Promise<void> {
  for (const { fieldKey } of told.values.filter(({ valueSealed }) => valueSealed !== null)) {
    const field = told.fields.find((one) => one.fieldKey === fieldKey);
    const { customerId, now } = told;
    const purposeKey = field?.purposeKey ?? '';
    const agreed = await listConsentingTo(db, workspaceId, { customerIds: [customerId], purposeKey, now });
    if (agreed.has(customerId)) continue;
    throw new AppError('invalid_input', 'a sensitive value without its consent (PV-14)', {
      userMessage: {
        ko: `${field?.label.ko ?? ''}: 따로 동의를 받은 뒤에 적을 수 있어요. 아무것도 저장하지 않았어요.`,
        en: `${field?.label.en ?? ''}: this needs a consent of its own first. Nothing was stored.`,
      },
      details: { issues: [{ path: `body.values.${fieldKey}`, message: 'no_consent' }] },
    });
  }
}

/**
 * Writes some fields of one person. A sensitive one needs its right and the person's consent, and is stored sealed (PV-14).
 * Logged. @throws AppError forbidden | not_found | invalid_input (PV-12, unreadable, no consent)
 */
export async function updatePersonFields(
  db: Db,
  actor: Actor,
  customerId: string,
  { values: inputs, key, now }: { values: Readonly<Record<string, FieldInput>>; key: string; now: Date },
) {
  actor.require('customers:write');
  const { workspaceId, accountId } = actor;
  return inTransaction(db, async (db) => {
    const fields = await readFields(db, workspaceId);
    if (fields.some((field) => field.type === 'sensitive' && field.fieldKey in inputs)) {
      actor.require('customers:sensitive');
    }
    if (!(await findCustomer(db, workspaceId, customerId))) throw noSuchCustomer();
    const { values, gone } = readInputs(inputs, { fields, customerId, key });
    await requireConsents(db, workspaceId, { customerId, values, fields, now });
    if (gone.length > 0) await deleteValues(db, workspaceId, customerId, gone);
    if (values.length > 0) {
      await upsertValues(db, {
        workspaceId,
        values,
        source: 'staff',
        batchId: null,
        accountId,
        overwrite: true,
        at: now,
      });
    }
    await emit(db, customersChanged, { workspaceId, customerIds: [customerId] });
    const told = [...values.map(({ fieldKey }) => fieldKey), ...gone].join(', ');
    await recordAccess(db, actor, { action: 'edit', subject: customerId, result: `fields ${told}` }, now);
    return readPersonFields(db, workspaceId, customerId);
  });
}

/**
 * One sensitive value in clear; logged before it is shown. Nothing of who does not agree to it any more (PV-14).
 * @throws AppError forbidden | not_found
 */
export async function revealPersonField(
  db: Db,
  actor: Actor,
  { customerId, fieldKey, key, now }: { customerId: string; fieldKey: string; key: string; now: Date },
): Promise<{ value: string }> {
  actor.require('customers:sensitive');
  const { workspaceId } = actor;
  const { purposeKey } = await getField(db, workspaceId, fieldKey);
  const [row] = await listValueRows(db, workspaceId, { customerIds: [customerId], fieldKeys: [fieldKey] });
  const agreed = await listConsentingTo(db, workspaceId, { customerIds: [customerId], purposeKey, now });
  if (!row?.valueSealed || !agreed.has(customerId)) throw noSuchCustomer();
  await recordAccess(db, actor, { action: 'unmask', subject: customerId, result: `field ${fieldKey}` }, now);
  return { value: unseal(key, row.valueSealed) };
}

/** Hangs tags on one person or takes them off; logged. @throws AppError forbidden | not_found | invalid_input (PV-12) */
export async function updatePersonTags(
  db: Db,
  actor: Actor,
  customerId: string,
  { add, remove, now }: { add: readonly string[]; remove: readonly string[]; now: Date },
) {
  actor.require('customers:write');
  for (const name of add) refuseResidentNumbers({ add: name });
  const { workspaceId, accountId } = actor;
  return inTransaction(db, async (db) => {
    if (!(await findCustomer(db, workspaceId, customerId))) throw noSuchCustomer();
    const tags = await ensureTags(db, { workspaceId, names: add, accountId, now });
    if (remove.length > 0) await deleteCustomerTags(db, workspaceId, customerId, remove);
    await insertCustomerTags(db, {
      workspaceId,
      tags: tags.map(({ tagId }) => ({ tagId, customerId })),
      source: 'staff',
      changeId: null,
      batchId: null,
      at: now,
    });
    await emit(db, customersChanged, { workspaceId, customerIds: [customerId] });
    await recordAccess(db, actor, { action: 'edit', subject: customerId, result: 'tags' }, now);
    return readPersonFields(db, workspaceId, customerId);
  });
}

/** What a file or a program says of a person beyond name and number. */
export interface ToldOfPerson {
  customerId: string;
  /** Whom the source named, where she is merged into the person by now: what it tells is hers. */
  mergedFrom?: string | null;
  /** By field key, as it is written there; blank says nothing. */
  values: Readonly<Record<string, FieldInput>>;
  tags: readonly string[];
}

/** One record and field. */
const keyOfValue = ({ customerId, mergedFrom, fieldKey }: Pick<NewValue, 'customerId' | 'mergedFrom' | 'fieldKey'>) =>
  `${mergedFrom ?? customerId} ${fieldKey}`;

/** A value that could not be stored, for the caller's list of errors; never the value itself. */
export interface UnreadValue {
  customerId: string;
  fieldKey: string;
  problem: string;
}

/**
 * Stores what a file or a program says of many people. A file (`overwrite: false`) never changes what is known; it tells
 * what was not. Values that cannot be read are left out and named, and so are sensitive ones of people who have not agreed
 * to them (PV-14).
 */
export async function recordTold(
  db: Db,
  input: {
    workspaceId: string;
    people: readonly ToldOfPerson[];
    source: string;
    batchId: string | null;
    accountId: string | null;
    overwrite: boolean;
    key: string;
    now: Date;
  },
): Promise<{ values: number; tags: number; unread: UnreadValue[] }> {
  const { workspaceId, people, source, batchId, accountId, key, now } = input;
  return inTransaction(db, async (db) => {
    const fields = await readFields(db, workspaceId);
    const unread: UnreadValue[] = [];
    const gone = new Map<string, string[]>();
    /** One row a person and field: the last that is told counts. */
    const values = new Map<string, NewValue>();
    for (const person of people) {
      const { customerId, mergedFrom = null } = person;
      for (const [fieldKey, told] of Object.entries(person.values)) {
        const field = fields.find((one) => one.fieldKey === fieldKey && one.archivedAt === null);
        const read = field ? readFieldValue(field, told) : { problem: 'no_such_field' };
        if (read === undefined) {
          if (input.overwrite && told === null) gone.set(customerId, [...(gone.get(customerId) ?? []), fieldKey]);
        } else if ('problem' in read) unread.push({ customerId, fieldKey, problem: read.problem });
        else {
          const isSealed = field?.type === 'sensitive';
          values.set(keyOfValue({ customerId, mergedFrom, fieldKey }), {
            customerId,
            mergedFrom,
            fieldKey,
            value: isSealed ? '' : read.value,
            numberValue: read.numberValue,
            valueSealed: isSealed ? seal(key, read.value) : null,
          });
        }
      }
    }
    for (const field of fields.filter(({ type }) => type === 'sensitive')) {
      const told = [...values.values()].filter(({ fieldKey }) => fieldKey === field.fieldKey);
      if (told.length === 0) continue;
      const customerIds = told.map(({ customerId }) => customerId);
      const agreed = await listConsentingTo(db, workspaceId, { customerIds, purposeKey: field.purposeKey, now });
      for (const value of told) {
        const { customerId, fieldKey } = value;
        if (agreed.has(customerId)) continue;
        values.delete(keyOfValue(value));
        unread.push({ customerId, fieldKey, problem: 'no_consent' });
      }
    }
    for (const [customerId, keys] of gone) await deleteValues(db, workspaceId, customerId, keys);
    const stored =
      values.size === 0
        ? 0
        : await upsertValues(db, {
            workspaceId,
            values: [...values.values()],
            source,
            batchId,
            accountId,
            overwrite: input.overwrite,
            at: now,
          });
    const names = people.flatMap(({ tags }) => tags);
    const tags = await ensureTags(db, { workspaceId, names, accountId, batchId, now });
    const idOf = new Map(tags.map((tag) => [tag.name.toLowerCase(), tag.tagId]));
    const hung = new Map<string, NewCustomerTag>();
    for (const { customerId, mergedFrom = null, tags: own } of people) {
      for (const name of own) {
        const tagId = idOf.get(name.toLowerCase());
        if (tagId) hung.set(`${mergedFrom ?? customerId} ${tagId}`, { customerId, mergedFrom, tagId });
      }
    }
    const tagged =
      hung.size === 0
        ? 0
        : await insertCustomerTags(db, {
            workspaceId,
            tags: [...hung.values()],
            source,
            changeId: null,
            batchId,
            at: now,
          });
    if (stored + tagged + gone.size > 0) {
      await emit(db, customersChanged, { workspaceId, customerIds: people.map(({ customerId }) => customerId) });
    }
    return { values: stored, tags: tagged, unread };
  });
}

/** Takes back the values and tags a file told, where nobody has said otherwise since, and tags that only it made and used. */
export async function removeToldByBatch(
  db: Db,
  workspaceId: string,
  batchId: string,
): Promise<{ values: number; tags: number }> {
  return inTransaction(db, async (db) => {
    const values = await deleteValuesOfBatch(db, workspaceId, batchId);
    const tags = await deleteTagsOfBatch(db, workspaceId, batchId);
    const left = await listTagsLeftByBatch(db, workspaceId, batchId);
    const used = left.length === 0 ? [] : await listTagsInRules(db, { workspaceId, tagIds: left });
    const kept = new Set(used.map(({ tagId }) => tagId));
    await deleteTagsOfUndone(db, { workspaceId, batchId, tagIds: left.filter((tagId) => !kept.has(tagId)) });
    return { values, tags };
  });
}
