import { addDays } from '../../shared/time.ts';
import { DECISION_KINDS, type OpenDecision } from './contract.ts';

/** Days after which something put off is asked again. */
export const LATER_DAYS = 7;
/** Days after which a menu item or resting guests that were dealt with are worth another look. */
export const AGAIN_DAYS = 28;

/** What has been decided about a thing already, the latest decision of it. */
export interface Settled {
  kind: string;
  subject: string;
  againOn: string | null;
}

/** When a choice is asked again: put off, in a week; done where it may come back, in four weeks; a no, never. */
export function decideAgainOn(
  kind: OpenDecision['kind'],
  choice: 'done' | 'later' | 'no',
  today: string,
): string | null {
  // The law gives 72 hours (PV-40): it is put off by a day at most, and goes when the people have been told.
  if (kind === 'leak_open') return choice === 'later' ? addDays(today, 1) : today;
  if (choice === 'later') return addDays(today, LATER_DAYS);
  if (choice === 'no') return null;
  // It was looked at; while somebody still waits for it, it is asked again tomorrow.
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
  found: readonly OpenDecision[],
  settled: readonly Settled[],
  today: string,
): OpenDecision[] {
  const latest = new Map(settled.map((one) => [`${one.kind} ${one.subject}`, one]));
  const isOpen = ({ kind, subject }: OpenDecision) => {
    const before = latest.get(`${kind} ${subject}`);
    return !before || (before.againOn !== null && before.againOn <= today);
  };
  return found
    .filter(isOpen)
    .sort(
      (a, b) =>
        urgencyOf(a) - urgencyOf(b) ||
        (b.worthMinor ?? 0) - (a.worthMinor ?? 0) ||
        DECISION_KINDS.indexOf(a.kind) - DECISION_KINDS.indexOf(b.kind),
    );
}

/**
 * A leak has hours. Plays wait for a person and lose their day; a silent source spoils every figure; the law's dates do not move; whose number
 * it is can be asked while the guest is still there.
 */
function urgencyOf({ kind, worthMinor }: OpenDecision): number {
  if (kind === 'leak_open') return -1;
  if (kind === 'play_waiting' || kind === 'play_due' || kind === 'flow_waiting') return 0;
  if (kind === 'source_late' || kind === 'retention_due' || kind === 'same_number') return 1;
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
