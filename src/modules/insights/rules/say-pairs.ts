import { many } from '../../../shared/english.ts';
import { josa } from '../../../shared/hangul.ts';
import { type Saying, speakCount, speakFactor, speakShare } from './saying.ts';

/** Between these a lift is chance in plain words, whatever test says otherwise. */
const CHANCE = { from: 0.9, to: 1.2 } as const;

/** What two items have to do with each other, without overselling (MT-80). Worked: lift 1.02 → 사실상 우연. */
export function sayPair(pair: {
  a: string;
  b: string;
  lift: number;
  count: number;
  n: number;
  isFound: boolean;
  /** Among baskets and parties of the same size; told where it is known. */
  liftAtSize?: number;
}): Saying {
  const { a, b, lift, count, n, isFound, liftAtSize } = pair;
  const params = { a, b, lift, count, n, ...(liftAtSize === undefined ? {} : { liftAtSize }) };
  const factor = speakFactor(lift);
  const both = `${josa(`‘${a}’`, '와/과')} ‘${b}’`;
  const of = {
    ko: `(주문 ${speakCount(n)}건 중 ${speakCount(count)}건)`,
    en: `(${speakCount(count)} of ${many(n, 'order')})`,
  };
  if (lift >= CHANCE.from && lift <= CHANCE.to) {
    return {
      key: 'pair_chance',
      params,
      ko: `${both}: 함께 팔릴 가능성이 ${factor}배: 사실상 우연 ${of.ko}`,
      en: `‘${a}’ and ‘${b}’ sell together ${factor} times as often as chance: practically chance ${of.en}`,
    };
  }
  if (lift < CHANCE.from) {
    return {
      key: 'pair_apart',
      params,
      ko: `${both}: 함께 팔릴 가능성이 ${factor}배: 따로 팔리는 편이에요 ${of.ko}`,
      en: `‘${a}’ and ‘${b}’ sell together ${factor} times as often as chance: rather apart ${of.en}`,
    };
  }
  if (!isFound) {
    return {
      key: 'pair_unproven',
      params,
      ko: `${both}: 함께 팔릴 가능성이 ${factor}배로 보이지만, 우연일 수 있어요 ${of.ko}`,
      en: `‘${a}’ and ‘${b}’ seem to sell together ${factor} times as often as chance, which may be chance ${of.en}`,
    };
  }
  const atSize =
    liftAtSize === undefined || !Number.isFinite(liftAtSize)
      ? { ko: '', en: '' }
      : {
          ko: `, 크기가 같은 상끼리 견주면 ${speakFactor(liftAtSize)}배`,
          en: `, ${speakFactor(liftAtSize)} times among tables of the same size`,
        };
  return {
    key: 'pair_found',
    params,
    ko: `${both}: 함께 팔릴 가능성이 ${factor}배예요${atSize.ko} ${of.ko}`,
    en: `‘${a}’ and ‘${b}’ sell together ${factor} times as often as chance${atSize.en} ${of.en}`,
  };
}

/** Orders below which no pair can be told from chance: 20 baskets (MT-80) of a pair that one order in ten has. */
export const FROM_ORDERS = 200;
/** MT-80: so many of them hold a pair. */
export const FROM_TOGETHER = 20;

/** What all baskets together say: the number of pairs, or that there is none, or too little to tell. */
export function sayPairs({
  pairs,
  n,
  together,
  verdict,
}: {
  pairs: number;
  n: number;
  /** Orders of two items or more. */
  together: number;
  verdict: 'pairs' | 'chance' | 'too_few';
}): Saying {
  if (verdict === 'too_few' && n >= FROM_ORDERS) {
    return {
      key: 'pairs_alone',
      params: { n, together },
      ko: `주문 ${speakCount(n)}건 가운데 두 가지 이상 담긴 것이 ${speakCount(together)}건뿐이라 함께 팔리는 메뉴를 볼 수 없어요. ${FROM_TOGETHER}건부터 봐요.`,
      en: `Of ${many(n, 'order')} only ${many(together, 'has', 'have')} two items or more: too few to tell what sells together. It takes ${FROM_TOGETHER}.`,
    };
  }
  if (verdict === 'too_few') {
    return {
      key: 'pairs_too_few',
      params: { n },
      ko: `주문이 ${speakCount(n)}건이라 함께 팔리는 메뉴는 아직 모릅니다. ${FROM_ORDERS}건부터 봐요.`,
      en: `${many(n, 'order is', 'orders are')} too few to tell what sells together. It takes ${FROM_ORDERS}.`,
    };
  }
  if (verdict === 'chance') {
    return {
      key: 'pairs_chance',
      params: { n },
      ko: `주문 ${speakCount(n)}건을 봤지만, 함께 팔리는 짝은 모두 우연으로도 나올 수 있어요.`,
      en: `Over ${many(n, 'order')} chance alone explains every pair.`,
    };
  }
  return {
    key: 'pairs_found',
    params: { n, pairs },
    ko: `주문 ${speakCount(n)}건에서 우연으로 보기 어려운 짝 ${speakCount(pairs)}개를 찾았어요. 열에 하나는 우연일 수 있어요.`,
    en: `${many(pairs, 'pair')} in ${many(n, 'order')} ${pairs === 1 ? 'is' : 'are'} hard to explain by chance; one in ten may still be.`,
  };
}

/** Pairs that are no find: large tables order much of everything (MT-80). `a` and `b` are the one that seemed most. */
export function sayLargeTables(pairs: number, { a, b, lift }: { a: string; b: string; lift: number }): Saying {
  const factor = speakFactor(lift);
  return {
    key: 'pairs_large_tables',
    params: { pairs, a, b, lift },
    ko: `짝 ${speakCount(pairs)}개는 큰 상이라서 함께 나온 것으로 보고 뺐어요 (‘${a}’ + ‘${b}’ ${factor}배 등). 상의 크기가 같으면 우연과 가를 수 없어요.`,
    en: `${many(pairs, 'more pair meets', 'more pairs meet')} because large tables order much (such as ‘${a}’ + ‘${b}’, ${factor} times): among tables of the same size chance explains ${pairs === 1 ? 'it' : 'them'}.`,
  };
}

/** An item counted together with the name it had before (MT-80). */
export const sayCountedAsOne = ({ name, before }: { name: string; before: string }): Saying => ({
  key: 'pairs_renamed',
  params: { name, before },
  ko: `${josa(`‘${name}’`, '은/는')} ‘${before}’에서 이름만 바뀐 것 같아 하나로 셌어요.`,
  en: `‘${name}’ looks like a new name of ‘${before}’: they are counted as one.`,
});

/** What people have next (MT-81). */
export function saySequence({
  first,
  next,
  rate,
  usualRate,
  people,
}: {
  first: string;
  next: string;
  rate: number;
  usualRate: number;
  people: number;
}): Saying {
  return {
    key: 'sequence',
    params: { first, next, rate, usualRate, n: people },
    ko: `‘${first}’ 다음 방문에 ‘${next}’: ${speakShare(rate)} (다른 손님은 ${speakShare(usualRate)}, ${speakCount(people)}명)`,
    en: `After ‘${first}’, ‘${next}’ at the next visit: ${speakShare(rate)} (others ${speakShare(usualRate)}, n ${speakCount(people)})`,
  };
}
