import { many } from '../../../shared/english.ts';
import type { SwitchbackEffect } from './switchback.ts';
import type { PlayResult } from './verdict.ts';

/** One sentence for the screen to translate (`key` in its locales, `params` filled in) and the same as plain text. */
export interface VerdictSentence {
  key: string;
  params: Record<string, string | number>;
  text: { ko: string; en: string };
}

/**
 * One honest sentence about a result, always with both n (MT-02) and no figure that the verdict does not carry. For
 * could_be_chance it says what these arms could have shown at all (MT-35):
 * "아직 모릅니다 — 이 규모로는 +4%p 이상만 감지 (보낸 손님 721명, 비교 그룹 721명)".
 * Keys: `plays.verdict.<reason>`, with `_margin` for earned_more_than_cost and payback_unknown on margin, `_came` for could_be_chance when the
 * conversion rate rose beyond chance, and `_undetectable` for
 * could_be_chance when the arms can show no rise at all.
 */
export function describeVerdict(result: PlayResult): VerdictSentence {
  const { treated, holdout } = result.n;
  const points = result.detectable === undefined ? undefined : roundUpPoints(result.detectable);
  const variant = variantOf(result, points);
  const { ko, en } = wordsOf(result, points);
  return {
    key: `plays.verdict.${result.reason}${variant}`,
    params: {
      treated,
      holdout,
      plannedEndOn: result.plannedEndOn,
      ...(points === undefined ? {} : { points }),
    },
    text: {
      ko: `${ko} (보낸 손님 ${treated.toLocaleString('ko')}명, 비교 그룹 ${holdout.toLocaleString('ko')}명)`,
      en: `${en} (${treated.toLocaleString('en')} reached, ${holdout.toLocaleString('en')} held out)`,
    },
  };
}

/**
 * The sentence of a play in which nobody was held out: what people did is not what the play did, and nothing here says
 * otherwise.
 */
export function describeNoControl(reached: number): VerdictSentence {
  return {
    key: 'plays.verdict.no_control',
    params: { treated: reached, holdout: 0, plannedEndOn: '' },
    text: {
      ko: '비교할 분들이 없어서 효과라고 말할 수 없어요',
      en: 'no control, so no effect can be claimed',
    },
  };
}

/** More people came, beyond chance, while what they spent can still be chance: saying only "we do not know" would hide it. */
function cameForSure({ reason, conversion }: PlayResult): boolean {
  return reason === 'could_be_chance' && conversion !== undefined && conversion.ci[0] > 0;
}

function variantOf(result: PlayResult, points: number | undefined): '' | '_margin' | '_undetectable' | '_came' {
  if (cameForSure(result)) return '_came';
  const isAboutPayback = result.reason === 'earned_more_than_cost' || result.reason === 'payback_unknown';
  if (isAboutPayback && result.payback === 'margin') return '_margin';
  if (result.reason === 'could_be_chance' && points === undefined) return '_undetectable';
  return '';
}

/** Rounded up to a tenth of a point: promising to see less than we can is honest, the reverse is not. */
function roundUpPoints(rate: number): number {
  return Math.ceil(rate * 1000 - 1e-6) / 10;
}

