import type { FastifyInstance } from 'fastify';
import { expect } from 'vitest';
import { createApiKey } from '../src/modules/staff/api-keys/service.ts';
import { API_SCOPES, type ApiScope } from '../src/modules/staff/contract.ts';
import type { TestContext } from './database.ts';
import type { TestShop } from './factories.ts';

/** A key as the owner makes it; secret, for `site`, with every right unless said otherwise. */
export async function buildApiKey(
  context: TestContext,
  shop: TestShop,
  change: { kind?: 'secret' | 'public'; source?: string; scopes?: ApiScope[]; expiresInDays?: number } = {},
): Promise<{ key: string; apiKeyId: string; bearer: { authorization: string } }> {
  const { kind = 'secret', source = 'site', scopes = kind === 'secret' ? [...API_SCOPES] : [] } = change;
  const { apiKey, key } = await createApiKey(
    shop.db,
    shop.actor('owner'),
    {
      kind,
      source,
      scopes,
      label: '우리 홈페이지',
      ...(change.expiresInDays === undefined ? {} : { expiresInDays: change.expiresInDays }),
    },
    context.clock.now(),
  );
  return { key, apiKeyId: apiKey.apiKeyId, bearer: { authorization: `Bearer ${key}` } };
}

/** Sends rows to the open API with a key, as a site would: `post('orders', [{…}])` gives the answer, which is 200. */
export function buildPoster(server: FastifyInstance, bearer: { authorization: string }) {
  return async (what: string, rows: unknown[], headers: Record<string, string> = {}) => {
    const answer = await server.inject({
      method: 'POST',
      url: `/api/v1/${what}`,
      headers: { ...bearer, ...headers },
      payload: { [what]: rows },
    });
    expect(answer.statusCode, answer.body).toBe(200);
    return answer.json();
  };
}
