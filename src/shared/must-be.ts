import type { UserMessage } from './errors.ts';

/** For `refine`: says in both languages what a value must be; `ZOD_WORDS` reads it. */
export const mustBe = (words: UserMessage) => ({ params: { words } });
