import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import type { Db } from '../../platform/db.ts';
import { keyRoute, openRoute, type Route, route } from '../../platform/http/route.ts';
import { listOwnAddresses } from '../../platform/own-addresses.ts';
import { AppError } from '../../shared/errors.ts';
import { businessDayOf } from '../../shared/time.ts';
import { askGuardian } from '../privacy/index.ts';
import { getConsentForm, join } from '../selfservice/index.ts';
import { beginAttempt } from '../staff/index.ts';
import { getRecentWorkspace, getWorkspace } from '../workspace/index.ts';
import * as api from './api/service.ts';
import * as claims from './claims/service.ts';
import * as apiContract from './contract/api.ts';
import { redeemAsTill } from './contract/till.ts';
import * as contract from './contract.ts';
import { getCoupon, redeemCoupon, undoCouponUse } from './offers/redeem.ts';
import { settleDoubt } from './offers/same-word.ts';
import * as offers from './offers/service.ts';
import { listUses, USES_SHOWN, type UseRow } from './offers/uses.ts';
import * as report from './points/report.ts';
import * as points from './points/service.ts';
import { undoMove } from './points/undo.ts';
import * as programme from './programme/service.ts';
import { computeNoShow, computeTuitionRefund } from './refunds/rules.ts';
import * as service from './service.ts';
import * as tablet from './tablet/service.ts';

/** The business day of the shop; calls of one shop share what was read of it. */
async function todayOf({ db, actor, now }: { db: Db; actor: { workspaceId: string }; now: Date }): Promise<string> {
  return businessDayOf(now, await getWorkspace(db, actor.workspaceId));
}

/** Address under which guests and tablets reach the product. */
async function baseUrlOf({ context, db, actor }: { context: Context; db: Db; actor: { workspaceId: string } }) {
  const { publicUrl } = await getRecentWorkspace(db, actor.workspaceId);
  return publicUrl || context.config.publicUrl;
}

const couponRoutes: Route[] = [
  route(contract.listCustomerCoupons, async (call) => ({
    coupons: await service.listCustomerCoupons(call.db, call.actor, call.params.customerId, await todayOf(call)),
  })),
  route(contract.listOffers, async (call) => ({
    offers: await offers.listOffers(call.db, call.actor, await todayOf(call)),
  })),
  route(contract.createOffer, async (call) => ({
    offer: await offers.createOffer(call.db, call.actor, { ...call.body, today: await todayOf(call), now: call.now }),
  })),
  route(contract.stopOffer, async (call) => ({
    offer: await offers.stopOffer(call.db, call.actor, { ...call.params, today: await todayOf(call), now: call.now }),
  })),
  route(contract.createOfferCodes, async (call) => {
    const { db, actor, params, body, now } = call;
    return { codes: await offers.createOfferCodes(db, actor, { ...params, ...body, today: await todayOf(call), now }) };
  }),
];

