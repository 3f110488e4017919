import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../../test/database.ts';
import { buildShop, type TestShop } from '../../../../test/factories.ts';
import { type PersonClue, resolvePeople } from './index.ts';

const context = await createTestContext();
const now = context.clock.now();

const resolve = async (shop: TestShop, clue: PersonClue) =>
  (await resolvePeople(shop.db, { workspaceId: shop.workspaceId, clues: [clue], source: 'shop', now }))[0]?.customerId;

describe('who a clue means', () => {
  it('is told by no payment card and no masked number, and neither is stored', async () => {
    const shop = await buildShop(context);
    expect(await resolve(shop, { cardNo: '4539 5787-6362 1486' })).toBeUndefined();
    expect(await resolve(shop, { cardNo: '9410-****-****-1234' })).toBeUndefined();
    const card = await resolve(shop, { name: '김하나', cardNo: 'ab-1234' });
    expect(await resolve(shop, { cardNo: 'AB 1234' })).toBe(card);
    const stored = await shop.db
      .selectFrom('customers.contactPoint')
      .select('value')
      .where('workspaceId', '=', shop.workspaceId)
      .execute();
    expect(stored).toEqual([{ value: 'AB1234' }]);
  });

  it('is nobody by a name beside a safe number alone (OP-02)', async () => {
    const shop = await buildShop(context);
    expect(await resolve(shop, { name: '김하나', phone: '0504-1234-5678' })).toBeUndefined();
  });

  it('is the same person on the same landline by the same name only (OP-12)', async () => {
    const shop = await buildShop(context);
    const hana = await resolve(shop, { name: '김하나', phone: '02-123-4567' });
    expect(hana).toBeDefined();
    expect(await resolve(shop, { name: '김 하나', phone: '02-123-4567' })).toBe(hana);
    expect(await resolve(shop, { name: '박건', phone: '02-123-4567' })).not.toBe(hana);
    expect(await resolve(shop, { phone: '02-123-4567' })).toBeUndefined();
  });
});
