import { expect, it } from 'vitest';
import { createTestContext } from '../../test/database.ts';
import { buildShop } from '../../test/factories.ts';
import { buildItem, buildOrders, buildPerson } from '../../test/factories-people.ts';
import { findPersonFacts, refreshMart } from './index.ts';

it('the mart names the option of an item that three lines in five have, and none below three lines (FE-07)', async () => {
  const context = await createTestContext();
  const shop = await buildShop(context);
  const person = await buildPerson(shop);
  const [soup, rice, cola] = [
    await buildItem(shop, '마라탕'),
    await buildItem(shop, '볶음밥'),
    await buildItem(shop, '콜라'),
  ];
  const order = (day: number, items: string[], options: string[]) => ({
    customerId: person,
    businessDay: `2026-11-0${day}`,
    items,
    options,
  });
  await buildOrders(shop, [
    order(1, [soup, rice], ['2단계', '곱빼기']),
    order(2, [soup, rice], ['3단계', '곱빼기']),
    // Two bowls at one visit are two lines: 마라탕 is 2단계 in 3 of 5 lines, of 4 visits.
    order(3, [soup, soup], ['2단계', '']),
    order(4, [soup, cola], ['2단계', '']),
    order(5, [cola], ['']),
    order(6, [cola], ['큰 컵']),
  ]);
  await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: context.clock.now() });
  const facts = await findPersonFacts(shop.db, shop.workspaceId, person);
  expect(facts?.usualItems).toMatchObject([
    { name: '마라탕', option: '2단계', visits: 4 },
    // Of three lines two have no options: no way stands out.
    { name: '콜라', option: null, visits: 3 },
    // Both times a double portion, but two lines are too few.
    { name: '볶음밥', option: null, visits: 2 },
  ]);
});
