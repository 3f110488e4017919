import { initialConsonants, isInitialConsonants } from '../../../shared/hangul.ts';

/** Something the palette can do, as far as finding it goes. */
export interface Findable {
  label: string;
  /** Other words it is found by, in either language. */
  keywords: string;
}

const plain = (text: string) => text.normalize('NFC').toLowerCase().replace(/\s+/g, '');

/** Whether two texts are one but for blanks and case. */
export const isSame = (a: string, b: string): boolean => plain(a) === plain(b);

/** How well a command fits what is typed: 3 begins so, 2 contains it, 1 by its other words, 0 not at all. */
function fit(command: Findable, typed: string): number {
  const wanted = plain(typed);
  if (isInitialConsonants(typed)) {
    const initials = initialConsonants(command.label);
    if (initials.startsWith(wanted)) return 3;
    return initials.includes(wanted) ? 2 : 0;
  }
  const label = plain(command.label);
  if (label.startsWith(wanted)) return 3;
  if (label.includes(wanted)) return 2;
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const all = `${command.label} ${command.keywords}`.toLowerCase();
  return words.every((word) => all.includes(word)) || plain(all).includes(wanted) ? 1 : 0;
}

/** Commands that fit, the best first and otherwise in their order; all of them when nothing is typed. 초성 find Korean ones. */
export function matchCommands<C extends Findable>(commands: readonly C[], typed: string): C[] {
  if (typed.trim() === '') return [...commands];
  return commands
    .map((command) => ({ command, fit: fit(command, typed.trim()) }))
    .filter((one) => one.fit > 0)
    .sort((a, b) => b.fit - a.fit)
    .map(({ command }) => command);
}
