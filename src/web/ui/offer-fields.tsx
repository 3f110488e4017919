import { NumberInput, SegmentedControl, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Offer } from '../../modules/plays/contract/play.ts';
import { useShop } from '../lib/session.ts';
import { MoneyInput } from './money-input.tsx';

const DEFAULT_VALID_DAYS = 14;
const DEFAULT_PERCENT = 10;
/** A first amount that is a real coupon in most currencies: 2,000 won, 2 pounds. */
const DEFAULT_AMOUNT_MINOR: Record<string, number> = { KRW: 2_000, JPY: 200 };

/** The coupon that goes with a message, and the item it is about where `items` are given to choose from. */
export function OfferFields({
  offer,
  items,
  onChange,
}: {
  offer: Offer;
  items?: readonly { value: string; label: string }[] | undefined;
  onChange: (offer: Offer) => void;
}) {
  const { t } = useTranslation('plays');
  const { currency } = useShop();
  const give = (kind: string) => {
    const rest =
      offer.kind === 'none'
        ? { minSpendMinor: 0, validDays: DEFAULT_VALID_DAYS }
        : { minSpendMinor: offer.minSpendMinor, validDays: offer.validDays };
    const about = offer.itemId === undefined ? {} : { itemId: offer.itemId };
    if (kind === 'amount') onChange({ kind, value: DEFAULT_AMOUNT_MINOR[currency] ?? 200, ...rest, ...about });
    else if (kind === 'percent') onChange({ kind, value: DEFAULT_PERCENT, ...rest, ...about });
    else onChange({ kind: 'none', ...about });
  };
  return (
    <>
      <SegmentedControl
        aria-label={t('step.offer')}
        data={(['none', 'amount', 'percent'] as const).map((kind) => ({ value: kind, label: t(`offer.${kind}`) }))}
        value={offer.kind}
        onChange={give}
      />
      {offer.kind === 'amount' && (
        <MoneyInput
          label={t('offer.value')}
          min={1}
          valueMinor={offer.value}
          onChange={(value) => onChange({ ...offer, value: Math.max(1, value) })}
        />
      )}
      {offer.kind === 'percent' && (
        <NumberInput
          label={t('offer.percentValue')}
          suffix="%"
          min={1}
          max={100}
          allowDecimal={false}
          clampBehavior="strict"
          value={offer.value}
          onChange={(value) => onChange({ ...offer, value: Math.max(1, Number(value || 1)) })}
        />
      )}
      {offer.kind !== 'none' && (
        <>
          <MoneyInput
            label={t('offer.minSpend')}
            valueMinor={offer.minSpendMinor}
            onChange={(minSpendMinor) => onChange({ ...offer, minSpendMinor })}
          />
          <NumberInput
            label={t('offer.validDays')}
            min={1}
            max={365}
            allowDecimal={false}
            clampBehavior="strict"
            value={offer.validDays}
            onChange={(value) => onChange({ ...offer, validDays: Math.max(1, Number(value || 1)) })}
          />
        </>
      )}
      {items && (
        <Select
          label={t('offer.item')}
          description={t('offer.itemHint')}
          clearable
          searchable
          clearButtonProps={{ 'aria-label': t('offer.noItem') }}
          data={[...items]}
          value={offer.itemId ?? null}
          onChange={(itemId) => onChange({ ...offer, itemId: itemId ?? undefined })}
        />
      )}
    </>
  );
}
