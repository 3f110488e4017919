import { z } from 'zod';

/** What zod says is wrong, in the languages of the product: `schema.safeParse(input, { error: ZOD_WORDS[locale] })`. */
export const ZOD_WORDS = { ko: z.locales.ko().localeError, en: z.locales.en().localeError };
