import { many } from '../../../shared/english.ts';
import { sayWrongClock } from './say-doubts.ts';
import { type Saying, speakCount, speakShare } from './saying.ts';

/** What a fit of everybody was worth, as mart.back_test keeps it. */
export interface PeopleVerdict {
  model: string;
  people: number;
  repeaters: number;
  warnings: readonly string[];
  actual: number;
  expected: number | null;
  calibrated: number | null;
  holdoutWeeks: number;
  rhythm: { gaps: number; heldHalf: number; heldMost: number } | null;
  /** The lapse rule as of `days` ago: whom it called resting, and who of them came since. */
  lapse: { lapsed: number; cameBack: number; days: number } | null;
  /** The dates of next visits told as of `days` ago: of `told` people `came`, when against the narrow range. */
  dates: { told: number; came: number; early: number; half: number; late: number; days: number } | null;
  /** Visits of four weeks against the pace people had before. */
  pace?: { expected: number; actual: number } | null | undefined;
  closures: readonly { from: string; to: string }[];
  /** Orders that a wrong clock dated; undefined without any. */
  setApart?: { orders: number; last: string; first: string } | undefined;
  futureOrders: number;
}

const WARNINGS: Readonly<Record<string, (verdict: PeopleVerdict) => Saying>> = {
  too_few_people: ({ people }) => ({
    key: 'too_few_people',
    params: { n: people },
    ko: `아는 손님이 ${speakCount(people)}명이라 앞날은 아직 모릅니다. 200명부터 계산해요.`,
    en: `${speakCount(people)} known people: too few to look ahead. It takes 200.`,
  }),
  everybody_once: ({ people }) => ({
    key: 'everybody_once',
    params: { n: people },
    ko: `아는 손님 ${speakCount(people)}명이 모두 한 번씩만 오셔서, 누가 또 올지는 아직 모릅니다.`,
    en: `All ${speakCount(people)} known people came once only: nothing tells yet who will come again.`,
  }),
  too_few_repeaters: ({ repeaters }) => ({
    key: 'too_few_repeaters',
    params: { n: repeaters },
    ko: `다시 온 손님이 ${speakCount(repeaters)}명이라 누가 또 올지는 아직 모릅니다. 50명부터 계산해요.`,
    en: `${many(repeaters, 'person', 'people')} came again: too few to tell who will. It takes 50.`,
  }),
  short_history: ({ holdoutWeeks }) => ({
    key: 'short_history',
    params: { weeks: Math.floor(holdoutWeeks) },
    ko: '기록이 석 달이 안 돼 예상을 시험해 볼 수 없어요. 아직 모릅니다.',
    en: 'Less than three months of records: no forecast can be tested yet.',
  }),
  degenerate: () => ({
    key: 'degenerate',
    params: {},
    ko: '손님들의 오는 모습이 너무 비슷하거나 떠난 손님이 없어, 누가 또 올지 가를 수 없어요.',
    en: 'People come too much alike, or nobody ever left: nothing tells who will come again.',
  }),
  no_dropout: () => ({
    key: 'no_dropout',
    params: {},
    ko: '떠나는 손님이 백에 하나도 안 되는 것으로 나와, 누가 또 올지 가를 수 없어요.',
    en: 'By the fit fewer than one person in a hundred ever leaves: nothing tells who will come again.',
  }),
  not_converged: () => ({
    key: 'not_converged',
    params: {},
    ko: '계산이 자리를 잡지 못해 예상을 쓰지 않아요.',
    en: 'The search did not settle, so its figures are not used.',
  }),
  drift: ({ actual, expected, calibrated }) => ({
    key: 'drift',
    params: { actual, expected: Math.round(calibrated ?? expected ?? 0) },
    ko: `손님의 움직임이 전과 달라졌어요. 예상은 ${speakCount(calibrated ?? expected ?? 0)}번이었는데 실제는 ${speakCount(actual)}번 오셨어요. 예상 대신 저마다의 주기로 봐요.`,
    en: `People behave differently from before: ${many(calibrated ?? expected ?? 0, 'visit')} expected, ${speakCount(actual)} came. Each one's own rhythm is used instead.`,
  }),
  drift_by_time: ({ pace }) => ({
    key: 'drift_by_time',
    params: { actual: pace?.actual ?? 0, expected: Math.round(pace?.expected ?? 0) },
    ko: `손님이 오시는 간격이 전과 달라졌어요. 두 주 전까지 넉 주 동안 전처럼이면 ${speakCount(pace?.expected ?? 0)}번쯤이었을 텐데 ${speakCount(pace?.actual ?? 0)}번 오셨어요. 누가 또 올지와 앞으로의 금액은 말하지 않고, 다음 방문 날짜도 어림으로만 보세요.`,
    en: `People come at another pace than before: in the four weeks up to two weeks ago ${many(pace?.expected ?? 0, 'visit')} would have been usual, and ${speakCount(pace?.actual ?? 0)} came. Who will come again and what it will bring is not said, and dates of next visits are rough.`,
  }),
  spend_unknown: () => ({
    key: 'spend_unknown',
    params: {},
    ko: '쓰신 금액이 너무 들쭉날쭉해 앞으로의 금액은 말하지 않아요.',
    en: 'Spend is too uneven to say what people will spend.',
  }),
  spend_follows_visits: () => ({
    key: 'spend_follows_visits',
    params: {},
    ko: '자주 오는 분일수록 한 번에 쓰는 금액이 달라요. 12개월 금액은 어림으로만 보세요.',
    en: 'Those who come often spend differently per visit: take the twelve-month value as rough.',
  }),
};

