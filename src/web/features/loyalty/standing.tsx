import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { getPersonLoyalty, type Holdings } from '../../../modules/loyalty/contract/points.ts';
import { keyOf } from '../../lib/api.ts';
import { useFormat } from '../../lib/format.ts';
import { inLine } from '../../lib/in-line.ts';
import { Notice } from '../../ui/states.tsx';
import css from './loyalty.module.css';

/** What a person has: the figure, what is owed, and level, next expiry and prepaid money in one line. */
export function Standing({ holdings }: { holdings: Holdings }) {
  const { t } = useTranslation('loyalty');
  const format = useFormat();
  const { unit, points, cards, tier, nextTier, nextExpiry, prepaidMinor } = holdings;
  const facts = [
    tier && t('person.tier', { name: tier.name, day: format.day(tier.keepUntil) }),
    nextTier?.billMinor != null &&
      t('person.nextTier', { name: nextTier.name, amount: format.money(nextTier.billMinor) }),
    nextExpiry && t(`person.expires.${unit}`, { day: format.day(nextExpiry.day), count: nextExpiry.amount }),
    prepaidMinor !== 0 && t('person.prepaid', { amount: format.money(prepaidMinor) }),
  ].filter((line) => typeof line === 'string');
  return (
    <>
      <p className={css.figure}>
        {unit === 'points'
          ? t('person.points', { count: points })
          : t('person.stamps', { count: cards.onCard, size: cards.size, full: cards.full })}
      </p>
      {points < 0 && <Notice tone="warning">{t('person.owes')}</Notice>}
      {facts.length > 0 && <p className={css.quiet}>{inLine(facts)}</p>}
    </>
  );
}

/** Reads again what a person has. */
export function useRefreshPerson(customerId: string): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: keyOf(getPersonLoyalty, { params: { customerId } }) });
}
