import { percentile } from '../../../shared/stats.ts';
import { applyRepeat, type FitWarning, fitRepeat, REPEAT_MODELS, type RepeatModel } from './fit.ts';
import { placeOf, quantileOf, spendToCome } from './future.ts';
import { fitGammaGamma, gammaGammaMean, type SpendParameters } from './gamma-gamma.ts';
import type { History } from './history.ts';

/** Everybody as of one day, one place a person; weeks, and the currency's major unit. x below 0: not a customer yet. */
export interface Snapshot {
  x: Float64Array;
  tx: Float64Array;
  T: Float64Array;
  /** Mean spend of a repeat visit; 0 without a repeat. */
  mean: Float64Array;
}

/** What people did in the weeks after a snapshot. */
export interface Came {
  visits: Float64Array;
}

/** Everybody at three moments, each the same number of weeks after the one before. */
export interface PeopleColumns {
  early: Snapshot;
  afterEarly: Came;
  late: Snapshot;
  afterLate: Came;
  now: Snapshot;
  holdoutWeeks: number;
}

/** Why people have no model. `drift`: what came differs from what the past said, so that tomorrow will too. */
export type PeopleWarning = FitWarning | 'drift' | 'short_history' | 'spend_unknown' | 'spend_follows_visits';

/** One candidate and what it was worth on the weeks it had not seen. */
export interface RepeatCandidate {
  model: RepeatModel;
  params: Record<string, number>;
  warnings: FitWarning[];
  /** Poisson deviance per person of the visits that came: lower is better. */
  deviance: number | null;
  expected: number;
}

/** What came of what was expected, in tenths of people by expectation, rising. */
export interface RangeBin {
  /** Highest expected visits a week in this tenth. */
  upTo: number;
  /** Visits that came ÷ visits expected: the model is brought down, or up, to what really happened. */
  visits: number;
  /**
   * Where the visits that came stood among each person's own chances: below it one person in ten, above it one in ten. Where
   * the model is right .1 and .9; guests who keep their rhythm better than it allows, or leave more often, move them.
   */
  lowFrom: number;
  highTo: number;
}

/** What applies a fit to people: plain data, kept in mart.back_test. */
export interface PeopleFit {
  model: RepeatModel;
  params: Record<string, number>;
  spend: SpendParameters | null;
  ranges: RangeBin[];
}

/** The model chosen for everybody, with what every candidate was worth. */
export interface PeopleChoice {
  /** Null: the rhythm rule (MT-15) stands in. */
  fit: PeopleFit | null;
  candidates: RepeatCandidate[];
  people: number;
  repeaters: number;
  /** Visits after the late moment: what came, what the model said, and what it said once brought to what came before. */
  actual: number;
  expected: number | null;
  calibrated: number | null;
  warnings: PeopleWarning[];
}

/** Fewer weeks on either side of the cut test nothing. */
const MIN_HOLDOUT_WEEKS = 4;
/** A model that misses the whole by more than this says more about the past than about tomorrow. */
export const DRIFT_TOLERANCE = 0.2;
/** ... and by more than chance moves a count of visits that cluster in people. */
const DRIFT_DEVIATIONS = 4;
const RANGE_BINS = 10;
/** MT-18: the range holds eight people in ten. */
const RANGE = { low: 0.1, high: 0.9 };
/** MT-18: above this, spend a visit depends on how often one comes, and the two may not be multiplied. */
const MOST_CORRELATION = 0.3;
const MIN_SPENDERS = 50;

/**
 * Chooses between the models of repeat buying by hold-out (MT-17): each is fitted as of the late moment and asked for the
 * visits after it; the lowest Poisson deviance wins, because it is lowest for the true mean (Gneiting 2011). Guests keep
 * their rhythm better than any of these models allow, so every model misses by some factor; the factor is learnt in
 * tenths of people after the early moment, and has to hold after the late one within a fifth. Where it does not, the shop
 * drifts and there is no model. Fits with a warning do not stand either. The winner is fitted again to everything.
 */
