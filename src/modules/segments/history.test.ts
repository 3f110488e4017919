import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildServer } from '../../../test/factories.ts';
import { buildPerson } from '../../../test/factories-people.ts';
import { buildGroups } from '../../../test/factories-segments.ts';
import { emit } from '../../platform/jobs.ts';
import { mergeCustomers, unmergeCustomers } from '../customers/index.ts';
import { importSales, undoImport } from '../imports/index.ts';
import { ordersChanged } from '../orders/index.ts';
import { eraseCustomer } from '../privacy/index.ts';

const TODAY = '2026-11-21';
const context = await createTestContext();
const server = await buildServer(context);
const open = () => buildGroups(context, server);

describe('history keeps up with records that go and come', () => {
  it('tells of people whom an import brought and its undo took away, without a name', async () => {
    const { shop, work, createGroup, eventsOf, daysOf } = await open();
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    const fileName = 'sales.csv';
    const folder = path.join(context.config.home, 'files', shop.workspaceId);
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      path.join(folder, fileName),
      [
        'order_no,ordered_at,item_name,quantity,amount,customer_id,customer_name,customer_phone',
        'R1,2026-11-20T12:00:00,국수,1,7000,,김하나,010-1234-5678',
        'R2,2026-11-20T13:00:00,국수,1,7000,,이두리,010-2222-3333',
      ].join('\n'),
    );
    const { batchId } = await importSales(context, shop.actor(), { source: path.join(folder, fileName), fileName });
    await work();
    expect(await eventsOf(segmentId)).toMatchObject([
      { change: 'entered', cause: 'change' },
      { change: 'entered', cause: 'change' },
    ]);
    await undoImport(context, shop.actor(), batchId);
    await work();
    const events = await eventsOf(segmentId);
    expect(events.filter(({ change }: { change: string }) => change === 'left')).toMatchObject([
      { customerId: null, name: '', cause: 'gone', facts: [] },
      { customerId: null, name: '', cause: 'gone', facts: [] },
    ]);
    expect(events.every(({ customerId }: { customerId: string | null }) => customerId === null)).toBe(true);
    expect(await daysOf(segmentId)).toEqual([{ day: TODAY, members: 0, entered: 2, left: 2 }]);
  });

  it('tells of an order that was taken back, by name', async () => {
    const { shop, work, createGroup, eventsOf, order } = await open();
    const person = await buildPerson(shop, { name: '김하나' });
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    await order(person);
    await shop.db.deleteFrom('orders.saleOrder').where('workspaceId', '=', shop.workspaceId).execute();
    await emit(shop.db, ordersChanged, { workspaceId: shop.workspaceId });
    await work();
    expect(await eventsOf(segmentId)).toMatchObject([
      { customerId: person, change: 'left', cause: 'change' },
      { customerId: person, change: 'entered' },
    ]);
  });

  it('tells that somebody left who was erased, and not who', async () => {
    const { shop, work, createGroup, memberIds, eventsOf, daysOf, membersOf, order } = await open();
    const [person, other] = [await buildPerson(shop), await buildPerson(shop)];
    await order(person);
    await order(other);
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    const [now, { key }] = [context.clock.now(), context.secrets];
    const why = { reason: 'request' as const, actor: null, now, key };
    await eraseCustomer(shop.db, { workspaceId: shop.workspaceId, customerId: person, ...why });
    await work();
    expect(await memberIds(segmentId)).toEqual([other]);
    expect(await membersOf(segmentId)).toBe(1);
    expect(await eventsOf(segmentId)).toMatchObject([{ customerId: null, change: 'left', cause: 'gone', facts: [] }]);
    expect(await daysOf(segmentId)).toMatchObject([{ day: TODAY, members: 1, left: 1 }]);
  });

  it('counts once however many were erased, and names of a merge nobody else who went meanwhile', async () => {
    const { shop, work, createGroup, eventsOf, order } = await open();
    const people = await Promise.all(Array.from({ length: 5 }, () => buildPerson(shop, { name: '김하나' })));
    for (const person of people) await order(person);
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    const [one = '', other = '', ...gone] = people;
    const [now, { key }] = [context.clock.now(), context.secrets];
    const why = { reason: 'request' as const, actor: null, now, key };
    await mergeCustomers(shop.db, shop.actor(), { into: one, from: other, now });
    for (const customerId of gone) await eraseCustomer(shop.db, { workspaceId: shop.workspaceId, customerId, ...why });
    const { rows } = await context.database.pool.query(
      `select key from graphile_worker.jobs where task_identifier = 'segments.recount' order by key`,
    );
    const recount = `segments:${shop.workspaceId}:recount`;
    expect(rows).toEqual([{ key: recount }, { key: `${recount}:${one}` }]);
    await work();
    const events = await eventsOf(segmentId);
    expect(events).toHaveLength(4);
    expect(events.filter(({ customerId }: { customerId: string | null }) => customerId !== null)).toMatchObject([
      { customerId: one, cause: 'merge' },
    ]);
  });

  it('tells of two members who become one, and of the one who becomes two again', async () => {
    const { shop, work, createGroup, eventsOf, daysOf, membersOf, order } = await open();
    const [one, other] = [await buildPerson(shop, { name: '김하나' }), await buildPerson(shop, { name: '김하나' })];
    await order(one);
    await order(other);
    const segmentId = await createGroup({ fact: 'visits', atLeast: 1 });
    const now = context.clock.now();
    const { mergeId } = await mergeCustomers(shop.db, shop.actor(), { into: one, from: other, now });
    await work();
    expect(await membersOf(segmentId)).toBe(1);
    expect(await eventsOf(segmentId)).toMatchObject([{ customerId: one, change: 'left', cause: 'merge' }]);
    await unmergeCustomers(shop.db, shop.actor(), mergeId, now);
    await work();
    expect(await membersOf(segmentId)).toBe(2);
    expect(await eventsOf(segmentId)).toMatchObject([{ change: 'entered', cause: 'merge' }, { change: 'left' }]);
    expect(await daysOf(segmentId)).toEqual([{ day: TODAY, members: 2, entered: 1, left: 1 }]);
  });
});