const pointRoutes: Route[] = [
  route(contract.getProgramme, async (call) => programme.getProgramme(call.db, call.actor, await todayOf(call))),
  route(contract.saveProgramme, async (call) => ({
    programme: await programme.saveProgramme(call.db, call.actor, {
      ...call.body,
      today: await todayOf(call),
      now: call.now,
    }),
  })),
  route(contract.getPersonLoyalty, async (call) =>
    points.getPersonLoyalty(call.db, call.actor, { ...call.params, today: await todayOf(call), now: call.now }),
  ),
  route(contract.recordCounterSale, ({ db, actor, body, now }) =>
    points.recordCounterSale(db, actor, { ...body, now }),
  ),
  route(contract.spendPoints, async (call) =>
    points.spendPoints(call.db, call.actor, { ...call.body, today: await todayOf(call), now: call.now }),
  ),
  route(contract.adjustPoints, async (call) =>
    points.adjustPoints(call.db, call.actor, { ...call.body, today: await todayOf(call), now: call.now }),
  ),
  route(contract.transferPoints, async (call) =>
    points.transferPoints(call.db, call.actor, { ...call.body, today: await todayOf(call), now: call.now }),
  ),
  route(contract.undoMove, async (call) => {
    const { db, actor, params, body, now } = call;
    return undoMove(db, actor, { ...params, ...body, today: await todayOf(call), now });
  }),
  route(contract.chargePrepaid, async (call) =>
    points.chargePrepaid(call.db, call.actor, { ...call.body, today: await todayOf(call), now: call.now }),
  ),
  route(contract.getPrepaidRefund, async (call) =>
    points.getPrepaidRefund(call.db, call.actor, { ...call.params, today: await todayOf(call) }),
  ),
  route(contract.refundPrepaid, async (call) => {
    const { db, actor, params, body, now } = call;
    return points.refundPrepaid(db, actor, { ...params, ...body, today: await todayOf(call), now });
  }),
  route(contract.setStaffPerson, async ({ db, actor, params, body, now }) => {
    await points.setStaffPerson(db, actor, { ...params, ...body, now });
    return {};
  }),
  route(contract.listAlarms, ({ db, actor }) => report.listAlarms(db, actor)),
  route(contract.markAlarmSeen, async ({ db, actor, params, now }) => {
    await report.markAlarmSeen(db, actor, params.alarmId, now);
    return {};
  }),
  route(contract.settleDoubt, async ({ db, actor, params, body, now }) => {
    await settleDoubt(db, actor, { ...params, ...body, now });
    return {};
  }),
  route(contract.getLiability, ({ db, actor }) => report.getLiability(db, actor)),
];

const deviceOf = (request: FastifyRequest) => `${request.headers['user-agent'] ?? ''} · ${request.ip}`;
const BY_KEY = { kinds: ['secret'] as const, bodyLimitBytes: 1 << 20 };

const tabletRoutes: Route[] = [
  keyRoute(contract.getTabletShop, ({ db, actor, now }) => tablet.getTabletShop(db, actor, now), BY_KEY),
  keyRoute(
    contract.lookUpOnTablet,
    ({ db, actor, body, now }) => tablet.lookUpOnTablet(db, actor, { ...body, now }),
    BY_KEY,
  ),
  keyRoute(
    contract.recordTaps,
    async ({ db, actor, key, body, now }) => ({
      results: await tablet.recordTaps(db, actor, { ...body, till: key.source, now }),
    }),
    BY_KEY,
  ),
  keyRoute(
    contract.getTabletConsentForm,
    ({ db, actor, query, now }) => {
      actor.require('tablet:use');
      return getConsentForm(db, { workspaceId: actor.workspaceId, ...query, now });
    },
    BY_KEY,
  ),
  keyRoute(
    contract.joinAtTablet,
    ({ db, actor, key, body, request, now }) => {
      actor.require('tablet:use');
      const proof = { method: 'tablet', evidence: `tablet ${key.source}`, device: deviceOf(request), actor } as const;
      return join(db, { ...body, workspaceId: actor.workspaceId, proof, now });
    },
    BY_KEY,
  ),
  keyRoute(
    contract.askGuardianAtTablet,
    async ({ db, actor, body, now }) => {
      actor.require('tablet:use');
      await askGuardian(db, { ...body, workspaceId: actor.workspaceId, now });
      return {};
    },
    BY_KEY,
  ),
  keyRoute(
    apiContract.getBalanceAsTill,
    async (call) =>
      api.getBalanceAsTill(call.db, call.actor, { ...call.body, today: await todayOf(call), now: call.now }),
    BY_KEY,
  ),
  keyRoute(apiContract.earnAsTill, ({ db, actor, body, now }) => api.earnAsTill(db, actor, { ...body, now }), BY_KEY),
  keyRoute(
    apiContract.useAsTill,
    async (call) => api.useAsTill(call.db, call.actor, { ...call.body, today: await todayOf(call), now: call.now }),
    BY_KEY,
  ),
  route(contract.createTablet, async (call) =>
    tablet.createTablet(call.db, call.actor, {
      ...call.body,
      baseUrl: await baseUrlOf(call),
      ownAddresses: listOwnAddresses(call.context.config),
      now: call.now,
    }),
  ),
  route(contract.getClaimLink, async (call) =>
    claims.getClaimLink(call.db, call.actor, {
      ...call.params,
      baseUrl: await baseUrlOf(call),
      key: call.context.secrets.key,
      today: await todayOf(call),
    }),
  ),
  openRoute(contract.getClaim, ({ context, params, query }) => claims.getClaim(context, { ...params, ...query })),
  openRoute(contract.claimSale, async ({ context, params, body, request }) => {
    await beginAttempt(context, [`claim ${request.ip}`]);
    const proof = { method: 'web', evidence: 'code on a receipt', device: deviceOf(request), actor: null } as const;
    return claims.claimSale(context, { ...body, ...params, proof });
  }),
];

