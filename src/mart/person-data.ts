import { type Db } from '../platform/db.ts';
import { defineQuery } from './query.ts';

/** Everything of one person that stands outside of her card, for her own eyes (PV-32). */
export interface PersonData {
  orders: unknown[];
  messages: unknown[];
  coupons: unknown[];
  touchpoints: unknown[];
  /** Automations she is or was in, and what staff were to say to her. */
  automations: unknown[];
  hints: unknown[];
  /** Movements of points, stamps and prepaid money. */
  loyalty: unknown[];
  /** What she has, by unit. */
  balances: Partial<Record<'points' | 'stamps' | 'prepaid', number>>;
}

const personData = defineQuery<PersonData, 'workspaceId' | 'customerId'>('person_data');
const contactValues = defineQuery<{ kind: string; value: string }, 'workspaceId' | 'customerId'>('contact_values');
const removeFact = defineQuery<{ customerId: string }, 'workspaceId' | 'customerId'>('remove_person_fact');
const retentionClocks = defineQuery<
  { customerId: string; name: string; countedFrom: string },
  'workspaceId' | 'timeZone' | 'before' | 'limit'
>('retention_clocks');
const cardsPast = defineQuery<{ customerId: string; keepUntil: string }, 'workspaceId' | 'today' | 'limit'>(
  'card_past',
);
const retentionCounts = defineQuery<
  { overdue: number; soon: number },
  'workspaceId' | 'timeZone' | 'overdueBefore' | 'soonBefore'
>('retention_counts');

/** Orders with their lines, messages, coupons, touchpoints and automations of one person, newest first. Sources: orders, messaging, loyalty, touchpoints, flows. */
export async function getPersonData(db: Db, person: { workspaceId: string; customerId: string }): Promise<PersonData> {
  const [row] = await personData.run(db, person);
  return (
    row ?? {
      orders: [],
      messages: [],
      coupons: [],
      touchpoints: [],
      automations: [],
      hints: [],
      loyalty: [],
      balances: {},
    }
  );
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
  return { 'mart.customer_fact': removed.length, 'mart.person_model': models.length };
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
