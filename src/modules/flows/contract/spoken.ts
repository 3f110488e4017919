import type { FlowDocument, Step } from './document.ts';

/** Days before and after a birthday on which a greeting is still one. */
const AROUND_DAYS = 7;
const MOST_DAYS = 60;

/**
 * The automation with its messages said by staff at the counter: nothing is sent, so it needs neither consent to advertising
 * nor mail server. Steps that are no message stay. Worked: a birthday greeting by mail seven days ahead → the words are shown
 * for fourteen days from then on.
 */
export function sayAtCounter(document: FlowDocument, text: string): FlowDocument {
  const { trigger } = document;
  const daysBefore = trigger.kind === 'birthday' ? trigger.daysBefore : 0;
  const days = Math.min(daysBefore + AROUND_DAYS, MOST_DAYS);
  const say = (steps: readonly Step[]): Step[] =>
    steps.map((step) => {
      if (step.kind === 'branch') return { ...step, yes: say(step.yes), no: say(step.no) };
      return step.kind === 'act' || step.kind === 'choose' ? { id: step.id, kind: 'hint', text, days } : step;
    });
  return { ...document, steps: say(document.steps) };
}