const refundRoutes: Route[] = [
  route(contract.calculateNoShow, async ({ actor, body }) => {
    actor.require('loyalty:read');
    return computeNoShow(body);
  }),
  route(contract.calculateTuition, async ({ actor, body }) => {
    actor.require('loyalty:read');
    return computeTuitionRefund(body);
  }),
];

type Redeemed = Parameters<typeof redeemCoupon>[2];

/** Codes that are no coupons of this module, leaflets'; each answers undefined (or false) for what is none of its own. */
export interface PrintedCodes {
  find(context: Context, actor: Actor, shown: { code: string; now: Date }): Promise<contract.Coupon | undefined>;
  redeem(context: Context, actor: Actor, input: Redeemed): Promise<contract.Coupon | undefined>;
  listUses(db: Db, actor: Actor, asked: { day: string; limit: number }): Promise<UseRow[]>;
  undo(db: Db, actor: Actor, use: { useId: string; reason: string; today: string; now: Date }): Promise<boolean>;
}

/** What this module answers, or for what it does not know the other. @throws what this module throws where neither knows */
async function orElse<Answer>(
  answer: () => Promise<Answer>,
  other: () => Promise<Answer | undefined>,
): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    const isUnknown = error instanceof AppError && error.code === 'not_found';
    const found = isUnknown ? await other() : undefined;
    if (found !== undefined) return found;
    throw error;
  }
}

/** Coupons as a counter sees them. Plays stand above this module and own the codes of leaflets: they bring theirs. */
function buildCounterRoutes(printed: PrintedCodes): Route[] {
  const redeem = ({ context, db, actor }: { context: Context; db: Db; actor: Actor }, input: Redeemed) =>
    orElse(
      () => redeemCoupon(db, actor, input),
      () => printed.redeem(context, actor, input),
    );
  return [
    route(contract.getCoupon, async (call) => {
      const { context, db, actor, params, now } = call;
      const today = await todayOf(call);
      return orElse(
        () => getCoupon(db, actor, { ...params, today, now }),
        () => printed.find(context, actor, { ...params, now }),
      );
    }),
    route(contract.redeemCoupon, (call) => redeem(call, { ...call.body, code: call.params.code, now: call.now })),
    keyRoute(redeemAsTill, (call) => redeem(call, { ...call.body, till: call.key.source, now: call.now }), BY_KEY),
    route(contract.listUsesOfToday, async (call) => {
      const { db, actor } = call;
      const day = await todayOf(call);
      return {
        uses: await listUses(db, actor, {
          day,
          printed: await printed.listUses(db, actor, { day, limit: USES_SHOWN }),
        }),
      };
    }),
    route(contract.undoCouponUse, async (call) => {
      const { db, actor, params, body, now } = call;
      const use = { ...body, today: await todayOf(call), now };
      await orElse(
        () => undoCouponUse(db, actor, { ...use, ...params }).then(() => true),
        async () => (await printed.undo(db, actor, { ...use, useId: params.couponUseId })) || undefined,
      );
      return {};
    }),
  ];
}

/** Every endpoint of loyalty. */
export function buildLoyaltyRoutes(printed: PrintedCodes): Route[] {
  return [...buildCounterRoutes(printed), ...couponRoutes, ...pointRoutes, ...refundRoutes, ...tabletRoutes];
}
