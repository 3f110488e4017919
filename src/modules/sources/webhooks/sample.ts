import type { Platform } from './contract.ts';

/**
 * A delivery that says of itself that it is a test: it takes the whole way in and is recorded nowhere. Platforms without
 * such a word send an event that nothing is recorded of.
 */
export function buildSample(
  platform: Platform,
  { now, currency, id }: { now: Date; currency: string; id: string },
): { body: Buffer; headers: Record<string, string> } {
  const at = now.toISOString();
  const asBody = (value: unknown) => Buffer.from(JSON.stringify(value));
  switch (platform) {
    case 'shopify':
      return {
        headers: { 'x-shopify-topic': 'orders/create', 'x-shopify-webhook-id': `test ${id}` },
        body: asBody({
          id: 1,
          name: '#TEST',
          test: true,
          created_at: at,
          updated_at: at,
          currency,
          financial_status: 'paid',
          line_items: [],
        }),
      };
    case 'square':
      return { headers: {}, body: asBody({ type: 'test.notification', event_id: `test-${id}`, data: { object: {} } }) };
    case 'toast':
      return {
        headers: {},
        body: asBody({ timestamp: at, eventType: 'test', eventCategory: 'test', guid: id, details: {} }),
      };
    case 'cafe24':
      return { headers: {}, body: asBody({ event_no: 0, resource: { test: id } }) };
    case 'generic':
      return { headers: {}, body: asBody({ dangol_test: id }) };
  }
}
