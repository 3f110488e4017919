import type { Config } from '../platform/config.ts';

/** One command of the command line. */
export interface Command {
  /** Words that select it, e.g. `import sales`. */
  words: string;
  /** One line for the help, in both languages. */
  summary: { ko: string; en: string };
  /** What its options mean, with an example, where their names do not say it. */
  help?: { ko: string; en: string };
  /** Names of positional arguments, in order; those ending in `?` may be left out. */
  positional: readonly string[];
  /** Options beyond --home and --json, by name without dashes; `texts` may be given several times. */
  options: Readonly<Record<string, 'text' | 'texts' | 'flag'>>;
  run(input: CommandInput): Promise<CommandOutput>;
}

export interface CommandInput {
  config: Config;
  args: Readonly<Record<string, string>>;
  flags: Readonly<Record<string, string | boolean | undefined>>;
  /** Options that may be given several times, in order. */
  lists: Readonly<Record<string, readonly string[]>>;
  json: boolean;
  locale: 'ko' | 'en';
  /** Writes progress on a terminal, nothing elsewhere. `share` from 0 to 1, or undefined when unknown. */
  progress(text: string, share?: number): void;
}

/** What a command answers: the JSON document, and the words a person reads. */
export interface CommandOutput {
  json: unknown;
  text: string;
}
