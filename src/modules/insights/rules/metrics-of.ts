/** Sentences of reasons and of doubts: they name days, names or thresholds, and no figure of ours. */
const NONE: readonly string[] = [];

/**
 * The figures that each sentence holds, by keys of GET /api/insights/definitions, so that whoever reads a number can open what it
 * means. Every sentence stands here (a test reads the rules); one without a figure has none.
 */
export const METRICS_OF: Readonly<Record<string, readonly string[]>> = {
  // Regulars.
  states: ['visitInterval', 'lapse', 'nextVisit'],
  states_unknown: NONE,
  identified: ['identifiedShare'],
  model_held: ['pAlive', 'visit'],
  too_few_people: NONE,
  everybody_once: NONE,
  too_few_repeaters: NONE,
  short_history: NONE,
  degenerate: NONE,
  no_dropout: NONE,
  not_converged: NONE,
  drift: ['pAlive', 'visit'],
  drift_by_time: ['pAlive', 'visit'],
  spend_unknown: NONE,
  spend_follows_visits: ['value12m'],
  closed: NONE,
  future_orders: NONE,
  dates_held: ['nextVisit'],
  dates_unknown: NONE,
  dates_tested: ['nextVisit'],
  lapse_held: ['lapse'],
  sales_ended: NONE,
  being_fitted: NONE,
  clock_went_back: ['setApart'],
  // Cohorts.
  funnel: ['funnel'],
  funnel_few: NONE,
  cohorts_closed: NONE,
  // Money.
  menu_huge_order: ['netSales'],
  check_huge_order: ['averageCheck', 'netSales'],
  sales_huge_order: ['netSales'],
  worth_huge_order: ['worthPerMonth'],
  // Pairs.
  pair_chance: ['lift', 'pairSupport'],
  pair_apart: ['lift', 'pairSupport'],
  pair_unproven: ['lift', 'pairSupport'],
  pair_found: ['lift', 'pairSupport'],
  pairs_alone: NONE,
  pairs_too_few: NONE,
  pairs_chance: ['falseDiscovery'],
  pairs_found: ['lift', 'falseDiscovery'],
  pairs_large_tables: ['lift'],
  pairs_renamed: NONE,
  sequence: ['sequence'],
  // Menu.
  menu: ['menuClass'],
  menu_too_few: NONE,
  menu_falling: ['menuTrend'],
  menu_rising: ['menuTrend'],
  menu_price_changed: NONE,
  menu_renamed: NONE,
  menu_new: ['newItem'],
  menu_new_early: ['newItem'],
  // Hours.
  hours: ['hourlyMean'],
  hours_too_few: NONE,
  // Forecast.
  day: ['forecast'],
  day_closed: NONE,
  error: ['forecastError'],
  error_unknown: NONE,
  cause_level_shift: NONE,
  cause_outlier: NONE,
  cause_closed_long: NONE,
  cause_holiday: NONE,
  cause_closed_holiday: NONE,
  forecast_no_covers: NONE,
  forecast_ended: NONE,
  forecast_too_few: NONE,
  forecast_stopped: NONE,
  forecast_renamed: NONE,
  forecast_price_changed: NONE,
  item_too_rough: ['forecastError'],
  months_error: ['forecastError'],
  months_error_unknown: NONE,
  months_too_few: NONE,
  sold_out_days: ['prepQuantity'],
  sold_out_unknown: NONE,
  // Worth a second look.
  concentration_order: ['concentration'],
  concentration_person: ['concentration'],
  concentration_ten: ['concentration'],
  refunds: ['refundPattern'],
  points: ['pointPattern'],
  no_show: ['noShow'],
  no_show_person: ['noShow'],
  no_risk: ['concentration', 'refundPattern', 'pointPattern', 'noShow'],
  // The person's card.
  outlook_late: ['visitInterval', 'lapse'],
  outlook_once: NONE,
  outlook_next: ['nextVisit'],
  outlook_alive: ['pAlive'],
  outlook_value: ['value12m'],
};

/** What the figures of a sentence mean: keys of definitions, empty where it has none. Worked: funnel → ['funnel']. */
export const metricsOf = (key: string): string[] => [...(METRICS_OF[key] ?? NONE)];
