/** Two-sided 95 %. */
const Z = 1.959964;

/**
 * 95 % interval of a lift: that of the count of baskets with both, taken as Poisson, by Byar's approximation (Breslow & Day 1987,
 * vol. II, eq. 2.10), scaled to the lift; what chance alone would give is taken as known. Empty case: a count of 0 gives 0 – 0.
 * Worked: count 10, lift 2 → .96 – 3.68 (the exact Poisson limits of 10 are 4.80 – 18.39).
 */
export function intervalOfLift(lift: number, count: number): [number, number] {
  if (count <= 0) return [0, 0];
  const limit = (k: number, z: number) => k * (1 - 1 / (9 * k) + z / (3 * Math.sqrt(k))) ** 3;
  return [(lift * limit(count, -Z)) / count, (lift * limit(count + 1, Z)) / count];
}