function wordsOf(result: PlayResult, points: number | undefined): { ko: string; en: string } {
  switch (result.reason) {
    case 'before_planned_date':
      return {
        ko: `아직 일러요 — ${result.plannedEndOn}까지 지켜본 뒤에 말씀드릴게요`,
        en: `Too early — we will say after ${result.plannedEndOn}`,
      };
    case 'arm_too_small':
      return {
        ko: '아직 모릅니다 — 비교하기에는 사람이 너무 적어요',
        en: 'We do not know yet — too few people to compare',
      };
    case 'too_few_buyers':
      return {
        ko: '아직 모릅니다 — 그동안 다녀가신 분이 너무 적어요',
        en: 'We do not know yet — too few of them came at all',
      };
    case 'could_be_chance':
      if (cameForSure(result)) {
        return {
          ko: '더 오신 것은 분명해요. 다만 더 쓰셨는지는 아직 모릅니다',
          en: 'More of them came, that is sure. Whether they spent more we do not know yet',
        };
      }
      return points === undefined
        ? { ko: '아직 모릅니다 — 이 결과는 우연일 수 있어요', en: 'We do not know yet — this could be chance' }
        : {
            ko: `아직 모릅니다 — 이 규모로는 +${points}%p 이상만 감지`,
            en: `We do not know yet — at this size only a rise of ${points} ${String(points) === '1' ? 'point' : 'points'} or more can be seen`,
          };
    case 'cannot_pay_its_cost':
      return {
        ko: '효과가 없었어요 — 가장 좋게 보아도 쓴 비용에 못 미쳐요',
        en: 'It did not work — even at best it brings less than it cost',
      };
    case 'spent_less':
      return {
        ko: '오히려 나빠졌어요 — 보낸 손님이 비교 그룹보다 덜 쓰셨어요',
        en: 'It made things worse — those reached spent less than those held out',
      };
    case 'earned_more_than_cost':
      return result.payback === 'margin'
        ? {
            ko: '효과가 있었어요 — 재료비와 비용을 빼고도 남았어요',
            en: 'It worked — something was left after food and cost',
          }
        : {
            ko: '효과가 있었어요 — 늘어난 매출이 비용보다 커요',
            en: 'It worked — it brought more revenue than it cost',
          };
    case 'payback_unknown':
      return result.payback === 'margin'
        ? {
            ko: '효과가 있었어요 — 다만 재료비와 비용을 빼고도 남았는지는 아직 모릅니다',
            en: 'It worked — whether anything was left after food and cost we do not know yet',
          }
        : {
            ko: '효과가 있었어요 — 다만 비용을 넘었는지는 아직 모릅니다',
            en: 'It worked — whether it paid for itself we do not know yet',
          };
    case 'nothing_to_pay_back':
      return {
        ko: '효과가 있었어요 — 보낸 손님이 비교 그룹보다 더 쓰셨어요',
        en: 'It worked — those reached spent more than those held out',
      };
  }
}

/**
 * One honest sentence about an offline action whose days were drawn: what the days with it sold more or less than the same
 * weekdays without it, once its planned day is over.
 */
export function describeSwitchback({
  effect,
  plannedEndOn,
  isOver,
  isSet = false,
}: {
  effect: SwitchbackEffect | undefined;
  plannedEndOn: string;
  isOver: boolean;
  /** A set tried at the tables: the share that had both, not sales. */
  isSet?: boolean;
}): VerdictSentence {
  const pairs = effect?.pairs ?? 0;
  const told = !isOver ? 'early' : (effect?.direction ?? 'unknown');
  const said = isSet && (told === 'more' || told === 'less') ? (`set_${told}` as const) : told;
  const words = {
    early: {
      ko: `아직 일러요 — ${plannedEndOn}까지 지켜본 뒤에 말씀드릴게요`,
      en: `Too early — we will say after ${plannedEndOn}`,
    },
    more: {
      ko: '효과가 있었어요 — 한 날이 쉰 날보다 더 팔렸어요',
      en: 'It worked — days with it sold more than days without',
    },
    less: {
      ko: '오히려 나빠졌어요 — 한 날이 쉰 날보다 덜 팔렸어요',
      en: 'It made things worse — days with it sold less',
    },
    set_more: {
      ko: '효과가 있었어요 — 권한 날에 함께 시킨 테이블이 더 많았어요',
      en: 'It worked — on days it was offered more tables had both',
    },
    set_less: {
      ko: '오히려 나빠졌어요 — 권한 날에 함께 시킨 테이블이 더 적었어요',
      en: 'It made things worse — on days it was offered fewer tables had both',
    },
    unknown: { ko: '아직 모릅니다 — 이 결과는 우연일 수 있어요', en: 'We do not know yet — this could be chance' },
  }[said];
  return {
    key: `plays.verdict.switchback_${said}`,
    params: { treated: pairs, holdout: pairs, plannedEndOn },
    text: { ko: `${words.ko} (같은 요일 ${pairs}쌍)`, en: `${words.en} (${many(pairs, 'pair')} of one weekday)` },
  };
}
