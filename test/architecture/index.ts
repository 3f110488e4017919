import { PACKS } from '../../src/modules/workspace/contract.ts';
import { findWaysAroundTheLaw } from './clearance.ts';
import { findMissingTexts, findPluralsBesideOne, findUnknownKeys, findVariablesThatDiffer } from './locales.ts';
import type { Sources } from './sources.ts';
import { findTrespasses } from './sql-ownership.ts';
import { findConsole, findImpureRules, findKoreanInScreens } from './wording.ts';

/** Words that come from the business type are filled in by themselves, so a language may use them or not. */
export const PACK_WORDS = new Set(PACKS.flatMap((pack) => Object.keys(pack.words.ko)));

/** Every check that reads sources only: its name, and what it finds. */
export const sourceChecks: Readonly<Record<string, (sources: Sources) => string[]>> = {
  'SQL names only what its module owns': findTrespasses,
  'nothing leaves past the law': findWaysAroundTheLaw,
  'rules are pure': findImpureRules,
  'the server writes no console': findConsole,
  'screens hold no Korean': findKoreanInScreens,
  'both languages have every text': findMissingTexts,
  'both languages fill in the same variables': (sources) => findVariablesThatDiffer(sources, PACK_WORDS),
  'English counts one person and two people': findPluralsBesideOne,
  'every text that is asked for exists': findUnknownKeys,
};
