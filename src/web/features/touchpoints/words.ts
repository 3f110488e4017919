import { useTranslation } from 'react-i18next';
import type { SourceHealth } from '../../../modules/touchpoints/contract.ts';
import { useFormat } from '../../lib/format.ts';
import { useSourceName } from '../../lib/source-name.ts';
import type { Tone } from '../../ui/tag.tsx';

export const TONES: Readonly<Record<SourceHealth['state'], Tone>> = {
  ok: 'accent',
  late: 'warning',
  silent: 'danger',
  new: 'neutral',
  muted: 'neutral',
};

/** What a source is called: its label, the words for a key that is everywhere the same, or its key. */
export function useLabelledSource() {
  const sourceName = useSourceName();
  return ({ label, source }: Pick<SourceHealth, 'label' | 'source'>) => label || sourceName(source);
}

/** What happened in words; a kind nobody has translated is shown as it was sent. */
export function useKindWords() {
  const { t } = useTranslation('touchpoints');
  return (kind: string) => t(`happened.${kind.replaceAll('.', '_')}`, { defaultValue: kind });
}

/** Address of what came from a source. */
export const sourceHref = (source: string, day?: string | null) =>
  `/record/source?${new URLSearchParams({ source, ...(day ? { day } : {}) })}`;

/** Why a source is in its state: by its own rhythm, since when. */
export function useReasonWords() {
  const { t } = useTranslation('touchpoints');
  const format = useFormat();
  return ({ state, lastOn, usualGapDays, gapDays }: SourceHealth) => {
    const isDaily = usualGapDays !== null && usualGapDays <= 1;
    const isLate = state === 'late' || state === 'silent';
    return t(`reason.${state}${isLate && isDaily ? 'Daily' : ''}`, {
      day: lastOn ? format.day(lastOn) : '',
      usual: format.decimal(usualGapDays ?? 1),
      gap: format.count(gapDays ?? 0),
    });
  };
}
