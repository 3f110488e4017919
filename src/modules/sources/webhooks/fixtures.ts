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
