/**
 * Insights: what we know of a person and of the shop, in sentences and figures that carry their n. Owns no tables: it
 * reads the mart.
 */
export { type PersonInsight, type RestingPerson, zDaypart, zRfmSegment } from './contract.ts';
export { type RfmReport, reportRfm } from './rfm-report.ts';
export { insightsRoutes } from './routes.ts';
export {
  computeLapse,
  describePerson,
  type LapseState,
  RFM_SEGMENTS,
  type RfmSegment,
} from './rules/index.ts';
export { getOverview, getPersonInsight, listResting } from './service.ts';
