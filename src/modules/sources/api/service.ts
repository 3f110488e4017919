import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inYieldingTransaction } from '../../../platform/db.ts';
import type { ApiKey } from '../../../platform/http/route.ts';
import { isSensitiveNote } from '../../../shared/health-words.ts';
import { businessDayOf } from '../../../shared/time.ts';
import {
  completePeople,
  findCustomerByContact,
  findCustomersByExternalId,
  getCustomer,
  getPersonFields,
  readContact,
  recordTold,
  resolveClues,
  resolvePeople,
} from '../../customers/index.ts';
import * as menu from '../../menu/index.ts';
import * as orders from '../../orders/index.ts';
import { GRANTING_STATES, listConsents } from '../../privacy/index.ts';
import { recordAccess } from '../../staff/index.ts';
import * as touchpoints from '../../touchpoints/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import type * as contract from './contract.ts';
import { zCustomerRow, zItemRow, zOrderRow } from './contract.ts';
import { deliveryKeyReused, hasOwnKey, noDeliveryKey } from './delivery-key.ts';
import { issuesOf, ofSeveral, sharedNumberOf } from './row-issues.ts';
import { isRowNote } from './row-notes.ts';
import {
  answer,
  bornOf,
  clueOf,
  issueOfField,
  issuesOfInstant,
  noteOf,
  placesOf,
  type RowIssue,
  readRows,
  readTouchpoints,
  refusalsOf,
  refuseRows,
  saidOf,
  sayOfField,
  takenOf,
} from './rows.ts';

/** A delivery of a program: which key it showed, when, and in which language it wants to be told what is wrong. */
export interface Delivery {
  key: ApiKey;
  now: Date;
  locale: 'ko' | 'en';
  /** The Idempotency-Key header. */
  deliveryKey?: string | undefined;
}

type Answer<E extends { output: z.ZodType }> = Promise<z.input<E['output']>>;

/** Appends what happened. @throws AppError forbidden | invalid_input (no key of the delivery or of any row) */
export async function recordTouchpoints(
  db: Db,
  actor: Actor,
  { key, now, locale, deliveryKey, rows }: Delivery & { rows: readonly unknown[] },
): Answer<typeof contract.recordTouchpoints> {
  // None at all is one slip of the program, not one of each row.
  if (deliveryKey === undefined && rows.length > 0 && !rows.some(hasOwnKey)) throw noDeliveryKey();
  const read = readTouchpoints(rows, { source: key.source, deliveryKey, now, locale });
  const taken = takenOf(read);
  const places = placesOf(read);
  const recorded = await touchpoints.recordTouchpoints(db, actor, {
    from: { source: key.source, way: 'api', label: key.label, phase: taken[0]?.phase ?? 'before' },
    touchpoints: taken,
    refusedBefore: refusalsOf(read),
    judgeReused: (reused) => {
      if (reused.some((index) => !hasOwnKey(rows[places[index] ?? 0]))) throw deliveryKeyReused();
    },
    now,
  });
  return answer(
    read,
    recorded.map((one, index) => {
      if (one.status !== 'refused') return { ...one, ...issuesOf(ofSeveral(one.nobody, { path: 'person', locale })) };
      const { path, reason } = one;
      const words = touchpoints.REFUSALS[reason][locale];
      return {
        status: one.status,
        issues: [
          saidOf({
            path,
            ...(isRowNote(reason) ? { code: reason } : {}),
            message: sayOfField(words, { row: places[index] ?? 0, path, locale }),
          }),
        ],
      };
    }),
  );
}

/**
 * What a person's row says that its schema cannot judge, all of it at once; of a row that fails its schema as well, so that
 * one answer tells everything.
 */
function issuesOfPerson(
  row: Readonly<Record<string, unknown>>,
  { country, now, locale }: { country: string; now: Date; locale: 'ko' | 'en' },
): RowIssue[] {
  const issues: RowIssue[] = [];
  for (const field of ['phone', 'email'] as const) {
    const text = row[field];
    if (typeof text !== 'string' || text === '') continue;
    const contact = readContact(text, country);
    if (!contact || (contact.kind === 'email') !== (field === 'email'))
      issues.push(noteOf('unreadable', field, locale));
  }
  const { birthDate } = row;
  if (typeof birthDate === 'string' && birthDate > now.toISOString()) issues.push(noteOf('ahead', 'birthDate', locale));
  const isKnowable = row['externalId'] ?? row['phone'] ?? row['email'] ?? row['cardNo'];
  if (!isKnowable) issues.push(noteOf('no_key', '', locale));
  return issues;
}

/** Who of these agreed to optional items, of which a birthday is one (domain 1.2). */
async function listAgreedToOptional(db: Db, workspaceId: string, customerIds: readonly string[]): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set();
  const consents = await listConsents(db, { workspaceId, customerIds });
  return new Set(
    customerIds.filter((id) => GRANTING_STATES.includes(consents.get(id)?.svc_optional_fields?.state ?? '')),
  );
}

