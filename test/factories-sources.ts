import { createHmac } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Connection, createConnection } from '../src/modules/sources/contract.ts';
import type { EndpointInput } from '../src/shared/endpoint.ts';

export const SECRET = 'test-app-secret';

/** A connection made through the API. */
export async function connect(
  server: FastifyInstance,
  cookie: string,
  input: EndpointInput<typeof createConnection>['body'],
): Promise<Connection & { path: string }> {
  const answer = await server.inject({
    method: 'POST',
    url: '/api/connections',
    headers: { cookie },
    payload: input ?? {},
  });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  const connection: Connection = answer.json();
  return { ...connection, path: new URL(connection.url ?? '').pathname };
}

interface ShopifyHeaders {
  topic?: string;
  webhookId?: string;
  secret?: string;
  triggeredAt?: string;
}

/** What Shopify sends with a body. */
export function signShopify(body: string, change: ShopifyHeaders = {}): Record<string, string> {
  const { topic = 'orders/updated', webhookId, secret = SECRET, triggeredAt } = change;
  return {
    'content-type': 'application/json',
    'x-shopify-topic': topic,
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    ...(webhookId ? { 'x-shopify-webhook-id': webhookId } : {}),
    ...(triggeredAt ? { 'x-shopify-triggered-at': triggeredAt } : {}),
  };
}

/** Sends a body as Shopify does. */
export function sendShopify(server: FastifyInstance, path: string, body: string, change: ShopifyHeaders = {}) {
  return server.inject({ method: 'POST', url: path, payload: body, headers: signShopify(body, change) });
}
