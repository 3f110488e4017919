import { minimisePositive } from '../minimise.ts';
import {
  type BetaParameters,
  bgNbdAlive,
  bgNbdExpected,
  bgNbdLogLikelihood,
  mbgNbdAlive,
  mbgNbdExpected,
  mbgNbdLogLikelihood,
} from './bg-nbd.ts';
import { chancesOfBeta, chancesOfPareto, type VisitChances } from './future.ts';
import { type Grouped, groupHistories, type History } from './history.ts';
import {
  isParetoAtEdge,
  type ParetoParameters,
  paretoNbdAlive,
  paretoNbdExpected,
  paretoNbdLogLikelihood,
} from './pareto-nbd.ts';

/** Models of repeat purchase that can be fitted (MT-16); each has its source in its own file. */
export const REPEAT_MODELS = ['bg-nbd', 'mbg-nbd', 'pareto-nbd'] as const;
/** One of `REPEAT_MODELS`. */
export type RepeatModel = (typeof REPEAT_MODELS)[number];

/** Why a fit is not to be trusted, whatever numbers it gave. */
export type FitWarning =
  /** Too few people (MT-17: 200) or repeaters (50) to tell anything; the rhythm rule (MT-15) holds instead. */
  | 'too_few_people'
  | 'too_few_repeaters'
  /** The search ended before it settled. */
  | 'not_converged'
  /** A parameter ran away: people do not differ in what it describes, or nobody ever drops out. */
  | 'degenerate'
  /** By the fit fewer than one person in a hundred would have left over all she bought: who still comes is not told apart. */
  | 'no_dropout';

/** MT-17. */
const MIN_PEOPLE = 200;
const MIN_REPEATERS = 50;
/** Beyond these a gamma or beta over people is a single point, or none: the parameter is not to be read. */
const RUNAWAY_HIGH = 1e4;
const RUNAWAY_LOW = 1e-4;
/** Of people, by the fit: with fewer gone, everybody's probability of still coming is 1 whatever she does. CDNOW: .26. */
const FEWEST_GONE = 0.01;

interface Model<P> {
  names: readonly (keyof P & string)[];
  starts: readonly (readonly number[])[];
  logLikelihood(parameters: P, data: Grouped): number;
  alive(parameters: P, history: History): number;
  expected(parameters: P, history: History, t: number): number;
  chances(parameters: P, history: History, t: number): VisitChances;
  /** Share of people gone, roughly, after so many repeat purchases and so long. Worked: a .0034, b 6.75, 4 repeats → .002. */
  gone(parameters: P, mean: { x: number; T: number }): number;
  isAtEdge?(parameters: P): boolean;
}

const BETA_STARTS = [
  [1, 1, 1, 1],
  [0.3, 5, 0.8, 2.5],
  [2, 20, 0.5, 5],
];
const beta = (model: Omit<Model<BetaParameters>, 'names' | 'starts' | 'gone'>): Model<BetaParameters> => ({
  names: ['r', 'alpha', 'a', 'b'],
  starts: BETA_STARTS,
  gone: ({ a, b }, { x }) => (x * a) / (a + b),
  ...model,
});
const MODELS = {
  'bg-nbd': beta({
    logLikelihood: bgNbdLogLikelihood,
    alive: bgNbdAlive,
    expected: bgNbdExpected,
    chances: (parameters, history, t) => chancesOfBeta(parameters, history, { t, shift: 0 }),
  }),
  'mbg-nbd': beta({
    logLikelihood: mbgNbdLogLikelihood,
    alive: mbgNbdAlive,
    expected: mbgNbdExpected,
    chances: (parameters, history, t) => chancesOfBeta(parameters, history, { t, shift: 1 }),
  }),
  'pareto-nbd': {
    names: ['r', 'alpha', 's', 'beta'],
    starts: [
      [1, 1, 1, 1],
      [0.5, 10, 0.6, 12],
    ],
    logLikelihood: paretoNbdLogLikelihood,
    alive: paretoNbdAlive,
    expected: paretoNbdExpected,
    chances: (parameters, history, t) => chancesOfPareto(parameters, history, { t }),
    gone: ({ s, beta: scale }, { T }) => 1 - (scale / (scale + T)) ** s,
    isAtEdge: isParetoAtEdge,
  } satisfies Model<ParetoParameters>,
} as const;

