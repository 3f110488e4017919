import type { z } from 'zod';
import { searchPeople } from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import { type Db, inTransaction, inYieldingTransaction } from '../../platform/db.ts';
import { emit } from '../../platform/jobs.ts';
import type { EndpointOutput } from '../../shared/endpoint.ts';
import { AppError } from '../../shared/errors.ts';
import { newId } from '../../shared/ids.ts';
import { maskName, maskPhone } from '../../shared/mask.ts';
import { formatPhone } from '../../shared/phone.ts';
import { refuseResidentNumbers } from '../../shared/resident-number.ts';
import { businessDayOf } from '../../shared/time.ts';
import { recordAccess } from '../staff/index.ts';
import { getRecentWorkspace } from '../workspace/index.ts';
import { changedBirthday, requireBirthdayConsent, shownBirthday } from './birthday.ts';
import { recordChange } from './changes/record.ts';
import {
  type ContactKind,
  type Customer,
  createCustomer as createCustomerEndpoint,
  type FoundCustomer,
  type NewCustomer,
  type unmaskCustomer as unmaskEndpoint,
  type updateCustomer as updateEndpoint,
  zContactKind,
} from './contract.ts';
import { noteSharedNumbers, showMeetings } from './duplicates/meetings.ts';
import { customersChanged } from './events.ts';
import { completePeople } from './resolve/index.ts';
import { holdPeople, keyOfContact, lockStrangers } from './resolve/locks.ts';
import { decidePerson, explainNobody } from './resolve/rules.ts';
import { findByContacts } from './resolve/store.ts';
import { type Contact, maskContact, noSuchCustomer, readContact, readSearch } from './rules.ts';
import {
  deleteContactPoint,
  findCustomer,
  insertContactPoint,
  insertCustomer,
  listContactRows,
  listCustomersWithExternalId,
  listExternalIds,
  listIdsByContact,
  updateCustomerRow,
} from './store.ts';

async function countryOf(db: Db, workspaceId: string): Promise<string> {
  return (await getRecentWorkspace(db, workspaceId)).country;
}

const maskFound = (row: { name: string; phone: string | null }) => ({
  name: maskName(row.name),
  phoneMasked: row.phone === null ? null : maskPhone(row.phone),
});

/**
 * People found by anything a guest can say (OP-03), masked, the latest visitor first. Every search is logged.
 * @throws AppError forbidden
 */
export async function findCustomers(
  db: Db,
  actor: Actor,
  { q, limit, now }: { q: string; limit: number; now: Date },
): Promise<{ customers: FoundCustomer[]; tookMs: number }> {
  actor.require('customers:read');
  const startedAt = performance.now();
  const { workspaceId } = actor;
  const searches = readSearch(q, await countryOf(db, workspaceId));
  const found = await findFirst(db, actor, { searches, limit, now });
  const customers = found.map((row) => ({
    customerId: row.customerId,
    ...maskFound(row),
    lastVisitedOn: row.lastVisitOn,
    visits: row.visits,
  }));
  return { customers, tookMs: Math.round((performance.now() - startedAt) * 100) / 100 };
}

async function findFirst(
  db: Db,
  actor: Actor,
  { searches, limit, now }: { searches: ReturnType<typeof readSearch>; limit: number; now: Date },
) {
  const entry = { logAt: now, accountId: actor.accountId, logSubject: searches[0]?.logged ?? '', ip: actor.ip };
  for (const [at, { by, text }] of searches.entries()) {
    const logId = at === 0 ? newId() : null;
    const found = await searchPeople(db, { by, workspaceId: actor.workspaceId, text, limit, logId, ...entry });
    if (found.length > 0) return found;
  }
  return [];
}

async function todayOf(db: Db, workspaceId: string, { now }: { now: Date }): Promise<string> {
  return businessDayOf(now, await getRecentWorkspace(db, workspaceId));
}

