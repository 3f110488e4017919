import { useTranslation } from 'react-i18next';
import type { Play } from '../../../modules/plays/contract/play.ts';
import type { PlaySummary } from '../../../modules/plays/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { Tag, type Tone } from '../../ui/tag.tsx';

const TONES: Record<Play['state'], Tone> = {
  draft: 'neutral',
  waiting: 'warning',
  leaving: 'accent',
  running: 'accent',
  stopped: 'warning',
  finished: 'neutral',
};

/** Where a play stands, in a word. */
export function PlayState({ state }: { state: Play['state'] }) {
  const { t } = useTranslation('plays');
  return <Tag tone={TONES[state]}>{t(`state.${state}`)}</Tag>;
}

type Sentence = NonNullable<PlaySummary['result']>['sentence'];

/** The one honest sentence about a result, in the language on screen, with both n. */
export function useVerdict() {
  const { t } = useTranslation('plays');
  const format = useFormat();
  return (sentence: Sentence) => {
    const { treated = 0, holdout = 0, plannedEndOn = '', points = '' } = sentence.params;
    const words = t(sentence.key.replace('plays.', ''), {
      day: plannedEndOn === '' ? '' : format.day(String(plannedEndOn)),
      points: typeof points === 'number' ? format.decimal(points) : points,
    });
    if (sentence.key.includes('switchback'))
      return `${words} ${t('measure:offline.pairs', { count: Number(treated) })}`;
    if (sentence.key.endsWith('no_control')) return words;
    return `${words} ${t('verdict.people', { treated: format.count(Number(treated)), holdout: format.count(Number(holdout)) })}`;
  };
}
