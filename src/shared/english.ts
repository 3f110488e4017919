/**
 * A whole number with its English noun, which says one as one. Worked: 1 order → `1 order`; 1234 order → `1,234 orders`;
 * 2 person, people → `2 people`. Fractions are rounded first.
 */
export function many(count: number, one: string, other = `${one}s`): string {
  const whole = Math.round(count);
  return `${whole.toLocaleString('en')} ${whole === 1 ? one : other}`;
}
