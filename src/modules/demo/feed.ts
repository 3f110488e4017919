import { sql } from 'kysely';
import { countBrought, findPlayArms, listDayBuyers, listReceivedOffers, refreshMart } from '../../mart/index.ts';
import { systemActor } from '../../platform/actor.ts';
import { shiftDays } from '../../platform/clock.ts';
import type { Context } from '../../platform/context.ts';
import { type Db, inTransaction } from '../../platform/db.ts';
import { parsePhone } from '../../shared/phone.ts';
import { businessDayOf } from '../../shared/time.ts';
import {
  createCustomerStage,
  listExternalIdsOfSource,
  nameKeyOf,
  storeCustomersFromStage,
} from '../customers/index.ts';
import { importSalesLines } from '../imports/index.ts';
import { optOut, optOutToken, recordProviderOptOuts } from '../messaging/index.ts';
import { type ConsentSaid, recordConsents } from '../privacy/index.ts';
import { addArrivals } from '../touchpoints/index.ts';
import { getWorkspace } from '../workspace/index.ts';
import { DEMO_SOURCE, type DeliveredOffer, toSalesLines } from './rules.ts';
import type { SimulatedDay, SimulatedOrder, SimulatedPerson } from './simulation/index.ts';

/** Where the demo meets the other modules: the same doors a real shop's data goes through. */

/**
 * Makes the people who are not there yet, with their contact points and what they consented to, in one transaction.
 * `now` is on the demo's own calendar: the end of the days that happen.
 * @returns how many were made; people who are there already are left alone
 */
export async function createPeople(
  context: Context,
  workspaceId: string,
  { people, now }: { people: readonly SimulatedPerson[]; now: Date },
): Promise<number> {
  if (people.length === 0) return 0;
  return inTransaction(context.database.of(workspaceId), async (db) => {
    await createCustomerStage(db);
    const known = new Set(await listExternalIdsOfSource(db, workspaceId, DEMO_SOURCE));
    const fresh = people.filter((person) => !known.has(person.personId));
    if (fresh.length === 0) return 0;
    await stagePeople(db, fresh);
    await storeCustomersFromStage(db, { workspaceId, batchId: null, source: DEMO_SOURCE });
    const { rows } = await sql<{
      customerRef: number;
      customerId: string;
    }>`select customer_ref, customer_id from customer_of_ref`.execute(db);
    await recordConsents(
      db,
      rows.flatMap(({ customerRef, customerId }) => toConsents(workspaceId, customerId, fresh[customerRef])),
      now,
    );
    return fresh.length;
  });
}

async function stagePeople(db: Db, people: readonly SimulatedPerson[]): Promise<void> {
  const rows = people.map((person, at) => {
    const phone = person.phone ? parsePhone(person.phone) : undefined;
    return {
      customer_ref: at,
      external_id: person.personId,
      name: person.name,
      name_key: nameKeyOf(person.name),
      mobile: phone?.kind === 'mobile' ? phone.e164 : null,
      phone: phone?.e164 ?? null,
      phone_kind: phone?.kind ?? null,
      last4: phone?.last4 ?? '',
      email: person.email,
      birth_date: person.birthDate,
      note: '',
      met_through: person.source,
      met_at: person.joinedOn,
    };
  });
  // One value for all rows: an array a column would need one cast each.
  await sql`insert into customer_stage select * from jsonb_populate_recordset(null::customer_stage, ${JSON.stringify(rows)}::jsonb)`.execute(
    db,
  );
}

function toConsents(workspaceId: string, customerId: string, person: SimulatedPerson | undefined): ConsentSaid[] {
  return (person?.consents ?? []).flatMap(({ kind, state, givenAt, method }) =>
    state === 'absent' || !givenAt || !method
      ? []
      : [
          {
            workspaceId,
            customerId,
            kind,
            state,
            method,
            evidence: `demo ${person?.personId}`,
            at: givenAt,
            // The demo's shop wrote it down when it was said: nobody has to be told of it today (AD-14).
            recordedAt: givenAt,
          },
        ],
  );
}

/** What the till's file of some days is called, in the language of the demo's shop. */
const fileOfDays = ({ from, to }: { from: string; to: string }) => `매출 ${from === to ? from : `${from} ~ ${to}`}`;

