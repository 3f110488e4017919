import { minorUnitDigits } from '../../../shared/money.ts';
import { useFormat } from '../../lib/format.ts';
import { useShop } from '../../lib/session.ts';

/** Money in the currency's major unit, as the models keep it and files say it: exact, or as one says it. */
export function useMajorMoney() {
  const format = useFormat();
  const unit = 10 ** minorUnitDigits(useShop().currency);
  return {
    /** For a file: an amount in minor units as a bare figure. */
    major: (amountMinor: number) => amountMinor / unit,
    exact: (major: number) => format.money(Math.round(major * unit)),
    rough: (major: number) => format.roughMoney(Math.round(major * unit)),
  };
}
