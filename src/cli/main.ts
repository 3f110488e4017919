import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT_ROOT, readConfig } from '../platform/config.ts';
import { messageFor, toAppError } from '../platform/http/errors.ts';
import { withoutValues } from '../platform/log.ts';
import { AppError } from '../shared/errors.ts';
import type { Command } from './command.ts';
import { findCommand, listCommands } from './commands.ts';

enableCompileCache();

const EXIT_FAILED = 1;
const EXIT_WRONG_USAGE = 2;

const locale: 'ko' | 'en' = /^en/i.test(process.env['LC_ALL'] || process.env['LANG'] || '') ? 'en' : 'ko';
const wantsJson = process.argv.includes('--json');

function wrongUsage(message: { ko: string; en: string }): AppError {
  return new AppError('wrong_usage', message.en, { userMessage: message });
}

function help(): string {
  const lines = listCommands().map(({ name, summary }) => `  ${name.padEnd(44)} ${summary[locale]}`);
  const head =
    locale === 'ko' ? '사용법: dangol <명령> [--home 폴더] [--json]' : 'Usage: dangol <command> [--home DIR] [--json]';
  return `${head}\n\n${lines.join('\n')}\n`;
}

/** What one command takes. */
function commandHelp({ words, summary, help, positional, options }: Command): string {
  const names = positional.map((name) => (name.endsWith('?') ? `[${name.slice(0, -1)}]` : name)).join(' ');
  const taken = { ...options, home: 'text', json: 'flag' } as const;
  if (help) return `${summary[locale]}\n\n  dangol ${words} ${names}\n\n${help[locale]}\n`;
  const lines = Object.entries(taken).map(([name, kind]) => `  --${name}${kind === 'flag' ? '' : ' …'}`);
  return `${summary[locale]}\n\n  dangol ${words} ${names}\n\n${lines.join('\n')}\n`;
}

function version(): string {
  const file = path.join(PROJECT_ROOT, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function parse(command: Command, argv: string[]) {
  const options = Object.fromEntries(
    Object.entries<'text' | 'texts' | 'flag'>({ ...command.options, home: 'text', json: 'flag' }).map(
      ([name, kind]) => [
        name,
        { type: kind === 'flag' ? ('boolean' as const) : ('string' as const), multiple: kind === 'texts' },
      ],
    ),
  );
  let parsed: { values: Record<string, string | boolean | (string | boolean)[] | undefined>; positionals: string[] };
  try {
    parsed = parseArgs({ args: argv, options, allowPositionals: true, strict: true });
  } catch (error) {
    const reason = (error as Error).message;
    throw wrongUsage({ ko: `옵션을 확인해 주세요: ${reason}`, en: reason });
  }
  const needed = command.positional.filter((name) => !name.endsWith('?'));
  if (parsed.positionals.length < needed.length || parsed.positionals.length > command.positional.length) {
    const usage = `dangol ${command.words} ${command.positional.map((name) => (name.endsWith('?') ? `[${name.slice(0, -1)}]` : name)).join(' ')}`;
    throw wrongUsage({ ko: `이렇게 써 주세요: ${usage}`, en: `Usage: ${usage}` });
  }
  const args = Object.fromEntries(
    command.positional.flatMap((name, at) => {
      const value = parsed.positionals[at];
      return value === undefined ? [] : [[name.replace(/\?$/, ''), value]];
    }),
  );
  const flags: Record<string, string | boolean | undefined> = {};
  const lists: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(parsed.values)) {
    if (Array.isArray(value)) lists[name] = value.map(String);
    else flags[name] = value;
  }
  return { args, flags, lists };
}

function progress(text: string, share?: number): void {
  if (wantsJson || !process.stderr.isTTY) return;
  const width = 24;
  const bar =
    share === undefined
      ? ''
      : `[${'#'.repeat(Math.round(share * width)).padEnd(width, '.')}] ${Math.round(share * 100)} % `;
  process.stderr.write(`\r\x1b[K${bar}${text}`);
}

async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  if (argv.length === 0 || argv[0] === 'help' || argv[0] === '--help' || argv[0] === '-h') {
    process.stdout.write(help());
    return;
  }
  if (argv[0] === '--version' || argv[0] === 'version') {
    process.stdout.write(`dangol ${version()}\n`);
    return;
  }
  const found = await findCommand(argv);
  if (!found) {
    const asked = argv.filter((word) => !word.startsWith('-'));
    const begun = listCommands().filter(({ name }) => name.startsWith(`${asked[0] ?? ''} `));
    if (argv.some((word) => word === '--help' || word === '-h') && asked.length === 1 && begun.length > 0) {
      // `measure --help`: of one command everything, of several which there are.
      const only = begun.length === 1 ? await findCommand(begun[0]?.name.split(' ') ?? []) : undefined;
      process.stdout.write(
        only
          ? commandHelp(only.command)
          : `${begun.map(({ name, summary }) => `  ${name.padEnd(44)} ${summary[locale]}`).join('\n')}\n`,
      );
      return;
    }
    const words = argv.filter((word) => !word.startsWith('-')).join(' ');
    throw wrongUsage({
      ko: `모르는 명령이에요: ${words}. dangol help로 명령을 볼 수 있어요.`,
      en: `Unknown command: ${words}. See dangol help.`,
    });
  }
  if (found.rest.includes('--help') || found.rest.includes('-h')) {
    process.stdout.write(commandHelp(found.command));
    return;
  }
  const { args, flags, lists } = parse(found.command, found.rest);
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : undefined);
  const home = text('home');
  const host = text('host');
  const port = text('port');
  const config = readConfig({ ...(home ? { home } : {}), ...(host ? { host } : {}), ...(port ? { port } : {}) });
  // Only the server writes its log to the terminal; a command's words are its output.
  if (found.command.words !== 'start' && !process.env['DANGOL_LOG']) config.logLevel = 'error';
  const output = await found.command.run({ config, args, flags, lists, json: wantsJson, locale, progress });
  if (!wantsJson && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const answer = wantsJson ? JSON.stringify(output.json) : output.text;
  if (answer) process.stdout.write(`${answer}\n`);
}

// `dangol … | head` reads what it wants and goes: the command still does its work, and has nobody left to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await main();
} catch (error) {
  const appError = toAppError(error);
  const message = messageFor(appError, locale);
  if (wantsJson)
    process.stdout.write(
      `${JSON.stringify({ error: { code: appError.code, message, details: appError.details ?? {} } })}\n`,
    );
  process.stderr.write(`${message}\n`);
  if (appError.code === 'internal') process.stderr.write(`${withoutValues((error as Error).stack ?? String(error))}\n`);
  process.exitCode = appError.code === 'wrong_usage' ? EXIT_WRONG_USAGE : EXIT_FAILED;
}
