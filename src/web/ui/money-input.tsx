import { NumberInput } from '@mantine/core';
import { minorUnitDigits } from '../../shared/money.ts';
import { useFormat } from '../lib/format.ts';
import { useShop } from '../lib/session.ts';
import css from './money-input.module.css';

/** An amount typed in the currency's own unit, kept in its minor unit. */
export function MoneyInput({
  label,
  description,
  valueMinor,
  onChange,
  min = 0,
}: {
  label: string;
  description?: string;
  valueMinor: number;
  onChange: (minor: number) => void;
  min?: number;
}) {
  const { currency } = useShop();
  const { currencyMark } = useFormat();
  const digits = minorUnitDigits(currency);
  return (
    <NumberInput
      label={label}
      {...(description === undefined ? {} : { description })}
      min={min}
      decimalScale={digits}
      thousandSeparator=","
      allowNegative={false}
      rightSection={<span className={css.mark}>{currencyMark}</span>}
      rightSectionWidth={56}
      value={valueMinor / 10 ** digits}
      onChange={(value) => onChange(Math.round(Number(value || 0) * 10 ** digits))}
    />
  );
}
