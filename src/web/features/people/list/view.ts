import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import {
  type Field,
  isOrdinary,
  type ListFilter,
  listFields,
  listSources,
  listTags,
  type Tag,
  zListColumn,
  zListFilter,
} from '../../../../modules/customers/contract.ts';
import { listSegments } from '../../../../modules/segments/contract.ts';
import { queryFor } from '../../../lib/api.ts';
import { useCan } from '../../../lib/session.ts';

export const LISTS = ['all', 'resting'] as const;
export const DEFAULT_COLUMNS = ['name', 'phone', 'lastVisit', 'visits', 'spend', 'state', 'tags'];
export const SORTS = ['name', 'lastVisit', 'visits', 'spend'] as const;

/** What the address of the screen says: everything that makes this list this list. */
export const zView = z.object({
  q: z.coerce.string().catch('').default(''),
  list: z.enum(LISTS).catch('all').default('all'),
  filter: zListFilter.catch([]).default([]),
  sort: z.enum(SORTS).catch('name').default('name'),
  dir: z.enum(['asc', 'desc']).catch('asc').default('asc'),
  cols: z.array(zListColumn).catch(DEFAULT_COLUMNS).default(DEFAULT_COLUMNS),
  /** The saved list this one was opened from. */
  view: z.string().catch('').default(''),
  /** The dialog for a new person stands open. */
  add: z.boolean().catch(false).default(false),
  /** Work on many people that was begun here. */
  work: z.string().catch('').default(''),
});
export type View = z.output<typeof zView>;

/** A filter as the API takes it. */
export const filterText = (filter: ListFilter): string | undefined =>
  filter.length === 0 ? undefined : JSON.stringify(filter);

/** What filters and columns are named by. */
export interface Words {
  fields: Field[];
  tags: Tag[];
  sources: string[];
  groups: { segmentId: string; name: string }[];
}

/** Fields, tags, sources and groups of this shop; empty until they are here. */
export function useWords(): Words {
  const canGroups = useCan('insights:read');
  const fields = useQuery(queryFor(listFields));
  const tags = useQuery(queryFor(listTags));
  const sources = useQuery(queryFor(listSources));
  const groups = useQuery({ ...queryFor(listSegments), enabled: canGroups });
  return {
    fields: (fields.data?.fields ?? []).filter(isOrdinary),
    tags: (tags.data?.tags ?? []).filter((tag) => tag.archivedAt === null),
    sources: sources.data?.sources ?? [],
    groups: groups.data?.segments ?? [],
  };
}
