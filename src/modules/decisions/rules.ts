import { addDays } from '../../shared/time.ts';
import { DECISION_KINDS, type DecisionChoice, type OpenDecision } from './contract.ts';

/** Days after which something put off is asked again. */
export const LATER_DAYS = 7;
/** Days after which a menu item or resting guests that were dealt with are worth another look. */
export const AGAIN_DAYS = 28;
/** A duty of the law can be put off for so long, on the day itself. */
export const LEGAL_LATER_MS = 3 * 3_600_000;

/** Something that waits, as it was found: nobody has answered it yet. */
export type Found = Omit<OpenDecision, 'choices' | 'lookedAt'>;

/**
 * People whose time is over have to be destroyed (PV-20); the day on which it happens by itself is only told. A leak has its
 * 72 hours, and goes when the people have been told (PV-40).
 */
const isDuty = ({ kind, subject }: Pick<Found, 'kind' | 'subject'>) =>
  kind === 'leak_open' || (kind === 'retention_due' && subject === OVERDUE_PEOPLE);
/** Subject of the people whose time is over already. */
export const OVERDUE_PEOPLE = 'people';

/**
 * What can be answered to a thing: a duty of the law is looked at or put off for hours, because neither a no nor a "done"
 * makes it so; what the law announces cannot be refused. Worked: duplicates → look, done, later, no; overdue people → look,
 * later.
 */
export function choicesOf(one: Pick<Found, 'kind' | 'subject' | 'tap'>): DecisionChoice[] {
  const look: DecisionChoice[] = one.tap === 'look' ? ['look'] : [];
  if (isDuty(one)) return [...look, 'later'];
  return one.kind === 'retention_due' ? [...look, 'done', 'later'] : [...look, 'done', 'later', 'no'];
}

/**
 * Whether an answer can be taken back: put off, refused, called done. What one tap did (a play that was let go) is undone
 * where it was done; looking decided nothing. Worked: duplicates later → true; a play that waited, done → false.
 */
export const mayUndo = ({ kind, choice }: { kind: string; choice: string }): boolean =>
  choice !== 'look' && !(kind === 'play_waiting' && choice === 'done');

/** What has been decided about a thing already, the latest decision of it. */
export interface Settled {
  kind: string;
  subject: string;
  choice: string;
  againOn: string | null;
  decidedAt: Date;
}

/** When a choice is asked again: put off, in a week; done where it may come back, in four weeks; a no, never. */
export function decideAgainOn(
  { kind, subject }: Pick<Found, 'kind' | 'subject'>,
  choice: DecisionChoice,
  today: string,
): string | null {
  if (choice === 'look' || isDuty({ kind, subject })) return today;
  if (choice === 'later') return addDays(today, LATER_DAYS);
  if (choice === 'no') return null;
  // While somebody still waits for it, it is asked again tomorrow.
  if (kind === 'flow_waiting') return addDays(today, 1);
  // A source that falls silent again, more duplicates, another month of resting guests: done once is not done for ever.
  return kind === 'play_waiting' || kind === 'play_due' ? null : addDays(today, AGAIN_DAYS);
}

/**
 * What is still to be decided, in the order in which it is shown: by expected worth, largest first; what nobody can put a
 * worth to stands before a smaller worth when it blocks work (a play that waits, a source that is silent), after it
 * otherwise. Decided things are left out until their day comes. Worked: worth 90,000, silent source, worth 400,000,
 * duplicates → 400,000, 90,000 after the source, duplicates last.
 */
export function rankDecisions(
  found: readonly Found[],
  settled: readonly Settled[],
  { today, now }: { today: string; now: Date },
): OpenDecision[] {
  const latest = new Map(settled.map((one) => [`${one.kind} ${one.subject}`, one]));
  const beforeOf = ({ kind, subject }: Found) => latest.get(`${kind} ${subject}`);
  const isOpen = (one: Found) => {
    const before = beforeOf(one);
    if (!before) return true;
    if (isDuty(one) && before.choice === 'later')
      return now.getTime() - before.decidedAt.getTime() >= LEGAL_LATER_MS || before.againOn !== today;
    return isDuty(one) || (before.againOn !== null && before.againOn <= today);
  };
  return found
    .filter(isOpen)
    .sort(
      (a, b) =>
        urgencyOf(a) - urgencyOf(b) ||
        (b.worthMinor ?? 0) - (a.worthMinor ?? 0) ||
        DECISION_KINDS.indexOf(a.kind) - DECISION_KINDS.indexOf(b.kind),
    )
    .map((one) => {
      const before = beforeOf(one);
      const lookedAt = before?.choice === 'look' ? before.decidedAt.toISOString() : null;
      return { ...one, choices: choicesOf(one), lookedAt };
    });
}

/**
 * A leak has hours. Plays wait for a person and lose their day; a silent source spoils every figure; the law's dates do not
 * move; whose number it is can be asked while the guest is still there.
 */
function urgencyOf({ kind, worthMinor }: Found): number {
  if (kind === 'leak_open') return -1;
  if (kind === 'play_waiting' || kind === 'play_due' || kind === 'flow_waiting') return 0;
  if (kind === 'source_late' || kind === 'retention_due' || kind === 'same_number' || kind === 'fatigue') return 1;
  return worthMinor === null ? 3 : 2;
}

/**
 * What a puzzle of the menu is worth a month if it were chosen as often as a fair part of its category: the pieces that
 * are missing to the popularity cut, times what one leaves (MT-40). Never below 0. Minor units.
 * Worked: 90 of 720 pieces sold at a cut of .175, 8,000 left by one → 36 × 8,000 = 288,000.
 */
export function computePuzzleWorth(item: {
  units: number;
  categoryUnits: number;
  cut: number;
  marginMinor: number;
}): number {
  return Math.max(0, Math.round((item.cut * item.categoryUnits - item.units) * item.marginMinor));
}

/** Refusals of a send above which it tires people, and how many times the shop's own mean (MT-38). */
const TIRING_RATE = 0.005;
const TIRING_TIMES = 2;
/** Fewer refusals can be chance in a shop of any size. */
const MIN_REFUSALS = 3;

/**
 * Whether a play's messages tire people: opt-outs per message above 0.5 %, or above twice what the shop's other messages of
 * the year brought (MT-38). `usual` is null where there were no others, and is compared with only where somebody refused
 * those: twice nothing is nothing. Fewer than three refusals say nothing.
 * Worked: 6 of 1,000 → .006, tiring; 4 of 1,000 with others at .0015 → tiring; 3 of 100,000 beside 0 of 50 → not; 2 of 10 → not said.
 */
export function judgeFatigue(play: { sent: number; optOuts: number; otherSent: number; otherOptOuts: number }): {
  rate: number;
  usual: number | null;
  isTiring: boolean;
} {
  const { sent, optOuts, otherSent, otherOptOuts } = play;
  const rate = sent === 0 ? 0 : optOuts / sent;
  const usual = otherSent === 0 ? null : otherOptOuts / otherSent;
  const isAbove = rate > TIRING_RATE || (usual !== null && usual > 0 && rate > TIRING_TIMES * usual);
  return { rate, usual, isTiring: optOuts >= MIN_REFUSALS && isAbove };
}
