import type { FlowDocument, Step } from '../src/modules/flows/contract.ts';
import { switchOn } from '../src/modules/flows/service/switch.ts';
import { createFlow } from '../src/modules/flows/service/write.ts';
import type { Context } from '../src/platform/context.ts';
import type { TestShop } from './factories.ts';

/** Handed over by hand, so that the test needs no way out. */
export const ACT: Extract<Step, { kind: 'act' }> = {
  id: 'message',
  kind: 'act',
  arm: {
    channel: 'none',
    offer: { kind: 'amount', value: 2_000, minSpendMinor: 0, validDays: 7 },
    message: { subject: '', body: '', locale: 'ko' },
  },
};

export const flowDocument = (change: Partial<FlowDocument>): FlowDocument => ({
  schema: 1,
  trigger: { kind: 'manual', rule: { all: [] } },
  reentry: { kind: 'once' },
  goal: 'none',
  exitWhen: null,
  holdoutRate: 0.01,
  measureDays: 14,
  budgetMinor: null,
  steps: [ACT],
  ...change,
});

/** An automation of the shop's own, switched on; its id. */
export async function buildFlowOn(
  context: Context,
  shop: Pick<TestShop, 'actor'>,
  change: Partial<FlowDocument>,
): Promise<string> {
  const now = context.clock.now();
  const { flowId } = await createFlow(context, shop.actor(), { name: '시험', document: flowDocument(change), now });
  await switchOn(context, shop.actor(), { flowId, now });
  return flowId;
}

export const listRunsOf = (shop: TestShop) =>
  shop.db.selectFrom('flows.run').selectAll().orderBy('enteredAt').execute();