/** A fitted model of when people buy again. */
export interface RepeatFit {
  model: RepeatModel;
  params: Record<string, number>;
  logLikelihood: number;
  customers: number;
  repeatTransactions: number;
  repeaters: number;
  converged: boolean;
  warnings: FitWarning[];
  /** Probability that somebody still buys here. */
  alive(history: History): number;
  /** Expected purchases in the next `t`. */
  expected(history: History, t: number): number;
  /** Chances of so many purchases in the next `t`, if she still buys here. */
  chances(history: History, t: number): VisitChances;
}

/** The three questions to a model whose parameters are known. */
export function applyRepeat(model: RepeatModel, params: Readonly<Record<string, number>>) {
  const { alive, expected, chances } = MODELS[model] as unknown as Model<Record<string, number>>;
  return {
    alive: (history: History) => alive(params, history),
    expected: (history: History, t: number) => expected(params, history, t),
    /** Chances of so many purchases in the next `t`, if she still buys here. */
    chances: (history: History, t: number) => chances(params, history, t),
  };
}

/**
 * Fits a model of repeat buying by maximum likelihood (MT-16, MT-17). Too little data is said in `warnings`, never hidden;
 * undefined when nobody bought anything.
 * Worked: CDNOW's 2,357 people in weeks until 1997-09-30, `bg-nbd` → r .2426, α 4.4136, a .7929, b 2.4259.
 */
export function fitRepeat(model: RepeatModel, histories: readonly History[]): RepeatFit | undefined {
  if (histories.length === 0) return undefined;
  // The three models differ in the names of their parameters only; inside, a fit is a list of numbers.
  const { names, starts, logLikelihood, gone, isAtEdge } = MODELS[model] as unknown as Model<Record<string, number>>;
  const data = groupHistories(histories);
  // A time unit in which people are observed for about 40: the starts were chosen there.
  const longest = data.T.reduce((max, T) => Math.max(max, T), 0);
  const stretch = longest > 0 ? longest / 40 : 1;
  const scaled = starts.map((start) =>
    start.map((value, i) => (names[i] === 'alpha' || names[i] === 'beta' ? value * stretch : value)),
  );
  const named = (values: readonly number[]) => Object.fromEntries(names.map((name, i) => [name, values[i] ?? 0]));
  const found = minimisePositive((values) => -logLikelihood(named(values), data), scaled);
  const params = named(found.point);
  const repeaters = histories.filter(({ x }) => x > 0).length;
  const warnings: FitWarning[] = [];
  if (histories.length < MIN_PEOPLE) warnings.push('too_few_people');
  if (repeaters < MIN_REPEATERS) warnings.push('too_few_repeaters');
  if (!found.converged) warnings.push('not_converged');
  const hasRunAway = found.point.some((value, i) => isRunaway(value, names[i] ?? '', stretch));
  const applied = applyRepeat(model, params);
  const hasValue = Number.isFinite(found.value) && histories.every(createSoundness(applied, longest, histories.length));
  const isDegenerate = hasRunAway || isAtEdge?.(params) === true || !hasValue;
  if (isDegenerate) warnings.push('degenerate');
  const mean = (of: (history: History) => number) =>
    histories.reduce((sum, history) => sum + of(history), 0) / histories.length;
  const isTested = repeaters >= MIN_REPEATERS && histories.length >= MIN_PEOPLE && !isDegenerate;
  if (isTested && gone(params, { x: mean(({ x }) => x), T: mean(({ T }) => T) }) < FEWEST_GONE)
    warnings.push('no_dropout');
  return {
    model,
    params,
    logLikelihood: -found.value,
    customers: histories.length,
    repeatTransactions: histories.reduce((sum, { x }) => sum + x, 0),
    repeaters,
    // A search that ran away stopped, and settled nowhere.
    converged: found.converged && !isDegenerate,
    warnings,
    ...applied,
  };
}

/** People asked, evenly among all, whether a fit still answers with numbers. */
const ASKED = 100;
/** Who surely left is expected this much more or less than never. */
const ROUNDING = 1e-6;

/** Whether a fit's answers about somebody are a chance and a count: where parameters ran away they need not be. */
function createSoundness({ alive, expected }: ReturnType<typeof applyRepeat>, horizon: number, people: number) {
  const step = Math.ceil(people / ASKED);
  return (history: History, at: number): boolean => {
    if (at % step !== 0) return true;
    const [chance, count] = [alive(history), expected(history, horizon)];
    return chance >= 0 && chance <= 1 && count > -ROUNDING && Number.isFinite(count);
  };
}

function isRunaway(value: number, name: string, stretch: number): boolean {
  const inUnits = name === 'alpha' || name === 'beta' ? value / stretch : value;
  return !Number.isFinite(inUnits) || inUnits > RUNAWAY_HIGH || inUnits < RUNAWAY_LOW;
}