/** Makes people known, without any consent (PV-08); known ones get what was missing. @throws AppError forbidden */
export async function recordCustomers(
  db: Db,
  actor: Actor,
  { key, now, locale, rows, sealKey }: Delivery & { rows: readonly unknown[]; sealKey: string },
): Answer<typeof contract.recordCustomers> {
  actor.require('customers:write');
  const { workspaceId } = actor;
  const shop = await getRecentWorkspace(db, workspaceId);
  const { country } = shop;
  const wrongWith = (row: Readonly<Record<string, unknown>>) => issuesOfPerson(row, { country, now, locale });
  const read = refuseRows(readRows(zCustomerRow, rows, locale, wrongWith), wrongWith);
  const taken = takenOf(read);
  const recorded = await inYieldingTransaction(db, async (db) => {
    const people = await resolvePeople(db, {
      workspaceId,
      clues: taken.map((row) => clueOf(row, key.source) ?? {}),
      source: key.source,
      now,
    });
    const told = taken.flatMap((row, index) => {
      const person = people[index];
      return person ? [{ row, index, customerId: person.customerId, mergedFrom: person.mergedFrom }] : [];
    });
    const agreed = await listAgreedToOptional(
      db,
      workspaceId,
      told.flatMap(({ row, customerId }) => ((row.birthDate ?? row.birthday) ? [customerId] : [])),
    );
    await completePeople(db, {
      workspaceId,
      source: key.source,
      now,
      people: told.map(({ row: { birthDate, birthday, ...row }, customerId, mergedFrom }) => ({
        ...row,
        note: isSensitiveNote(row.note) ? undefined : row.note,
        customerId,
        mergedFrom,
        ...(agreed.has(customerId) ? { birthDate, ...bornOf({ birthDate, birthday }) } : {}),
      })),
    });
    const withOwn = told.filter(({ row }) => row.fields !== undefined || row.tags !== undefined);
    const { unread } =
      withOwn.length === 0
        ? { unread: [] }
        : await recordTold(db, {
            workspaceId,
            people: withOwn.map(({ row, customerId, mergedFrom }) => ({
              customerId,
              mergedFrom,
              values: row.fields ?? {},
              tags: row.tags ?? [],
            })),
            source: key.source,
            batchId: null,
            accountId: actor.accountId,
            overwrite: false,
            key: sealKey,
            now,
          });
    const places = placesOf(read);
    const issuesAt = new Map(
      told.map(({ row, index, customerId }): [number, RowIssue[]] => [
        index,
        [
          ...sharedNumberOf(people[index], locale),
          ...(isSensitiveNote(row.note) ? [noteOf('note_sensitive', 'note', locale)] : []),
          ...(['birthDate', 'birthday'] as const).flatMap((path) =>
            row[path] !== undefined && !agreed.has(customerId) ? [noteOf('no_consent', path, locale)] : [],
          ),
          ...unread.flatMap((value) =>
            value.customerId === customerId && row.fields?.[value.fieldKey] !== undefined
              ? [issueOfField(value, { row: places[index] ?? 0, locale })]
              : [],
          ),
        ],
      ]),
    );
    const found = people.filter((person) => person !== undefined).length;
    const nobody = Array.from({ length: people.length - found }, () => ({ path: '', reason: 'nobody' }));
    await touchpoints.addArrivals(db, {
      workspaceId,
      from: { source: key.source, way: 'api', label: key.label, phase: 'during' },
      now,
      day: businessDayOf(now, shop),
      lastAt: found > 0 ? now : null,
      // Somebody who was known already came as well: a nightly delivery of all people is no silence.
      received: found,
      duplicates: 0,
      refused: rows.length - found,
      refusals: [...refusalsOf(read), ...nobody],
      withPerson: found,
      lagMs: 0,
    });
    if (taken.length > 0)
      await recordAccess(
        db,
        actor,
        { action: 'import', subject: `customers ${taken.length}`, result: key.source },
        now,
      );
    return people.map((person, index) => ({ person, issues: issuesAt.get(index) ?? [] }));
  });
  return answer(
    read,
    recorded.map(({ person, issues }) =>
      person
        ? {
            status: person.created ? ('recorded' as const) : ('duplicate' as const),
            customerId: person.customerId,
            ...issuesOf(issues),
          }
        : {
            status: 'refused' as const,
            issues: [saidOf(noteOf('nobody', '', locale))],
          },
    ),
  );
}