/** Feeds the receipts of some days through the import. @returns how many were new */
export async function importOrders(
  context: Context,
  workspaceId: string,
  days: readonly SimulatedDay[],
): Promise<number> {
  const orders = days.flatMap((day) => day.orders);
  let lineNumber = 1;
  const lines = orders.flatMap((order) => {
    const own = toSalesLines(order, lineNumber);
    lineNumber += own.length;
    return own;
  });
  const [first, last] = [days.at(0), days.at(-1)];
  if (lines.length === 0 || !first || !last) return 0;
  const result = await importSalesLines(context, systemActor(workspaceId), lines, {
    fileName: fileOfDays({ from: first.day, to: last.day }),
    sourceName: DEMO_SOURCE,
  });
  await makeTillKnown(context, workspaceId, orders);
  return result.orders.created;
}

/** The demo's till is connected: its receipts came day by day, however many days are made at once. */
async function makeTillKnown(context: Context, workspaceId: string, orders: readonly SimulatedOrder[]): Promise<void> {
  const last = orders.at(-1);
  if (!last) return;
  const lastAt = new Date(last.orderedAt);
  const db = context.database.of(workspaceId);
  await addArrivals(db, {
    workspaceId,
    from: { source: DEMO_SOURCE, way: 'webhook', phase: 'during' },
    now: lastAt,
    day: businessDayOf(lastAt, await getWorkspace(db, workspaceId)),
    lastAt,
    // The board counts sales from the sales themselves.
    received: 0,
    duplicates: 0,
    refused: 0,
    withPerson: 0,
    lagMs: 0,
  });
}

/** What really reached the demo's people. */
export async function readDelivered(db: Db, workspaceId: string): Promise<DeliveredOffer[]> {
  const { timeZone, dayEndsAtHour } = await getWorkspace(db, workspaceId);
  const rows = await listReceivedOffers(db, { workspaceId, source: DEMO_SOURCE, timeZone, dayEndsAtHour });
  return rows.map(({ couponKind, couponValue, couponCode, ...offer }) => ({
    ...offer,
    coupon: couponCode && couponKind && couponValue ? { kind: couponKind, value: couponValue, code: couponCode } : null,
  }));
}

/** What some days of the demo brought, whichever process let them happen. */
export function readBrought(db: Db, workspaceId: string, days: { from: string; to: string }) {
  return countBrought(db, { workspaceId, source: DEMO_SOURCE, ...days });
}

/** Who was treated and held out in a play, as people of the simulation. */
export function readArms(db: Db, workspaceId: string, playId: string) {
  return findPlayArms(db, { workspaceId, source: DEMO_SOURCE, playId });
}

/**
 * Somebody has had enough: she presses "unsubscribe" in her e-mail, or calls the free number that her text message names.
 * A second time changes nothing.
 */
export async function refuse(
  context: Context,
  workspaceId: string,
  { messageId, number }: Pick<DeliveredOffer, 'messageId' | 'number'>,
): Promise<void> {
  if (number !== null) await recordProviderOptOuts(context, workspaceId, [{ number, at: context.clock.now() }]);
  else if (messageId !== null) await optOut(context, optOutToken(context.secrets.key, messageId));
}

/** Brings everything that is computed from the orders up to date, so that "ready" is true when it is said. */
export async function refreshInsights(context: Context, workspaceId: string): Promise<void> {
  const db = context.database.of(workspaceId);
  const { clockOffsetDays } = await getWorkspace(db, workspaceId);
  await refreshMart(db, { workspaceId, now: shiftDays(context.clock.now(), clockOffsetDays) });
}

/** The same for whoever bought on a day, before the next one begins. */
export async function refreshBuyersOf(context: Context, workspaceId: string, day: string): Promise<void> {
  const db = context.database.of(workspaceId);
  const { clockOffsetDays } = await getWorkspace(db, workspaceId);
  const customerIds = await listDayBuyers(db, { workspaceId, day });
  await refreshMart(db, { workspaceId, customerIds, now: shiftDays(context.clock.now(), clockOffsetDays) });
}