/** One person, masked; logged. @throws AppError forbidden | not_found */
export async function getCustomer(db: Db, actor: Actor, customerId: string, now: Date): Promise<Customer> {
  actor.require('customers:read');
  const [, customer] = await Promise.all([
    recordAccess(db, actor, { action: 'view', subject: customerId }, now),
    readCustomer(db, actor.workspaceId, customerId, now),
  ]);
  return customer;
}

async function readCustomer(db: Db, workspaceId: string, customerId: string, now: Date): Promise<Customer> {
  const [row, contacts, externalIds, today] = await Promise.all([
    findCustomer(db, workspaceId, customerId),
    listContactRows(db, workspaceId, [customerId]),
    listExternalIds(db, workspaceId, customerId),
    todayOf(db, workspaceId, { now }),
  ]);
  if (!row) throw noSuchCustomer();
  return {
    customerId,
    mergedInto: row.mergedInto,
    name: maskName(row.name),
    ...shownBirthday(row, today),
    note: row.note,
    source: row.source,
    createdAt: row.createdAt.toISOString(),
    contactPoints: contacts.map(({ contactPointId, kind, value, invalidSince }) => ({
      contactPointId,
      kind: zContactKind.parse(kind),
      valueMasked: maskContact(kind, value),
      invalidSince: invalidSince?.toISOString() ?? null,
    })),
    externalIds,
  };
}

/** Name and contact points in clear; logged before anything is shown (PV-58). @throws AppError forbidden | not_found */
export async function unmaskCustomer(
  db: Db,
  actor: Actor,
  customerId: string,
  now: Date,
): Promise<z.output<(typeof unmaskEndpoint)['output']>> {
  actor.require('customers:unmask');
  const { workspaceId } = actor;
  const [row, contacts] = await Promise.all([
    findCustomer(db, workspaceId, customerId),
    listContactRows(db, workspaceId, [customerId]),
  ]);
  if (!row) throw noSuchCustomer();
  await recordAccess(db, actor, { action: 'unmask', subject: customerId }, now);
  return {
    name: row.name,
    birthDate: row.birthDate,
    contactPoints: contacts.map(({ contactPointId, kind, value }) => ({
      contactPointId,
      value: kind === 'email' || kind === 'card' ? value : formatPhone(value),
    })),
  };
}

function unreadable(field: 'phone' | 'email' | 'value'): AppError {
  const what = field === 'email' ? { ko: '이메일 주소', en: 'e-mail address' } : { ko: '전화번호', en: 'phone number' };
  const both = { ko: '전화번호나 이메일 주소', en: 'phone number or e-mail address' };
  const word = field === 'value' ? both : what;
  return new AppError('invalid_input', `${field} cannot be read`, {
    userMessage: {
      ko: `${word.ko}를 읽을 수 없어요. 다시 적어 주세요. 아무것도 저장하지 않았어요.`,
      en: `This is no ${word.en} we can read. Please write it again. Nothing was stored.`,
    },
    details: { issues: [{ path: `body.${field}`, message: 'cannot be read' }] },
  });
}

/** Said at the counter: nothing but a name and what she is reached by. */
const NO_CLUE = { customerId: undefined, externalIds: [], browser: undefined, isAttested: true } as const;

const sharedByNamed = () =>
  new AppError('invalid_input', 'several people are on this number', {
    userMessage: {
      ko: '여러 분이 함께 쓰는 번호나 주소예요. 누구인지 알 수 있게 이름을 적어 주세요. 아무것도 저장하지 않았어요.',
      en: 'Several people share this number or address. Give a name to tell who it is. Nothing was stored.',
    },
    details: { issues: [{ path: 'body.name', message: 'missing' }] },
  });

/**
 * Adds a person, without any consent (PV-08). The same mobile or e-mail with the same name is the same person, who is
 * returned with `existed`; a shared number with another name is another person (OP-04), and the pair waits in `meetings`
 * until somebody decides whose it is (OP-05).
 * @throws AppError forbidden | invalid_input (nothing to know her by, unreadable number, no name on a number of several
 * people OP-04, resident number PV-12)
 */
