import type { PersonInsight } from '../../../modules/insights/contract.ts';

/** One thing to do next about a person; the words stand in the locale file under `step`. */
export type NextStep = 'birthday' | 'play' | 'askConsent' | 'greet' | 'second' | 'usual' | 'unseen' | 'contact';

/**
 * The one suggested step, the most pressing first: birthday, somebody back after long, away longer than usual (write, or
 * ask for consent), first visit, nobody to reach, else nothing.
 */
export function chooseNextStep(person: {
  insight: PersonInsight;
  today: string;
  birthdayThisWeek: boolean;
  hasContact: boolean;
  mayEmail: boolean;
}): NextStep {
  const { insight } = person;
  const isHere = insight.lastVisitOn === person.today;
  const isBackLate = insight.sentence.parts.some((part) => part.key.startsWith('insights.person.back_after'));
  if (person.birthdayThisWeek) return 'birthday';
  if (isHere && isBackLate && insight.usualItems.length > 0) return 'greet';
  if (insight.lapse?.state === 'watch' || insight.lapse?.state === 'lapsed')
    return person.mayEmail ? 'play' : 'askConsent';
  if (insight.visits === 1) return 'second';
  if (insight.visits === 0 && person.hasContact) return 'unseen';
  return person.hasContact ? 'usual' : 'contact';
}
