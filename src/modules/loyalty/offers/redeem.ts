import type { z } from 'zod';
import type { Actor } from '../../../platform/actor.ts';
import { type Db, inTransaction } from '../../../platform/db.ts';
import { AppError } from '../../../shared/errors.ts';
import { newId } from '../../../shared/ids.ts';
import { businessDayOf, zonedParts } from '../../../shared/time.ts';
import { requireCustomer } from '../../customers/index.ts';
import { recordAccess } from '../../staff/index.ts';
import { getRecentWorkspace } from '../../workspace/index.ts';
import { type OfferConditions, zOfferConditions, type zRedeem } from '../contract/offers.ts';
import type { Coupon } from '../contract.ts';
import { insertAlarms } from '../receipts/store.ts';
import { closeDoubtsAbout } from '../receipts/store-doubts.ts';
import { computeDiscount, formatCode, parseCode } from '../rules.ts';
import { findCouponByCode, markRedeemed } from '../store.ts';
import { computeOfferDiscount, type OfferRefusal, type OfferTerms, readSharedCode, refuseOffer } from './rules.ts';
import { askIfSameWord } from './same-word.ts';
import * as store from './store.ts';
import { findToldByOrder } from './told-before.ts';

type CouponRow = NonNullable<Awaited<ReturnType<typeof findCouponByCode>>>;
type OfferRow = NonNullable<Awaited<ReturnType<typeof store.findOffer>>>;

/** A coupon as a screen shows it. */
export function showCoupon(
  row: CouponRow,
  { today, offer, couponUseId = null }: { today: string; offer?: OfferRow | undefined; couponUseId?: string | null },
): Coupon {
  return {
    couponId: row.couponId,
    code: formatCode(row.code),
    customerId: row.customerId,
    playId: row.playId,
    offerId: row.offerId,
    name: offer?.name ?? '',
    kind: row.kind as Coupon['kind'],
    value: row.value,
    minSpendMinor: row.minSpendMinor,
    validUntil: row.validUntil,
    status: row.status === 'issued' && row.validUntil < today ? 'expired' : (row.status as Coupon['status']),
    redeemedAt: row.redeemedAt?.toISOString() ?? null,
    discountMinor: row.discountMinor,
    couponUseId,
  };
}

function showShared(
  offer: OfferRow,
  { today, use }: { today: string; use?: { couponUseId: string; at: Date; discountMinor: number | null } },
): Coupon {
  const { minSpendMinor } = zOfferConditions.parse(offer.conditions);
  const isOver = offer.validUntil < today;
  return {
    couponId: null,
    code: offer.sharedCode ?? '',
    customerId: null,
    playId: null,
    offerId: offer.offerId,
    name: offer.name,
    kind: offer.kind as Coupon['kind'],
    value: offer.value,
    minSpendMinor,
    validUntil: offer.validUntil,
    status: use ? 'redeemed' : offer.stoppedAt ? 'voided' : isOver ? 'expired' : 'issued',
    redeemedAt: use?.at.toISOString() ?? null,
    discountMinor: use?.discountMinor ?? null,
    couponUseId: use?.couponUseId ?? null,
  };
}

/** What a code stands for: a coupon of its own, with its offer if it has one, or a word for everybody. */
type Found = { coupon: CouponRow; offer: OfferRow | undefined } | { coupon: undefined; offer: OfferRow };

async function findByCode(db: Db, workspaceId: string, text: string): Promise<Found | undefined> {
  const code = parseCode(text);
  const coupon = code === undefined ? undefined : await findCouponByCode(db, workspaceId, code);
  if (coupon) {
    return { coupon, offer: coupon.offerId ? await store.findOffer(db, workspaceId, coupon.offerId) : undefined };
  }
  const offer = await store.findOfferByCode(db, workspaceId, readSharedCode(text));
  return offer ? { coupon: undefined, offer } : undefined;
}