export async function createCustomer(
  db: Db,
  actor: Actor,
  input: NewCustomer,
  now: Date,
): Promise<EndpointOutput<typeof createCustomerEndpoint>> {
  actor.require('customers:write');
  const person = createCustomerEndpoint.body.parse(input);
  refuseResidentNumbers(person);
  const { workspaceId } = actor;
  const contacts: Contact[] = [];
  const country = await countryOf(db, workspaceId);
  for (const field of ['phone', 'email'] as const) {
    const text = person[field];
    if (!text) continue;
    const contact = readContact(text, country);
    if (!contact || (contact.kind === 'email') !== (field === 'email')) throw unreadable(field);
    contacts.push(contact);
  }
  if (person.name === '' && contacts.length === 0) {
    throw new AppError('invalid_input', 'neither name nor contact', {
      userMessage: {
        ko: '이름, 전화번호, 이메일 가운데 하나는 적어 주세요.',
        en: 'Give at least a name, a phone number or an e-mail address.',
      },
      details: { issues: [{ path: 'body.name', message: 'missing' }] },
    });
  }
  return inYieldingTransaction(db, async (db) => {
    await holdPeople(db, workspaceId);
    // Only these say who somebody is (OP-02).
    const values = contacts.filter(({ kind }) => kind === 'mobile' || kind === 'email').map(({ value }) => value);
    await lockStrangers(
      db,
      workspaceId,
      contacts.map(({ value }) => keyOfContact(value)),
    );
    const onThem = await findByContacts(db, workspaceId, values);
    // Whoever stands at the counter is known by the rule of every source.
    const clue = { ...NO_CLUE, name: person.name, contacts };
    const known = { byId: new Map(), byExternalId: new Map(), byContact: Map.groupBy(onThem, ({ value }) => value) };
    const same = decidePerson(clue, known);
    if (same === 'nobody' && explainNobody(clue, known) === 'ambiguous') throw sharedByNamed();
    if (typeof same === 'object') {
      await completePeople(db, { workspaceId, source: 'staff', now, people: [{ ...same, name: person.name }] });
      await recordAccess(db, actor, { action: 'search', subject: same.customerId }, now);
      return { customerId: same.customerId, existed: true, meetings: [] };
    }
    const customerId = newId();
    await insertCustomer(db, {
      workspaceId,
      customerId,
      name: person.name,
      note: person.note,
      source: 'staff',
      createdAt: now,
      contacts: contacts.map((contact) => ({ ...contact, contactPointId: newId() })),
    });
    await emit(db, customersChanged, { workspaceId, customerIds: [customerId] });
    await recordAccess(db, actor, { action: 'create', subject: customerId }, now);
    const met = await noteSharedNumbers(db, { workspaceId, customerIds: [customerId], now });
    return { customerId, existed: false, meetings: await showMeetings(db, { workspaceId, customerId, met }) };
  });
}

/** Changes name, note or birthday; logged. @throws AppError forbidden | not_found | invalid_input (PV-12) | conflict (no consent to optional items) */
export async function updateCustomer(
  db: Db,
  actor: Actor,
  customerId: string,
  { change, now }: { change: z.output<(typeof updateEndpoint)['body']>; now: Date },
): Promise<Customer> {
  actor.require('customers:write');
  refuseResidentNumbers(change);
  return inTransaction(db, async (db) => {
    const { workspaceId } = actor;
    const before = await findCustomer(db, workspaceId, customerId);
    if (!before) throw noSuchCustomer();
    const { birthday, ...texts } = change;
    const born = birthday === undefined ? undefined : changedBirthday(before, birthday);
    if (born && birthday !== null) await requireBirthdayConsent(db, { workspaceId, customerId, before });
    const updated = await updateCustomerRow(db, workspaceId, { customerId }, { ...texts, ...born, updatedAt: now });
    if (!updated) throw noSuchCustomer();
    const by = { source: 'staff', changedAt: now, changedBy: actor.accountId };
    await recordChange(db, { workspaceId, customerId, before, change: { ...texts, ...born }, ...by });
    await recordAccess(db, actor, { action: 'edit', subject: customerId }, now);
    return readCustomer(db, actor.workspaceId, customerId, now);
  });
}

