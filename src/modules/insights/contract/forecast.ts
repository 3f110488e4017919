import { z } from 'zod';
import { defineEndpoint, zDay, zId } from '../../../shared/endpoint.ts';
import { page } from './pages.ts';

const zRate = z.number().nullable();
const zDayForecast = z.object({ date: zDay, mean: z.number(), low: z.number(), high: z.number() });
const zDaily = z.object({
  method: z.enum(['last_week', 'four_weeks', 'weekday_level', 'ets', 'combined']),
  forecast: z.array(zDayForecast),
  backtest: z.object({ wape: zRate, mase: zRate, rmsle: zRate, coverage: zRate, days: z.number().int() }),
  candidates: z.array(z.object({ method: z.string(), wape: zRate })),
  causes: z.array(z.object({ date: zDay, reason: z.string(), holiday: z.string().nullable() })),
  tested: z.array(z.object({ date: zDay, actual: z.number(), forecast: z.number() })),
});
/** What mart.back_test keeps of a shop's forecast; sales in the currency's major unit. */
export const zForecast = z.object({
  until: zDay,
  openDays: z.number().int(),
  /** Open days of the last year, and the last one; absent in a forecast kept by an older version. */
  recentOpenDays: z.number().int().optional(),
  lastOpenOn: zDay.nullable().optional(),
  daily: z.object({ sales: zDaily.nullable(), orders: zDaily.nullable(), covers: zDaily.nullable() }),
  /** Orders by hour of today and of tomorrow: the board for the kitchen. */
  hours: z.array(
    z.object({
      method: z.enum(['last_week', 'four_weeks', 'day_profile']),
      day: zDay,
      hours: z.array(z.object({ hour: z.number().int(), mean: z.number(), low: z.number(), high: z.number() })),
      backtest: z.object({ wape: zRate, coverage: zRate, hours: z.number().int() }),
      candidates: z.array(z.object({ method: z.string(), wape: zRate })),
    }),
  ),
  items: z.array(
    z.object({
      itemId: zId,
      name: z.string(),
      wape: zRate,
      /** Sold too seldom, or off by too much, for a number to be told of it. */
      isRough: z.boolean().optional(),
      criticalRatio: zRate,
      /** Days marked sold out: filled up to what would have been wanted, and left out (MT-90). */
      soldOut: z.object({ filled: z.number().int(), leftOut: z.number().int() }).optional(),
      renamedFrom: z.string().nullable().optional(),
      priceChanged: z.object({ before: z.number(), after: z.number() }).nullable().optional(),
      days: z.array(zDayForecast.extend({ prepare: z.number().int().nullable() })),
    }),
  ),
  /** Items sold in four weeks, of which `items` sold most; absent in a forecast kept by an older version. */
  itemsSold: z.number().int().optional(),
  /** Of those, items that ran out so often that nothing is foreseen of them, with the days left out. */
  itemsUnknown: z.array(z.object({ name: z.string(), leftOut: z.number().int() })).optional(),
});

export const getForecast = defineEndpoint({
  method: 'GET',
  path: '/api/insights/forecast',
  access: 'insights:read',
  summary: 'The coming days, hours and items, with what to prepare and how well it did last week (MT-85..90)',
  output: zForecast.extend({
    ...page,
    /** Last week as it was foreseen, and as it came. */
    lastWeekIs: z
      .enum(['foreseen', 'replayed'])
      .describe('foreseen: what was said before each day came; replayed: what the method of today would have said'),
    lastWeek: z.array(z.object({ date: zDay, actual: z.number(), forecast: z.number() })),
  }),
});
export type ForecastPage = z.output<(typeof getForecast)['output']>;
