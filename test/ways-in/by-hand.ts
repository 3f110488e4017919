import { expect } from 'vitest';
import { FIRST_SETTINGS } from '../../src/modules/loyalty/contract/programme.ts';
import { PROMOTION_KINDS } from '../../src/modules/privacy/contract/kinds.ts';
import { moveConsents, recordConsents } from '../../src/modules/privacy/index.ts';
import { newId } from '../../src/shared/ids.ts';
import { signIn } from '../factories.ts';
import { buildApiKey } from '../factories-keys.ts';
import { buildPerson } from '../factories-people.ts';
import { FLAGS, post, pressMembership, type Way } from './way.ts';

const LINES = [{ itemName: '국수', quantity: 1, amountMinor: 7_000 }];

/** People whom the staff type in, and who press a form themselves. */
export const byHand: readonly Way[] = [
  {
    way: 'added by staff',
    by: ['POST /api/customers'],
    async comeIn(door) {
      for (const { name, phone, email, claim } of door.guests) {
        const consents = { marketingConsent: claim, consents: [{ kind: 'ad_sms', state: claim }] };
        await post(door, '/api/customers', { name, phone, email, ...consents });
      }
    },
  },
  {
    way: 'staff saying so on the card without proof',
    by: ['POST /api/customers/:customerId/consents'],
    async comeIn(door) {
      for (const guest of door.guests) {
        const customerId = await buildPerson(door.shop, { name: guest.name });
        for (const method of ['staff', 'paper', 'tablet', 'web', 'phone', 'email']) {
          const choices = [{ kind: 'marketing_use', state: 'granted' }];
          const answer = await post(door, `/api/customers/${customerId}/consents`, { choices, method });
          expect(answer.statusCode).toBe(400);
        }
      }
    },
  },
  {
    way: 'a card of the business-card bowl, typed in on a phone',
    by: ['POST /api/entries', 'source manual'],
    async comeIn(door) {
      for (const { name, phone, claim } of door.guests) {
        const card = { kind: 'card', key: newId(), name, phone, event: '개업 이벤트', endsOn: '2026-11-30' };
        const answer = await post(door, '/api/entries', { ...card, ...FLAGS, marketing_consent: claim });
        expect(answer.statusCode).toBe(200);
      }
    },
  },
  {
    way: 'a sale typed in for somebody, at the desk and on a phone',
    by: ['POST /api/orders', 'POST /api/entries'],
    async comeIn(door) {
      for (const { name, phone } of door.guests) {
        const customerId = await buildPerson(door.shop, { name, phone });
        const order = { orderNo: newId(), customerId, lines: LINES, ...FLAGS };
        expect((await post(door, '/api/orders', order)).statusCode).toBe(200);
        const sale = { kind: 'sale', key: newId(), customerId, lines: LINES, ...FLAGS };
        expect((await post(door, '/api/entries', sale)).statusCode).toBe(200);
      }
    },
  },
  {
    way: 'consent tablet of the staff, nothing but the membership pressed',
    by: ['POST /api/tablet/consent'],
    async comeIn(door) {
      const { cookie } = await signIn(door.context, door.shop, 'staff');
      await pressMembership(door, { url: '/api/tablet/consent', headers: { cookie } });
    },
  },
  {
    way: 'tablet at the counter, nothing but the membership pressed',
    by: ['POST /api/v1/tablet/consent'],
    async comeIn(door) {
      const { bearer } = await buildApiKey(door.context, door.shop, { scopes: ['tablet:use'] });
      await pressMembership(door, { url: '/api/v1/tablet/consent', headers: bearer });
    },
  },
  {
    way: 'tablet at the counter, nothing but a number typed in',
    by: ['POST /api/v1/tablet/look-up', 'POST /api/v1/tablet/sales'],
    makesNobody: true,
    async comeIn({ context, server, shop, guests, now }) {
      const { bearer: headers } = await buildApiKey(context, shop, { scopes: ['tablet:use'] });
      for (const { phone } of guests) {
        const look = { phone, ...FLAGS };
        const seen = await server.inject({ method: 'POST', url: '/api/v1/tablet/look-up', headers, payload: look });
        expect(seen.json()).toMatchObject({ isMember: false });
        const payload = { taps: [{ key: newId(), billMinor: 9_000, at: now.toISOString(), ...look }] };
        const taps = await server.inject({ method: 'POST', url: '/api/v1/tablet/sales', headers, payload });
        expect(taps.json().results).toMatchObject([{ status: 'refused' }]);
      }
    },
  },
  {
    way: 'public form, nothing but the membership pressed',
    by: ['POST /api/join/:token'],
    async comeIn(door) {
      const { cookie } = await signIn(door.context, door.shop);
      const link = await door.server.inject({ method: 'GET', url: '/api/join-link', headers: { cookie } });
      await pressMembership(door, { url: `/api${new URL(link.json().url).pathname}` });
    },
  },
  {
    way: 'code on a receipt, nothing but the membership pressed',
    by: ['POST /api/claims/:token'],
    async comeIn(door) {
      const { cookie } = await signIn(door.context, door.shop);
      const url = '/api/loyalty/programme';
      const payload = { settings: { ...FIRST_SETTINGS, isOn: true }, expectedVersion: 0 };
      await door.server.inject({ method: 'PUT', url, payload, headers: { cookie } });
      for (const guest of door.guests) {
        const { orderId } = (await post(door, '/api/orders', { orderNo: newId(), lines: LINES })).json();
        const url = `/api/orders/${orderId}/claim-link`;
        const link = await door.server.inject({ method: 'GET', url, headers: { cookie } });
        const claim = `/api/claims/${link.json().url.split('/').at(-1)}`;
        await pressMembership({ ...door, guests: [guest] }, { url: claim });
      }
    },
  },
  {
    way: 'merged with somebody who agreed',
    by: ['POST /api/customers/merges', 'POST /api/customers/merges/sure'],
    async comeIn({ shop, guests, now }) {
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
