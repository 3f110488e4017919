import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { emit } from '../../../platform/jobs.ts';
import { readBusinessNumber } from '../../../shared/business-number.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { maskName } from '../../../shared/mask.ts';
import { refuseResidentNumbers } from '../../../shared/resident-number.ts';
import { type ConsentKind, GRANTING_STATES, listConsents, recordConsentsNow } from '../../privacy/index.ts';
import { recordAccess } from '../../staff/index.ts';
import type { Identity } from '../contract/identity.ts';
import { findRecycledOf } from '../duplicates/recycled.ts';
import { maskAddress } from '../duplicates/rules/mask-address.ts';
import { listMeetingsOf } from '../duplicates/store.ts';
import { customersChanged } from '../events.ts';
import { readMerges } from '../merge/list.ts';
import { listBeneath, listLending, listMergeRows } from '../merge/store.ts';
import { maskContact, noSuchCustomer } from '../rules.ts';
import { findCustomer, listContactRows, setContactInvalid } from '../store.ts';
import {
  deleteMember,
  insertHousehold,
  insertMember,
  listAddressRows,
  listHouseholdRows,
  listSharers,
  updateHouseholdRow,
} from './store.ts';

const THROUGH: Readonly<Record<string, Identity['sharedWith'][number]['through']>> = {
  mobile: 'mobile',
  foreign: 'mobile',
  email: 'email',
  card: 'card',
  address: 'address',
};

/**
 * Of which records a person consists, which source told how she is reached (PV-15), and who shares her number or door
 * (OP-06); masked and logged. @throws AppError forbidden | not_found
 */
export async function getIdentity(db: Db, actor: Actor, customerId: string, now: Date): Promise<Identity> {
  actor.require('customers:read');
  const { workspaceId } = actor;
  const [person] = await listLending(db, workspaceId, [customerId]);
  if (!person) throw noSuchCustomer();
  const beneath = await listBeneath(db, workspaceId, customerId);
  const [mergeRows, sharers, householdRows, addresses, contacts] = await Promise.all([
    listMergeRows(db, workspaceId, { customerIds: [customerId, ...beneath], limit: 100 }),
    listSharers(db, workspaceId, customerId),
    listHouseholdRows(db, workspaceId, customerId),
    listAddressRows(db, workspaceId, customerId),
    listContactRows(db, workspaceId, [customerId]),
    recordAccess(db, actor, { action: 'view', subject: `identity of ${customerId}` }, now),
  ]);
  const onNumber = sharers.filter(({ kind }) => kind === 'mobile').map((row) => row.customerId);
  const [meetings, recycled] = await Promise.all([
    listMeetingsOf(db, workspaceId, customerId),
    findRecycledOf(db, { workspaceId, customerId, otherIds: onNumber, now }),
  ]);
  const households = Map.groupBy(householdRows, ({ householdId }) => householdId);
  return {
    merges: await readMerges(db, workspaceId, mergeRows),
    addresses: addresses.map(({ addressId, text, source }) => ({ addressId, shown: maskAddress(text), source })),
    contacts: contacts.map(({ contactPointId, kind, value, source, createdAt }) => ({
      contactPointId,
      kind,
      valueMasked: maskContact(kind, value),
      source,
      since: createdAt.toISOString(),
    })),
    sharedWith: sharers.map((row) => ({
      customerId: row.customerId,
      name: maskName(row.name),
      through: THROUGH[row.kind] ?? 'landline',
      meetingId: row.kind === 'mobile' ? (meetings.get(row.customerId) ?? null) : null,
      recycledNumberOf: row.kind === 'mobile' ? (recycled.get(row.customerId) ?? null) : null,
    })),
    households: [...households.values()].map((members) => ({
      householdId: members[0]?.householdId ?? '',
      kind: members[0]?.kind ?? 'household',
      name: members[0]?.name ?? '',
      businessNo: members[0]?.businessNo ?? '',
      members: members.map((row) => ({ customerId: row.customerId, name: maskName(row.memberName) })),
      memberCount: members[0]?.memberCount ?? 0,
    })),
  };
}

/** A business number as it is kept; a slip of the pen is caught by its check digit (OP-60). @throws AppError invalid_input */
function requireBusinessNo(text: string): string {
  const digits = text === '' ? '' : readBusinessNumber(text);
  if (digits !== undefined) return digits;
  const userMessage = {
    ko: '사업자등록번호가 맞지 않아요. 열 자리를 다시 확인해 주세요. 아무것도 저장하지 않았어요.',
    en: 'This is no business number. Check its ten digits. Nothing was stored.',
  };
  throw new AppError('invalid_input', 'no business number', {
    userMessage,
    details: { issues: [{ path: 'body.businessNo', message: userMessage.ko }] },
  });
}

