import { beforeEach, describe, expect, it } from 'vitest';
import { createTestContext } from '../../../test/database.ts';
import { buildShop, type TestShop } from '../../../test/factories.ts';
import { ACT, buildFlowOn, flowDocument, listRunsOf } from '../../../test/factories-flows.ts';
import { buildItem, buildOrders, buildPerson } from '../../../test/factories-people.ts';
import { buildReader, EMAIL_PLAY, giveSenderDetails } from '../../../test/factories-plays.ts';
import { refreshMart } from '../../mart/index.ts';
import { newId } from '../../shared/ids.ts';
import { addDays } from '../../shared/time.ts';
import type { Availability } from '../menu/contract.ts';
import { markItems } from '../menu/index.ts';
import { createPlay, launchPlay, previewPlay } from '../plays/index.ts';
import { chooseItems, type Step } from './contract.ts';
import { tendFlows } from './jobs.ts';
import { previewFlow } from './service/preview.ts';
import { startFlow } from './service/start.ts';
import { switchOn } from './service/switch.ts';
import { createFlow, updateFlow } from './service/write.ts';

/** No offer of what has run out, and a quiet one of what is left over. */
const context = await createTestContext();
const TODAY = '2026-11-21';
const now = () => context.clock.now();

let shop: TestShop;
let [noodles, dumplings] = ['', ''];
beforeEach(async () => {
  shop = await buildShop(context);
  [noodles, dumplings] = [await buildItem(shop, '국수'), await buildItem(shop, '만두')];
});

const mark = (itemId: string, availability: Availability) =>
  markItems(shop.db, {
    workspaceId: shop.workspaceId,
    accountId: null,
    sayings: [{ itemId, availability, untilDay: TODAY }],
    today: TODAY,
    now: now(),
  });
const start = async (flowId: string) => {
  await startFlow(context, shop.actor(), { flowId, startKey: newId(), now: now() });
  await tendFlows(context, shop.workspaceId);
};
const about = (itemId: string): Step => ({ ...ACT, arm: { ...ACT.arm, offer: { ...ACT.arm.offer, itemId } } });
const drawn = () => shop.db.selectFrom('plays.assignment').select('customerId').execute();

describe('an offer of something sold out', () => {
  it('is passed for the next one, with why, and the preview counts that one', async () => {
    const guest = await buildPerson(shop);
    const candidate = { name: '혜택', inStock: true, when: null, arm: ACT.arm };
    const steps: Step[] = [
      {
        id: 'pick',
        kind: 'choose',
        candidates: [
          { ...candidate, key: 'a', itemId: noodles },
          { ...candidate, key: 'b', itemId: dumplings },
        ],
      },
    ];
    await mark(noodles, 'sold_out');
    const flowId = await buildFlowOn(context, shop, { steps });
    const preview = await previewFlow(context, shop.actor(), { flowId, now: now() });
    expect(preview).toMatchObject({ found: 1, eligible: 1, excluded: [] });
    expect(preview.warnings).toContainEqual({
      code: 'item_sold_out',
      blocking: false,
      detail: '국수',
      stepId: 'pick',
    });
    await start(flowId);
    expect(await listRunsOf(shop)).toMatchObject([
      { customerId: guest, choices: { pick: { key: 'b', passed: [{ key: 'a', why: 'item_sold_out' }] } } },
    ]);
  });

  it('goes to nobody of an automation while it lasts: said before, and told of whoever left', async () => {
    const guest = await buildPerson(shop);
    const flowId = await buildFlowOn(context, shop, { steps: [about(noodles)], reentry: { kind: 'every' } });
    await mark(noodles, 'sold_out');
    const preview = await previewFlow(context, shop.actor(), { flowId, now: now() });
    expect(preview).toMatchObject({ found: 1, eligible: 0, excluded: [{ reason: 'item_sold_out', count: 1 }] });
    await start(flowId);
    expect(await drawn()).toEqual([]);
    expect(await listRunsOf(shop)).toMatchObject([{ customerId: guest, state: 'left', reason: 'item_sold_out' }]);
    await mark(noodles, 'in_stock');
    await start(flowId);
    expect(await drawn()).toEqual([{ customerId: guest }]);
  });

  it('keeps a play from being launched, in whichever of its arms it stands', async () => {
    await giveSenderDetails(shop);
    for (let n = 0; n < 3; n += 1) await buildReader(shop, `hana${n}@example.com`);
    const offer = { kind: 'amount' as const, value: 2_000, minSpendMinor: 0, validDays: 7 };
    const { playId } = await createPlay(
      shop.db,
      shop.actor(),
      {
        ...EMAIL_PLAY,
        channel: 'none',
        offer,
        otherArms: [{ key: 'b', channel: 'none', offer: { ...offer, itemId: noodles } }],
      },
      now(),
    );
    await mark(noodles, 'sold_out');
    const asked = { playId, today: TODAY, now: now() };
    const preview = await previewPlay(context, shop.actor(), asked);
    expect(preview).toMatchObject({ found: 3, audience: 0, excluded: [{ reason: 'item_sold_out', count: 3 }] });
    expect(preview.warnings.filter(({ blocking }) => blocking)).toEqual([
      { code: 'item_sold_out', blocking: true, detail: '국수' },
    ]);
    await expect(launchPlay(context, shop.actor(), asked)).rejects.toMatchObject({ code: 'invalid_input' });
    await mark(noodles, 'in_stock');
    expect((await launchPlay(context, shop.actor(), asked)).found).toBe(3);
  });
});

