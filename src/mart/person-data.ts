import { type Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** The parts of what is kept of a person: each is a part of src/mart/sql/person_data.sql. */
export const PERSON_PARTS = [
  'orders',
  'messages',
  'notices',
  'complaints',
  'coupons',
  'couponUses',
  'loyalty',
  'balances',
  'receipts',
  'tiers',
  'staffMarks',
  'alarms',
  'touchpoints',
  'automations',
  'hints',
  'plays',
  'groups',
  'groupChanges',
  'addresses',
  'numbersElsewhere',
  'tags',
  'ownFields',
  'households',
  'changes',
  'fromFiles',
  'merges',
  'guardians',
  'ownPageLinks',
  'periodEnded',
  'figures',
  'expectedVisits',
] as const;
/** One of `PERSON_PARTS`. */
export type PersonPart = (typeof PERSON_PARTS)[number];

/** Everything of one person outside of her card, her consents and her requests, for her own eyes (PV-32): rows by part. */
export type PersonData = Record<PersonPart, Readonly<Record<string, unknown>>[]>;

const personData = defineQuery<{ part: PersonPart; rows: PersonData[PersonPart] | null }, 'workspaceId' | 'customerId'>(
  'person_data',
);
const contactValues = defineQuery<{ kind: string; value: string }, 'workspaceId' | 'customerId'>('contact_values');
const removeFact = defineQuery<{ customerId: string }, 'workspaceId' | 'customerId'>('remove_person_fact');
const retentionClocks = defineQuery<
  { customerId: string; name: string; countedFrom: string },
  'workspaceId' | 'timeZone' | 'before' | 'limit'
>('retention_clocks');
const cardsPast = defineQuery<
  { customerId: string; name: string; keepUntil: string },
  'workspaceId' | 'today' | 'limit'
>('card_past');
const retentionCounts = defineQuery<
  { overdue: number; soon: number },
  'workspaceId' | 'timeZone' | 'overdueBefore' | 'soonBefore'
>('retention_counts');

/**
 * What every schema keeps of one person, newest first in each part; a part of which there is nothing is empty. A value of a
 * sensitive field is `sealed` (base64), because the key is not here. test/person-file.test.ts finds a table that is missing.
 */
export async function getPersonData(db: Db, person: { workspaceId: string; customerId: string }): Promise<PersonData> {
  const rows = new Map((await personData.run(db, person)).map((row) => [row.part, row.rows ?? []]));
  return Object.fromEntries(PERSON_PARTS.map((part) => [part, rows.get(part) ?? []])) as PersonData;
}

/** Numbers and addresses of one person in clear, for keyed hashes only. Source: customers.contact_point. */
export function listContactValues(db: Db, person: { workspaceId: string; customerId: string }) {
  return contactValues.run(db, person);
}

/** Takes a person out of the figures by person; what the shop sold stays. @returns rows by table */
export async function removePersonFact(
  db: Db,
  workspaceId: string,
  customerId: string,
): Promise<Record<string, number>> {
  const removed = await removeFact.run(db, { workspaceId, customerId });
  const models = await db
    .deleteFrom('mart.personModel')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .returning('customerId')
    .execute();
  const awaited = await db
    .deleteFrom('mart.awaitedPerson')
    .where('workspaceId', '=', workspaceId)
    .where('customerId', '=', customerId)
    .returning('markId')
    .execute();
  return {
    'mart.customer_fact': removed.length,
    'mart.person_model': models.length,
    'mart.awaited_person': awaited.length,
  };
}

/**
 * People by the day their period is counted from: the last visit, or the day they became known. `overdueBefore` and
 * `soonBefore` are the first days that are not. Sources: customers.customer, mart.customer_fact.
 */
export async function listRetentionClocks(
  db: Db,
  input: { workspaceId: string; timeZone: string; overdueBefore: string; soonBefore: string; limit: number },
) {
  const { workspaceId, timeZone, overdueBefore, soonBefore, limit } = input;
  const [counts, people] = await Promise.all([
    retentionCounts.run(db, { workspaceId, timeZone, overdueBefore, soonBefore }),
    retentionClocks.run(db, { workspaceId, timeZone, before: soonBefore, limit }),
  ]);
  return { overdue: counts[0]?.overdue ?? 0, soon: counts[0]?.soon ?? 0, people };
}

/** People known by cards of events alone whose time is over, with the last day of it (domain 1.2). */
export function listCardsPast(db: Db, input: { workspaceId: string; today: string; limit: number }) {
  return cardsPast.run(db, input);
}
