import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Holdings } from '../../../../modules/loyalty/contract/points.ts';
import { Held } from './held.tsx';
import css from './tablet.module.css';

interface ReadyProps {
  shop: { unit: 'points' | 'stamps'; minUse: number };
  holdings: Holdings;
  isBusy: boolean;
  onEarn: (use: number) => void;
  onBack: () => void;
}

/** She is known: earn, or spend a part as well. */
export function Ready({ shop, holdings, isBusy, onEarn, onBack }: ReadyProps) {
  const { t } = useTranslation('tablet');
  const [use, setUse] = useState(0);
  const { points, cards } = holdings;
  const steps = points >= shop.minUse ? [shop.minUse, Math.floor(points / 2), points] : [];
  const parts = [...new Set(steps.filter((amount) => amount >= shop.minUse))];
  const choices = shop.unit === 'points' ? parts : cards.full > 0 ? [cards.size] : [];
  return (
    <div className={css.result}>
      <Held unit={shop.unit} holdings={holdings} />
      {choices.length > 0 && (
        <div className={css.choices} role="group" aria-label={t('use.title')}>
          <Button
            size="lg"
            variant={use === 0 ? 'filled' : 'default'}
            aria-pressed={use === 0}
            onClick={() => setUse(0)}
          >
            {t('use.none')}
          </Button>
          {choices.map((amount) => (
            <Button
              key={amount}
              size="lg"
              variant={use === amount ? 'filled' : 'default'}
              aria-pressed={use === amount}
              onClick={() => setUse(amount)}
            >
              {shop.unit === 'points' ? t('use.some', { count: amount }) : t('use.card')}
            </Button>
          ))}
        </div>
      )}
      <div className={css.two}>
        <Button size="xl" className={css.big} loading={isBusy} onClick={() => onEarn(use)}>
          {t(use > 0 ? 'useAndEarn' : `earn.${shop.unit}`)}
        </Button>
        <Button size="xl" className={css.big} variant="default" onClick={onBack}>
          {t('without')}
        </Button>
      </div>
    </div>
  );
}
