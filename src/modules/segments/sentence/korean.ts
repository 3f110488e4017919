import { josa } from '../../../shared/hangul.ts';
import { formatDay } from '../../../shared/time.ts';
import type { Condition } from '../contract/rule.ts';
import {
  AD_CHANNEL,
  consentName,
  count,
  daypartName,
  fieldLabel,
  fieldValue,
  HOUSEHOLDS,
  LAPSE,
  listed,
  money,
  month,
  type Names,
  named,
  percent,
  RFM,
  sourceName,
  weekdayName,
  whatBought,
} from './words.ts';

/** One clause in the three shapes a sentence needs: before “and”, before “or”, before the noun. */
export interface Clause {
  and: string;
  or: string;
  end: string;
}

/** A verb's endings, said and denied. */
const VERBS = {
  has: [
    ['있고', '있거나', '있는'],
    ['없고', '없거나', '없는'],
  ],
  comes: [
    ['오시고', '오시거나', '오시는'],
    ['오시지 않고', '오시지 않거나', '오시지 않는'],
  ],
  came: [
    ['오셨고', '오셨거나', '오신'],
    ['오시지 않았고', '오시지 않았거나', '오시지 않은'],
  ],
  spent: [
    ['쓰셨고', '쓰셨거나', '쓰신'],
    ['쓰지 않으셨고', '쓰지 않으셨거나', '쓰지 않으신'],
  ],
  ordered: [
    ['주문하셨고', '주문하셨거나', '주문하신'],
    ['주문하지 않으셨고', '주문하지 않으셨거나', '주문하지 않으신'],
  ],
  agreed: [
    ['동의하셨고', '동의하셨거나', '동의하신'],
    ['동의하지 않으셨고', '동의하지 않으셨거나', '동의하지 않으신'],
  ],
  got: [
    ['받으셨고', '받으셨거나', '받으신'],
    ['받지 않으셨고', '받지 않으셨거나', '받지 않으신'],
  ],
  used: [
    ['쓰셨고', '쓰셨거나', '쓰신'],
    ['쓰지 않으셨고', '쓰지 않으셨거나', '쓰지 않으신'],
  ],
  isIn: [
    ['들어 있고', '들어 있거나', '들어 있는'],
    ['들어 있지 않고', '들어 있지 않거나', '들어 있지 않은'],
  ],
  drawn: [
    ['뽑혔고', '뽑혔거나', '뽑힌'],
    ['뽑히지 않았고', '뽑히지 않았거나', '뽑히지 않은'],
  ],
  happened: [
    ['있었고', '있었거나', '있었던'],
    ['없었고', '없었거나', '없었던'],
  ],
} as const satisfies Record<string, readonly [readonly [string, string, string], readonly [string, string, string]]>;

function verb(before: string, which: keyof typeof VERBS, isNot: boolean): Clause {
  const [and, or, end] = VERBS[which][isNot ? 1 : 0];
  const lead = before === '' ? '' : `${before} `;
  return { and: `${lead}${and}`, or: `${lead}${or}`, end: `${lead}${end}` };
}

/** “A인” and “A가 아닌”. */
export function be(noun: string, isNot: boolean): Clause {
  if (!isNot) return { and: `${noun}이고`, or: `${noun}이거나`, end: `${noun}인` };
  const lead = josa(noun, '이/가');
  return { and: `${lead} 아니고`, or: `${lead} 아니거나`, end: `${lead} 아닌` };
}

/** `5번 이상`, `많아야 4번`, `2번에서 4번`. */
function range(low: string | undefined, high: string | undefined): string {
  if (low !== undefined && high !== undefined) return low === high ? low : `${low}에서 ${high}`;
  if (low !== undefined) return `${low} 이상`;
  return high === undefined ? '' : `많아야 ${high}`;
}
const within = (days: number | undefined) => (days === undefined ? '' : `최근 ${days}일에`);
const join = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(' ');
const times = (value: number | undefined) => (value === undefined ? undefined : `${count(value, 'ko')}번`);

/** Days ago in words: `30일 안에`, `60일보다 전에`. */
function ago({
  daysAgoAtLeast: low,
  daysAgoAtMost: high,
}: {
  daysAgoAtLeast?: number | undefined;
  daysAgoAtMost?: number | undefined;
}) {
  if (low !== undefined && high !== undefined) return `${low}일 전에서 ${high}일 전 사이에`;
  if (high !== undefined) return `${high}일 안에`;
  return low === undefined ? '' : `${low}일 전이나 그보다 전에`;
}

/** So often, at least once or never: the verb for a count, or 적이 있다 where only whether it happened is asked. */
function howOften(
  before: string,
  bounds: { timesAtLeast?: number | undefined; timesAtMost?: number | undefined; once: string },
  { which, isNot }: { which: 'ordered' | 'got'; isNot: boolean },
): Clause {
  const { timesAtLeast: low, timesAtMost: high, once } = bounds;
  if (high === 0 && (low ?? 0) === 0) return verb(join(before, `${once} 적이`), 'has', !isNot);
  if (high === undefined && (low ?? 1) === 1) return verb(join(before, `${once} 적이`), 'has', isNot);
  return verb(join(before, range(times(low), times(high))), which, isNot);
}

