import { useFormat } from '../../lib/format.ts';

/** Money with a real minus sign, at which no line breaks: `−₩842,711`. Whole minor units. */
export function useSignedMoney() {
  const format = useFormat();
  return (minor: number) => {
    const whole = Math.round(minor);
    return whole < 0 ? `−${format.money(-whole)}` : format.money(whole);
  };
}
