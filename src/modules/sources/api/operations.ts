import type { Operation } from '../docs/operation.ts';
import * as contract from './contract.ts';

const AT = '2026-11-20T19:30:00+09:00';
const HANA = { externalId: 'm-1042', name: '김하나', phone: '010-1234-5678' };

/** The API, as the document tells it: a row's shape, and an example that works as it stands. */
export const apiOperations: readonly Operation[] = [
  {
    endpoint: contract.recordTouchpoints,
    name: { ko: '있었던 일 보내기', en: 'Send what happened' },
    rows: { field: 'touchpoints', schema: contract.zTouchpointRow },
    headers: { 'Idempotency-Key': 'survey-2026-11-20' },
    example: {
      body: {
        touchpoints: [
          {
            at: AT,
            phase: 'after',
            kind: 'survey.answered',
            person: HANA,
            payload: { score: 9, comment: '국물이 깊어요' },
          },
          { at: AT, phase: 'before', kind: 'web.page_viewed', anonymousId: 'b-7f3a', payload: { path: '/menu' } },
        ],
      },
    },
  },
  {
    endpoint: contract.recordCustomers,
    name: { ko: '손님 보내기', en: 'Send people' },
    rows: { field: 'customers', schema: contract.zCustomerRow },
    example: { body: { customers: [{ ...HANA, email: 'hana@example.com', tags: ['단골'] }] } },
  },
  {
    endpoint: contract.recordOrders,
    name: { ko: '주문 보내기', en: 'Send sales' },
    rows: { field: 'orders', schema: contract.zOrderRow },
    example: {
      body: {
        orders: [
          {
            orderNo: '20261120-0042',
            orderedAt: AT,
            customer: HANA,
            channel: 'hall',
            lines: [
              { itemCode: 'M01', itemName: '마라탕', options: '2단계', quantity: 1, amountMinor: 12_000 },
              { itemName: '콜라', quantity: 2, amountMinor: 4_000 },
            ],
          },
        ],
      },
    },
  },
  {
    endpoint: contract.recordItems,
    name: { ko: '메뉴 보내기', en: 'Send items' },
    rows: { field: 'items', schema: contract.zItemRow },
    example: {
      body: { items: [{ code: 'M01', name: '마라탕', category: '식사', priceMinor: 12_000, costMinor: 4_200 }] },
    },
  },
  {
    endpoint: contract.findCustomer,
    name: { ko: '손님 찾기', en: 'Find a person' },
    example: { query: { externalId: HANA.externalId } },
  },
];
