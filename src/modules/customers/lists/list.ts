import type { z } from 'zod';
import { countPeople, estimatePeople, type ListedPerson, listPeoplePage } from '../../../mart/index.ts';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { monthDayOf } from '../../../shared/birthday.ts';
import { birthdayOf } from '../../../shared/birthdays.ts';
import { maskName, maskPhone } from '../../../shared/mask.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { recordFieldUse } from '../../privacy/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { readFields } from '../fields/definitions.ts';
import { registryKey } from '../fields/registry.ts';
import { listValueRows } from '../fields/store.ts';
import { listTagsOf } from '../fields/tag-store.ts';
import { listBirthRows } from '../store.ts';
import { type ListedCustomer, type ListFilter, type listCustomers as listEndpoint, zLapseState } from './contract.ts';
import { fieldKeysOf, fieldKeysOfColumns, toRuleFor } from './filter.ts';
import { limitTime, listSourceNames } from './store.ts';

/** The shop's business day. */
export async function todayOf(db: Db, workspaceId: string, now: Date): Promise<string> {
  return businessDayOf(now, await getRecentWorkspace(db, workspaceId));
}

/** Tags, birthdays and the values of some fields of the people on a page; sensitive values stay where they are (PV-14). */
export async function readBesides(
  db: Db,
  workspaceId: string,
  { customerIds, fieldKeys }: { customerIds: readonly string[]; fieldKeys: readonly string[] },
) {
  const [births, tags, values] = await Promise.all([
    customerIds.length === 0 ? [] : listBirthRows(db, workspaceId, customerIds),
    customerIds.length === 0 ? [] : listTagsOf(db, workspaceId, customerIds),
    fieldKeys.length === 0 || customerIds.length === 0
      ? []
      : listValueRows(db, workspaceId, { customerIds, fieldKeys }),
  ]);
  const tagsOf = Map.groupBy(tags, ({ customerId }) => customerId);
  const valuesOf = Map.groupBy(
    values.filter(({ valueSealed }) => valueSealed === null),
    ({ customerId }) => customerId,
  );
  const birthdays = new Map(births.map((row) => [row.customerId, birthdayOf(row)]));
  return {
    birthdayOf: (customerId: string) => {
      const birthday = birthdays.get(customerId);
      return birthday ? { calendar: birthday.calendar, monthDay: monthDayOf(birthday) } : null;
    },
    tagsOf: (customerId: string) => (tagsOf.get(customerId) ?? []).map(({ tagId, name }) => ({ tagId, name })),
    valuesOf: (customerId: string) =>
      Object.fromEntries((valuesOf.get(customerId) ?? []).map(({ fieldKey, value }) => [fieldKey, value])),
  };
}

const toListed = (row: ListedPerson, besides: Awaited<ReturnType<typeof readBesides>>): ListedCustomer => ({
  customerId: row.customerId,
  name: maskName(row.name),
  phoneMasked: row.phone === null ? null : maskPhone(row.phone),
  lastVisitedOn: row.lastVisitOn,
  visits: row.visits,
  hasEmail: row.hasEmail,
  netMinor: row.netMinor,
  lapse: zLapseState.nullable().parse(row.lapse),
  usualWeekday: row.usualWeekday,
  usualHour: row.usualHour,
  source: row.source,
  createdAt: row.createdAt.toISOString(),
  birthday: besides.birthdayOf(row.customerId),
  tags: besides.tagsOf(row.customerId),
  fields: besides.valuesOf(row.customerId),
});

/**
 * A page of people who meet a filter, masked; logged.
 * @throws AppError forbidden | not_found (a group in the filter)
 */
export async function listCustomers(
  db: Db,
  actor: Actor,
  question: z.output<(typeof listEndpoint)['query']> & { now: Date },
): Promise<{ customers: ListedCustomer[]; next: string | null }> {
  actor.require('customers:read');
  const { workspaceId } = actor;
  const { filter = [], limit, now } = question;
  const rule = await toRuleFor(db, actor, filter);
  const logged = recordAccess(db, actor, { action: 'list', subject: `customers ${limit}` }, now);
  const [rows] = await Promise.all([
    listPeoplePage(db, {
      workspaceId,
      today: await todayOf(db, workspaceId, now),
      rule,
      order: question.sort,
      direction: question.direction,
      after: question.after,
      limit: limit + 1,
    }),
    logged,
    recordFieldUse(db, {
      workspaceId,
      fieldKeys: [...(question.fields ?? []), ...fieldKeysOf(filter)].map(registryKey),
      now,
    }),
  ]);
  const shown = rows.slice(0, limit);
  const besides = await readBesides(db, workspaceId, {
    customerIds: shown.map(({ customerId }) => customerId),
    fieldKeys: question.fields ?? [],
  });
  return {
    customers: shown.map((row) => toListed(row, besides)),
    next: rows.length > limit ? (shown.at(-1)?.customerId ?? null) : null,
  };
}

/** Longer than this nobody waits for a number that stands above a list. */
const COUNT_MS = 300;
/** PostgreSQL's code for a statement that ran out of time. */
const QUERY_CANCELED = '57014';

/** Whether it was the time that ran out. */
function isOutOfTime(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === QUERY_CANCELED;
}

/** How many meet a filter: exact when that takes less than 300 ms, otherwise from a sample. @throws AppError forbidden | not_found */
export async function countCustomers(
  db: Db,
  actor: Actor,
  { filter, now }: { filter: ListFilter; now: Date },
): Promise<{ count: number; isExact: boolean }> {
  actor.require('customers:read');
  const { workspaceId } = actor;
  const scope = {
    workspaceId,
    today: await todayOf(db, workspaceId, now),
    rule: await toRuleFor(db, actor, filter),
  };
  try {
    const count = await inTransaction(db, async (db) => {
      await limitTime(db, COUNT_MS);
      return countPeople(db, scope);
    });
    return { count, isExact: true };
  } catch (error) {
    if (!isOutOfTime(error)) throw error;
    return { count: await estimatePeople(db, scope), isExact: false };
  }
}

const MAX_SOURCES = 100;

/** Where people are known from, by name. @throws AppError forbidden */
export async function listSources(db: Db, actor: Actor): Promise<string[]> {
  actor.require('customers:read');
  return listSourceNames(db, actor.workspaceId, MAX_SOURCES);
}

/** Keys of the fields among the columns of a list that exist and are not sensitive. */
export async function shownFields(db: Db, workspaceId: string, columns: readonly string[]) {
  const wanted = new Set(fieldKeysOfColumns(columns));
  const fields = await readFields(db, workspaceId);
  return fields.filter(
    (field) => field.archivedAt === null && field.type !== 'sensitive' && wanted.has(field.fieldKey),
  );
}
