import { minorUnitDigits } from '../../../shared/money.ts';
import { useFormat } from '../../lib/format.ts';
import { useShop } from '../../lib/session.ts';

/** Writes money that the models keep in the currency's major unit: exact, or as one says it. */
export function useMajorMoney() {
  const format = useFormat();
  const unit = 10 ** minorUnitDigits(useShop().currency);
  return {
    exact: (major: number) => format.money(Math.round(major * unit)),
    rough: (major: number) => format.roughMoney(Math.round(major * unit)),
  };
}