/** Where everybody came once that is the whole reason, and a search that settles nowhere is one with parameters that ran away. */
function tellableOf({ repeaters, people, warnings }: PeopleVerdict): readonly string[] {
  if (people > 0 && repeaters === 0 && warnings.length > 0) return ['everybody_once'];
  return warnings.filter((warning) => warning !== 'not_converged' || !warnings.includes('degenerate'));
}

/**
 * What is to be trusted of the models of everybody, and why not where not: the first sentence is the verdict, then what was
 * left out of it (closed weeks, orders dated in the future), then how well the dates held. Never a parameter.
 */
export function sayPeopleVerdict(verdict: PeopleVerdict): Saying[] {
  const said: Saying[] = [];
  const { model, actual, expected, calibrated, holdoutWeeks, rhythm } = verdict;
  if (model !== 'rhythm' && expected !== null) {
    const weeks = Math.round(holdoutWeeks);
    const used = Math.round(calibrated ?? expected);
    said.push({
      key: 'model_held',
      params: { weeks, actual, expected: used, n: verdict.people },
      ko: `지난 ${weeks}주로 시험해 보니 예상 ${speakCount(used)}번, 실제 ${speakCount(actual)}번 오셨어요. (손님 ${speakCount(verdict.people)}명)`,
      en: `Tested on the last ${many(weeks, 'week')}: ${many(used, 'visit')} expected, ${speakCount(actual)} came. (n ${speakCount(verdict.people)})`,
    });
  }
  for (const warning of tellableOf(verdict)) {
    const words = WARNINGS[warning];
    if (words) said.push(words(verdict));
  }
  for (const { from, to } of verdict.closures) {
    said.push({
      key: 'closed',
      params: { from, to },
      ko: `${from}부터 ${to}까지는 주문이 하나도 없어 문을 닫은 때로 보고 빼고 셌어요.`,
      en: `No orders from ${from} to ${to}: taken as closed, and not counted.`,
    });
  }
  if (verdict.setApart) said.push(sayWrongClock(verdict.setApart));
  if (verdict.futureOrders > 0) {
    said.push({
      key: 'future_orders',
      params: { n: verdict.futureOrders },
      ko: `오늘보다 뒤 날짜로 적힌 주문 ${speakCount(verdict.futureOrders)}건은 빼고 봤어요. 계산대 시계를 확인해 주세요.`,
      en: `${many(verdict.futureOrders, 'order is', 'orders are')} dated after today and left out. Check the till's clock.`,
    });
  }
  if (rhythm) {
    said.push({
      key: 'dates_held',
      params: { half: rhythm.heldHalf, most: rhythm.heldMost, n: rhythm.gaps },
      ko: `다음 방문 날짜는 지난 방문 ${speakCount(rhythm.gaps)}번으로 맞춰 보니 좁은 범위에 ${speakShare(rhythm.heldHalf)}, 넓은 범위에 ${speakShare(rhythm.heldMost)}가 들었어요.`,
      en: `Next-visit dates, tried on ${speakCount(rhythm.gaps)} past visits: ${speakShare(rhythm.heldHalf)} fell in the narrow range, ${speakShare(rhythm.heldMost)} in the wide one.`,
    });
  } else {
    said.push({
      key: 'dates_unknown',
      params: { n: verdict.people },
      ko: '여러 번 오신 손님이 아직 적어 다음 방문 날짜는 말하지 않아요.',
      en: 'Too few people came several times to give dates of next visits.',
    });
  }
  if (verdict.dates && verdict.dates.came >= FEW) said.push(sayDateTest(verdict.dates));
  if (verdict.lapse && verdict.lapse.lapsed > 0) said.push(sayLapseTest(verdict.lapse));
  return said;
}

