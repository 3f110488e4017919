import type { FastifyInstance } from 'fastify';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer, buildShop, signIn, type TestShop } from '../../../test/factories.ts';
import { buildItem } from '../../../test/factories-people.ts';
import type { Item } from './contract.ts';
import { listMarkedItems, markItems } from './index.ts';

const context = await createTestContext();
const TODAY = '2026-11-21';
const at = (now: string) => context.clock.set(`${now}:00+09:00`);

let shop: TestShop;
let server: FastifyInstance;
let cookie: string;
let [tea, cake] = ['', ''];
beforeAll(async () => {
  server = await buildServer(context);
});
beforeEach(async () => {
  at(`${TODAY}T12:00`);
  shop = await buildShop(context);
  // The counter's own role may say it.
  ({ cookie } = await signIn(context, shop, 'staff'));
  [tea, cake] = [await buildItem(shop, '식혜'), await buildItem(shop, '케이크')];
});

const say = async (itemId: string, payload: Record<string, unknown>) => {
  const url = `/api/items/${itemId}/availability`;
  const answer = await server.inject({ method: 'PUT', url, headers: { cookie }, payload });
  return { status: answer.statusCode, body: answer.json() };
};
const list = async (query = '') => {
  const answer = await server.inject({ method: 'GET', url: `/api/items?${query}`, headers: { cookie } });
  const { items } = answer.json() as { items: Item[] };
  return items.map(({ name, availability, markedUntil }) => [name, availability, markedUntil]);
};

describe('what the counter says of an item', () => {
  it('sold out today ends with the business day, until further notice does not', async () => {
    expect(await say(tea, { availability: 'sold_out' })).toMatchObject({ status: 200, body: { markedUntil: TODAY } });
    expect(await say(cake, { availability: 'sold_out', until: 'further_notice' })).toMatchObject({ status: 200 });
    const both = [
      ['식혜', 'sold_out', TODAY],
      ['케이크', 'sold_out', null],
    ];
    expect(await list('marked=true')).toEqual(both);
    // The shop's day ends at five in the morning.
    at('2026-11-22T04:30');
    expect(await list('marked=true')).toEqual(both);
    at('2026-11-22T05:30');
    expect(await list('marked=true')).toEqual([['케이크', 'sold_out', null]]);
    expect(await list()).toEqual([
      ['식혜', 'in_stock', null],
      ['케이크', 'sold_out', null],
    ]);
  });

  it('is taken back, changed and said twice; each saying stays with when it ended', async () => {
    await say(tea, { availability: 'sold_out' });
    await say(tea, { availability: 'sold_out' });
    await say(tea, { availability: 'surplus' });
    await say(tea, { availability: 'in_stock' });
    await say(tea, { availability: 'in_stock' });
    expect(await list('marked=true')).toEqual([]);
    const marks = await shop.db.selectFrom('menu.itemMark').select(['state', 'endedAt']).orderBy('markId').execute();
    expect(marks.map(({ state, endedAt }) => [state, endedAt !== null])).toEqual([
      ['sold_out', true],
      ['surplus', true],
    ]);
  });

  it('of two tills at once one mark stands', async () => {
    const answers = await Promise.all(
      ['sold_out', 'surplus', 'sold_out', 'surplus'].map((availability) => say(tea, { availability })),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await list('marked=true')).toHaveLength(1);
  });

  it('stays whatever a till says of it: a till lifts and shortens only what it said itself', async () => {
    const till = (itemId: string, availability: 'in_stock' | 'sold_out') =>
      markItems(shop.db, {
        workspaceId: shop.workspaceId,
        accountId: null,
        sayings: [{ itemId, availability, untilDay: availability === 'in_stock' ? null : TODAY }],
        today: TODAY,
        now: context.clock.now(),
      });
    await say(tea, { availability: 'sold_out', until: 'further_notice' });
    expect(await till(tea, 'sold_out')).toEqual(new Set());
    expect(await till(tea, 'in_stock')).toEqual(new Set());
    expect(await list('marked=true')).toEqual([['식혜', 'sold_out', null]]);
    // Its own it lifts; and there is none left of what was called surplus.
    expect(await till(cake, 'sold_out')).toEqual(new Set([cake]));
    expect(await till(cake, 'in_stock')).toEqual(new Set([cake]));
    await say(cake, { availability: 'surplus' });
    expect(await till(cake, 'in_stock')).toEqual(new Set());
    expect(await till(cake, 'sold_out')).toEqual(new Set([cake]));
    expect(await list('marked=true')).toEqual([
      ['식혜', 'sold_out', null],
      ['케이크', 'sold_out', TODAY],
    ]);
    // A person may say the last word on either.
    await say(cake, { availability: 'in_stock' });
    await say(tea, { availability: 'in_stock' });
    expect(await list('marked=true')).toEqual([]);
  });

  it('refuses a surplus without an end, and an item that is not there', async () => {
    expect((await say(tea, { availability: 'surplus', until: 'further_notice' })).status).toBe(400);
    expect((await say(shop.workspaceId, { availability: 'surplus' })).status).toBe(404);
  });

  it('is asked for by state and by item', async () => {
    await say(tea, { availability: 'surplus' });
    await say(cake, { availability: 'sold_out' });
    const { db, workspaceId } = shop;
    const ask = async (state: 'sold_out' | 'surplus', itemIds?: string[]) => {
      const of = itemIds === undefined ? {} : { itemIds };
      return (await listMarkedItems(db, { workspaceId, today: TODAY, state, ...of })).map(({ name }) => name);
    };
    expect(await ask('surplus')).toEqual(['식혜']);
    expect(await ask('sold_out', [tea])).toEqual([]);
    expect(await ask('sold_out', [tea, cake])).toEqual(['케이크']);
    expect(await ask('sold_out', [])).toEqual([]);
  });
});
