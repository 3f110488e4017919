import { earnAsTill, getBalanceAsTill, useAsTill } from '../contract/api.ts';
import { redeemAsTill } from '../contract/till.ts';

const PHONE = '010-1234-5678';

/** What a till may do here, as the document of the API tells it. */
export const loyaltyOperations = [
  {
    endpoint: getBalanceAsTill,
    name: { ko: '적립 잔액 보기', en: 'Look up points' },
    example: { body: { phone: PHONE } },
  },
  {
    endpoint: earnAsTill,
    name: { ko: '적립하기', en: 'Earn' },
    example: { body: { key: 'till-1:20261120-0042', phone: PHONE, billMinor: 40_000, receiptNo: '20261120-0042' } },
  },
  {
    endpoint: useAsTill,
    name: { ko: '포인트 쓰기', en: 'Use points' },
    example: { body: { key: 'till-1:use-0007', phone: PHONE, unit: 'points' as const, amount: 1_000 } },
  },
  {
    endpoint: redeemAsTill,
    name: { ko: '쿠폰 쓰기', en: 'Redeem a coupon' },
    example: { body: { code: 'RAIN10', key: 'till-1:coupon-0003', billMinor: 16_000 } },
  },
];
