/** The wall clock, handed in so that tests can hold it still. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

const MS_PER_DAY = 86_400_000;

/** The demo shop's clock runs ahead of the wall clock by whole days. */
export function shiftDays(instant: Date, days: number): Date {
  return days === 0 ? instant : new Date(instant.getTime() + days * MS_PER_DAY);
}