/** MT-14 asked three months ago and held against who came since: those who have not are told apart, for they may yet be late. */
function sayDateTest({ told, came, early, half, late, days }: NonNullable<PeopleVerdict['dates']>): Saying {
  const [inside, before, after] = [half, early, late].map((people) => speakShare(people / came));
  const held = half / came;
  const verdict =
    Math.abs(held - NARROW_HOLDS) <= NARROW_TOLERANCE
      ? { ko: '절반쯤이어야 하니 믿을 만해요.', en: 'Half of them should be: the dates hold.' }
      : held < NARROW_HOLDS
        ? {
            ko: '절반쯤이어야 하는데 모자라요. 날짜는 어림으로만 보세요.',
            en: 'Half of them should be: take the dates as rough.',
          }
        : {
            ko: '절반쯤이어야 하는데 넉넉해요. 날짜는 말한 것보다 잘 맞아요.',
            en: 'Half of them should be: the dates hold better than they say.',
          };
  return {
    key: 'dates_tested',
    params: { n: told, came, early, half, late, days },
    ko: `${days}일 전에 날짜를 말할 수 있던 ${speakCount(told)}명 가운데 ${speakCount(came)}명이 그 뒤 오셨어요. 좁은 범위에 ${inside}, 그보다 일찍 ${before}, 늦게 ${after}였어요. ${verdict.ko} 며칠만 지켜보면 일찍 오신 분이 더 많아 보여요.`,
    en: `Of ${speakCount(told)} people who had a date ${days} days ago, ${speakCount(came)} came since: ${inside} within the narrow range, ${before} before it, ${after} after it. ${verdict.en} Watched for a few days only, most seem to come early.`,
  };
}

/** MT-20: nobody is "left"; how often the rule was wrong stands beside it, as a share from 30 people on (MT-02). */
function sayLapseTest({ lapsed, cameBack, days }: NonNullable<PeopleVerdict['lapse']>): Saying {
  const share = lapsed < FEW ? '' : ` (${speakShare(cameBack / lapsed)})`;
  return {
    key: 'lapse_held',
    params: { n: lapsed, cameBack, days },
    ko: `${days}일 전에 쉬고 계신 분으로 본 ${speakCount(lapsed)}명 가운데 ${speakCount(cameBack)}명${share}이 그 뒤 다시 오셨어요.`,
    en: `Of ${many(lapsed, 'person', 'people')} taken as resting ${many(days, 'day')} ago, ${speakCount(cameBack)}${share} came back since.`,
  };
}

