/** An estimate is told to two figures: more would claim to know more. Worked: 395,145 → 400,000. */
export function roundForSpeech(amountMinor: number): number {
  return Number(amountMinor.toPrecision(2));
}
