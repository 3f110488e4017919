import type { OwnWords, Pack, PackKey, PackWords } from './pack.ts';
import { PACK_CONTENT } from './packs-content.ts';

const person = (customer: string, customers = customer) => ({ customer, customers });

/** The shipped packs, in the order in which the first run shows them. */
export const PACKS: readonly Pack[] = [
  {
    key: 'restaurant',
    name: { ko: '음식점', en: 'Restaurant' },
    summary: { ko: '홀에서 드시는 손님이 중심인 가게', en: 'Guests eat in' },
    words: {
      ko: { ...person('손님'), visit: '방문', order: '주문', item: '메뉴', items: '메뉴' },
      en: { ...person('guest', 'guests'), visit: 'visit', order: 'order', item: 'dish', items: 'dishes' },
    },
    ...PACK_CONTENT.restaurant,
    defaults: { dayEndsAtHour: 5, foodCostRate: 0.35, playDays: 14 },
  },
  {
    key: 'delivery',
    name: { ko: '배달 전문점', en: 'Delivery kitchen' },
    summary: { ko: '전화와 앱으로 주문받아 보내는 가게', en: 'Orders come by phone and app' },
    words: {
      ko: { ...person('주문 고객'), visit: '주문일', order: '주문', item: '메뉴', items: '메뉴' },
      en: { ...person('customer', 'customers'), visit: 'order day', order: 'order', item: 'dish', items: 'dishes' },
    },
    ...PACK_CONTENT.delivery,
    defaults: { dayEndsAtHour: 5, foodCostRate: 0.38, playDays: 14 },
  },
  {
    key: 'cafe',
    name: { ko: '카페', en: 'Café' },
    summary: { ko: '자주 들르는 손님과 스탬프', en: 'Short, frequent visits' },
    words: {
      ko: { ...person('손님'), visit: '방문', order: '주문', item: '메뉴', items: '메뉴' },
      en: { ...person('guest', 'guests'), visit: 'visit', order: 'order', item: 'drink', items: 'drinks' },
    },
    ...PACK_CONTENT.cafe,
    defaults: { dayEndsAtHour: 4, foodCostRate: 0.3, playDays: 14 },
  },
  {
    key: 'salon',
    name: { ko: '미용실', en: 'Hair salon' },
    summary: { ko: '예약과 시술 주기가 있는 곳', en: 'Appointments in a rhythm' },
    words: {
      ko: { ...person('고객'), visit: '방문', order: '시술', item: '시술', items: '시술' },
      en: { ...person('client', 'clients'), visit: 'visit', order: 'appointment', item: 'service', items: 'services' },
    },
    ...PACK_CONTENT.salon,
    defaults: { dayEndsAtHour: 0, foodCostRate: 0.15, playDays: 28 },
  },
  {
    key: 'workshop',
    name: { ko: '공방 · 온라인몰', en: 'Workshop with online mall' },
    summary: { ko: '손으로 만들어 매장과 온라인에서 파는 곳', en: 'Made by hand, sold in shop and online' },
    words: {
      ko: { ...person('고객'), visit: '구매일', order: '주문', item: '제품', items: '제품' },
      en: {
        ...person('customer', 'customers'),
        visit: 'purchase day',
        order: 'order',
        item: 'product',
        items: 'products',
      },
    },
    ...PACK_CONTENT.workshop,
    defaults: { dayEndsAtHour: 0, foodCostRate: 0.4, playDays: 28 },
  },
  {
    key: 'retail',
    name: { ko: '소매점', en: 'Retail shop' },
    summary: { ko: '물건을 파는 가게', en: 'Goods over the counter' },
    words: {
      ko: { ...person('고객'), visit: '구매일', order: '구매', item: '상품', items: '상품' },
      en: {
        ...person('customer', 'customers'),
        visit: 'purchase day',
        order: 'sale',
        item: 'product',
        items: 'products',
      },
    },
    ...PACK_CONTENT.retail,
    defaults: { dayEndsAtHour: 0, foodCostRate: 0.6, playDays: 14 },
  },
  {
    key: 'general',
    name: { ko: '그 밖의 가게', en: 'Another kind of shop' },
    summary: { ko: '어느 가게에나 맞는 말로 시작하기', en: 'Plain words that fit any shop' },
    words: {
      ko: { ...person('고객'), visit: '방문', order: '주문', item: '상품', items: '상품' },
      en: { ...person('customer', 'customers'), visit: 'visit', order: 'order', item: 'item', items: 'items' },
    },
    fields: [],
    tags: [],
    defaults: { dayEndsAtHour: 0, foodCostRate: 0.4, playDays: 14 },
  },
];

/** The pack of a business type. */
export function getPack(key: PackKey): Pack {
  const pack = PACKS.find((candidate) => candidate.key === key);
  if (!pack) throw new RangeError(`no pack ${key}`);
  return pack;
}

/**
 * The words of a shop in a language: its own where it has some, else its pack's; for several the word for one, where only
 * that is its own. Worked: restaurant with `customer` 회원 → customer and customers 회원, visit 방문.
 */
export function wordsOfShop(shop: { pack: PackKey; words: OwnWords }, locale: 'ko' | 'en'): PackWords {
  const { customer, item } = shop.words[locale];
  const ofPack = getPack(shop.pack).words[locale];
  const several = { ...(customer && { customers: customer }), ...(item && { items: item }) };
  return { ...ofPack, ...several, ...shop.words[locale] };
}