export function choosePeopleModel(columns: PeopleColumns): PeopleChoice {
  const { early, afterEarly, late, afterLate, now, holdoutWeeks: weeks } = columns;
  const known = listKnown(now);
  const repeaters = known.filter(({ history }) => history.x > 0).length;
  const actual = sumOf(listKnown(late).map(({ at }) => afterLate.visits[at] as number));
  const none = { fit: null, people: known.length, repeaters, actual, expected: null, calibrated: null };
  if (weeks < MIN_HOLDOUT_WEEKS) return { ...none, candidates: [], warnings: ['short_history'] };

  const candidates = REPEAT_MODELS.flatMap((model) => tryModel(model, { snapshot: late, came: afterLate, weeks }));
  const sound = candidates.filter(({ warnings, deviance }) => warnings.length === 0 && deviance !== null);
  const [best] = sound.sort((a, b) => (a.deviance ?? 0) - (b.deviance ?? 0));
  if (!best) {
    const warnings = [...new Set(candidates.flatMap((candidate) => candidate.warnings))];
    return { ...none, candidates, warnings: warnings.length > 0 ? warnings : ['too_few_people'] };
  }
  const before = fitRepeat(
    best.model,
    listKnown(early).map(({ history }) => history),
  );
  const learnt = before && binsOf(before, { snapshot: early, came: afterEarly, weeks });
  const applied = applyRepeat(best.model, best.params);
  const calibrated = sumOf(
    listKnown(late).map(({ history }) => {
      const mean = applied.expected(history, weeks);
      return mean * (learnt ? binOf(learnt, mean / weeks).visits : 1);
    }),
  );
  const found = { ...none, candidates, expected: best.expected, calibrated };
  const missed = Math.abs(calibrated - actual);
  if (missed > DRIFT_TOLERANCE * Math.max(1, actual) && missed > DRIFT_DEVIATIONS * Math.sqrt(Math.max(1, actual))) {
    return { ...found, warnings: ['drift'] };
  }
  const again = fitRepeat(
    best.model,
    known.map(({ history }) => history),
  );
  if (!again || again.warnings.length > 0) return { ...found, warnings: again?.warnings ?? ['too_few_people'] };
  const { spend, warnings } = fitSpend(now);
  const ranges = binsOf(applied, { snapshot: late, came: afterLate, weeks });
  return { ...found, fit: { model: best.model, params: again.params, spend, ranges }, warnings };
}

interface Trial {
  snapshot: Snapshot;
  came: Came;
  weeks: number;
}

