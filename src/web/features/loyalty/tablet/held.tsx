import { useTranslation } from 'react-i18next';
import type { Holdings } from '../../../../modules/loyalty/contract/points.ts';
import css from './tablet.module.css';

/** What she has: points as a figure, stamps as the card they are on. */
export function Held({ unit, holdings }: { unit: 'points' | 'stamps'; holdings: Holdings }) {
  const { t } = useTranslation('tablet');
  if (unit === 'points') return <p className={css.held}>{t('held.points', { count: holdings.points })}</p>;
  const { onCard, size, full, missing } = holdings.cards;
  const reward = holdings.cards.reward || t('held.someReward');
  return (
    <>
      <ul className={css.card} aria-label={t('held.stamps', { count: onCard, size })}>
        {Array.from({ length: size }, (_, at) => at + 1).map((place) => (
          <li key={place} data-filled={place <= onCard || undefined} />
        ))}
      </ul>
      <p className={css.held}>
        {full > 0 ? t('held.full', { count: full, reward }) : t('held.missing', { count: missing, reward })}
      </p>
    </>
  );
}
