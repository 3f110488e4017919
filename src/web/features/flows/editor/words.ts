import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { listItems } from '../../../../modules/menu/contract.ts';
import { listSegments, type Rule } from '../../../../modules/segments/contract.ts';
import { queryFor } from '../../../lib/api.ts';

/** What edits a rule; the route brings it, for one feature never imports another. */
export type RuleSlot = (field: { rule: Rule; onChange: (rule: Rule) => void }) => ReactNode;

const MOST_ITEMS = 2_000;

/** What a step can be about; empty until it is here. */
export function useWords() {
  const items = useQuery(queryFor(listItems, { query: { limit: MOST_ITEMS } })).data?.items ?? [];
  const groups = useQuery(queryFor(listSegments)).data?.segments ?? [];
  return {
    items: items.map(({ itemId, name }) => ({ value: itemId, label: name })),
    categories: [...new Set(items.map(({ category }) => category))].filter((one) => one !== '').sort(),
    groups: groups.map(({ segmentId, name }) => ({ value: segmentId, label: name })),
  };
}
