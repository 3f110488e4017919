/**
 * Insights: what we know of a person and of the shop, in sentences and figures that carry their n. Owns schema
 * `insights`: decisions about findings, and what sources cost. Everything else it reads from the mart.
 */

export { exportTables, runSql } from './analyst/service.ts';
export { type BasketReport, reportBasket } from './basket-report.ts';
export { RFM_SEGMENTS, type RfmSegment } from './contract/kinds.ts';
export { type PersonInsight, RESTING_MIN_VISITS, type RestingPerson } from './contract.ts';
export { refitForecastNow } from './forecast-page.ts';
export { MAX_HORIZON, reportForecast } from './forecast-report.ts';
export { sayMenuChanges } from './menu-changes.ts';
export { countMenu, measureMenu, reportCohorts, reportMenu } from './menu-report.ts';
export { closedMonthsOf, refitNow, reportRhythm } from './regulars.ts';
export { type RepeatReport, reportRepeat } from './repeat-report.ts';
export { type RfmReport, reportRfm } from './rfm-report.ts';
export { insightsRoutes } from './routes.ts';
export { type LapseState, leaveOut, RFM_SEGMENT_NAMES } from './rules/index.ts';
export {
  sayForecastPrice,
  sayForecastRenamed,
  sayForecastStopped,
  sayHugeOrder,
  sayHugeSales,
  saySalesEnd,
  sayWrongClock,
} from './rules/say-doubts.ts';
export {
  sayCauses,
  sayForecastError,
  sayForecastTooFew,
  sayMonthError,
  sayMonthsTooFew,
  sayTooRough,
} from './rules/say-forecast.ts';
export { sayMenu } from './rules/say-menu.ts';
export { sayCountedAsOne, sayPair, sayPairs } from './rules/say-pairs.ts';
export { getPersonInsight, listResting } from './service.ts';