/** Stores sales; who is named is found or made, and an anonymous sale stays anonymous (OP-88). @throws AppError forbidden */
export async function recordOrders(
  db: Db,
  actor: Actor,
  { key, now, locale, rows }: Delivery & { rows: readonly unknown[] },
): Answer<typeof contract.recordOrders> {
  actor.require('orders:write');
  const { workspaceId } = actor;
  const { source } = key;
  const ofInstant = (orderedAt: unknown) => issuesOfInstant(orderedAt, { path: 'orderedAt', now, locale });
  const read = refuseRows(
    readRows(zOrderRow, rows, locale, (row) => ofInstant(row['orderedAt'])),
    ({ orderedAt }) => ofInstant(orderedAt),
  );
  const taken = takenOf(read);
  const shop = await getRecentWorkspace(db, workspaceId);
  const recorded = await inYieldingTransaction(db, async (db) => {
    const { people, nobody } = await resolveClues(db, {
      workspaceId,
      clues: taken.map(({ customer }) => clueOf(customer, source) ?? {}),
      source,
      now,
    });
    const arriving = taken.map((order, index) => ({
      ...order,
      orderedAt: new Date(order.orderedAt),
      customerId: people[index]?.customerId ?? null,
      mergedFrom: people[index]?.mergedFrom ?? null,
    }));
    const stored = await orders.recordOrders(db, actor, { source, orders: arriving });
    const fresh = arriving.filter((_, index) => stored[index]?.status === 'created');
    const known = stored.filter(({ status }) => status === 'duplicate').length;
    const withPerson = fresh.filter(({ customerId }) => customerId !== null).length;
    await touchpoints.addArrivals(db, {
      workspaceId,
      from: { source, way: 'api', label: key.label, phase: 'during' },
      now,
      day: businessDayOf(now, shop),
      lastAt: arriving.reduce<Date | null>((last, { orderedAt: at }) => (last === null || at > last ? at : last), null),
      received: stored.length - known,
      duplicates: known,
      refused: rows.length - taken.length,
      refusals: refusalsOf(read),
      withPerson,
      sales: fresh.length,
      salesWithPerson: withPerson,
      lagMs: fresh.reduce((sum, { orderedAt }) => sum + Math.max(0, now.getTime() - orderedAt.getTime()), 0),
    });
    return stored.map(({ orderId, status }, index) => ({
      orderId,
      status: status === 'duplicate' ? ('duplicate' as const) : ('recorded' as const),
      customerId: arriving[index]?.customerId ?? null,
      ...issuesOf([
        ...sharedNumberOf(people[index], locale, 'customer.phone'),
        ...ofSeveral(nobody[index], { path: 'customer', locale }),
      ]),
    }));
  });
  return answer(read, recorded);
}

/** Describes what is sold. @throws AppError forbidden */
export async function recordItems(
  db: Db,
  actor: Actor,
  { key, now, locale, rows }: Delivery & { rows: readonly unknown[] },
): Answer<typeof contract.recordItems> {
  const { workspaceId } = actor;
  const shop = await getRecentWorkspace(db, workspaceId);
  const read = readRows(zItemRow, rows, locale);
  const taken = takenOf(read);
  const items = taken.map((row) => ({
    itemKey: row.code ?? row.name,
    code: row.code ?? null,
    name: row.name,
    category: row.category,
    priceMinor: row.priceMinor ?? null,
    costMinor: row.costMinor ?? null,
  }));
  const { known, marked } = await inYieldingTransaction(db, async (db) => {
    const known = await menu.recordItems(db, actor, { items, now });
    const today = businessDayOf(now, shop);
    const marked = await menu.markItems(db, {
      workspaceId,
      accountId: null,
      sayings: taken.flatMap(({ code, name, availability }) => {
        const itemId = known.get(code ?? name)?.itemId;
        const untilDay = availability === 'in_stock' ? null : today;
        return itemId === undefined || availability === undefined ? [] : [{ itemId, availability, untilDay }];
      }),
      today,
      now,
    });
    await touchpoints.addArrivals(db, {
      workspaceId,
      from: { source: key.source, way: 'api', label: key.label, phase: 'during' },
      now,
      day: today,
      lastAt: items.length > 0 ? now : null,
      received: items.length,
      duplicates: 0,
      refused: rows.length - items.length,
      refusals: refusalsOf(read),
      withPerson: 0,
      lagMs: 0,
    });
    return { known, marked };
  });
  return answer(
    read,
    items.map(({ itemKey }) => {
      const item = known.get(itemKey);
      if (!item) throw new Error('every item is there now');
      const isNew = item.changed || marked.has(item.itemId);
      return { status: isNew ? ('recorded' as const) : ('duplicate' as const), itemId: item.itemId };
    }),
  );
}

/** People masked, as the staff sees them; logged even when there is nobody (PV-55). @throws AppError forbidden */
export async function findCustomers(
  db: Db,
  actor: Actor,
  { key, now, query }: Delivery & { query: z.output<(typeof contract.findCustomer)['query']> },
): Answer<typeof contract.findCustomer> {
  actor.require('customers:read');
  const { workspaceId } = actor;
  const { externalId, phone, email } = query;
  const ids =
    externalId === undefined
      ? await findCustomerByContact(db, workspaceId, phone ?? email ?? '')
      : await findCustomersByExternalId(db, workspaceId, { source: key.source, externalId });
  await recordAccess(
    db,
    actor,
    { action: 'search', subject: `by ${Object.keys(query).join()}`, result: `key ${key.source}` },
    now,
  );
  const shown = [...new Set(ids)].slice(0, 20);
  return {
    customers: await Promise.all(
      shown.map(async (id) => {
        const [customer, own] = [await getCustomer(db, actor, id, now), await getPersonFields(db, actor, id, now)];
        return { ...customer, ...own };
      }),
    ),
  };
}
