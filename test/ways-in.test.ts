import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolvePeople } from '../src/modules/customers/index.ts';
import { IMPORT_BASES, importCustomers, importers, importSales } from '../src/modules/imports/index.ts';
import { PROMOTION_KINDS } from '../src/modules/privacy/contract/kinds.ts';
import type { ConsentText } from '../src/modules/privacy/contract/texts.ts';
import { GRANTING_STATES, moveConsents, recordConsents } from '../src/modules/privacy/index.ts';
import { shopifyOrder } from '../src/modules/sources/webhooks/fixtures.ts';
import { recordTouchpoints } from '../src/modules/touchpoints/index.ts';
import { newId } from '../src/shared/ids.ts';
import { createTestContext } from './database.ts';
import { buildServer, buildShop, signIn, type TestShop } from './factories.ts';
import { buildApiKey } from './factories-keys.ts';
import { buildPerson } from './factories-people.ts';
import { connect, SECRET, sendShopify, workOff } from './factories-sources.ts';

const context = await createTestContext();
const server = await buildServer(context);
const now = context.clock.now();
let caller = 0;

/** Somebody who comes in, and what is claimed of her without any proof. */
interface Guest {
  name: string;
  phone: string;
  email: string;
  /** What a file, a body or a member of staff says she agreed to. */
  claim: 'granted' | 'refused' | 'absent' | '';
}

/**
 * Every way in which a person gets into the shop, without anything she said herself. A new way is a row here.
 * `comeIn` says in all its ways that she agreed; nothing may come of it (domain 1.14, PV-16, AD-10).
 */