/** Says that people belong together without being one (OP-06); logged. @throws AppError forbidden | not_found | invalid_input (PV-12) */
export async function createHousehold(
  db: Db,
  actor: Actor,
  input: {
    customerId: string;
    kind: 'household' | 'company';
    name: string;
    businessNo: string;
    withCustomerIds: readonly string[];
    now: Date;
  },
): Promise<{ householdId: string }> {
  actor.require('customers:write');
  const { workspaceId, accountId: createdBy } = actor;
  const { kind, name, now } = input;
  refuseResidentNumbers({ name });
  const businessNo = kind === 'company' ? requireBusinessNo(input.businessNo) : '';
  const customerIds = [...new Set([input.customerId, ...input.withCustomerIds])];
  return inTransaction(db, async (db) => {
    const known = await listLending(db, workspaceId, customerIds);
    if (known.length < customerIds.length || customerIds.length < 2) throw noSuchCustomer();
    const householdId = newId();
    await insertHousehold(db, {
      workspaceId,
      householdId,
      kind,
      name,
      businessNo,
      createdAt: now,
      createdBy,
      customerIds,
    });
    await emit(db, customersChanged, { workspaceId, customerIds });
    await recordAccess(db, actor, { action: 'create', subject: `household ${householdId}` }, now);
    return { householdId };
  });
}

const noSuchHousehold = () =>
  new AppError('not_found', 'no such household', {
    userMessage: {
      ko: '그런 가족이나 회사가 없어요. 카드를 새로 열어 주세요.',
      en: 'There is no such family or company. Open the card anew.',
    },
  });

/** Names a family or a company anew; logged. @throws AppError forbidden | not_found | invalid_input (PV-12) */
export async function updateHousehold(
  db: Db,
  actor: Actor,
  {
    householdId,
    change,
    now,
  }: {
    householdId: string;
    change: {
      kind?: 'household' | 'company' | undefined;
      name?: string | undefined;
      businessNo?: string | undefined;
    };
    now: Date;
  },
): Promise<void> {
  actor.require('customers:write');
  refuseResidentNumbers({ name: change.name });
  const businessNo = change.businessNo === undefined ? undefined : requireBusinessNo(change.businessNo);
  await inTransaction(db, async (db) => {
    if (!(await updateHouseholdRow(db, actor.workspaceId, householdId, { ...change, businessNo })))
      throw noSuchHousehold();
    await recordAccess(db, actor, { action: 'edit', subject: `household ${householdId}` }, now);
  });
}

/** Takes a person into a family or a company; she may be in it already. Logged. @throws AppError forbidden | not_found */
export async function joinHousehold(
  db: Db,
  actor: Actor,
  { householdId, customerId, now }: { householdId: string; customerId: string; now: Date },
): Promise<void> {
  actor.require('customers:write');
  const { workspaceId } = actor;
  await inTransaction(db, async (db) => {
    const person = await findCustomer(db, workspaceId, customerId);
    // Somebody who was merged is taken in as who shows her.
    if (!person || person.mergedInto !== null) throw noSuchCustomer();
    if (!(await insertMember(db, { workspaceId, householdId, customerId, addedAt: now }))) throw noSuchHousehold();
    await recordAccess(db, actor, { action: 'edit', subject: `household ${householdId}` }, now);
  });
}

/** Takes a person out of a family or a company; logged. @throws AppError forbidden | not_found */
export async function leaveHousehold(
  db: Db,
  actor: Actor,
  { now, ...ids }: { customerId: string; householdId: string; now: Date },
): Promise<void> {
  actor.require('customers:write');
  await inTransaction(db, async (db) => {
    if (!(await deleteMember(db, actor.workspaceId, ids))) throw noSuchCustomer();
    await emit(db, customersChanged, { workspaceId: actor.workspaceId, customerIds: [ids.customerId] });
    await recordAccess(db, actor, { action: 'edit', subject: `household ${ids.householdId}` }, now);
  });
}

/**
 * A number that has passed to somebody else (OP-05): nothing more is sent there, and what she had agreed to of advertising
 * by it ends until she is asked again. Logged. @throws AppError forbidden | not_found
 * @returns kinds of consent that ended
 */
export async function askAgain(
  db: Db,
  actor: Actor,
  { customerId, contactPointId, now }: { customerId: string; contactPointId: string; now: Date },
): Promise<{ ended: string[] }> {
  actor.require('customers:write');
  const { workspaceId } = actor;
  return inTransaction(db, async (db) => {
    const [person, contacts] = [
      await findCustomer(db, workspaceId, customerId),
      await listContactRows(db, workspaceId, [customerId]),
    ];
    const contact = contacts.find((one) => one.contactPointId === contactPointId);
    if (!person || !contact) throw noSuchCustomer();
    const held = (await listConsents(db, { workspaceId, customerIds: [customerId] })).get(customerId) ?? {};
    const byNumber: readonly ConsentKind[] = ['ad_sms', 'ad_kakao', 'ad_call', 'ad_night'];
    const ended = byNumber.filter((kind) => GRANTING_STATES.includes(held[kind]?.state ?? ''));
    await setContactInvalid(db, workspaceId, contactPointId, now);
    await recordConsentsNow(db, {
      workspaceId,
      customerId,
      said: ended.map((kind) => ({ kind, state: 'expired', method: 'staff', evidence: 'number recycled (OP-05)' })),
      now,
    });
    await recordAccess(db, actor, { action: 'edit', subject: customerId, result: 'number recycled' }, now);
    return { ended };
  });
}
