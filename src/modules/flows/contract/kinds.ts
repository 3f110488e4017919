import type { Rule } from '../../segments/contract.ts';
import type { FlowDocument } from './document.ts';

type Bought = Extract<Rule, { fact: 'bought' }>;

/** How often somebody has had something of a kind, in how long, to be called one who likes it. */
const LIKES = { timesAtLeast: 2, withinDays: 180 } as const;

const isOfKind = (rule: Rule): rule is Bought =>
  'fact' in rule && rule.fact === 'bought' && rule.categories !== undefined;

/** The kinds of item by which a flow that the shop starts chooses its people; empty: everybody its rule finds otherwise. */
export function readKinds({ trigger }: Pick<FlowDocument, 'trigger'>): readonly string[] {
  if (trigger.kind !== 'manual') return [];
  const parts = 'all' in trigger.rule ? trigger.rule.all : [trigger.rule];
  return parts.find(isOfKind)?.categories ?? [];
}

/**
 * The flow for those who like one of these kinds of item, and who meet what its rule asks besides; for everybody again
 * where no kind is named. Other triggers stay as they are. Worked: visits ≥ 3, 면 → visits ≥ 3 and had 면 on two visits of
 * the last 180 days.
 */
export function chooseKinds(document: FlowDocument, categories: readonly string[]): FlowDocument {
  const { trigger } = document;
  if (trigger.kind !== 'manual') return document;
  const parts = 'all' in trigger.rule ? trigger.rule.all : [trigger.rule];
  const before = parts.find(isOfKind);
  const others = parts.filter((part) => part !== before);
  const liking: Rule[] =
    categories.length === 0 ? [] : [{ fact: 'bought', ...LIKES, ...before, categories: [...categories] }];
  return { ...document, trigger: { ...trigger, rule: { all: [...others, ...liking] } } };
}

/**
 * The flow for those who like what these items are: their kinds, and of an item without a kind that item. The flow as it is
 * where there is no item. Worked: 수박주스 of 음료 and 식혜 of no kind → had 음료 on two visits of the last 180 days, or 식혜.
 */
export function chooseItems(
  document: FlowDocument,
  items: readonly { itemId: string; category: string }[],
): FlowDocument {
  if (document.trigger.kind !== 'manual' || items.length === 0) return document;
  const categories = [...new Set(items.map(({ category }) => category).filter((one) => one !== ''))];
  const itemIds = items.filter(({ category }) => category === '').map(({ itemId }) => itemId);
  if (itemIds.length === 0) return chooseKinds(document, categories);
  const { trigger } = chooseKinds(document, []);
  if (trigger.kind !== 'manual') return document;
  const liking: Rule[] = [
    ...(categories.length === 0 ? [] : [{ fact: 'bought' as const, ...LIKES, categories }]),
    { fact: 'bought', ...LIKES, itemIds },
  ];
  return { ...document, trigger: { ...trigger, rule: { all: [trigger.rule, { any: liking }] } } };
}
