import { FIRST_SETTINGS, type ProgrammeSettings } from '../src/modules/loyalty/contract.ts';
import { redeemFromOrders } from '../src/modules/loyalty/index.ts';
import { saveProgramme } from '../src/modules/loyalty/programme/service.ts';
import { recordConsents } from '../src/modules/privacy/index.ts';
import type { TestContext } from './database.ts';
import { type buildServer, buildShop, signIn, type TestShop } from './factories.ts';
import { buildPerson } from './factories-people.ts';

const TODAY = '2026-11-21';

/** A programme that is on: 5 % in points, unless said otherwise. */
export async function buildProgramme(
  context: TestContext,
  shop: TestShop,
  change: Partial<ProgrammeSettings> = {},
): Promise<void> {
  await saveProgramme(shop.db, shop.actor('owner'), {
    settings: { ...FIRST_SETTINGS, isOn: true, ...change },
    expectedVersion: 0,
    today: TODAY,
    now: context.clock.now(),
  });
}

/** Somebody who agreed to membership; 010-1234-5678 unless said otherwise. */
export async function buildMember(
  context: TestContext,
  shop: TestShop,
  { phone = '+821012345678' }: { phone?: string } = {},
): Promise<string> {
  const customerId = await buildPerson(shop, { phone });
  const now = context.clock.now();
  const said = { workspaceId: shop.workspaceId, customerId, kind: 'svc_membership', state: 'granted' } as const;
  await recordConsents(shop.db, [{ ...said, method: 'tablet', evidence: 'test', at: now }], now);
  return customerId;
}

/** Shops with their owner at a browser, and the look through the orders that bring coupons. */
export function buildCouponShop(context: TestContext, server: Awaited<ReturnType<typeof buildServer>>) {
  return async function open() {
    const shop = await buildShop(context);
    const { db, workspaceId } = shop;
    const { cookie } = await signIn(context, shop);
    const send = (method: 'GET' | 'POST', url: string, payload?: object) =>
      server.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) });
    const call = async (method: 'GET' | 'POST', url: string, payload?: object) =>
      (await send(method, url, payload)).json();
    const redeem = () => redeemFromOrders(db, { workspaceId, now: context.clock.now() });
    /** Uses of the only offer and what they cost. */
    const counted = async () => {
      const { offers } = await call('GET', '/api/offers');
      return [offers[0].usedCount, offers[0].spentMinor];
    };
    return { shop, db, workspaceId, send, call, redeem, counted };
  };
}
