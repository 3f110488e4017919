/** One day of a shop: what came, or null when it was closed. `holiday` names a public holiday. */
export interface ShopDay {
  day: string;
  value: number | null;
  holiday: string | null;
  /** The shop was open, but what would have come is not known: no closed day. */
  isUnknown?: boolean;
}

/** How a forecast was made; the plain ones are there to be beaten (MT-85). */
export const FORECAST_METHODS = ['last_week', 'four_weeks', 'weekday_level', 'ets', 'combined'] as const;
/** Those that take no search for parameters: a few milliseconds a series. */
export const QUICK_METHODS = ['last_week', 'four_weeks', 'weekday_level'] as const;
/** One of `FORECAST_METHODS`. */
export type ForecastMethod = (typeof FORECAST_METHODS)[number];

/** Why a day differs from its weekday. */
export interface Cause {
  date: string;
  reason: 'holiday' | 'closed_weekday' | 'closed_holiday' | 'level_shift' | 'outlier' | 'closed_long';
  holiday: string | null;
}
