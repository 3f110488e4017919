import { z } from 'zod';

/** The ten segments of MT-12, by their glossary keys. */
export const RFM_SEGMENTS = [
  'champions',
  'loyal',
  'potential_loyalist',
  'new',
  'promising',
  'need_attention',
  'about_to_sleep',
  'at_risk',
  'cant_lose',
  'hibernating',
] as const;
export type RfmSegment = (typeof RFM_SEGMENTS)[number];
export const zRfmSegment = z.enum(RFM_SEGMENTS);

/** Parts of a day, from the morning on. */
export const DAYPART_KEYS = ['morning', 'lunch', 'break', 'dinner', 'night'] as const;
export type DaypartKey = (typeof DAYPART_KEYS)[number];
export const zDaypart = z.enum(DAYPART_KEYS);