/** Adds a number or an address; a number of somebody else has the shop decide whose it is (OP-05). @throws AppError forbidden | not_found | invalid_input */
export async function createContactPoint(
  db: Db,
  actor: Actor,
  customerId: string,
  { value, now }: { value: string; now: Date },
): Promise<Customer> {
  actor.require('customers:write');
  const { workspaceId } = actor;
  const contact = readContact(value, await countryOf(db, workspaceId));
  if (!contact) throw unreadable('value');
  return inTransaction(db, async (db) => {
    await holdPeople(db, workspaceId);
    const person = await findCustomer(db, workspaceId, customerId);
    // Somebody who was merged is written to as who shows her.
    if (!person || person.mergedInto !== null) throw noSuchCustomer();
    await lockStrangers(db, workspaceId, [keyOfContact(contact.value)]);
    const told = { source: 'staff', createdAt: now };
    await insertContactPoint(db, { ...contact, workspaceId, customerId, contactPointId: newId(), ...told });
    await noteSharedNumbers(db, { workspaceId, customerIds: [customerId], now });
    await emit(db, customersChanged, { workspaceId, customerIds: [customerId] });
    await recordAccess(db, actor, { action: 'edit', subject: customerId, result: contact.kind }, now);
    return readCustomer(db, workspaceId, customerId, now);
  });
}

/** Takes a number or an address away. @throws AppError forbidden | not_found */
export async function removeContactPoint(
  db: Db,
  actor: Actor,
  ids: { customerId: string; contactPointId: string },
  now: Date,
): Promise<Customer> {
  actor.require('customers:write');
  return inTransaction(db, async (db) => {
    if (!(await deleteContactPoint(db, actor.workspaceId, ids))) throw noSuchCustomer();
    await emit(db, customersChanged, { workspaceId: actor.workspaceId, customerIds: [ids.customerId] });
    await recordAccess(db, actor, { action: 'edit', subject: ids.customerId, result: 'contact removed' }, now);
    return readCustomer(db, actor.workspaceId, ids.customerId, now);
  });
}

/** A contact point in clear, for modules that write to people. */
export interface ContactPointRow {
  customerId: string;
  contactPointId: string;
  kind: ContactKind;
  value: string;
  invalidSince: Date | null;
  /** Who told it first (PV-15); null: stored before that was written down. */
  source: string | null;
  createdAt: Date;
}

/** Contact points of some people, of one kind when given; the oldest first. In clear: for sending, never for a screen. */
export async function listContactPoints(
  db: Db,
  workspaceId: string,
  customerIds: readonly string[],
  kind?: ContactKind,
): Promise<ContactPointRow[]> {
  if (customerIds.length === 0) return [];
  const rows = await listContactRows(db, workspaceId, customerIds);
  return rows
    .filter((row) => kind === undefined || row.kind === kind)
    .map((row) => ({ ...row, kind: zContactKind.parse(row.kind) }));
}

/** Ids of the people behind a number or an e-mail address written in any shape, the oldest first; empty when unreadable. */
export async function findCustomerByContact(db: Db, workspaceId: string, text: string): Promise<string[]> {
  const contact = readContact(text, await countryOf(db, workspaceId));
  return contact ? listIdsByContact(db, workspaceId, contact.value) : [];
}

/** Refuses ids that are nobody's in this workspace, for modules that list what belongs to a person. @throws AppError not_found */
export async function requireCustomer(db: Db, workspaceId: string, customerId: string): Promise<void> {
  // What is written down of her in this transaction must not meet a merge or a removal.
  if (db.isTransaction) await holdPeople(db, workspaceId);
  if (!(await findCustomer(db, workspaceId, customerId))) throw noSuchCustomer();
}

/** Everybody whom any other system knows by an id, as shown. Ids only: who looks at a person is logged there. @throws AppError forbidden */
export async function findIdsByExternalId(db: Db, actor: Actor, externalId: string): Promise<string[]> {
  actor.require('customers:read');
  return listCustomersWithExternalId(db, actor.workspaceId, externalId);
}
