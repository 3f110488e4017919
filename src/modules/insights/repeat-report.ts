import {
  type FitWarning,
  findLastSalesDay,
  fitGammaGamma,
  fitRepeat,
  type History,
  type RepeatModel,
  streamBuyers,
  type Unit,
} from '../../mart/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Db } from '../../platform/db.ts';
import { AppError } from '../../shared/errors.ts';
import { minorUnitDigits } from '../../shared/money.ts';
import { daysBetween } from '../../shared/time.ts';
import { getWorkspace } from '../workspace/index.ts';

/** `insights repeat`: a model of when people buy again, fitted to one period and tested on the next. */
export interface RepeatReport {
  model: RepeatModel;
  unit: Unit;
  until: string;
  /** Null, as is what the hold-out expects, where the fit is not to be read: a warning says why. */
  params: Record<string, number> | null;
  logLikelihood: number | null;
  customers: number;
  repeatTransactions: number;
  repeaters: number;
  converged: boolean;
  /** `sales_ended`: nothing was sold for long before the day asked about, and nothing is to be predicted as of it (decision 0029). */
  warnings: (FitWarning | 'holdout_off' | 'spend_unknown' | 'sales_ended')[];
  /** Amounts of the spend model are in the currency's major unit; null when not asked for, or with a warning. */
  spend: { p: number; q: number; v: number; logLikelihood: number; people: number } | null;
  /** What the days after `until` really brought, against what the model said. `mae` is per person. */
  holdout: {
    until: string;
    actual: number;
    expected: number | null;
    mae: number | null;
    byRepeats: HoldoutGroup[];
  } | null;
  seconds: number;
}

/** People by how often they had repeated before: the test of MT-17. `repeats` 7 stands for seven and more. */
export interface HoldoutGroup {
  repeats: number;
  people: number;
  actualMean: number;
  expectedMean: number | null;
}

const MOST_REPEATS_SHOWN = 7;
/** A model that misses the whole by more than this says more about the past than about tomorrow. */
const HOLDOUT_TOLERANCE = 0.2;
const DAYS_IN: Readonly<Record<Unit, number>> = { day: 1, week: 7 };

/**
 * Fits when people buy again, and how much when asked (MT-16..18), on all purchases up to and including `until`.
 * @throws AppError forbidden | invalid_input (nobody bought until then; a hold-out that does not come after `until`)
 */
export async function reportRepeat(
  db: Db,
  actor: Actor,
  input: {
    model: RepeatModel;
    unit: Unit;
    until: string;
    /** `until` is only today: where sales have ended, their last day stands in for it. */
    isAsOfToday?: boolean;
    holdoutUntil: string | undefined;
    spend: boolean;
  },
): Promise<RepeatReport> {
  actor.require('insights:read');
  const startedAt = performance.now();
  const { workspaceId } = actor;
  const { model, unit, holdoutUntil } = input;
  const end = await findLastSalesDay(db, { workspaceId, today: input.until });
  const until = (input.isAsOfToday && end?.lastSaleOn) || input.until;
  if (holdoutUntil !== undefined && holdoutUntil <= until) {
    throw new AppError('invalid_input', 'the hold-out ends before it begins', {
      userMessage: {
        ko: '시험 기간은 학습 기간 다음 날부터예요. 더 늦은 날짜를 써 주세요.',
        en: 'The hold-out begins the day after the fitted period. Give a later date.',
      },
    });
  }
  const { currency } = await getWorkspace(db, workspaceId);
  const unitOfMoney = 10 ** minorUnitDigits(currency);
  const histories: History[] = [];
  const cameAfter: number[] = [];
  const spends: { x: number; mean: number }[] = [];
  for await (const { history, repeatMeanMinor, came } of streamBuyers(db, { workspaceId, until, holdoutUntil, unit })) {
    histories.push(history);
    cameAfter.push(came);
    if (input.spend && repeatMeanMinor !== null) spends.push({ x: history.x, mean: repeatMeanMinor / unitOfMoney });
  }
  const fit = fitRepeat(model, histories);
  if (!fit) {
    throw new AppError('invalid_input', 'nobody bought anything until then', {
      userMessage: {
        ko: `${until}까지 산 손님이 없어요. 아는 손님의 매출을 먼저 넣어 주세요.`,
        en: `No known person bought anything until ${until}. Import sales with people first.`,
      },
    });
  }
  const spend = input.spend ? fitGammaGamma(spends) : undefined;
  const isRead = fit.warnings.length === 0;
  const holdout = holdoutUntil === undefined ? null : testOnHoldout();
  const { alive: _alive, expected: _expected, chances: _chances, warnings: found, ...fitted } = fit;
  const warnings: RepeatReport['warnings'] = [...found, ...(end ? (['sales_ended'] as const) : [])];
  const missed = holdout && holdout.expected !== null ? Math.abs(holdout.expected - holdout.actual) : 0;
  if (missed > HOLDOUT_TOLERANCE * Math.max(1, holdout?.actual ?? 0)) warnings.push('holdout_off');
  if (input.spend && !spend?.isReadable) warnings.push('spend_unknown');
  return {
    ...fitted,
    params: isRead ? fitted.params : null,
    logLikelihood: isRead ? fitted.logLikelihood : null,
    unit,
    until,
    warnings,
    spend: spend?.isReadable
      ? { p: spend.p, q: spend.q, v: spend.v, logLikelihood: spend.logLikelihood, people: spend.people }
      : null,
    holdout,
    seconds: Math.round(performance.now() - startedAt) / 1_000,
  };

  function testOnHoldout() {
    const end = holdoutUntil ?? until;
    const length = daysBetween(until, end) / DAYS_IN[unit];
    // Equal histories are one object, and each is asked once.
    const foreseenOf = new Map(histories.map((history) => [history, 0]));
    for (const history of foreseenOf.keys()) foreseenOf.set(history, fit?.expected(history, length) ?? 0);
    const groups = new Map<number, { people: number; actual: number; expected: number }>();
    let error = 0;
    let actual = 0;
    let expected = 0;
    for (const [at, history] of histories.entries()) {
      const came = cameAfter[at] ?? 0;
      const foreseen = foreseenOf.get(history) ?? 0;
      actual += came;
      expected += foreseen;
      error += Math.abs(came - foreseen);
      const repeats = Math.min(history.x, MOST_REPEATS_SHOWN);
      const group = groups.get(repeats) ?? { people: 0, actual: 0, expected: 0 };
      groups.set(repeats, {
        people: group.people + 1,
        actual: group.actual + came,
        expected: group.expected + foreseen,
      });
    }
    return {
      until: end,
      actual,
      expected: isRead ? expected : null,
      mae: isRead ? error / histories.length : null,
      byRepeats: [...groups.entries()]
        .sort(([a], [b]) => a - b)
        .map(([repeats, group]) => ({
          repeats,
          people: group.people,
          actualMean: group.actual / group.people,
          expectedMean: isRead ? group.expected / group.people : null,
        })),
    };
  }
}
