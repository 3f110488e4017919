import type { z } from 'zod';
import { getPersonData } from '../../mart/index.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { formatPhone } from '../../shared/phone.ts';
import { refuseResidentNumbers } from '../../shared/resident-number.ts';
import { businessDayOf } from '../../shared/time.ts';
import {
  changedBirthday,
  findCustomer,
  isShownOf,
  listContactPoints,
  requireBirthdayConsent,
  shownBirthday,
  updateOwnData,
} from '../customers/index.ts';
import {
  type ConsentKind,
  eraseCustomer,
  getCurrentTexts,
  hashContact,
  listConsentEvents,
  listConsents,
  listRequestsOf,
  type OpenedShop,
  recordConsentsNow,
  recordRequest,
  suppress,
} from '../privacy/index.ts';
import { getRecentWorkspace } from '../workspace/index.ts';
import { type correctSelf as correctEndpoint, JOIN_KINDS, type Self } from './contract.ts';
import { requireGuardianOfRecords } from './guardian-of-records.ts';
import { balanceOf, countParts, openRows, PART_WORDS } from './person-file.ts';

/** A visit to one's own page. */
export type Visit = OpenedShop & {
  customerId: string;
  /** Whose link it was, when she has been merged into `customerId` since. */
  mergedFrom: string | null;
  selfLinkId: string;
};

const gone = () => new AppError('not_found', 'nothing is kept of her any more');

async function readPerson({ db, workspaceId, customerId }: Visit) {
  const person = await findCustomer(db, workspaceId, customerId);
  if (!person) throw gone();
  const contacts = await listContactPoints(db, workspaceId, [customerId]);
  return {
    person,
    contacts: contacts.map(({ kind, value, source, createdAt }) => ({
      kind,
      value: kind === 'email' || kind === 'card' ? value : formatPhone(value),
      source,
      since: createdAt.toISOString(),
    })),
  };
}

async function readConsents(db: Db, workspaceId: string, customerId: string): Promise<Self['consents']> {
  const held = (await listConsents(db, { workspaceId, customerIds: [customerId] })).get(customerId) ?? {};
  return Object.entries(held).flatMap(([kind, said]) =>
    said ? [{ ...said, kind: kind as ConsentKind, at: said.at.toISOString() }] : [],
  );
}

/** What the shop keeps of her, in clear: it is she who looks. @throws AppError not_found once she is erased */
export async function viewSelf(visit: Visit, lang: 'ko' | 'en') {
  const { db, workspaceId, customerId, now } = visit;
  const { person, contacts } = await readPerson(visit);
  const [shop, consents, texts, data, requests] = await Promise.all([
    getRecentWorkspace(db, workspaceId),
    readConsents(db, workspaceId, customerId),
    getCurrentTexts(db, workspaceId, { lang, now }),
    getPersonData(db, { workspaceId, customerId }),
    listRequestsOf(db, workspaceId, customerId),
  ]);
  const shown = [...new Set<string>([...JOIN_KINDS, ...consents.map(({ kind }) => kind)])];
  return {
    shopName: shop.senderName,
    name: person.name,
    birthDate: person.birthDate,
    birthday: shownBirthday(person, businessDayOf(now, shop)).birthday,
    note: person.note,
    knownSince: person.createdAt.toISOString(),
    source: person.source,
    contacts,
    consents,
    texts: shown.flatMap((kind) => texts.get(kind) ?? []),
    orders: data.orders.length,
    messages: data.messages.filter((row) => row['sentAt'] !== null).length,
    points: balanceOf(data, 'points'),
    stamps: balanceOf(data, 'stamps'),
    prepaidMinor: balanceOf(data, 'prepaid'),
    kept: countParts(data, lang),
    requests: requests.map(({ requestId, type, receivedOn, dueOn, state, result, reason }) => ({
      requestId,
      type: type as Self['requests'][number]['type'],
      receivedOn,
      dueOn,
      state: state as Self['requests'][number]['state'],
      result,
      reason,
    })),
  };
}

/** Everything the shop keeps of her, as one file, with what each part of it is in words (PV-30). */
export async function downloadSelf(visit: Visit, key: string): Promise<Record<string, unknown>> {
  const { db, workspaceId, customerId, now } = visit;
  const { person, contacts } = await readPerson(visit);
  const [shop, events, consents, data, requests] = await Promise.all([
    getRecentWorkspace(db, workspaceId),
    listConsentEvents(db, workspaceId, customerId),
    readConsents(db, workspaceId, customerId),
    getPersonData(db, { workspaceId, customerId }),
    listRequestsOf(db, workspaceId, customerId),
  ]);
  const { name, birthDate, note, source, createdAt } = person;
  const { birthday } = shownBirthday(person, businessDayOf(now, shop));
  return {
    shop: shop.senderName,
    writtenAt: now.toISOString(),
    person: { name, birthDate, birthday, note, source, knownSince: createdAt.toISOString(), contacts },
    consents,
    consentEvents: events.map(({ kind, state, method, at }) => ({ kind, state, method, at: at.toISOString() })),
    requests: requests.map(({ type, receivedOn, dueOn, state, result, reason }) => ({
      type,
      receivedOn,
      dueOn,
      state,
      result,
      reason,
    })),
    ...openRows(data, key),
    whatTheseAre: PART_WORDS,
  };
}

