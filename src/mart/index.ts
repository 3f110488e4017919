/**
 * Mart: what heavy questions are answered from. Its SQL reads every schema and writes only its own, `mart`.
 */
export {
  type AudienceCondition,
  type AudienceCount,
  type AudienceFact,
  type AudienceRule,
  countAudience,
  explainAudience,
  listAudience,
  previewAudience,
} from './audience.ts';
export { type MartRefresh, refreshMart } from './build.ts';
export { buildColumnar, type ColumnarBuild } from './columnar/build.ts';
export type { EngineAnswer, EngineValue, MartValue } from './columnar/engine.ts';
export { askMart, type Question, queryMart, withMart } from './columnar/question.ts';
export { closeReaders } from './columnar/reader.ts';
export { type MartColumn, type MartTable, tables as martTables } from './columnar/tables.ts';
export { type FieldUse, listFieldUse } from './field-use.ts';
export {
  findPersonFacts,
  findRfmMeasures,
  findShopFacts,
  getOverviewRow,
  listPersonVisits,
  listRestingRows,
  listRestingTotals,
  listRfm,
  listRfmAsOf,
  listTimelineRows,
  listVisitDays,
  type RestingRow,
  type RfmRow,
  type TimelineRow,
  type UsualItemFact,
  type VisitDay,
} from './insight.ts';
export { refreshEveryMartJob, refreshMartJob, refreshMartOptions } from './jobs.ts';
export { definitions, type MetricDefinition } from './metrics.ts';
export {
  findPairs,
  listRules,
  type Pair,
  type Rule,
} from './models/basket/association.ts';
export { basketCount, mineItemsets, numberBaskets } from './models/basket/itemsets.ts';
export { type DailyForecast, forecastDaily } from './models/forecast/daily.ts';
export { fitEts } from './models/forecast/ets.ts';
export { classifyMenu, type MenuClass } from './models/menu-engineering.ts';
export { type FitWarning, fitRepeat, REPEAT_MODELS, type RepeatModel } from './models/repeat/fit.ts';
export { fitGammaGamma } from './models/repeat/gamma-gamma.ts';
export { listHistories, type Unit } from './models/repeat/history.ts';
export { findOfflineUse, listDayNet, type OfflineUse } from './offline.ts';
export {
  type AssignedOutcome,
  type AudienceHistory,
  type CouponOrder,
  computeAudienceHistory,
  countArmMessages,
  findAdCap,
  isPlayRunning,
  listCouponsOfGoneOrders,
  listLastSales,
  listOpenHoldouts,
  listOrdersWithCoupon,
  listPlayOutcomes,
  listPlayRedemptions,
  listRecipients,
  listStandingOutcomes,
  type PlayRedemption,
  type PlayWindow,
  type Recipient,
  sumAttributed,
} from './outcomes.ts';
export { type FoundPerson, type SearchBy, searchPeople } from './people.ts';
export {
  countFieldUse,
  countPeople,
  estimatePeople,
  findGroupRule,
  type ListedPerson,
  listPeopleIds,
  listPeoplePage,
  type PeopleOrder,
} from './people-page.ts';
export {
  getPersonData,
  listContactValues,
  listRetentionClocks,
  type PersonData,
  removePersonFact,
} from './person-data.ts';
export { listBaskets, listPurchaseDays } from './purchases.ts';
export { findPlayArms, listReceivedOffers, type ReceivedOfferRow } from './received-offers.ts';
export { listCohorts, listDayValues, listItemSales } from './sales.ts';
export {
  listSourceFlow,
  listSourceImportDays,
  listSourceReach,
  listSourceRows,
  listSourceTrouble,
  type SourceFlow,
  type SourceTrouble,
} from './sources.ts';
export {
  type Birthday,
  countPlays,
  type DayFigure,
  type ExpectedGuest,
  getDayFigure,
  type ImportNews,
  listBirthdays,
  listExpectedGuests,
  listImportNews,
  listPlaysUnderWay,
  type PlayUnderWay,
} from './today.ts';
