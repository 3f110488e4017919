import { expect } from 'vitest';
import { SEGMENT_TYPES } from '../../src/modules/sources/segment/contract.ts';
import type { Platform } from '../../src/modules/sources/webhooks/contract.ts';
import { shopifyOrder, toastOrder } from '../../src/modules/sources/webhooks/fixtures.ts';
import { sign } from '../../src/modules/sources/webhooks/signatures.ts';
import { signIn } from '../factories.ts';
import { buildApiKey } from '../factories-keys.ts';
import { connect, SECRET, sendShopify } from '../factories-sources.ts';
import { workOff } from '../work-off.ts';
import { type Door, EVIDENCE_AT, FLAGS, type Way } from './way.ts';

const AGREED = { state: 'subscribed', consent_updated_at: EVIDENCE_AT };
const HOOK = 'POST /hooks/:token';

const traitsOf = ({ name, phone, email, claim }: Door['guests'][number]) => ({
  ...FLAGS,
  name,
  phone,
  email,
  marketing_consent: claim,
});

async function send(door: Door, url: string, { payload, headers = {} }: { payload: object; headers?: object }) {
  const { server } = door;
  const answer = await server.inject({ method: 'POST', url, payload, headers: { ...headers } });
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json === undefined || answer.statusCode === 204 ? {} : answer.json();
}

/** Connects a platform, sends it a body for each guest, signed as it signs, and works them off. */
async function deliver(door: Door, platform: Platform, bodyOf: (guest: Door['guests'][number], n: number) => string) {
  const { context, server, shop, guests } = door;
  const { cookie } = await signIn(context, shop);
  const connection = await connect(server, cookie, { platform, label: platform, secret: SECRET });
  for (const [n, guest] of guests.entries()) {
    const body = Buffer.from(bodyOf(guest, n));
    const urls = [connection.url ?? ''];
    const signed = sign({ platform, signing: 'platform', signatureHeader: '', body, urls }, SECRET);
    const headers = { 'content-type': 'application/json', ...signed };
    const answer = await server.inject({ method: 'POST', url: connection.path, headers, payload: body });
    expect(answer.statusCode, answer.body).toBe(200);
  }
  await workOff(context);
}