async function getByCode(db: Db, workspaceId: string, text: string): Promise<Found> {
  const found = await findByCode(db, workspaceId, text);
  if (found) return found;
  throw parseCode(text) === undefined
    ? new AppError('not_found', 'not a coupon code', {
        userMessage: {
          ko: '쿠폰 번호를 다시 확인해 주세요. 글자 하나가 다른 것 같아요.',
          en: 'Please check the coupon code: a sign seems wrong.',
        },
      })
    : new AppError('not_found', 'no such coupon', {
        userMessage: { ko: '이 번호의 쿠폰이 없어요.', en: 'There is no coupon with this code.' },
      });
}

/** A coupon by what the guest shows. @throws AppError forbidden | not_found */
export async function getCoupon(
  db: Db,
  actor: Actor,
  input: { code: string; today: string; now: Date },
): Promise<Coupon> {
  actor.require('loyalty:read');
  const { coupon, offer } = await getByCode(db, actor.workspaceId, input.code);
  const subject = `coupon ${coupon?.couponId ?? offer?.offerId}`;
  await recordAccess(db, actor, { action: 'view', subject }, input.now);
  return coupon ? showCoupon(coupon, { today: input.today, offer }) : showShared(offer, { today: input.today });
}

const WORDS: Readonly<Record<OfferRefusal, { ko: string; en: string }>> = {
  redeemed: { ko: '이미 쓴 쿠폰이에요.', en: 'This coupon has been used already.' },
  expired: { ko: '기한이 지난 쿠폰이에요.', en: 'This coupon has expired.' },
  not_yet: { ko: '아직 쓸 수 있는 날이 아니에요.', en: 'This coupon is not good yet.' },
  stopped: { ko: '그만 쓰기로 한 쿠폰이에요.', en: 'The shop has stopped this coupon.' },
  below_min_spend: { ko: '이 쿠폰을 쓰기에는 금액이 모자라요.', en: 'The bill is below what this coupon asks for.' },
  wrong_day: { ko: '오늘은 쓸 수 없는 요일이에요.', en: 'This coupon is not good on this day of the week.' },
  wrong_hour: { ko: '지금은 쓸 수 없는 시간이에요.', en: 'This coupon is not good at this hour.' },
  no_item: {
    ko: '정해진 메뉴가 있어야 쓸 수 있는 쿠폰이에요.',
    en: 'This coupon asks for one of its items on the bill.',
  },
  not_beside_others: { ko: '다른 쿠폰과 함께 쓸 수 없어요.', en: 'This coupon cannot be used with another one.' },
  person_limit: { ko: '한 분이 쓸 수 있는 횟수를 다 쓰셨어요.', en: 'This person has used it as often as allowed.' },
  person_needed: {
    ko: '한 분당 횟수가 정해진 쿠폰이에요. 손님을 먼저 찾아 주세요.',
    en: 'Choose the person first: it is limited for each.',
  },
  used_up: { ko: '준비한 수량을 다 썼어요.', en: 'All of these coupons have been used.' },
};

function notRedeemable(reason: OfferRefusal, conditions?: OfferConditions): AppError {
  // The counter can then ask which of them is on the bill.
  const asked = reason === 'no_item' && conditions ? { itemNames: conditions.itemNames } : {};
  return new AppError('conflict', `coupon not redeemable: ${reason}`, {
    userMessage: WORDS[reason],
    details: { reason, ...asked },
  });
}

/** What a till without a line cannot have known: told to the owner, because the guest has her discount already. */
const ALARM_OF: Partial<Record<OfferRefusal, 'coupon_twice' | 'coupon_late'>> = {
  redeemed: 'coupon_twice',
  used_up: 'coupon_twice',
  person_limit: 'coupon_twice',
  expired: 'coupon_late',
  stopped: 'coupon_late',
};

/**
 * Redeems a coupon at the counter, once, however many tills ask at the same moment, and the same till as often as it likes
 * with its own key. A till that had no line says when it was: it is judged as of then.
 * @throws AppError forbidden | not_found | conflict with `details.reason`
 */