/** How many keep their rhythm, how many rest, and how many are expected this week (MT-15); a rhythm takes three visits (MT-14). */
export function sayStates(
  states: readonly { state: string | null; people: number }[],
  days: readonly { people: number }[],
): Saying {
  const of = (wanted: string) => states.find(({ state }) => state === wanted)?.people ?? 0;
  const known = states.reduce((sum, { state, people }) => sum + (state === null ? 0 : people), 0);
  if (known === 0) {
    return {
      key: 'states_unknown',
      params: {},
      ko: '여러 번 오신 손님이 아직 없어 주기를 모릅니다.',
      en: 'Nobody came often enough to have a rhythm yet.',
    };
  }
  const [onRhythm, watch, lapsed] = [of('on_rhythm'), of('watch'), of('lapsed')];
  const week = days.slice(0, 7).reduce((sum, { people }) => sum + people, 0);
  // Days are worked out at night: before the first one nobody is foreseen, which is not the same as nobody coming.
  const due = days.some(({ people }) => people > 0)
    ? {
        ko: `, 이번 주에 오실 것 같은 분은 ${speakCount(week)}명쯤`,
        en: `, and about ${many(week, 'is', 'are')} expected this week`,
      }
    : { ko: '', en: '' };
  return {
    key: 'states',
    params: { n: known, onRhythm, watch, lapsed, week },
    ko: `세 번 이상 오셔서 주기를 아는 ${speakCount(known)}명 가운데 ${speakCount(onRhythm)}명이 제때 오고 계세요. 뜸해진 분은 ${speakCount(watch)}명, 쉬고 계신 분은 ${speakCount(lapsed)}명${due.ko}이에요.`,
    en: `Of ${many(known, 'person', 'people')} who came three times or more, and so have a rhythm, ${many(onRhythm, 'keeps', 'keep')} it; ${many(watch, 'is', 'are')} slipping away, ${many(lapsed, 'rests', 'rest')}${due.en}.`,
  };
}

/** 손님이 오는 단계: first → second → regular → lapsed, with its n; says so below 30 (MT-02, MT-13). */
export function sayFunnel({
  first,
  second,
  regular,
  lapsed,
}: {
  first: number;
  second: number;
  regular: number;
  lapsed: number;
}): Saying {
  if (first < FEW) {
    return {
      key: 'funnel_few',
      params: { n: first },
      ko: `처음 오신 분이 ${first}명뿐이라 비율은 아직 모릅니다.`,
      en: `Only ${first} first-time guests: too few for rates.`,
    };
  }
  return {
    key: 'funnel',
    params: { first, second, regular, lapsed },
    ko: `지난 1년에 처음 오신 ${speakCount(first)}명 모두(지난주에 처음 오신 분까지) 가운데 ${speakShare(second / first)}가 지금까지 다시 오셨고, ${speakShare(regular / first)}가 단골이 됐어요. 단골 ${speakCount(lapsed)}명은 지금 쉬고 계세요.`,
    en: `Of all ${speakCount(first)} who first came in the last year, those of last week too, ${speakShare(second / first)} came again so far and ${speakShare(regular / first)} became regulars; ${speakCount(lapsed)} of these are resting now.`,
  };
}

/** The narrow range holds half, and so near to it of a few dozen people by chance. */
const NARROW_HOLDS = 0.5;
const NARROW_TOLERANCE = 0.1;

/** MT-02: below this a rate is grey. */
const FEW = 30;

/** Orders below which a share says nothing (MT-02). */
const SHARE_FROM_ORDERS = 30;

/**
 * What figures about people stand on: orders whose person is known, of twelve months (MT-03); undefined without any order.
 * Worked: 640 of 1,000 → 64 %.
 */
export function sayIdentified({ orders, identified }: { orders: number; identified: number }): Saying | undefined {
  if (orders === 0) return undefined;
  const share = orders >= SHARE_FROM_ORDERS ? ` (${speakShare(identified / orders)})` : '';
  return {
    key: 'identified',
    params: { identified, n: orders },
    ko: `지난 12개월 주문 ${speakCount(orders)}건 가운데 누구인지 아는 ${speakCount(identified)}건${share}만 보고 말해요. 나머지 손님은 여기에 없어요.`,
    en: `All of this stands on the ${speakCount(identified)} of ${many(orders, 'order')}${share} of 12 months whose guest is known. The others are not in here.`,
  };
}
