import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { newId } from '../../../shared/ids.ts';
import { maskName } from '../../../shared/mask.ts';
import { type ConsentKind, GRANTING_STATES, listConsents, recordConsentsNow } from '../../privacy/index.ts';
import { listAccountNames, recordAccess } from '../../staff/index.ts';
import type { Identity } from '../contract/identity.ts';
import { maskAddress } from '../duplicates/rules/mask-address.ts';
import { readMerges } from '../merge/list.ts';
import { LENT_FIELDS } from '../merge/rules.ts';
import { listBeneath, listFieldChanges, listLending, listMergeRows } from '../merge/store.ts';
import { noSuchCustomer } from '../rules.ts';
import { findCustomer, listContactRows, setContactInvalid } from '../store.ts';
import { deleteMember, insertHousehold, listAddressRows, listHouseholdRows, listSharers } from './store.ts';

const THROUGH: Readonly<Record<string, Identity['sharedWith'][number]['through']>> = {
  mobile: 'mobile',
  foreign: 'mobile',
  email: 'email',
  card: 'card',
  address: 'address',
};

/**
 * Of which records a person consists, where what stands on her came from (PV-15), and who shares her number or door
 * (OP-06); masked and logged. @throws AppError forbidden | not_found
 */
export async function getIdentity(db: Db, actor: Actor, customerId: string, now: Date): Promise<Identity> {
  actor.require('customers:read');
  const { workspaceId } = actor;
  const [person] = await listLending(db, workspaceId, [customerId]);
  if (!person) throw noSuchCustomer();
  const beneath = await listBeneath(db, workspaceId, customerId);
  const [mergeRows, changes, sharers, householdRows, addresses, lenders] = await Promise.all([
    listMergeRows(db, workspaceId, { customerIds: [customerId, ...beneath], limit: 100 }),
    listFieldChanges(db, workspaceId, [customerId]),
    listSharers(db, workspaceId, customerId),
    listHouseholdRows(db, workspaceId, customerId),
    listAddressRows(db, workspaceId, customerId),
    listLending(db, workspaceId, beneath),
    recordAccess(db, actor, { action: 'view', subject: `identity of ${customerId}` }, now),
  ]);
  const accounts = await listAccountNames(db, [...new Set(changes.flatMap(({ changedBy }) => changedBy ?? []))]);
  const lenderNames = new Map(lenders.map((record) => [record.customerId, maskName(record.name)]));
  const lenderOf = (field: string) => {
    const lent = LENT_FIELDS.find((one) => one === (field === 'birth_date' ? 'birthDate' : field)) ?? 'name';
    const loan = person.borrowed[lent];
    return loan ? (lenderNames.get(loan.from) ?? '') : null;
  };
  const households = Map.groupBy(householdRows, ({ householdId }) => householdId);
  return {
    merges: await readMerges(db, workspaceId, mergeRows),
    addresses: addresses.map(({ addressId, text, source }) => ({ addressId, shown: maskAddress(text), source })),
    changes: changes.map(({ field, source, changedAt, changedBy }) => ({
      field: field as Identity['changes'][number]['field'],
      source,
      changedAt: changedAt.toISOString(),
      by: changedBy === null ? null : (accounts.get(changedBy) ?? null),
      borrowedFrom: source === 'merge' ? lenderOf(field) : null,
    })),
    sharedWith: sharers.map((row) => ({
      customerId: row.customerId,
      name: maskName(row.name),
      through: THROUGH[row.kind] ?? 'landline',
    })),
    households: [...households.values()].map((members) => ({
      householdId: members[0]?.householdId ?? '',
      kind: members[0]?.kind ?? 'household',
      name: members[0]?.name ?? '',
      members: members.map((row) => ({ customerId: row.customerId, name: maskName(row.memberName) })),
    })),
  };
}

/** Says that people belong together without being one (OP-06); logged. @throws AppError forbidden | not_found */
export async function createHousehold(
  db: Db,
  actor: Actor,
  input: {
    customerId: string;
    kind: 'household' | 'company';
    name: string;
    withCustomerIds: readonly string[];
    now: Date;
  },
): Promise<{ householdId: string }> {
  actor.require('customers:write');
  const { workspaceId, accountId: createdBy } = actor;
  const { kind, name, now } = input;
  const customerIds = [...new Set([input.customerId, ...input.withCustomerIds])];
  return inTransaction(db, async (db) => {
    const known = await listLending(db, workspaceId, customerIds);
    if (known.length < customerIds.length || customerIds.length < 2) throw noSuchCustomer();
    const householdId = newId();
    await insertHousehold(db, { workspaceId, householdId, kind, name, createdAt: now, createdBy, customerIds });
    await recordAccess(db, actor, { action: 'create', subject: `household ${householdId}` }, now);
    return { householdId };
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
