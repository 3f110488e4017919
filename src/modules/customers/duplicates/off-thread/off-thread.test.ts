import { expect, it, vi } from 'vitest';
import { createTestContext } from '../../../../../test/database.ts';
import { buildShop } from '../../../../../test/factories.ts';
import { buildPerson } from '../../../../../test/factories-people.ts';
import { refreshDuplicates } from '../compute.ts';
import { noteSharedNumbers } from '../meetings.ts';
import { FEW_PEOPLE } from '../rules/estimate.ts';

// A thread loads its own copy of the module: what is called here is called between two requests.
vi.mock('../rules/find.ts', async (load) => ({
  ...(await load<object>()),
  findLikelyPairs() {
    throw new Error('compared on the thread that answers requests');
  },
}));

const context = await createTestContext();
const now = context.clock.now();

it('compares people beside the thread that answers requests, however many there are', async () => {
  const shop = await buildShop(context);
  const ids: string[] = [];
  for (let no = 0; no < FEW_PEOPLE; no += 1) {
    const two = { name: `김${'가나다라마바사아자차'[no % 10]}${'하늘별솔강'[Math.floor(no / 10) % 5]}` };
    // Each two in a row share a number, and no name.
    const phone = `+8210${(11_111_111 + Math.floor(no / 2) * 7_919).toString()}`;
    ids.push(await buildPerson(shop, { ...two, phone }));
  }
  const twin = await buildPerson(shop, { name: '김가하', phone: '+821011111111' });
  const met = await noteSharedNumbers(shop.db, { workspaceId: shop.workspaceId, customerIds: [...ids, twin], now });
  expect(met.length).toBeGreaterThanOrEqual(FEW_PEOPLE / 2);

  const run = await refreshDuplicates(shop.db, shop.workspaceId, now);
  expect(run.people).toBe(FEW_PEOPLE + 1);
  expect(run.pairs.map(({ a, b }) => [a, b].sort())).toContainEqual([ids[0] ?? '', twin].sort());
});