const basic = (key: string) => ({ authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` });

/** People of whom another program tells. */
export const byProgram: readonly Way[] = [
  {
    way: 'webhook of Shopify with its marketing flags',
    by: [HOOK, 'platform shopify', 'source webhook'],
    async comeIn({ context, server, shop, guests }) {
      const { cookie } = await signIn(context, shop);
      const { path } = await connect(server, cookie, { platform: 'shopify', label: 'mall', secret: SECRET });
      for (const [n, { name, phone, email, claim }] of guests.entries()) {
        const flags = { accepts_marketing: true, email_marketing_consent: AGREED, sms_marketing_consent: AGREED };
        const customer = { id: n + 1, first_name: name, phone, email, marketing_consent: claim, ...flags };
        await sendShopify(server, path, shopifyOrder({ id: String(n + 1), name: `#${n}`, customer }));
      }
      await workOff(context);
    },
  },
  {
    way: 'webhook of Square with flags beside the payment',
    by: [HOOK, 'platform square'],
    comeIn: (door) =>
      deliver(door, 'square', ({ email, claim }, n) =>
        JSON.stringify({
          type: 'payment.updated',
          event_id: `e${n}`,
          data: {
            object: {
              payment: {
                id: `P${n}`,
                status: 'COMPLETED',
                customer_id: `C${n}`,
                created_at: '2026-11-20T09:00:00Z',
                amount_money: { amount: 7_000, currency: 'KRW' },
                buyer_email_address: email,
                ...FLAGS,
                marketing_consent: claim,
              },
            },
          },
        }),
      ),
  },
  {
    way: 'webhook of Toast with flags beside the guest',
    by: [HOOK, 'platform toast'],
    comeIn: (door) =>
      deliver(door, 'toast', ({ name, phone, email, claim }, n) =>
        toastOrder(n, {
          order: { guid: `T${n}` },
          check: {
            guid: `K${n}`,
            customer: { guid: `C${n}`, firstName: name, phone, email, ...FLAGS, marketing_consent: claim },
          },
        }),
      ),
  },
  {
    way: 'webhook of a Cafe24 sign-up with its news flags',
    by: [HOOK, 'platform cafe24'],
    comeIn: (door) =>
      deliver(door, 'cafe24', ({ name, phone, email }, n) => {
        const flags = { sms: 'T', news_mail: 'T', created_date: '2026-11-20T10:00:00+09:00' };
        const resource = { member_id: `m${n}`, name, cellphone: phone, email, ...flags };
        return JSON.stringify({ event_no: 90032, resource });
      }),
  },
  {
    way: 'generic webhook that claims it',
    by: [HOOK, 'platform generic'],
    async comeIn(door) {
      const { context, server, shop, guests } = door;
      const { cookie } = await signIn(context, shop);
      const connection = await connect(server, cookie, { platform: 'generic', label: 'app', signing: 'none' });
      const fields = { name: 'name', phone: 'phone', email: 'email', kind: 'kind' };
      const payload = { marketing_consent: 'claim', consent_at: 'at' };
      const map = { version: 1, kind: 'touchpoint', phase: 'before', kindWord: 'app.joined', fields, payload };
      const url = `/api/connections/${connection.connectionId}`;
      await server.inject({ method: 'PATCH', url, headers: { cookie }, payload: { map } });
      for (const guest of guests)
        await send(door, connection.path, { payload: { ...guest, at: EVIDENCE_AT, kind: 'consent.granted' } });
      await workOff(context);
    },
  },
  {
    way: 'API v1: customers, and touchpoints that name them',
    by: ['POST /api/v1/customers', 'POST /api/v1/touchpoints', 'source api'],
    async comeIn(door) {
      const { context, shop, guests, now } = door;
      const { bearer: headers } = await buildApiKey(context, shop);
      const people = guests.map(({ name, phone, email }) => ({ name, phone, email }));
      await send(door, '/api/v1/customers', { headers, payload: { customers: people } });
      // A row that claims a consent is refused as a whole: there is no such field.
      const claiming = people.map((person) => ({ ...person, marketingConsent: 'granted' }));
      const told = await send(door, '/api/v1/customers', { headers, payload: { customers: claiming } });
      expect(told).toMatchObject({ refused: guests.length });
      const touchpoints = guests.map((guest, n) => ({
        idempotencyKey: `v1-${n}`,
        at: now.toISOString(),
        kind: 'consent.granted',
        person: people[n],
        payload: { ad_sms: guest.claim, marketing_consent: 'granted' },
      }));
      await send(door, '/api/v1/touchpoints', { headers, payload: { touchpoints } });
    },
  },
  {
    way: 'API v1: orders with a customer',
    by: ['POST /api/v1/orders'],
    async comeIn(door) {
      const { context, shop, guests, now } = door;
      const { bearer: headers } = await buildApiKey(context, shop);
      const lines = [{ itemName: '국수', quantity: 1, amountMinor: 7_000 }];
      const orders = guests.map(({ name, phone, email }, n) => {
        const customer = { name, phone, email };
        return { orderNo: `v1-${n}`, orderedAt: now.toISOString(), customer, lines };
      });
      const stored = await send(door, '/api/v1/orders', { headers, payload: { orders } });
      expect(stored).toMatchObject({ recorded: guests.length });
      const claiming = orders.map((order) => ({
        ...order,
        orderNo: `${order.orderNo}!`,
        customer: { ...order.customer, marketingConsent: 'granted' },
      }));
      const told = await send(door, '/api/v1/orders', { headers, payload: { orders: claiming } });
      expect(told).toMatchObject({ refused: guests.length });
    },
  },
  {
    way: 'Segment: every call of it, with traits that claim it',
    by: [...SEGMENT_TYPES.map((type) => `POST /v1/${type}`), 'source segment'],
    async comeIn(door) {
      const { key } = await buildApiKey(door.context, door.shop);
      for (const type of SEGMENT_TYPES)
        for (const [n, guest] of door.guests.entries())
          await send(door, `/v1/${type}`, { headers: basic(key), payload: segmentCall(door, { type, guest, n }) });
    },
  },
  {
    way: 'Segment: a batch of every call',
    by: ['POST /v1/batch'],
    async comeIn(door) {
      const { key } = await buildApiKey(door.context, door.shop);
      const batch = SEGMENT_TYPES.flatMap((type) =>
        door.guests.map((guest, n) => segmentCall(door, { type, guest, n })),
      );
      await send(door, '/v1/batch', { headers: basic(key), payload: { batch } });
    },
  },
  {
    way: 'tracker: a page that says who looks at it and that she agreed',
    by: ['POST /t', 'source tracker'],
    async comeIn(door) {
      const { key } = await buildApiKey(door.context, door.shop, { kind: 'public' });
      const batch = SEGMENT_TYPES.flatMap((type) =>
        door.guests.map((guest, n) => segmentCall(door, { type, guest, n })),
      );
      await send(door, `/t?key=${key}`, { payload: { batch } });
    },
  },
  {
    way: 'GA4: events of a signed-in visitor with consent flags',
    by: ['POST /mp/collect', 'source analytics'],
    async comeIn(door) {
      const { key } = await buildApiKey(door.context, door.shop);
      for (const [n, { claim }] of door.guests.entries()) {
        const payload = {
          client_id: `1.${n}`,
          user_id: `u${n}`,
          consent: { ad_user_data: 'GRANTED', ad_personalization: 'GRANTED' },
          user_properties: { marketing_consent: { value: claim } },
          events: [{ name: 'sign_up', params: { marketing_consent: 'granted' } }],
        };
        await send(door, `/mp/collect?api_secret=${key}`, { payload });
      }
    },
  },
];

function segmentCall(
  { now }: Door,
  { type, guest, n }: { type: (typeof SEGMENT_TYPES)[number]; guest: Door['guests'][number]; n: number },
) {
  const traits = traitsOf(guest);
  const at = { userId: `u${n}`, anonymousId: `b${n}`, timestamp: now.toISOString(), context: { traits } };
  return {
    ...at,
    type,
    messageId: `${type}-${n}`,
    traits,
    properties: traits,
    ...(type === 'track' ? { event: 'Consent Granted' } : {}),
    ...(type === 'group' ? { groupId: 'acme' } : {}),
    ...(type === 'alias' ? { previousId: `former${n}` } : {}),
  };
}
