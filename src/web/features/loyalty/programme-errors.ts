/** Where a part of the rules is typed, by its path in what is sent. */
const FIELD_OF_PATH: Readonly<Record<string, string>> = {
  'points.rateBasisPoints': 'percent',
  'points.minUse': 'minUse',
  'points.expiresAfterDays': 'expiresAfterDays',
  'stamps.expiresAfterDays': 'expiresAfterDays',
  'stamps.amountMinor': 'stampAmountMinor',
  'stamps.itemNames': 'stampItems',
  'stamps.cardSize': 'cardSize',
  'stamps.reward': 'reward',
  'guards.maxEarnsADay': 'maxEarnsADay',
  claimDays: 'claimDays',
  excludedCategories: 'excluded',
  'prepaid.expiresAfterDays': 'prepaidDays',
};

/** Sentences by the field of the form; those of levels keep their place, `levels.0.name`. */
export function errorsByField(errors: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([path, sentence]) => {
      const own = path.replace(/^settings\./, '');
      // An entry of a list is typed in the field of the list.
      return [FIELD_OF_PATH[own.replace(/\.\d+$/, '')] ?? own.replace(/^tiers\./, ''), sentence];
    }),
  );
}
