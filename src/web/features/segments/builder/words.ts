import { useQuery } from '@tanstack/react-query';
import { isOrdinary, listFields, listSources, listTags } from '../../../../modules/customers/contract.ts';
import { getProgramme } from '../../../../modules/loyalty/contract.ts';
import { listItems } from '../../../../modules/menu/contract.ts';
import { listPlays } from '../../../../modules/plays/contract.ts';
import { listSegments } from '../../../../modules/segments/contract.ts';
import { queryFor } from '../../../lib/api.ts';
import { useFormat } from '../../../lib/format.ts';
import { useCan } from '../../../lib/session.ts';

export interface Option {
  value: string;
  label: string;
}

/** More items than a shop sells; beyond it one finds them by category. */
const MOST_ITEMS = 2_000;

/** Everything a condition can be picked from; empty until it is here. `segmentId`: the group being edited, which cannot stand in itself. */
export function useWords(segmentId: string | undefined) {
  const { locale } = useFormat();
  const items = useQuery(queryFor(listItems, { query: { limit: MOST_ITEMS } })).data?.items ?? [];
  const tags = useQuery(queryFor(listTags)).data?.tags ?? [];
  const fields = useQuery(queryFor(listFields)).data?.fields ?? [];
  const sources = useQuery(queryFor(listSources)).data?.sources ?? [];
  const plays = useQuery(queryFor(listPlays)).data?.plays ?? [];
  const canLoyalty = useCan('loyalty:read');
  const levels =
    useQuery({ ...queryFor(getProgramme), enabled: canLoyalty }).data?.programme.settings.tiers.levels ?? [];
  const groups = useQuery(queryFor(listSegments)).data?.segments ?? [];
  const shown = fields.filter(isOrdinary);
  return {
    items: items.map(({ itemId, name }): Option => ({ value: itemId, label: name })),
    categories: [...new Set(items.map(({ category }) => category))].filter((one) => one !== '').sort(),
    tags: tags
      .filter((tag) => tag.archivedAt === null)
      .map(({ tagId, name }): Option => ({ value: tagId, label: name })),
    sources,
    plays: plays.map(({ play }): Option => ({ value: play.playId, label: play.name })),
    levels: levels.map(({ key, name }): Option => ({ value: key, label: name })),
    groups: groups
      .filter((group) => group.segmentId !== segmentId)
      .map((group): Option => ({ value: group.segmentId, label: group.name })),
    fields: shown.map((field) => ({ ...field, name: field.label[locale] })),
  };
}
export type Words = ReturnType<typeof useWords>;
