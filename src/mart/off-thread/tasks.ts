import { mineItemsets } from '../models/basket/itemsets.ts';
import { forecastDaily } from '../models/forecast/daily.ts';
import { forecastMonths } from '../models/forecast/monthly.ts';
import { forecastShop } from '../models/forecast/shop.ts';
import { choosePeopleModel } from '../models/repeat/choose.ts';
import { fitRepeat } from '../models/repeat/fit.ts';

/** Work of seconds, plain data in and out: what a server must not do between two requests. */
export const tasks = {
  choosePeopleModel,
  mineItemsets,
  forecastDaily,
  forecastMonths,
  forecastShop,
  /** The fit without its functions, which do not cross threads. */
  fitRepeat(...input: Parameters<typeof fitRepeat>) {
    const fit = fitRepeat(...input);
    if (!fit) return undefined;
    const { alive: _alive, expected: _expected, ...plain } = fit;
    return plain;
  },
} as const;
/** What can be asked of another thread, by name. */
export type Tasks = typeof tasks;