function tryModel(model: RepeatModel, { snapshot, came, weeks }: Trial): RepeatCandidate[] {
  const known = listKnown(snapshot);
  const fit = fitRepeat(
    model,
    known.map(({ history }) => history),
  );
  if (!fit) return [];
  const foreseen = known.map(({ history, at }) => ({
    mean: fit.expected(history, weeks),
    visits: came.visits[at] as number,
  }));
  const deviance = sumOf(foreseen.map(({ mean, visits }) => poissonDeviance(visits, mean))) / known.length;
  const expected = sumOf(foreseen.map(({ mean }) => mean));
  const { params, warnings } = fit;
  const isNumber = Number.isFinite(deviance);
  return [{ model, params, warnings, deviance: isNumber ? deviance : null, expected: isNumber ? expected : 0 }];
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** People who were customers already, with their places. */
function listKnown({ x, tx, T }: Snapshot): { history: History; at: number }[] {
  const known: { history: History; at: number }[] = [];
  for (let at = 0; at < x.length; at += 1) {
    if ((x[at] as number) < 0) continue;
    known.push({ history: { x: x[at] as number, tx: tx[at] as number, T: T[at] as number }, at });
  }
  return known;
}

/** What came of what a model expected, in tenths of people by expectation. */
function binsOf(model: ReturnType<typeof applyRepeat>, { snapshot, came, weeks }: Trial): RangeBin[] {
  const people = listKnown(snapshot)
    .map(({ history, at }) => ({ history, mean: model.expected(history, weeks), came: came.visits[at] as number }))
    .sort((a, b) => a.mean - b.mean);
  const size = Math.max(1, Math.ceil(people.length / RANGE_BINS));
  return Array.from({ length: RANGE_BINS }, (_, bin) => people.slice(bin * size, (bin + 1) * size))
    .filter((bin) => bin.length > 0)
    .map((bin) => {
      const mean = sumOf(bin.map((person) => person.mean)) / bin.length;
      const places = bin.map(({ history, came }) =>
        placeOf(came, { alive: model.alive(history), chances: model.chances(history, weeks) }),
      );
      return {
        upTo: (bin.at(-1)?.mean ?? 0) / weeks,
        visits: mean > 0 ? sumOf(bin.map((person) => person.came)) / (mean * bin.length) : 0,
        lowFrom: percentile(places, RANGE.low) ?? RANGE.low,
        highTo: percentile(places, RANGE.high) ?? RANGE.high,
      };
    });
}

const binOf = (bins: readonly RangeBin[], visitsAWeek: number): RangeBin =>
  bins.find(({ upTo }) => visitsAWeek <= upTo) ??
  bins.at(-1) ?? { upTo: 0, visits: 1, lowFrom: RANGE.low, highTo: RANGE.high };

/** What a fit says of one person; money in the currency's major unit, null where spend is not known. */
export interface PersonOutlook {
  alive: number;
  visits12m: number;
  value12m: { low: number; mid: number; high: number } | null;
}

const WEEKS_A_MONTH = 365.25 / 7 / 12;
const MONTHS = 12;
/** MT-18: money next year is worth less than money now; a tenth a year, as small shops borrow. */
const DISCOUNT_A_YEAR = 0.1;

/**
 * Probability of still coming, visits and margin of the next twelve months, month by month and discounted, brought to what
 * came of such expectations before (MT-16, MT-18). The range is of her own chances: whether she still comes, how many visits
 * by how well her rate is known, what they bring by how well her spend is; where in them eight people in ten end up is learnt
 * in tenths of people. `mean` is her mean spend of a repeat visit, 0 without one.
 */
export function outlookOf(
  fit: PeopleFit,
  person: { history: History; mean: number; marginRate: number },
): PersonOutlook {
  const { alive: aliveOf, expected, chances } = applyRepeat(fit.model, fit.params);
  const { history, mean, marginRate } = person;
  const alive = aliveOf(history);
  let before = 0;
  let discounted = 0;
  for (let month = 1; month <= MONTHS; month += 1) {
    const visits = expected(history, month * WEEKS_A_MONTH);
    discounted += (visits - before) / (1 + DISCOUNT_A_YEAR) ** (month / MONTHS);
    before = visits;
  }
  const bin = binOf(fit.ranges, before / (WEEKS_A_MONTH * MONTHS));
  const visits12m = before * bin.visits;
  if (!fit.spend) return { alive, visits12m, value12m: null };
  const x = mean > 0 ? history.x : 0;
  const mid = discounted * gammaGammaMean(fit.spend, { x, mean }) * marginRate * bin.visits;
  const points = spendToCome(
    { alive, chances: chances(history, WEEKS_A_MONTH * MONTHS) },
    { spend: fit.spend, x, mean },
  );
  const left = before > 0 ? (discounted / before) * marginRate : 0;
  const [low, high] = [quantileOf(points, bin.lowFrom) * left, quantileOf(points, bin.highTo) * left];
  return { alive, visits12m, value12m: { low: Math.min(mid, low), mid, high: Math.max(mid, high) } };
}

/** 2 (y ln(y/μ) − (y − μ)). Worked: y 3, μ 2 → .4328. */
export function poissonDeviance(actual: number, mean: number): number {
  if (!(mean > 0)) return actual === 0 ? 0 : Infinity;
  return 2 * ((actual === 0 ? 0 : actual * Math.log(actual / mean)) - (actual - mean));
}

function fitSpend({ x: repeats, mean: means }: Snapshot): { spend: SpendParameters | null; warnings: PeopleWarning[] } {
  const spends = Array.from(repeats, (x, at) => ({ x, mean: means[at] as number })).filter(
    ({ x, mean }) => x > 0 && mean > 0,
  );
  if (spends.length < MIN_SPENDERS) return { spend: null, warnings: ['spend_unknown'] };
  const found = fitGammaGamma(spends);
  // With q at 1 or below the mean of everybody has no value: the fit followed a few huge orders. Where people spend alike q and v
  // run away together: parameters not to be shown, and a mean that is everybody's.
  if (!found?.converged || !(found.q > 1) || !(found.p > 0) || found.v > 1e12) {
    return { spend: null, warnings: ['spend_unknown'] };
  }
  const { p, q, v } = found;
  const follows = Math.abs(
    correlation(
      spends.map((s) => Math.log1p(s.x)),
      spends.map((s) => Math.log(s.mean)),
    ),
  );
  return { spend: { p, q, v }, warnings: follows > MOST_CORRELATION ? ['spend_follows_visits'] : [] };
}

/** Pearson's correlation; 0 where one side never changes. Worked: [1, 2, 3] with [2, 4, 6] → 1. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  const meanA = a.reduce((sum, value) => sum + value, 0) / n;
  const meanB = b.reduce((sum, value) => sum + value, 0) / n;
  let both = 0;
  let ownA = 0;
  let ownB = 0;
  for (let at = 0; at < n; at += 1) {
    const fromA = (a[at] as number) - meanA;
    const fromB = (b[at] as number) - meanB;
    both += fromA * fromB;
    ownA += fromA * fromA;
    ownB += fromB * fromB;
  }
  return ownA === 0 || ownB === 0 ? 0 : both / Math.sqrt(ownA * ownB);
}