export async function redeemCoupon(
  db: Db,
  actor: Actor,
  input: z.input<typeof zRedeem> & { code: string; now: Date },
): Promise<Coupon> {
  actor.require('loyalty:write');
  const { workspaceId } = actor;
  const { code, now, key, customerId } = input;
  const at = input.at === undefined ? now : new Date(Math.min(new Date(input.at).getTime(), now.getTime()));
  const shop = await getRecentWorkspace(db, workspaceId);
  const businessDay = businessDayOf(at, shop);
  const found = await getByCode(db, workspaceId, code);
  if (customerId !== undefined) await requireCustomer(db, workspaceId, customerId);
  // A coupon of somebody's own is used by her, whoever's card is open at the counter.
  const who = found.coupon?.customerId
    ? { customerId: found.coupon.customerId, mergedFrom: found.coupon.mergedFrom }
    : { customerId: customerId ?? null, mergedFrom: null };
  const show = (use: { couponUseId: string; at: Date; discountMinor: number | null }): Coupon =>
    found.coupon
      ? {
          ...showCoupon({ ...found.coupon, status: 'redeemed' }, { today: businessDay, offer: found.offer }),
          redeemedAt: use.at.toISOString(),
          discountMinor: use.discountMinor,
          couponUseId: use.couponUseId,
        }
      : showShared(found.offer, { today: businessDay, use });
  try {
    return await inTransaction(db, async (db) => {
      const offer = found.offer && (await store.lockOffer(db, workspaceId, found.offer.offerId));
      const known = key === undefined ? undefined : await store.findUseByKey(db, workspaceId, key);
      if (known) return show(known);
      const { hour, minute } = zonedParts(at, shop.timeZone);
      const bill = {
        billMinor: input.billMinor,
        itemNames: input.itemNames ?? [],
        businessDay,
        minute: hour * 60 + minute,
        others: await readOthers(db, workspaceId, input.otherCodes ?? []),
        usedByPerson:
          offer && who.customerId !== null
            ? await store.countUsesOf(db, workspaceId, offer.offerId, who.customerId)
            : undefined,
      };
      const terms = offer ? termsOf(offer) : termsOfPlay(found);
      const { billMinor = null, till = '' } = input;
      const discountMinor = offer
        ? computeOfferDiscount(terms, input.billMinor)
        : discountOfPlay(found.coupon, input.billMinor);
      const subject = `coupon ${found.coupon?.couponId ?? offer?.offerId}`;
      const couponUseId = newId();
      const tellingKey = key ?? `once:${couponUseId}`;
      const told = await findToldByOrder(db, {
        workspaceId,
        couponId: found.coupon?.couponId,
        offerId: offer?.offerId,
        key: tellingKey,
        ...who,
        at,
        businessDay,
        now,
        isLate: input.at !== undefined,
        till,
        billMinor,
        discountMinor,
        madeBy: actor.accountId,
      });
      if (told) {
        await recordAccess(db, actor, { action: 'edit', subject }, now);
        return show(told);
      }
      const refusal = refuseOffer(terms, bill);
      if (refusal) throw notRedeemable(refusal, terms.conditions);
      if (found.coupon) {
        const moved = { redeemedAt: at, redeemedAtCounter: true, redeemedOrderId: null, discountMinor };
        if (!(await markRedeemed(db, workspaceId, found.coupon.couponId, moved))) {
          const told = key === undefined ? undefined : await store.findUseByKey(db, workspaceId, key);
          if (told) return show(told);
          throw notRedeemable('redeemed');
        }
      }
      if (offer && !(await store.countUse(db, workspaceId, offer.offerId, discountMinor ?? 0)))
        throw notRedeemable('used_up');
      await store.insertUse(db, workspaceId, {
        couponUseId,
        idempotencyKey: tellingKey,
        offerId: offer?.offerId ?? null,
        couponId: found.coupon?.couponId ?? null,
        ...who,
        at,
        businessDay,
        recordedAt: now,
        wasOffline: input.at !== undefined,
        till,
        billMinor,
        discountMinor,
        orderId: null,
        madeBy: actor.accountId,
      });
      if (offer && !found.coupon) {
        const use = { workspaceId, couponUseId, offerId: offer.offerId, ...who, discountMinor, businessDay, at, till };
        await askIfSameWord(db, { ...use, madeBy: actor.accountId, from: { side: 'counter', billMinor } });
      }
      await recordAccess(db, actor, { action: 'edit', subject }, now);
      return show({ couponUseId, at, discountMinor });
    });
  } catch (error) {
    const reason = error instanceof AppError ? (error.details?.['reason'] as OfferRefusal | undefined) : undefined;
    const kind = reason && ALARM_OF[reason];
    if (kind && input.at !== undefined) {
      const about = key ?? `${found.coupon?.couponId ?? found.offer?.offerId} ${at.toISOString()}`;
      const alarm = { kind, ...who, about, businessDay, at, madeBy: actor.accountId, till: input.till ?? '' };
      await insertAlarms(db, workspaceId, [alarm]);
    }
    throw error;
  }
}

