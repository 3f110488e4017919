/** Bodies made for tests, in the formats of the platforms. */

export interface ShopifyState {
  id?: string;
  name?: string;
  updatedAt?: string;
  status?: string;
  currency?: string;
  lines?: { id: string; title: string; quantity: number; price: string; discount?: string }[];
  refunds?: { id: string; lineId: string; title: string; quantity: number; amount: string }[];
  customer?: Record<string, unknown> | null;
  sourceName?: string;
  test?: boolean;
}

/** An order as Shopify writes it: ids are numbers that no double can hold. */
export function shopifyOrder(state: ShopifyState = {}): string {
  const { id = '820982911946154508', name = '#1001', updatedAt = '2026-11-20T12:00:00+09:00', status = 'paid' } = state;
  const { currency = 'KRW', lines = [{ id: '866550311766439020', title: '마라탕', quantity: 2, price: '10000' }] } =
    state;
  const { refunds = [], customer = null, sourceName = 'web', test = false } = state;
  const text = JSON.stringify({
    id: `@${id}@`,
    name,
    test,
    created_at: '2026-11-20T11:30:00+09:00',
    updated_at: updatedAt,
    currency,
    taxes_included: true,
    financial_status: status,
    source_name: sourceName,
    buyer_accepts_marketing: true,
    customer,
    line_items: lines.map((line) => ({
      id: `@${line.id}@`,
      sku: line.title,
      title: line.title,
      quantity: line.quantity,
      price: line.price,
      discount_allocations: line.discount ? [{ amount: line.discount }] : [],
    })),
    refunds: refunds.map((refund) => ({
      id: `@${refund.id}@`,
      created_at: '2026-11-20T13:00:00+09:00',
      refund_line_items: [
        {
          id: 1,
          quantity: refund.quantity,
          subtotal: refund.amount,
          total_tax: '0',
          line_item: { id: `@${refund.lineId}@`, sku: refund.title, title: refund.title },
        },
      ],
    })),
  });
  return text.replace(/"@(\d+)@"/g, '$1');
}

/** An order as Toast writes it, changed at a minute past six in the evening of 20 November in Korea. */
export function toastOrder(
  minute: number,
  change: { selection?: object; check?: object; order?: object } = {},
): string {
  const at = `2026-11-20T09:0${minute}:00.000+0000`;
  const selection = { guid: 'S1', displayName: '마라탕', item: { guid: 'I1' }, quantity: 1, price: 10_000 };
  const check = { guid: 'C1', paymentStatus: 'CLOSED', selections: [{ ...selection, ...change.selection }] };
  const order = { guid: 'T1', openedDate: '2026-11-20T09:00:00.000+0000', modifiedDate: at, source: 'In Store' };
  return JSON.stringify({
    timestamp: at,
    eventType: 'order_updated',
    guid: `e${minute}`,
    details: { order: { ...order, checks: [{ ...check, ...change.check }], ...change.order } },
  });
}
