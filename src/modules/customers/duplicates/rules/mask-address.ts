/**
 * An address with the door hidden (PV-58): every figure becomes `*`, and of the words the first three stay.
 * Worked: `서울 마포구 월드컵로12길 34, 101동 1203호` → `서울 마포구 월드컵로**길 …`; empty stays empty.
 */
export function maskAddress(address: string): string {
  const words = address.split(/\s+/).filter((word) => word !== '');
  const shown = words.slice(0, 3).join(' ').replace(/\d/g, '*');
  return words.length > 3 ? `${shown} …` : shown;
}
