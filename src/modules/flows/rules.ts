import { instantOfLocal, zonedParts } from '../../shared/time.ts';
import type { Candidate, FlowDocument, Reentry, SimpleStep, Step } from './contract/document.ts';

/** A step with where one goes from it; null is the end. */
export type PlannedStep =
  | { step: SimpleStep; next: string | null }
  | { step: Extract<Step, { kind: 'branch' }>; yes: string | null; no: string | null };

/**
 * Every step by its id, with where one goes from it. The steps of a branch go on with what stands after the branch; `end`
 * goes nowhere. Worked: [a, branch(yes: [b], no: []), c] → a → branch, b → c, no → c, c → null.
 */
export function planSteps(document: Pick<FlowDocument, 'steps'>): {
  first: string | null;
  steps: Map<string, PlannedStep>;
} {
  const steps = new Map<string, PlannedStep>();
  const walk = (list: readonly Step[], after: string | null): string | null => {
    let next = after;
    for (const step of list.toReversed()) {
      if (step.kind === 'branch') steps.set(step.id, { step, yes: walk(step.yes, next), no: walk(step.no, next) });
      else steps.set(step.id, { step, next: step.kind === 'end' ? null : next });
      next = step.id;
    }
    return next;
  };
  return { first: walk(document.steps, null), steps };
}

const UNIT_MS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** When a wait that begins at `from` is over. 2 days from 2026-11-21T12:00 → 2026-11-23T12:00. */
export function waitUntil(from: Date, { amount, unit }: { amount: number; unit: keyof typeof UNIT_MS }): Date {
  return new Date(from.getTime() + amount * UNIT_MS[unit]);
}

/**
 * The next instant that lies so many minutes before a person's usual hour on the shop's clock; `from` itself where she has
 * no usual hour. Hour 19, 30 minutes before, at 12:00 → 18:30 of the day; at 18:31 → 18:30 of the next.
 */
export function waitUntilUsualHour(input: {
  from: Date;
  usualHour: number | undefined;
  minutesBefore: number;
  timeZone: string;
}): Date {
  const { from, usualHour, minutesBefore, timeZone } = input;
  if (usualHour === undefined) return from;
  const { year, month, day } = zonedParts(from, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  const at = instantOfLocal(`${year}-${two(month)}-${two(day)}T${two(usualHour)}:00`, timeZone);
  const moment = at.getTime() - minutesBefore * UNIT_MS.minutes;
  return new Date(moment >= from.getTime() ? moment : moment + UNIT_MS.days);
}

/** A birthday is kept once a year; by the moon the next may come ten months later, and never after half a year. */
const YEARLY_GAP_DAYS = 180;

/** Before which instant somebody must have entered last to enter again; null: she never may. */
export function mayReenterSince(reentry: Reentry, now: Date): Date | null {
  if (reentry.kind === 'once') return null;
  if (reentry.kind === 'every') return now;
  const days = reentry.kind === 'yearly' ? YEARLY_GAP_DAYS : reentry.days;
  return new Date(now.getTime() - days * UNIT_MS.days);
}

/** What kind of happening an entry key names: `stamps:2026-12-01` → stamps. Points and stamps that end are two (AD-41). */
export const kindOfEntry = (entryKey: string): string => entryKey.split(':', 1)[0] ?? '';

/**
 * Which of the happenings that were found let people in. Where each counts, all of them, but of what happened before the
 * automation was switched on only the last of each person; otherwise one of each person and kind, the last. In the order
 * in which they came. Worked: orders a and b of yesterday, c of now, switched on this morning, each counts → b, c.
 */
export function chooseEntries<T extends { customerId: string; entryKey: string; at?: Date }>(
  entries: readonly T[],
  { reentry, switchedOnAt }: { reentry: Reentry; switchedOnAt: Date | null },
): T[] {
  const isOld = ({ at }: T) => at !== undefined && switchedOnAt !== null && at < switchedOnAt;
  const last = new Map(
    entries.map((one, nth) => [
      reentry.kind === 'every' && !isOld(one) ? nth : `${one.customerId} ${kindOfEntry(one.entryKey)}`,
      one,
    ]),
  );
  const chosen = new Set(last.values());
  return entries.filter((one) => chosen.has(one));
}

/** Why an offer was not the one. */
export type Passed = 'not_for_her' | 'out_of_stock' | 'item_sold_out' | 'margin_too_small';
/** Which offer was chosen for a person, and why those before it were not. */
export interface Choice {
  key: string | null;
  passed: { key: string; why: Passed }[];
}

/**
 * Chooses one offer for one person: the first in the owner's order that suits her, is in stock, whose item the counter has
 * not marked sold out, and whose discount the
 * margin of its item carries (a percentage counts on the margin alone; an item without a known margin is let through, as
 * nothing speaks against it). Nobody's offer: key null.
 * Worked: [noodles, sold out], [dumplings, not hers], [2,000 off, for everybody] → 2,000 off, both others passed with why.
 */
export function chooseOffer(input: {
  candidates: readonly Candidate[];
  suits: (key: string) => boolean;
  isSoldOut: (itemId: string) => boolean;
  marginMinor: (itemId: string) => number | null;
}): Choice {
  const passed: Choice['passed'] = [];
  for (const candidate of input.candidates) {
    const why = whyNot(candidate, input);
    if (why === null) return { key: candidate.key, passed };
    passed.push({ key: candidate.key, why });
  }
  return { key: null, passed };
}

function whyNot(
  { key, itemId, inStock, arm: { offer } }: Candidate,
  { suits, isSoldOut, marginMinor }: Omit<Parameters<typeof chooseOffer>[0], 'candidates'>,
): Passed | null {
  if (!inStock) return 'out_of_stock';
  if (itemId !== null && isSoldOut(itemId)) return 'item_sold_out';
  if (!suits(key)) return 'not_for_her';
  const margin = itemId === null ? null : marginMinor(itemId);
  if (margin !== null && offer.kind === 'amount' && offer.value > margin) return 'margin_too_small';
  if (margin !== null && margin <= 0) return 'margin_too_small';
  return null;
}

/** One thing that is wrong with a document: at which step, in which field, and what. */
export interface Problem {
  stepId: string | null;
  field: string;
  code: string;
}

/** A fault of a document as the schema finds it. */
interface Issue {
  code: string;
  message: string;
  path: readonly PropertyKey[];
}

/**
 * Faults with the step they stand in: the innermost step on the way to each. Null where it is the whole.
 * Worked: steps[1].yes[0].text too short, and steps[1].yes[0] is {id: 'hint'} → {stepId: 'hint', field: 'text', code: 'too_small'}.
 */
export function readProblems(written: unknown, issues: readonly Issue[]): Problem[] {
  return issues.map(({ code, message, path }) => {
    let at: unknown = written;
    let stepId: string | null = null;
    let field: PropertyKey = '';
    for (const part of path) {
      at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[part] : undefined;
      field = part;
      if (typeof at === 'object' && at !== null && 'id' in at && typeof at.id === 'string') stepId = at.id;
    }
    return { stepId, field: String(field), code: code === 'custom' ? message : code };
  });
}