describe('the ready-made automation of surplus', () => {
  it('goes to those who like the kind of what is left over today, and names it', async () => {
    await shop.db.updateTable('menu.item').set({ category: '면' }).where('itemId', '=', noodles).execute();
    const eater = async (itemId: string) => {
      const customerId = await buildPerson(shop);
      const days = [10, 20, 30, 40];
      const orders = days.map((day) => ({ customerId, businessDay: addDays(TODAY, -day), items: [itemId] }));
      await buildOrders(shop, orders);
      return customerId;
    };
    await eater(noodles);
    const likesDumplings = await eater(dumplings);
    await refreshMart(shop.db, { workspaceId: shop.workspaceId, now: now() });
    const { flowId, document } = await createFlow(context, shop.actor(), { readyKey: 'surplus', now: now() });
    const found = async () => (await previewFlow(context, shop.actor(), { flowId, now: now() })).found;
    expect(await found()).toBe(2);
    await mark(noodles, 'surplus');
    const { samples } = await previewFlow(context, shop.actor(), { flowId, now: now() });
    expect(samples[0]?.text).toContain('오늘 국수를 넉넉히 준비했어요');
    expect(await found()).toBe(1);
    // Dumplings are of no kind: whoever likes them is asked by the item.
    await mark(dumplings, 'surplus');
    expect(await found()).toBe(2);
    await mark(noodles, 'in_stock');
    await updateFlow(context, shop.actor(), { flowId, document: { ...document, steps: [ACT] }, now: now() });
    await switchOn(context, shop.actor(), { flowId, now: now() });
    await start(flowId);
    expect((await listRunsOf(shop)).map(({ customerId }) => customerId)).toEqual([likesDumplings]);
  });

  it('is as written where nothing is left over, and where people come in by themselves', () => {
    const item = { itemId: newId(), category: '면' };
    const manual = flowDocument({});
    expect(chooseItems(manual, [])).toBe(manual);
    const birthday = flowDocument({ trigger: { kind: 'birthday', daysBefore: 7 } });
    expect(chooseItems(birthday, [item])).toBe(birthday);
    expect(chooseItems(manual, [item]).trigger).toMatchObject({
      rule: { all: [{ fact: 'bought', categories: ['면'], timesAtLeast: 2, withinDays: 180 }] },
    });
  });
});
