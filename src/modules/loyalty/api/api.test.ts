import { beforeEach, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildServer, buildShop, type TestShop } from '../../../../test/factories.ts';
import { buildApiKey } from '../../../../test/factories-keys.ts';
import { buildMember, buildProgramme } from '../../../../test/factories-loyalty.ts';
import { buildPerson } from '../../../../test/factories-people.ts';

const context = await createTestContext();
const server = await buildServer(context);
const PHONE = '010-1234-5678';
let shop: TestShop;
let key: string;

async function post(path: string, payload: object, bearer = key) {
  const headers = { authorization: `Bearer ${bearer}` };
  const response = await server.inject({ method: 'POST', url: `/api/v1/loyalty/${path}`, headers, payload });
  return { status: response.statusCode, json: response.json() };
}

beforeEach(async () => {
  shop = await buildShop(context);
  ({ key } = await buildApiKey(context, shop, { scopes: ['loyalty:write'] }));
  await buildProgramme(context, shop);
});

describe('points over the API', () => {
  it('earns and uses once for a key, and tells the balance', async () => {
    await buildMember(context, shop);
    const sale = { key: 'till-1:0001', phone: PHONE, billMinor: 40_000 };
    expect((await post('earn', sale)).json).toMatchObject({ earned: 2_000, isNew: true });
    expect((await post('earn', sale)).json).toMatchObject({ earned: 2_000, isNew: false });
    const use = { key: 'till-1:use-1', phone: PHONE, unit: 'points', amount: 1_500 };
    await post('use', use);
    expect((await post('use', use)).json.holdings.points).toBe(500);
    expect((await post('balance', { phone: PHONE })).json).toMatchObject({ isMember: true, holdings: { points: 500 } });
    expect((await post('use', { ...use, key: 'till-1:use-2' })).status).toBe(409);
  });

  it('knows nobody who never agreed to membership, and no key without the right (PV-06)', async () => {
    await buildPerson(shop, { phone: '+821012345678' });
    expect((await post('balance', { phone: PHONE })).json).toEqual({ isMember: false, holdings: null });
    expect((await post('earn', { key: 'till-1:0001', phone: PHONE, billMinor: 1_000 })).status).toBe(404);
    const other = await buildApiKey(context, shop, { scopes: ['orders:write'] });
    expect((await post('balance', { phone: PHONE }, other.key)).status).toBe(403);
  });
});
