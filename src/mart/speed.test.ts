import { expect, it } from 'vitest';
import { createTestContext } from '../../test/database.ts';
import { buildShop } from '../../test/factories.ts';
import { fillShop } from '../../test/factories-people.ts';
import { refreshMart } from './index.ts';

it('speed', async () => {
  const context = await createTestContext();
  const shop = await buildShop(context);
  await fillShop(shop, { people: 3000, orders: 60000, linesPerOrder: 3, items: 45 });
  const a = await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() });
  console.log(a);
  const shop2 = await buildShop(context);
  await fillShop(shop2, { people: 4000, orders: 22000, linesPerOrder: 23, items: 4000 });
  console.log(await refreshMart(shop2.db, { workspaceId: shop2.workspaceId, now: context.clock.now() }));
  console.log(await refreshMart(shop2.db, { workspaceId: shop2.workspaceId, now: context.clock.now() }));
  const [row] = await shop2.db.selectFrom('mart.customerFact').select('customerId').limit(1).execute();
  console.log(await refreshMart(shop2.db, { workspaceId: shop2.workspaceId, customerIds: [row?.customerId ?? ''], now: context.clock.now() }));
  expect(a.customers).toBeGreaterThan(1000);
});
