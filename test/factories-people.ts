import { newId } from '../src/shared/ids.ts';
import { instantOfLocal } from '../src/shared/time.ts';
import type { TestShop } from './factories.ts';

/** A person with what she can be reached by. */
export async function buildPerson(
  shop: TestShop,
  person: { name?: string; phone?: string; email?: string; externalId?: string; note?: string } = {},
): Promise<string> {
  const { db, workspaceId } = shop;
  const customerId = newId();
  await db
    .insertInto('customers.customer')
    .values({ workspaceId, customerId, name: person.name ?? '김하나', note: person.note ?? '', source: 'test' })
    .execute();
  const contacts = [
    ...(person.phone ? [{ kind: 'mobile', value: person.phone, last4: person.phone.slice(-4) }] : []),
    ...(person.email ? [{ kind: 'email', value: person.email, last4: '' }] : []),
  ];
  for (const contact of contacts) {
    await db
      .insertInto('customers.contactPoint')
      .values({ workspaceId, contactPointId: newId(), customerId, source: 'test', ...contact })
      .execute();
  }
  if (person.externalId) {
    await db
      .insertInto('customers.externalId')
      .values({ workspaceId, source: 'test', externalId: person.externalId, customerId })
      .execute();
  }
  return customerId;
}

/** Many people of whom nothing else is known. */
export async function buildPeople({ workspaceId, db }: TestShop, count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, () => ({
    workspaceId,
    customerId: newId(),
    name: '김하나',
    note: '',
    source: 'test',
  }));
  for (let at = 0; at < rows.length; at += 2_000) {
    await db
      .insertInto('customers.customer')
      .values(rows.slice(at, at + 2_000))
      .execute();
  }
  return rows.map(({ customerId }) => customerId);
}

export async function buildItem(shop: TestShop, name: string): Promise<string> {
  const itemId = newId();
  await shop.db
    .insertInto('menu.item')
    .values({ workspaceId: shop.workspaceId, itemId, itemKey: name, name })
    .execute();
  return itemId;
}

export interface TestOrder {
  customerId: string | null;
  businessDay: string;
  /** On the shop's clock. */
  hour?: number;
  grossMinor?: number;
  refundMinor?: number;
  items?: readonly string[];
  /** Pieces of each item; one without. */
  quantity?: number;
  /** Options of each item, as a line keeps them. */
  options?: readonly string[];
}

/** Orders as the import stores them; each item is one line that shares the amount. */
export async function buildOrders(shop: TestShop, orders: readonly TestOrder[]): Promise<string[]> {
  const { db, workspaceId, workspace } = shop;
  const ids: string[] = [];
  const rows = orders.map((order) => {
    const orderId = newId();
    ids.push(orderId);
    const hour = String(order.hour ?? 19).padStart(2, '0');
    return {
      workspaceId,
      orderId,
      source: 'test',
      orderNo: orderId,
      orderedAt: instantOfLocal(`${order.businessDay}T${hour}:10`, workspace.timeZone),
      businessDay: order.businessDay,
      customerId: order.customerId,
      grossMinor: order.grossMinor ?? 10_000,
      refundMinor: order.refundMinor ?? 0,
      lineCount: order.items?.length ?? 0,
    };
  });
  const lines = orders.flatMap((order, at) =>
    (order.items ?? []).map((itemId, line) => ({
      workspaceId,
      orderId: ids[at] ?? '',
      lineNo: line + 1,
      itemId,
      kind: 'sale',
      quantity: order.quantity ?? 1,
      options: order.options?.[line] ?? '',
      amountMinor: Math.round((order.grossMinor ?? 10_000) / (order.items?.length ?? 1)),
    })),
  );
  for (let at = 0; at < rows.length; at += 2_000) {
    await db
      .insertInto('orders.saleOrder')
      .values(rows.slice(at, at + 2_000))
      .execute();
  }
  for (let at = 0; at < lines.length; at += 2_000) {
    await db
      .insertInto('orders.orderLine')
      .values(lines.slice(at, at + 2_000))
      .execute();
  }
  return ids;
}

/** Both ticks that advertising e-mail needs, or a refusal of them. */
export function buildEmailConsent(shop: TestShop, customerId: string, state: 'granted' | 'refused' = 'granted') {
  return buildConsents(shop, { customerId, kinds: ['marketing_use', 'ad_email'], state });
}

export async function buildConsents(
  shop: TestShop,
  {
    customerId,
    kinds,
    state,
    at = new Date('2026-09-01T12:00:00+09:00'),
  }: { customerId: string; kinds: readonly string[]; state: 'granted' | 'refused'; at?: Date },
) {
  const { db, workspaceId } = shop;
  for (const kind of kinds) {
    const event = {
      workspaceId,
      consentEventId: newId(),
      customerId,
      kind,
      state,
      at,
    };
    await db
      .insertInto('privacy.consentEvent')
      .values({ ...event, recordedAt: event.at, method: 'paper', evidence: 'test' })
      .execute();
    await db.insertInto('privacy.consent').values(event).execute();
  }
}
