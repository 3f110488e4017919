/**
 * Mart: what heavy questions are answered from. Its SQL reads every schema and writes only its own, `mart`.
 */
export { findResolvedRule } from './audience/groups.ts';
export { findMembershipChanges, findPeopleNames, listMembersPage, type MembershipChange } from './audience/members.ts';
export { findRuleNames, type RuleNames } from './audience/names.ts';
export {
  type AudienceCount,
  type AudienceFact,
  countAudience,
  type Explained,
  explainAudience,
  explainAudienceOf,
  listAudience,
  previewAudience,
} from './audience/questions.ts';
export { countAudienceColumnar, listAudienceColumnar } from './audience/questions-columnar.ts';
export {
  type AudienceCondition,
  type AudienceRule,
  resolveGroups,
  type Scope,
} from './audience/rule.ts';
export { FACTS_OF_PERSON } from './awaited.ts';
export { type MartRefresh, refreshMart } from './build.ts';
export { buildMart } from './build-all.ts';
export { type AnalystAnswer, askAsAnalyst, askForOthers } from './columnar/analyst.ts';
export { buildColumnar, type ColumnarBuild } from './columnar/build.ts';
export type { EngineAnswer, EngineValue, MartValue } from './columnar/engine.ts';
export { exportMart } from './columnar/export.ts';
export { columnarJob, columnarNightJob, columnarOptions } from './columnar/jobs.ts';
export { getMartState, type Question, withMart } from './columnar/question.ts';
export { closeReaders } from './columnar/reader.ts';
export { type MartColumn, type MartTable, tables as martTables } from './columnar/tables.ts';
export { martViews, readViewSql } from './columnar/views.ts';
export { countBrought, listDayBuyers } from './days-brought.ts';
export { listPlayRefusals } from './fatigue.ts';
export { type FieldUse, listFieldUse } from './field-use.ts';
export { countLately, type FlowFate, type FlowRun, listFlowRuns } from './flow-runs.ts';
export {
  findItemMargins,
  findUsualHours,
  listBirthdayEntries,
  listComplaintEntries,
  listCouponEntries,
  listFirstVisitEntries,
  listHappenedEntries,
  listOrderEntries,
  listPointEntries,
  listRunsThatCame,
  listSecondVisitEntries,
  listSlippingEntries,
  listStampEntries,
  listUsualHourEntries,
  type Triggered,
} from './flow-triggers.ts';
export { findHugeOfPerson, findHugeOrders, type HugeOrders } from './huge-orders.ts';
export {
  type EndingPoints,
  findEndingPoints,
  findHappenings,
  findItemNames,
  findOrdersTold,
  type OrderTold,
} from './informs.ts';
export {
  findPersonFacts,
  findRfmMeasures,
  findShopFacts,
  getOverviewRow,
  listClosures,
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
export {
  isFitUnderWay,
  martRefreshed,
  refitPeopleJob,
  refreshEveryMartJob,
  refreshMartJob,
  refreshMartOptions,
} from './jobs.ts';
export { type LoyaltyOrder, listAnonymousOrder, listLoyaltyOrders, listReceiptsOfGoneOrders } from './loyalty.ts';
export { readMenuChanges, TREND_WEEKS } from './menu-changes.ts';
export type { MetricDefinition } from './metric-definition.ts';
export { definitions } from './metrics.ts';
export {
  findPairs,
  listRules,
  measureRule,
  type Pair,
  poissonAtLeast,
  type Rule,
} from './models/basket/association.ts';
export { BasketNumbering, basketCount, countItems, mineItemsets, numberBaskets } from './models/basket/itemsets.ts';
export { SequenceCounter } from './models/basket/sequences.ts';
export { findSalesEnd } from './models/closures.ts';
export { isTooRough } from './models/forecast/counts.ts';
export { countOpenDays, type DailyForecast } from './models/forecast/daily.ts';
export { fitEts } from './models/forecast/ets.ts';
export type { MonthlyForecast } from './models/forecast/monthly.ts';
export { foreseeYears } from './models/forecast/years-ahead.ts';
export { classifyMenu, type MenuClass } from './models/menu-engineering.ts';
export type { MenuAlarm } from './models/menu-trend.ts';
export { type FitWarning, fitRepeat, REPEAT_MODELS, type RepeatModel } from './models/repeat/fit.ts';
export { fitGammaGamma } from './models/repeat/gamma-gamma.ts';
export type { History, Unit } from './models/repeat/history.ts';
export { runOffThread } from './off-thread/index.ts';
export {
  type DayTables,
  findOfflineUse,
  hasBoughtBefore,
  listDayNet,
  listDayTables,
  type OfflineUse,
} from './offline.ts';
export {
  type ArmMessages,
  type AssignedOutcome,
  type AudienceHistory,
  type CouponOrder,
  computeAudienceHistory,
  findAdCap,
  findOrderPaid,
  type GoneWordUse,
  isPlayRunning,
  listCouponsOfGoneOrders,
  listLastSales,
  listOpenHoldouts,
  listOrdersWithCoupon,
  listPlayOutcomes,
  listPlayRedemptions,
  listRecipients,
  listStandingOutcomes,
  listWordUsesOfGoneOrders,
  type PlayRedemption,
  type PlayWindow,
  type Recipient,
  sumArmMessages,
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
  listCardsPast,
  listContactValues,
  listRetentionClocks,
  type PersonData,
  type PersonPart,
  removePersonFact,
} from './person-data.ts';
export { findDateTest, findPeopleFit, type PeopleResult } from './person-model/back-test.ts';
export { findPersonModel, type PersonModel } from './person-model/find.ts';
export { findLastSalesDay, findOpenDay } from './person-model/read.ts';
export { type Refit, refitPeople } from './person-model/refit.ts';
export { marginRateOf } from './person-model/shop.ts';
export { listCostsWithin } from './play-costs.ts';
export { streamBaskets, streamBuyers, streamVisitItems } from './purchases.ts';
export { findPlayArms, listReceivedOffers, type ReceivedOfferRow } from './received-offers.ts';
export {
  countIdentified,
  getFunnel,
  listAcquisition,
  listExpectedDays,
  listRegularPeople,
  listRegularStates,
} from './regulars.ts';
export { listCohorts, listItemSales, listShopDays } from './sales.ts';
export {
  listHandledPeople,
  listHourValues,
  listItemDays,
  listNewItems,
  listNoShows,
  listNoShowsOfPerson,
  listPointPatterns,
  listRefundsByStaff,
  listRepeatedNoShows,
  listRiskShares,
} from './shop-figures.ts';
export { findForeseenOrders, getShopForecast, refitForecast, type ShopForecast } from './shop-forecast.ts';
export { findWhatShopHas, hasReservations, type ShopHas } from './shop-has.ts';
export { listSoldOutItems, type SoldOutItem } from './sold-out.ts';
export {
  countNobody,
  listNobodyRows,
  listSourceFlow,
  listSourceImportDays,
  listSourcePast,
  listSourceReach,
  listSourceRows,
  listSourceTrouble,
  type NobodyRow,
  type OtherRow,
  type SourceFlow,
  type SourceTrouble,
} from './sources.ts';
export { listTagsInRules } from './tag-use.ts';
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
export { findSetApart, type SetApart } from './wrong-clock.ts';
