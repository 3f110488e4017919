import { useTranslation } from 'react-i18next';
import type { PersonInsight } from '../../../modules/insights/contract.ts';

type Part = PersonInsight['sentence']['parts'][number];

/** Puts the pieces of a sentence together in the language on screen, with the words of this business type. */
export function useSentence(): (parts: readonly Part[]) => string {
  const { t } = useTranslation('insights');
  return (parts) => {
    let text = '';
    for (const part of parts) {
      // Korean and English both have a word of their own for "every one": 매주, every week.
      const isOnce = part.params['count'] === 1 && part.key.startsWith('insights.person.every.');
      const key = isOnce ? part.key.replace('.every.', '.everyOnce.') : part.key;
      const piece = t(key.replace(/^insights\./, ''), part.params);
      text += (text === '' ? '' : part.joinsPrevious ? ' ' : ' · ') + piece;
    }
    return text;
  };
}
