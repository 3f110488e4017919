import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import type { Db } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { parsePhone } from '../../../shared/phone.ts';
import { isReachable } from '../../../shared/reachable.ts';
import { businessDayOf } from '../../../shared/time.ts';
import { findCustomerByContact } from '../../customers/index.ts';
import { GRANTING_STATES, listConsents } from '../../privacy/index.ts';
import { createApiKey } from '../../staff/index.ts';
import { getRecentWorkspace, getWorkspace } from '../../workspace/index.ts';
import type {
  lookUpOnTablet as lookUpEndpoint,
  getTabletShop as shopEndpoint,
  recordTaps as tapsEndpoint,
  zTap,
} from '../contract/tablet.ts';
import { readHoldings } from '../points/holdings.ts';
import { mayUse } from '../programme/rules.ts';
import { latestProgramme, listProgrammes } from '../programme/service.ts';
import { recordSales, type Sale } from '../receipts/service.ts';

async function readToday(db: Db, workspaceId: string, now: Date) {
  const shop = await getRecentWorkspace(db, workspaceId);
  const today = businessDayOf(now, shop);
  const { settings } = latestProgramme(await listProgrammes(db, workspaceId), today);
  return { shop, today, settings };
}

/** What the tablet shows before anybody stands at it. @throws AppError forbidden */
export async function getTabletShop(
  db: Db,
  actor: Actor,
  now: Date,
): Promise<z.input<(typeof shopEndpoint)['output']>> {
  actor.require('tablet:use');
  const { settings } = await readToday(db, actor.workspaceId, now);
  const shop = await getWorkspace(db, actor.workspaceId);
  return {
    shopName: shop.senderName || shop.name,
    currency: shop.currency,
    country: shop.country,
    isOn: settings.isOn,
    unit: settings.unit,
    cardSize: settings.stamps.cardSize,
    reward: settings.stamps.reward,
    minUse: settings.points.minUse,
  };
}

/** The member behind a number: somebody who agreed to membership (PV-06); undefined for everybody else. */
export async function findMember(db: Db, workspaceId: string, phone: string): Promise<string | undefined> {
  const ids = await findCustomerByContact(db, workspaceId, phone);
  if (ids.length === 0) return undefined;
  const consents = await listConsents(db, { workspaceId, customerIds: ids });
  return ids.find((id) => GRANTING_STATES.includes(consents.get(id)?.svc_membership?.state ?? 'unknown'));
}

/** Who is no member yet can become one by a mobile only (OP-02). @throws AppError forbidden | invalid_input (no mobile) */
export async function lookUpOnTablet(
  db: Db,
  actor: Actor,
  { phone, now }: { phone: string; now: Date },
): Promise<z.input<(typeof lookUpEndpoint)['output']>> {
  actor.require('tablet:use');
  const { workspaceId } = actor;
  const customerId = await findMember(db, workspaceId, phone);
  if (customerId === undefined) {
    const { country } = await getRecentWorkspace(db, workspaceId);
    const kind = parsePhone(phone, { country })?.kind;
    // Elsewhere a number does not say whether it is a mobile (OP-01).
    if (kind !== 'mobile' && !(kind === 'foreign' && country !== 'KR')) throw noMobile();
    return { isMember: false, holdings: null };
  }
  const { today, settings } = await readToday(db, workspaceId, now);
  return { isMember: true, holdings: await readHoldings(db, { workspaceId, customerId, settings, today }) };
}

const noMobile = () =>
  new AppError('invalid_input', 'not a mobile number', {
    userMessage: {
      ko: '휴대전화번호로 적립해 드려요. 번호를 다시 한번 봐 주세요.',
      en: 'This goes by mobile number. Please look at the number once more.',
    },
  });

type TapResult = z.input<(typeof tapsEndpoint)['output']>['results'][number];

/**
 * Books taps of the tablet in their order, each once however often it is sent. Nobody earns who has not agreed to
 * membership: what a tablet without a line took from a stranger is refused and forgotten.
 */
export async function recordTaps(
  db: Db,
  actor: Actor,
  { taps, till, now }: { taps: readonly z.output<typeof zTap>[]; till: string; now: Date },
): Promise<TapResult[]> {
  actor.require('tablet:use');
  const { workspaceId } = actor;
  const { shop, today, settings } = await readToday(db, workspaceId, now);
  const results: TapResult[] = [];
  for (const tap of taps) {
    const { key, phone, billMinor, receiptNo, use, wasOffline } = tap;
    const none = { key, earned: 0, used: 0, holdings: null };
    const customerId = await findMember(db, workspaceId, phone);
    if (customerId === undefined) {
      results.push({ ...none, status: 'refused', reason: 'not_a_member' });
      continue;
    }
    if (!mayUse(settings, { unit: settings.unit, amount: use })) {
      results.push({ ...none, status: 'refused', reason: 'not_enough' });
      continue;
    }
    const at = new Date(Math.min(new Date(tap.at).getTime(), now.getTime()));
    const sale: Sale = {
      owner: {
        customerId,
        mergedFrom: null,
      },
      orderId: null,
      counterKey: key,
      at,
      till,
      receiptNo,
      billMinor,
      use,
      wasOffline,
      businessDay: businessDayOf(at, shop),
      refundedMinor: 0,
      items: 0,
    };
    const [result] = await recordSales(db, { workspaceId, sales: [sale], now });
    const holdings = await readHoldings(db, { workspaceId, customerId, settings, today });
    results.push(
      !result || result.status === 'refused'
        ? { ...none, status: 'refused', reason: result?.reason ?? 'off', holdings }
        : { key, status: result.status, reason: null, earned: result.earned, used: result.used, holdings },
    );
  }
  return results;
}

/**
 * Makes a key for a tablet and the address that opens it there. The key stands behind the #, which no server and no log
 * gets to see; it may take numbers at the counter and nothing else. @throws AppError forbidden
 */
export async function createTablet(
  db: Db,
  actor: Actor,
  input: { label: string; baseUrl: string; ownAddresses: readonly string[]; now: Date },
): Promise<{ url: string; others: string[] }> {
  const { label, baseUrl, ownAddresses, now } = input;
  const source = `tablet-${newId().slice(-8)}`;
  const { key } = await createApiKey(db, actor, { kind: 'secret', label, source, scopes: ['tablet:use'] }, now);
  // What names this machine alone no tablet can open, but it may listen to its network as well.
  const bases = isReachable(baseUrl) || ownAddresses.length === 0 ? [baseUrl] : ownAddresses;
  const [url = '', ...others] = bases.map((base) => `${base}/tablet#${key}`);
  return { url, others };
}