function bought(condition: Extract<Condition, { fact: 'bought' }>, names: Names, isNot: boolean): Clause {
  const { daypart, withinDays, amountAtLeastMinor: low, amountAtMostMinor: high } = condition;
  const when = daypart
    ? `${listed(
        daypart.map((part) => daypartName(part, 'ko')),
        'ko',
      )}에`
    : '';
  const noun = whatBought(condition, names, 'ko');
  const asksAmount = low !== undefined || high !== undefined;
  const won = (amount: number | undefined) => (amount === undefined ? undefined : money(amount, names, 'ko'));
  if (asksAmount && condition.timesAtLeast === undefined && condition.timesAtMost === undefined) {
    return verb(join(within(withinDays), when, `${noun}에`, range(won(low), won(high))), 'spent', isNot);
  }
  const amount = asksAmount ? `(모두 ${range(won(low), won(high))})` : '';
  const what = noun === '무엇이든' ? noun : josa(noun, '을/를');
  return howOften(
    join(within(withinDays), when, what, amount),
    { ...condition, once: '주문하신' },
    { which: 'ordered', isNot },
  );
}

/** One condition as a clause about a person. */
export function koreanClause(condition: Condition, names: Names, isNot: boolean): Clause {
  const won = (amount: number | undefined) => (amount === undefined ? undefined : money(amount, names, 'ko'));
  switch (condition.fact) {
    case 'visits': {
      const { atLeast: low, atMost: high, withinDays } = condition;
      if (high === 0) return verb(join(within(withinDays), '오신 적이'), 'has', !isNot);
      if (high === undefined && (low ?? 1) === 1) return verb(join(within(withinDays), '오신 적이'), 'has', isNot);
      return verb(join(within(withinDays), range(times(low), times(high))), 'came', isNot);
    }
    case 'spend': {
      const { atLeastMinor, atMostMinor, withinDays } = condition;
      return verb(join(within(withinDays), range(won(atLeastMinor), won(atMostMinor)) || '돈을'), 'spent', isNot);
    }
    case 'worthPerMonth':
      return verb(
        join('한 달에', range(won(condition.atLeastMinor), won(condition.atMostMinor)) || '돈을'),
        'spent',
        isNot,
      );
    case 'lapse':
      return be(
        listed(
          condition.in.map((state) => LAPSE[state]?.ko ?? state),
          'ko',
        ),
        isNot,
      );
    case 'rfm':
      return be(
        `‘${listed(
          condition.in.map((segment) => RFM[segment]?.ko ?? segment),
          'ko',
        )}’`,
        isNot,
      );
    case 'lastVisit':
      return verb(join(ago(condition), ago(condition) ? '마지막으로' : '언제든'), 'came', isNot);
    case 'firstVisit':
      return verb(join(ago(condition), ago(condition) ? '처음' : '언제든'), 'came', isNot);
    case 'ordered':
      return bought({ ...condition, fact: 'bought' }, names, isNot);
    case 'bought':
      return bought(condition, names, isNot);
    case 'usualDaypart':
      return verb(
        `주로 ${listed(
          condition.in.map((part) => daypartName(part, 'ko')),
          'ko',
        )}에`,
        'comes',
        isNot,
      );
    case 'usualWeekday':
      return verb(
        `주로 ${listed(
          condition.in.map((day) => weekdayName(day, 'ko')),
          'ko',
        )}에`,
        'comes',
        isNot,
      );
    case 'usualHour':
      return verb(
        condition.withinHours === 0 ? '주로 지금 시간에' : `주로 지금부터 ${condition.withinHours}시간 안에`,
        'comes',
        isNot,
      );
    case 'alive': {
      const bounds = range(
        condition.atLeast === undefined ? undefined : percent(condition.atLeast),
        condition.atMost === undefined ? undefined : percent(condition.atMost),
      );
      return bounds === ''
        ? verb('다시 오실 가능성을 계산한 적이', 'has', isNot)
        : be(`다시 오실 가능성이 ${bounds}`, isNot);
    }
    case 'futureValue': {
      const bounds = range(won(condition.atLeastMinor), won(condition.atMostMinor));
      return bounds === ''
        ? verb('앞으로 남을 돈을 계산한 적이', 'has', isNot)
        : be(`앞으로 1년에 남을 돈이 ${bounds}`, isNot);
    }
    case 'expectedNext': {
      const { daysAheadAtLeast: low, daysAheadAtMost: high } = condition;
      const day = (days: number) => (days < 0 ? `${-days}일 전` : days === 0 ? '오늘' : `${days}일 뒤`);
      const when =
        low !== undefined && high !== undefined
          ? `${day(low)}부터 ${day(high)}까지`
          : high !== undefined
            ? `${day(high)}까지`
            : low !== undefined
              ? `${day(low)} 이후`
              : '언제든';
      return be(`다음에 오실 날이 ${when}`, isNot);
    }
    case 'contactable':
      return verb(`${josa(AD_CHANNEL[condition.channel].ko, '으로/로')} 홍보를 보낼 수`, 'has', isNot);
    case 'sent':
      return howOften(
        join(within(condition.withinDays), '우리 메시지를'),
        { ...condition, once: '받으신' },
        { which: 'got', isNot },
      );
    case 'happened': {
      const { timesAtLeast: low, timesAtMost: high } = condition;
      const what = `‘${listed(condition.kinds, 'ko')}’ 기록이`;
      if (high === 0) return verb(join(within(condition.withinDays), what), 'happened', !isNot);
      const often = high === undefined && (low ?? 1) === 1 ? '' : range(times(low), times(high));
      return verb(join(within(condition.withinDays), what, often), 'happened', isNot);
    }
    case 'play': {
      const which = condition.playIds ? `‘${named(condition.playIds, names.plays, 'ko')}’ 실행안` : '실행안';
      const before = join(within(condition.withinDays), which);
      if (condition.as === 'redeemed') return verb(`${before} 쿠폰을`, 'used', isNot);
      if (condition.as === 'heldOut') return verb(`${before}에서 비교하려고 남겨 둔 쪽에`, 'drawn', isNot);
      return verb(
        condition.as === 'treated' ? `${before}에서 보낸 쪽에` : `${before}에`,
        condition.as === 'any' ? 'isIn' : 'drawn',
        isNot,
      );
    }
    case 'coupon':
      return verb(
        condition.expiresWithinDays === undefined
          ? '아직 쓸 수 있는 쿠폰이'
          : `${condition.expiresWithinDays}일 안에 끝나는 쿠폰이`,
        'has',
        isNot,
      );
    case 'balance': {
      const [noun, unit] = condition.unit === 'points' ? ['포인트', '점'] : ['스탬프', '개'];
      const amount = (value: number | undefined) => (value === undefined ? undefined : `${count(value, 'ko')}${unit}`);
      const bounds = range(amount(condition.atLeast), amount(condition.atMost));
      return bounds === ''
        ? verb(`쓸 수 있는 ${josa(noun, '이/가')}`, 'has', isNot)
        : be(`${josa(noun, '이/가')} ${bounds}`, isNot);
    }
    case 'level':
      return be(`‘${named(condition.in, names.levels, 'ko')}’ 등급`, isNot);
    case 'birthday': {
      const { months, withinDays } = condition;
      const parts = [
        ...(months
          ? [
              listed(
                months.map((at) => month(at).ko),
                'ko',
              ),
            ]
          : []),
        ...(withinDays === undefined ? [] : [withinDays === 0 ? '오늘' : `오늘부터 ${withinDays}일 안`]),
      ];
      return parts.length === 0 ? verb('생일이 적혀', 'has', isNot) : be(`생일이 ${parts.join(', ')}`, isNot);
    }
    case 'household':
      return verb(
        `함께 오는 ${
          condition.kinds
            ? listed(
                condition.kinds.map((kind) => HOUSEHOLDS[kind]?.ko ?? kind),
                'ko',
              )
            : '가족·회사'
        } 모임이`,
        'has',
        isNot,
      );
    case 'bucket': {
      const { from, to, of } = condition;
      return verb(`무작위 ${of}칸 가운데 ${from === to ? from : `${from}~${to}`}번 칸에`, 'drawn', isNot);
    }
    case 'group':
      return verb(`‘${named([condition.segmentId], names.groups, 'ko')}’ 그룹에`, 'isIn', isNot);
    case 'tag':
      return verb(`‘${named(condition.in, names.tags, 'ko')}’ 태그가`, 'has', isNot);
    case 'field': {
      const label = fieldLabel(condition.key, names, 'ko');
      if (condition.in) {
        const { key } = condition;
        return be(
          `${josa(label, '이/가')} ‘${listed(
            condition.in.map((value) => fieldValue(key, value, names, 'ko')),
            'ko',
          )}’`,
          isNot,
        );
      }
      const day = (text: string | undefined) => text && formatDay(text, 'ko', { year: true });
      const bounds =
        condition.from !== undefined || condition.to !== undefined
          ? range(day(condition.from), day(condition.to)).replace(' 이상', '부터').replace('많아야 ', '늦어도 ')
          : range(
              condition.atLeast === undefined ? undefined : count(condition.atLeast, 'ko'),
              condition.atMost === undefined ? undefined : count(condition.atMost, 'ko'),
            );
      return bounds === ''
        ? verb(`${josa(label, '이/가')} 적혀`, 'has', isNot)
        : be(`${josa(label, '이/가')} ${bounds}`, isNot);
    }
    case 'reachable':
      return verb(condition.by === 'email' ? '이메일 주소가' : '전화번호가', 'has', isNot);
    case 'consent':
      return verb(`${consentName(condition.kind, 'ko')}에`, 'agreed', isNot);
    case 'source':
      return be(
        `알게 된 곳이 ‘${listed(
          condition.in.map((source) => sourceName(source, 'ko')),
          'ko',
        )}’`,
        isNot,
      );
  }
}
