/** One item over some weeks. Money of one piece, in one unit; `unitPrice` includes VAT. */
export interface ItemSales {
  units: number;
  unitPrice: number;
  unitCost: number;
}

/** Star: keep · plowhorse: popular, earns little · puzzle: earns well, rarely chosen · dog: neither (Kasavana & Smith 1982). */
export type MenuClass = 'star' | 'plowhorse' | 'puzzle' | 'dog';

/** Share of a fair part above which an item is popular (MT-40). */
const POPULAR_SHARE = 0.7;
/** Fewer items cannot be set against each other (MT-40). */
export const MIN_ITEMS = 4;

/** What an item is among the items of its category. */
export interface MenuVerdict {
  class: MenuClass;
  /** Of all pieces sold, 0–1. */
  share: number;
  /** What one piece leaves after VAT and food. */
  margin: number;
}

/**
 * Classifies the items of one category against each other (MT-40): popular from .7 of a fair share of units, profitable
 * from the mean margin weighted by units. Margin = price / (1 + VAT) − cost. Undefined for fewer than four items, or when
 * nothing was sold. In the order given.
 * Worked: 마라탕 9000/3200/420 plowhorse, 마라샹궈 16000/6500/90 puzzle, 꿔바로우 14000/4200/150 star, 볶음밥 8000/2600/60 dog;
 * cut .175, mean margin 6,078.
 */
export function classifyMenu(
  items: readonly ItemSales[],
  { vatRate }: { vatRate: number },
): { popularFrom: number; meanMargin: number; items: MenuVerdict[] } | undefined {
  const units = items.reduce((sum, item) => sum + item.units, 0);
  if (items.length < MIN_ITEMS || units <= 0) return undefined;
  const margins = items.map(({ unitPrice, unitCost }) => unitPrice / (1 + vatRate) - unitCost);
  const meanMargin = items.reduce((sum, item, at) => sum + item.units * (margins[at] ?? 0), 0) / units;
  const popularFrom = POPULAR_SHARE / items.length;
  return {
    popularFrom,
    meanMargin,
    items: items.map((item, at) => {
      const margin = margins[at] ?? 0;
      const share = item.units / units;
      const isPopular = share >= popularFrom;
      const isProfitable = margin >= meanMargin;
      return {
        class: isPopular ? (isProfitable ? 'star' : 'plowhorse') : isProfitable ? 'puzzle' : 'dog',
        share,
        margin,
      };
    }),
  };
}
