import { useTranslation } from 'react-i18next';
import type { ComparedPlay } from '../../../modules/plays/contract/book.ts';
import { useSignedMoney } from './use-signed-money.ts';

type Effect = Pick<ComparedPlay, 'control' | 'verdict' | 'effectMinor' | 'lines'> & {
  effectCi: readonly [number, number] | null;
  profitMinor: number | null;
  profitCi: readonly [number, number] | null;
};

/** The effect of a play in words: with its interval, or why there is none to claim. */
export function useEffectWords() {
  const { t } = useTranslation('measure');
  const money = useSignedMoney();
  const within = (value: number | null, ci: readonly [number, number] | null) =>
    value === null || ci === null
      ? undefined
      : t('whatIf.profit', { value: money(value), low: money(ci[0]), high: money(ci[1]) });
  return ({ control, verdict, effectMinor, effectCi, profitMinor, profitCi, lines }: Effect) => {
    if (control === 'none') return { effect: t('plays:verdict.no_control'), profit: undefined };
    const effect = within(effectMinor, effectCi);
    if (effect === undefined) {
      const isSet = control === 'switchback' && lines.code === null && verdict !== 'too_early';
      return { effect: t(isSet ? 'lines.set' : 'care.notKnown'), profit: undefined };
    }
    return {
      effect: verdict === 'too_early' || verdict === 'unknown' ? t(`lines.${verdict}`, { effect }) : effect,
      profit: within(profitMinor, profitCi),
    };
  };
}
