import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { recordAccess } from '../../staff/index.ts';
import { newCode } from '../codes.ts';
import { type Offer, type zNewOffer, zOfferConditions } from '../contract/offers.ts';
import { formatCode } from '../rules.ts';
import { countCodes, findOffer, insertCodes, insertOffer, listOfferRows, setStopped } from './store.ts';

function showOffer(row: NonNullable<Awaited<ReturnType<typeof findOffer>>>, codes: number, today: string): Offer {
  const { offerId, name, campaign, sharedCode, kind, value, itemName, validFrom, validUntil } = row;
  const state = row.stoppedAt ? 'stopped' : validUntil < today ? 'over' : validFrom > today ? 'waiting' : 'running';
  return {
    offerId,
    name,
    campaign,
    sharedCode,
    value,
    itemName,
    validFrom,
    validUntil,
    codes,
    state,
    kind: kind as Offer['kind'],
    conditions: zOfferConditions.parse(row.conditions),
    budgetMinor: row.budgetMinor,
    totalLimit: row.totalLimit,
    issueCostMinor: row.issueCostMinor,
    usedCount: row.usedCount,
    spentMinor: row.spentMinor,
  };
}

/** @throws AppError forbidden */
export async function listOffers(db: Db, actor: Actor, today: string): Promise<Offer[]> {
  actor.require('loyalty:read');
  const codes = await countCodes(db, actor.workspaceId);
  return (await listOfferRows(db, actor.workspaceId)).map((row) => showOffer(row, codes.get(row.offerId) ?? 0, today));
}

async function getOffer(db: Db, workspaceId: string, offerId: string, today: string): Promise<Offer> {
  const row = await findOffer(db, workspaceId, offerId);
  if (!row) throw new AppError('not_found', 'no such offer');
  return showOffer(row, (await countCodes(db, workspaceId)).get(offerId) ?? 0, today);
}

/** @throws AppError forbidden | conflict (the word is taken) */
export async function createOffer(
  db: Db,
  actor: Actor,
  input: z.output<typeof zNewOffer> & { today: string; now: Date },
): Promise<Offer> {
  actor.require('plays:write');
  const { workspaceId, accountId } = actor;
  const { today, now, conditions, ...offer } = input;
  return inTransaction(db, async (db) => {
    const offerId = newId();
    const row = {
      workspaceId,
      offerId,
      ...offer,
      conditions: JSON.stringify(conditions),
      createdAt: now,
      createdBy: accountId,
    };
    if (!(await insertOffer(db, row))) {
      throw new AppError('conflict', 'the shared code is taken', {
        userMessage: {
          ko: '같은 쿠폰 이름이 이미 있어요. 다른 낱말을 골라 주세요.',
          en: 'This word belongs to another coupon already. Please choose another.',
        },
      });
    }
    await recordAccess(db, actor, { action: 'create', subject: `offer ${offerId}` }, now);
    return getOffer(db, workspaceId, offerId, today);
  });
}

/** @throws AppError forbidden | not_found */
export async function stopOffer(
  db: Db,
  actor: Actor,
  input: { offerId: string; today: string; now: Date },
): Promise<Offer> {
  actor.require('plays:write');
  const { offerId, today, now } = input;
  await getOffer(db, actor.workspaceId, offerId, today);
  await setStopped(db, actor.workspaceId, offerId, now);
  await recordAccess(db, actor, { action: 'edit', subject: `offer ${offerId}`, result: 'stopped' }, now);
  return getOffer(db, actor.workspaceId, offerId, today);
}

/** Codes for nobody in particular, each good once. @throws AppError forbidden | not_found | conflict (over or stopped) */
export async function createOfferCodes(
  db: Db,
  actor: Actor,
  input: { offerId: string; count: number; today: string; now: Date },
): Promise<string[]> {
  actor.require('plays:write');
  const { workspaceId } = actor;
  const { offerId, count, today, now } = input;
  const { state, kind, value, conditions, validUntil } = await getOffer(db, workspaceId, offerId, today);
  if (state === 'over' || state === 'stopped') throw new AppError('conflict', 'the offer has ended');
  return inTransaction(db, async (db) => {
    const codes: string[] = [];
    while (codes.length < count) {
      const coupons = Array.from({ length: count - codes.length }, () => ({ couponId: newId(), code: newCode() }));
      const { minSpendMinor } = conditions;
      codes.push(
        ...(await insertCodes(db, {
          workspaceId,
          offerId,
          kind,
          value,
          minSpendMinor,
          validUntil,
          createdAt: now,
          coupons,
        })),
      );
    }
    await recordAccess(db, actor, { action: 'create', subject: `offer ${offerId} codes ${count}` }, now);
    return codes.map(formatCode);
  });
}
