import { renderSVG } from 'uqr';
import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { shiftDays } from '../../../platform/clock.ts';
import type { Context } from '../../../platform/context.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { addDays, businessDayOf } from '../../../shared/time.ts';
import { resolvePeople } from '../../customers/index.ts';
import { claimOrder, findOrderSummary } from '../../orders/index.ts';
import { getConsentForm, join, type Proof, type zJoin } from '../../selfservice/index.ts';
import { getRecentWorkspace, getWorkspace } from '../../workspace/index.ts';
import type { getClaim as claimEndpoint } from '../contract/tablet.ts';
import { latestProgramme, listProgrammes, programmeOn } from '../programme/service.ts';
import { earnFromOrdersOf, findEarned, previewEarned } from '../receipts/orders.ts';
import { readClaimToken, writeClaimToken } from './token.ts';

const CLAIM_SOURCE = 'receipt-code';

const unknownCode = () =>
  new AppError('not_found', 'no such claim', {
    userMessage: {
      ko: '알아볼 수 없는 코드예요. 매장에 여쭤봐 주세요.',
      en: 'This code cannot be read. Please ask the shop.',
    },
  });

/** The code on the receipt of an order. @throws AppError forbidden | not_found */
export async function getClaimLink(
  db: Db,
  actor: Actor,
  { orderId, baseUrl, key, today }: { orderId: string; baseUrl: string; key: string; today: string },
): Promise<{ url: string; qr: string; lastDay: string }> {
  actor.require('loyalty:read');
  const { workspaceId } = actor;
  const order = await findOrderSummary(db, workspaceId, orderId);
  if (!order) throw new AppError('not_found', 'no such order');
  const { settings } = latestProgramme(await listProgrammes(db, workspaceId), today);
  const url = `${baseUrl}/claim/${writeClaimToken(key, { workspaceId, orderId })}`;
  return { url, qr: renderSVG(url, { border: 2 }), lastDay: addDays(order.businessDay, settings.claimDays) };
}

async function openClaim(context: Context, token: string) {
  const claim = readClaimToken(context.secrets.key, token);
  if (!claim) throw unknownCode();
  const { workspaceId, orderId } = claim;
  const db = context.database.of(workspaceId);
  const order = await findOrderSummary(db, workspaceId, orderId);
  if (!order) throw unknownCode();
  const shop = await getRecentWorkspace(db, workspaceId);
  const now = shiftDays(context.clock.now(), shop.clockOffsetDays);
  const today = businessDayOf(now, shop);
  const versions = await listProgrammes(db, workspaceId);
  const { settings } = latestProgramme(versions, today);
  const lastDay = addDays(order.businessDay, settings.claimDays);
  const billMinor = order.grossMinor + order.refundMinor;
  const state = !settings.isOn
    ? 'off'
    : order.customerId !== null
      ? 'taken'
      : today > lastDay || billMinor <= 0
        ? 'over'
        : 'open';
  return { db, workspaceId, order, now, settings, versions, lastDay, billMinor, state } as const;
}

/** What the code is for; says nothing of who bought. @throws AppError not_found */
export async function getClaim(
  context: Context,
  { token, lang }: { token: string; lang: 'ko' | 'en' },
): Promise<z.input<(typeof claimEndpoint)['output']>> {
  const { db, workspaceId, order, now, settings, versions, lastDay, billMinor, state } = await openClaim(
    context,
    token,
  );
  const { orderId } = order;
  const { currency } = await getWorkspace(db, workspaceId);
  return {
    state,
    unit: programmeOn(versions, order.businessDay)?.settings.unit ?? settings.unit,
    willEarn: await previewEarned(db, { workspaceId, orderId, versions }),
    billMinor,
    currency,
    lastDay,
    form: await getConsentForm(db, { workspaceId, lang, now }),
  };
}

/**
 * Makes an anonymous sale hers, with her consent to membership; once, whoever else has the paper.
 * @throws AppError not_found | conflict (taken, too late) | invalid_input
 */
export async function claimSale(
  context: Context,
  input: z.output<typeof zJoin> & { token: string; proof: Proof },
): Promise<{ joined: boolean; earned: number }> {
  const { token, proof, ...answers } = input;
  const { db, workspaceId, order, now, state } = await openClaim(context, token);
  if (state !== 'open') {
    throw new AppError('conflict', `claim is ${state}`, {
      userMessage:
        state === 'taken'
          ? { ko: '이미 적립한 영수증이에요.', en: 'This receipt has earned already.' }
          : { ko: '적립할 수 있는 날이 지났어요.', en: 'The days in which it could be claimed are over.' },
    });
  }
  return inTransaction(db, async (db) => {
    const { joined } = await join(db, { ...answers, workspaceId, proof, now });
    if (!joined) return { joined: false, earned: 0 };
    const clues = [{ phone: answers.phone, isAttested: false }];
    const [person] = await resolvePeople(db, { workspaceId, clues, source: CLAIM_SOURCE, now });
    if (!person) throw unknownCode();
    const { customerId, mergedFrom } = person;
    if (!(await claimOrder(db, { workspaceId, orderId: order.orderId, person: { customerId, mergedFrom } }))) {
      throw new AppError('conflict', 'claimed meanwhile', {
        userMessage: { ko: '이미 적립한 영수증이에요.', en: 'This receipt has earned already.' },
      });
    }
    await earnFromOrdersOf(db, { workspaceId, customerIds: [customerId], now });
    return { joined: true, earned: await findEarned(db, { workspaceId, orderId: order.orderId }) };
  });
}