function termsOf(offer: OfferRow): OfferTerms {
  const { kind, value, validFrom, validUntil, stoppedAt } = offer;
  const conditions = zOfferConditions.parse(offer.conditions);
  return { kind: kind as OfferTerms['kind'], value, validFrom, validUntil, isStopped: stoppedAt !== null, conditions };
}

/** A play's coupon asks for its least spend and its day, and stands beside no other. */
function termsOfPlay({ coupon }: Found): OfferTerms {
  const { kind = 'amount', value = 1, validUntil = '', status = '', minSpendMinor = 0 } = coupon ?? {};
  const conditions = zOfferConditions.parse({ minSpendMinor });
  return {
    kind: kind as OfferTerms['kind'],
    value,
    validFrom: '',
    validUntil,
    isStopped: status === 'voided',
    conditions,
  };
}

function discountOfPlay(coupon: CouponRow | undefined, billMinor: number | undefined): number | null {
  if (!coupon) return null;
  if (billMinor !== undefined) return computeDiscount(coupon, billMinor);
  return coupon.kind === 'amount' ? coupon.value : null;
}

async function readOthers(db: Db, workspaceId: string, codes: readonly string[]): Promise<{ stacks: boolean }[]> {
  const others: { stacks: boolean }[] = [];
  for (const code of codes) {
    const found = await findByCode(db, workspaceId, code);
    others.push({ stacks: found?.offer ? zOfferConditions.parse(found.offer.conditions).stacks : false });
  }
  return others;
}

/** Undone by anybody who redeems on the day itself; later by who may adjust (OP-53). */
export async function undoCouponUse(
  db: Db,
  actor: Actor,
  input: { couponUseId: string; reason: string; today: string; now: Date },
): Promise<void> {
  actor.require('loyalty:write');
  const { workspaceId, accountId } = actor;
  const { couponUseId, reason, today, now } = input;
  await inTransaction(db, async (db) => {
    const use = await store.findUse(db, workspaceId, couponUseId);
    if (!use) throw new AppError('not_found', 'no such redemption');
    if (use.businessDay !== today) actor.require('loyalty:adjust');
    if (use.offerId) await store.lockOffer(db, workspaceId, use.offerId);
    const undone = await store.markUseUndone(db, workspaceId, couponUseId, {
      undoneAt: now,
      undoneReason: reason,
      undoneBy: accountId,
    });
    if (!undone) {
      throw new AppError('conflict', 'taken back already', {
        userMessage: {
          ko: '이미 되돌린 쿠폰이에요. 아무것도 바뀌지 않았어요.',
          en: 'It was taken back already. Nothing was changed.',
        },
      });
    }
    if (undone.couponId) await store.reopenCoupon(db, workspaceId, undone.couponId);
    if (undone.offerId) await store.uncountUse(db, workspaceId, undone.offerId, undone.discountMinor ?? 0);
    await closeDoubtsAbout(db, workspaceId, [couponUseId], { seenAt: now, seenBy: accountId });
    await recordAccess(db, actor, { action: 'edit', subject: `coupon use ${couponUseId}`, result: 'undone' }, now);
  });
}