/** Gives or withdraws one consent, at once (PIPA 37). @throws AppError conflict (other words than in force) | invalid_input (PV-11) */
export async function setOwnConsent(
  context: Context,
  visit: Visit,
  said: { kind: ConsentKind; state: 'granted' | 'withdrawn'; textVersionId?: string | undefined; device: string },
): Promise<void> {
  const { db, workspaceId, customerId, mergedFrom, selfLinkId, now } = visit;
  const { kind, state } = said;
  await readPerson(visit);
  await inTransaction(db, async (db) => {
    if (state === 'granted') {
      const [ko, en] = await Promise.all([
        getCurrentTexts(db, workspaceId, { lang: 'ko', now }),
        getCurrentTexts(db, workspaceId, { lang: 'en', now }),
      ]);
      const current = [ko.get(kind)?.textVersionId, en.get(kind)?.textVersionId];
      if (said.textVersionId === undefined || !current.includes(said.textVersionId)) {
        throw new AppError('conflict', 'a consent to words that are not in force');
      }
    }
    const guardianId = await requireGuardianOfRecords(db, {
      workspaceId,
      customerId,
      mergedFrom,
      choices: [said],
      now,
    });
    const evidence = `own page ${selfLinkId}`;
    await recordConsentsNow(db, {
      workspaceId,
      customerId,
      mergedFrom,
      said: [{ ...said, method: 'web', evidence, guardianId }],
      now,
    });
    if (state === 'withdrawn') await afterWithdrawal(db, context.secrets.key, { ...visit, kind });
  });
}

/** A refused address stays refused for every file to come; leaving the membership asks the shop to destroy (PV-20). */
async function afterWithdrawal(
  db: Db,
  key: string,
  { workspaceId, customerId, selfLinkId, now, kind }: Visit & { kind: ConsentKind },
): Promise<void> {
  const stops = { email: ['ad_email', 'marketing_use'], sms: ['ad_sms', 'marketing_use'] };
  for (const { kind: contactKind, value } of await listContactPoints(db, workspaceId, [customerId])) {
    const channel = contactKind === 'email' ? 'email' : contactKind === 'mobile' ? 'sms' : undefined;
    if (!channel || !stops[channel].includes(kind)) continue;
    await suppress(db, { workspaceId, contactHash: hashContact(key, value), channel, reason: 'own_page', at: now });
  }
  if (kind !== 'svc_membership') return;
  const identityCheck = `own page ${selfLinkId}`;
  const request = { type: 'withdraw', receivedVia: 'self_service', identityCheck, detail: '' } as const;
  await recordRequest(db, { workspaceId, customerId, ...request, now });
}

/** Her name and birthday at once; a new number or address as a request, because whose it is has to be checked (PIPA 36). */
export async function correctSelf(
  visit: Visit,
  {
    name,
    birthday,
    contact,
  }: Pick<z.output<NonNullable<(typeof correctEndpoint)['body']>>, 'name' | 'birthday' | 'contact'>,
): Promise<void> {
  const { db, workspaceId, customerId, mergedFrom, selfLinkId, now } = visit;
  refuseResidentNumbers({ name, contact });
  const { person } = await readPerson(visit);
  const tellerOf = async (db: Db, fields: Parameters<typeof isShownOf>[2]) => ({
    workspaceId,
    customerId,
    source: 'own_page',
    accountId: null,
    mergedFrom: (await isShownOf(db, { workspaceId, customerId, mergedFrom }, fields)) ? mergedFrom : null,
  });
  await inTransaction(db, async (db) => {
    if (name !== undefined) await updateOwnData(db, await tellerOf(db, ['name']), { name, now });
    if (birthday !== undefined) {
      if (birthday) await requireBirthdayConsent(db, { workspaceId, customerId, before: person });
      const teller = await tellerOf(db, ['birthDate', 'birthday']);
      await updateOwnData(db, teller, { ...changedBirthday(person, birthday), now });
    }
    if (contact === undefined) return;
    const identityCheck = `own page ${selfLinkId}`;
    const request = { type: 'correct', receivedVia: 'self_service', identityCheck, detail: contact } as const;
    await recordRequest(db, { workspaceId, customerId, ...request, now });
  });
}

/** Erases her at once and for good (PV-21); the visit ends with it. */
export async function eraseSelf(context: Context, visit: Visit): Promise<void> {
  const { db, workspaceId, customerId, now } = visit;
  await readPerson(visit);
  await eraseCustomer(db, { workspaceId, customerId, reason: 'request', actor: null, now, key: context.secrets.key });
}