const WAYS: readonly { way: string; comeIn: (shop: TestShop, guests: readonly Guest[]) => Promise<void> }[] = [
  {
    way: 'added by staff',
    async comeIn(shop, guests) {
      for (const { name, phone, email, claim } of guests) {
        const consents = { marketingConsent: claim, consents: [{ kind: 'ad_sms', state: claim }] };
        await post(shop, '/api/customers', { name, phone, email, ...consents });
      }
    },
  },
  {
    way: 'staff saying so on the card without proof',
    async comeIn(shop, guests) {
      for (const guest of guests) {
        const customerId = await buildPerson(shop, { name: guest.name });
        for (const method of ['staff', 'paper', 'tablet', 'web', 'phone', 'email']) {
          const choices = [{ kind: 'marketing_use', state: 'granted' }];
          const status = await post(shop, `/api/customers/${customerId}/consents`, { choices, method });
          expect(status).toBe(400);
        }
      }
    },
  },
  ...[...IMPORT_BASES, undefined].flatMap((basis) => [
    {
      way: `customers file, basis ${basis ?? 'not given'}`,
      async comeIn(shop: TestShop, guests: readonly Guest[]) {
        // Without the moment at which she agreed there is no evidence, whatever the basis says.
        const source = write(shop, 'name,phone,email,marketing_consent,consent_at', guests, '');
        await importCustomers(context, shop.actor(), { source, fileName: 'people.csv', basis });
      },
    },
    {
      way: `sales file, basis ${basis ?? 'not given'}`,
      async comeIn(shop: TestShop, guests: readonly Guest[]) {
        const header =
          'order_no,ordered_at,item_name,quantity,amount,customer_name,customer_phone,customer_email,marketing_consent,consent_at';
        const source = write(
          shop,
          header,
          guests,
          '2026-01-02T10:00:00+09:00',
          (n) => `${n},2026-11-20T12:00:00,국수,1,7000,`,
        );
        await importSales(context, shop.actor(), { source, fileName: 'sales.csv', basis });
      },
    },
  ]),
  {
    way: 'customers file with its moment, but without the evidence',
    async comeIn(shop, guests) {
      const source = write(shop, 'name,phone,email,marketing_consent,consent_at', guests, '2026-01-02T10:00:00+09:00');
      await importCustomers(context, shop.actor(), { source, fileName: 'people.csv', basis: 'transaction' });
    },
  },
  {
    way: 'found behind a touchpoint',
    async comeIn(shop, guests) {
      const clues = guests.map(({ name, phone, email }) => ({ name, phone, email }));
      await resolvePeople(shop.db, { workspaceId: shop.workspaceId, clues, source: 'survey', now });
      await recordTouchpoints(shop.db, shop.actor(), {
        from: { source: 'survey', way: 'file', phase: 'after' },
        touchpoints: guests.map((guest, n) => ({
          at: now,
          phase: 'after',
          kind: 'survey.answered',
          idempotencyKey: String(n),
          person: { name: guest.name, phone: guest.phone },
          payload: { marketing_consent: guest.claim, ad_sms: guest.claim },
        })),
        now,
      });
    },
  },
  {
    way: 'webhook of Shopify with its marketing flags',
    async comeIn(shop, guests) {
      const { cookie } = await signIn(context, shop);
      const { path } = await connect(server, cookie, { platform: 'shopify', label: 'mall', secret: SECRET });
      for (const [n, { name, phone, email, claim }] of guests.entries()) {
        const agreed = { state: 'subscribed', consent_updated_at: '2026-01-02T10:00:00+09:00' };
        const flags = { accepts_marketing: true, email_marketing_consent: agreed, sms_marketing_consent: agreed };
        const customer = { id: n + 1, first_name: name, phone, email, marketing_consent: claim, ...flags };
        await sendShopify(server, path, shopifyOrder({ id: String(n + 1), name: `#${n}`, customer }));
      }
      await workOff(context);
    },
  },
  {
    way: 'webhook of a Cafe24 sign-up with its news flags',
    async comeIn(shop, guests) {
      const { cookie } = await signIn(context, shop);
      const { path } = await connect(server, cookie, { platform: 'cafe24', label: 'mall', secret: SECRET });
      for (const [n, { name, phone, email }] of guests.entries()) {
        const flags = { sms: 'T', news_mail: 'T', created_date: '2026-11-20T10:00:00+09:00' };
        const resource = { member_id: `m${n}`, name, cellphone: phone, email, ...flags };
        const headers = { 'x-api-key': SECRET };
        await server.inject({ method: 'POST', url: path, headers, payload: { event_no: 90032, resource } });
      }
      await workOff(context);
    },
  },
  {
    way: 'generic webhook that claims it',
    async comeIn(shop, guests) {
      const { cookie } = await signIn(context, shop);
      const connection = await connect(server, cookie, { platform: 'generic', label: 'app', signing: 'none' });
      const fields = { name: 'name', phone: 'phone', email: 'email', kind: 'kind' };
      const payload = { marketing_consent: 'claim', consent_at: 'at' };
      const map = { version: 1, kind: 'touchpoint', phase: 'before', kindWord: 'app.joined', fields, payload };
      const url = `/api/connections/${connection.connectionId}`;
      await server.inject({ method: 'PATCH', url, headers: { cookie }, payload: { map } });
      for (const guest of guests) {
        const body = { ...guest, at: '2026-01-02T10:00:00+09:00', kind: 'consent.granted' };
        await server.inject({ method: 'POST', url: connection.path, payload: body });
      }
      await workOff(context);
    },
  },
  {
    way: 'API v1: customers, and touchpoints that name them',
    async comeIn(shop, guests) {
      const { bearer: headers } = await buildApiKey(context, shop);
      const people = guests.map(({ name, phone, email }) => ({ name, phone, email }));
      const customers = await server.inject({
        method: 'POST',
        url: '/api/v1/customers',
        headers,
        payload: { customers: people },
      });
      expect(customers.statusCode).toBe(200);
      // A row that claims a consent is refused as a whole: there is no such field.
      const claiming = people.map((person) => ({ ...person, marketingConsent: 'granted' }));
      const refused = await server.inject({
        method: 'POST',
        url: '/api/v1/customers',
        headers,
        payload: { customers: claiming },
      });
      expect(refused.json().results?.every(({ status }: { status: string }) => status === 'refused') ?? true).toBe(
        true,
      );
      const touchpoints = guests.map((guest, n) => ({
        idempotencyKey: `v1-${n}`,
        at: now.toISOString(),
        kind: 'consent.granted',
        person: people[n],
        payload: { ad_sms: guest.claim, marketing_consent: 'granted' },
      }));
      await server.inject({ method: 'POST', url: '/api/v1/touchpoints', headers, payload: { touchpoints } });
    },
  },
  {
    way: 'Segment: identify and track with traits that claim it',
    async comeIn(shop, guests) {
      const { key } = await buildApiKey(context, shop);
      const headers = { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` };
      for (const [n, { name, phone, email, claim }] of guests.entries()) {
        const flags = { marketing_consent: claim, subscribed: true, accepts_marketing: true };
        const traits = { name, phone, email, ...flags };
        const at = { userId: `u${n}`, timestamp: now.toISOString() };
        for (const [type, body] of [
          ['identify', { ...at, messageId: `i${n}`, traits }],
          ['track', { ...at, messageId: `t${n}`, event: 'Consent Granted', properties: flags, context: { traits } }],
        ] as const) {
          const answer = await server.inject({ method: 'POST', url: `/v1/${type}`, headers, payload: body });
          expect(answer.statusCode).toBe(200);
        }
      }
    },
  },
  {
    way: 'GA4: events of a signed-in visitor with consent flags',
    async comeIn(shop, guests) {
      const { key } = await buildApiKey(context, shop);
      for (const [n, { claim }] of guests.entries()) {
        const payload = {
          client_id: `1.${n}`,
          user_id: `u${n}`,
          consent: { ad_user_data: 'GRANTED', ad_personalization: 'GRANTED' },
          user_properties: { marketing_consent: { value: claim } },
          events: [{ name: 'sign_up', params: { marketing_consent: 'granted' } }],
        };
        const answer = await server.inject({ method: 'POST', url: `/mp/collect?api_secret=${key}`, payload });
        expect(answer.statusCode).toBe(204);
      }
    },
  },
  {
    way: 'contacts of a phone book',
    async comeIn(shop, guests) {
      const source = write(
        shop,
        'Name,Phone 1 - Value,E-mail 1 - Value,marketing_consent,consent_at',
        guests,
        '2026-01-02T10:00:00+09:00',
      );
      const result = await importers.contacts(context, shop.actor(), { source, fileName: 'contacts.csv' });
      expect(result.accepted).toBe(guests.length);
    },
  },
  {
    way: 'a card of the business-card bowl, typed in on a phone',
    async comeIn(shop, guests) {
      for (const { name, phone, claim } of guests) {
        const card = { kind: 'card', key: newId(), name, phone, event: '개업 이벤트', endsOn: '2026-11-30' };
        expect(await post(shop, '/api/entries', { ...card, marketing_consent: claim, ad_sms: 'granted' })).toBe(200);
      }
    },
  },
  {
    way: 'consent tablet, nothing but the membership pressed',
    async comeIn(shop, guests) {
      const { cookie } = await signIn(context, shop, 'staff');
      await pressMembership(guests, '/api/tablet/consent', cookie);
    },
  },
  {
    way: 'public form, nothing but the membership pressed',
    async comeIn(shop, guests) {
      const { cookie } = await signIn(context, shop);
      const link = await server.inject({ method: 'GET', url: '/api/join-link', headers: { cookie } });
      await pressMembership(guests, `/api${new URL(link.json().url).pathname}`);
    },
  },
  {
    way: 'merged with somebody who agreed',
    async comeIn(shop, guests) {
      const { workspaceId, db } = shop;
      for (const { name } of guests) {
        const [from, into] = [await buildPerson(shop, { name }), await buildPerson(shop, { name })];
        const said = { workspaceId, customerId: from, method: 'paper', evidence: 'sheet', at: now } as const;
        await recordConsents(
          db,
          PROMOTION_KINDS.map((kind) => ({ ...said, kind, state: 'granted' })),
          now,
        );
        await moveConsents(db, { workspaceId, from, into, at: new Date(now.getTime() + 1) });
      }
    },
  },
];

async function post(shop: TestShop, url: string, payload: object): Promise<number> {
  const { cookie } = await signIn(context, shop);
  return (await server.inject({ method: 'POST', url, payload, headers: { cookie } })).statusCode;
}

function write(
  shop: TestShop,
  header: string,
  guests: readonly Guest[],
  at: string,
  before: (n: number) => string = () => '',
): string {
  const file = path.join(context.config.home, `${shop.workspaceId}-${newId()}.csv`);
  const lines = guests.map(
    ({ name, phone, email, claim }, n) => `${before(n)}${name},${phone},${email},${claim},${at}`,
  );
  writeFileSync(file, [header, ...lines].join('\n'));
  return file;
}

async function pressMembership(guests: readonly Guest[], url: string, cookie?: string): Promise<void> {
  for (const { name, phone, email } of guests) {
    caller += 1;
    const remoteAddress = `10.1.${caller >> 8}.${caller & 255}`;
    const headers = cookie ? { cookie } : {};
    const form = (await server.inject({ method: 'GET', url, headers, remoteAddress })).json();
    const text = (form.texts as ConsentText[]).find(({ kind }) => kind === 'svc_membership');
    const choices = [{ kind: 'svc_membership', state: 'granted', textVersionId: text?.textVersionId }];
    const body = { name, phone, email, choices, marketing_use: true, ad_sms: 'granted' };
    const answer = await server.inject({ method: 'POST', url, payload: body, headers, remoteAddress });
    expect(answer.json()).toEqual({ joined: true });
  }
}

const zGuests = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom('김하나', '박건', '이서'),
    number: fc.integer({ min: 1_000, max: 9_999 }),
    claim: fc.constantFrom('granted' as const, 'refused' as const, 'absent' as const, '' as const),
  }),
  { minLength: 1, maxLength: 4, selector: ({ number }) => number },
);

describe('no promotion consent comes of itself (domain 1.14)', { timeout: 120_000 }, () => {
  it.each(WAYS.map(({ way, comeIn }) => [way, comeIn] as const))('%s', async (_way, comeIn) => {
    await fc.assert(
      fc.asyncProperty(zGuests, async (drawn) => {
        const shop = await buildShop(context);
        const guests = drawn.map(({ name, number, claim }) => ({
          name,
          phone: `010-1234-${number}`,
          email: `guest${number}@example.com`,
          claim,
        }));
        await comeIn(shop, guests);
        const { n } = await shop.db
          .selectFrom('customers.customer')
          .select((eb) => eb.fn.countAll<number>().as('n'))
          .executeTakeFirstOrThrow();
        expect(n).toBeGreaterThan(0);
        const held = await shop.db.selectFrom('privacy.consent').select(['kind', 'state']).execute();
        const granted = held.filter(
          ({ kind, state }) => GRANTING_STATES.includes(state) && (PROMOTION_KINDS as readonly string[]).includes(kind),
        );
        expect(granted).toEqual([]);
        // PV-15: and every number and address says who told it.
        const untold = await shop.db
          .selectFrom('customers.contactPoint')
          .select('kind')
          .where('source', 'is', null)
          .execute();
        expect(untold).toEqual([]);
      }),
      { numRuns: 4 },
    );
  });

  it('but comes of what she said with its proof, so that this test can fail', async () => {
    const shop = await buildShop(context);
    const guest: Guest = { name: '김하나', phone: '010-1234-5678', email: 'a@example.com', claim: 'granted' };
    const header = 'name,phone,email,marketing_consent,consent_at';
    const source = write(shop, header, [guest], '2026-01-02T10:00:00+09:00');
    const basis = 'consent-with-evidence';
    await importCustomers(context, shop.actor(), { source, fileName: 'people.csv', basis });
    const held = await shop.db.selectFrom('privacy.consent').select('state').execute();
    expect(held.map(({ state }) => state)).toEqual(['granted', 'granted', 'granted']);
  });
});
