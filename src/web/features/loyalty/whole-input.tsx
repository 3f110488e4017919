import { NumberInput, type NumberInputProps } from '@mantine/core';
import { useFormat } from '../../lib/format.ts';

/** A whole number from 0 on, such as points; with `isMoney` an amount in the shop's currency. */
export function WholeInput({ isMoney = false, ...rest }: NumberInputProps & { isMoney?: boolean }) {
  const format = useFormat();
  return (
    <NumberInput
      size="md"
      min={0}
      thousandSeparator=","
      allowDecimal={false}
      allowNegative={false}
      hideControls
      {...(isMoney ? { rightSection: format.currencyMark } : {})}
      {...rest}
    />
  );
}
