import { useTranslation } from 'react-i18next';
import type { Delivery, Platform } from '../../../modules/sources/contract.ts';
import { inLine } from '../../lib/in-line.ts';
import type { Tone } from '../../ui/tag.tsx';

/** Names of firms are the same in every language. */
const FIRMS: Partial<Record<Platform, string>> = {
  shopify: 'Shopify',
  square: 'Square',
  toast: 'Toast',
  cafe24: 'Cafe24',
};

export function usePlatformName() {
  const { t } = useTranslation('connections');
  return (platform: Platform) => FIRMS[platform] ?? t('generic');
}

export const TONES: Readonly<Record<Delivery['state'], Tone>> = {
  received: 'neutral',
  done: 'accent',
  failed: 'warning',
  dead: 'danger',
};

/** Why a delivery could not be taken, and what one can do. */
export function useProblemWords() {
  const { t } = useTranslation('connections');
  return ({ code, path, found, expected }: NonNullable<Delivery['problem']>) =>
    t(`problem.${code}`, { path: path || '–', found: found ?? '', expected: expected ?? '' });
}

/** What became of a delivery, in one sentence. */
export function useResultWords() {
  const { t } = useTranslation('connections');
  return (result: NonNullable<Delivery['result']>) => {
    const count = (what: string) => result.orders.filter((order) => order.what === what).length;
    const parts = (['created', 'amended', 'unchanged', 'waiting'] as const)
      .filter((what) => count(what) > 0)
      .map((what) => t(`result.${what}`, { count: count(what) }));
    if (result.touchpoints > 0) parts.push(t('result.touchpoints', { count: result.touchpoints }));
    if (result.ignored) parts.push(t(`ignored.${result.ignored}`));
    const notes = result.notes.map((note) => t(`note.${note}`));
    return inLine([...(parts.length > 0 ? parts : [t('result.nothing')]), ...notes]);
  };
}
