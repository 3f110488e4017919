import { constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { openContext } from '../../app/context.ts';
import { jobs } from '../../app/jobs.ts';
import { duplicatesJob } from '../../modules/customers/index.ts';
import {
  fileErrors,
  getMapByName,
  IMPORT_BASES,
  type ImportBasis,
  type ImportKind,
  type ImportMap,
  type ImportResult,
  importers,
  importMapSchema,
  MAX_HEADER_ROW,
  parseDate,
  undoImport,
} from '../../modules/imports/index.ts';
import { Actor } from '../../platform/actor.ts';
import type { Config } from '../../platform/config.ts';
import type { Context } from '../../platform/context.ts';
import { runDueJobs } from '../../platform/jobs.ts';
import { many } from '../../shared/english.ts';
import { AppError, type UserMessage } from '../../shared/errors.ts';
import { isId } from '../../shared/ids.ts';
import { ZOD_WORDS } from '../../shared/zod-words.ts';
import type { Command, CommandInput, CommandOutput } from '../command.ts';
import { describeOptions } from '../option-words.ts';
import { chooseWorkspace } from '../workspace.ts';
import { watch, whatToWatch } from './import-watch.ts';
import { describe, describeUndo, describeWhatIsMissing, nothingTaken } from './import-words.ts';

/** Looking through everybody for duplicates takes memory and time that a command does not wait for: the server does it. */
const soon = jobs.filter(({ name }) => name !== duplicatesJob.name);

const OPTIONS = {
  map: 'text',
  'dry-run': 'flag',
  encoding: 'text',
  delimiter: 'text',
  sheet: 'text',
  'header-row': 'text',
  source: 'text',
  basis: 'text',
  day: 'text',
  workspace: 'text',
  watch: 'flag',
} as const;

const SUMMARIES: Readonly<Record<ImportKind, UserMessage>> = {
  sales: {
    ko: '매출 파일 넣기 (CSV, XLSX, .gz, - 는 표준 입력)',
    en: 'sales from a file (CSV, XLSX, .gz, - for standard input)',
  },
  customers: { ko: '손님 파일 넣기', en: 'customers from a file' },
  contacts: { ko: '연락처 넣기 (vCard, 주소록 CSV)', en: 'contacts from a vCard or phone-book file' },
  events: { ko: '설문·이벤트 파일 넣기', en: 'events or survey answers from any sheet' },
  reservations: { ko: '예약 파일 넣기', en: 'reservations from a file' },
  reviews: { ko: '후기 파일 넣기', en: 'reviews from a file' },
};

/** The import of one kind of file. */
export function importCommand(kind: ImportKind): Command {
  return {
    words: `import ${kind}`,
    summary: SUMMARIES[kind],
    positional: ['file'],
    options: OPTIONS,
    run: (input) => (input.flags['watch'] === true ? watchImport(input, kind) : runImport(input, kind)),
  };
}

/** `import` without a kind: its help says which there are. */
export const importWithoutKind: Command = {
  words: 'import',
  summary: { ko: '파일 넣기: 무엇이 든 파일인지도 적어 주세요', en: 'a file: say what is in it as well' },
  positional: ['kind', 'file?'],
  options: OPTIONS,
  get help() {
    const { ko, en } = describeOptions(this);
    const kinds = (locale: 'ko' | 'en') =>
      Object.entries(SUMMARIES).map(([kind, summary]) => `  import ${kind.padEnd(14)} ${summary[locale]}`);
    return {
      ko: [...kinds('ko'), '', ko].join('\n'),
      en: [...kinds('en'), '', en].join('\n'),
    };
  },
  run() {
    const kinds = Object.keys(SUMMARIES).join(', ');
    throw new AppError('wrong_usage', 'no kind of file', {
      userMessage: {
        ko: `무엇이 든 파일인지 적어 주세요: ${kinds}. 예: dangol import customers 파일`,
        en: `Say what is in the file: ${kinds}. E.g. dangol import customers FILE`,
      },
    });
  },
};

export const importUndoCommand: Command = {
  words: 'import undo',
  summary: { ko: '가져온 것을 통째로 되돌리기', en: 'takes an import back, whole' },
  positional: ['batch'],
  options: { workspace: 'text' },
  async run({ config, args, flags, locale }) {
    const { context, close } = await openContext(config);
    try {
      const named = flags['workspace'];
      const workspaceId = await chooseWorkspace(context, typeof named === 'string' ? named : undefined);
      const result = await undoImport(context, ownerOf(workspaceId, locale), parseBatchId(args['batch'] ?? ''));
      if (isAlone(config)) await runDueJobs(context, soon);
      return { json: result, text: describeUndo(result, locale) };
    } finally {
      await close();
    }
  },
};

/** @throws AppError wrong_usage */
function parseBatchId(text: string): string {
  if (isId(text)) return text;
  throw new AppError('wrong_usage', 'not a batch id', {
    userMessage: { ko: '가져오기 번호(batchId)를 적어 주세요.', en: 'Give the batchId that the import printed.' },
  });
}

/** A file with a map in it, or the name of a saved one. @throws AppError wrong_usage | not_found | invalid_input */
async function readMap(context: Context, actor: Actor, named: string, kind: ImportKind): Promise<ImportMap> {
  if (!named.endsWith('.json') && !existsSync(named)) {
    return getMapByName(context.database.of(actor.workspaceId), actor, { kind, name: named });
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(named, 'utf8'));
  } catch (cause) {
    throw new AppError('wrong_usage', 'map file cannot be read', {
      cause,
      userMessage: { ko: `${named}을(를) 읽을 수 없어요.`, en: `${named} cannot be read as JSON.` },
    });
  }
  const parsed = importMapSchema.safeParse(json, { error: ZOD_WORDS[actor.locale] });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
  const list = issues.map(({ path, message }) => `${path || 'map'}: ${message}`).join('; ');
  throw new AppError('invalid_input', 'not an import map', {
    userMessage: {
      ko: `${named}은(는) 열 연결 파일이 아니에요. ${list}`,
      en: `${named} is not an import map. ${list}`,
    },
    details: { issues },
  });
}

/** Takes what comes into a folder until Ctrl-C. */
async function watchImport(input: CommandInput, kind: ImportKind): Promise<CommandOutput> {
  const { config, args, flags, locale } = input;
  const basis = readBasis(flags['basis']);
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : undefined);
  readDay(text('day'), { isUsed: false });
  const headerRow = readHeaderRow(text('header-row'));
  const place = await whatToWatch(args['file'] ?? '-');
  const interruption = listenForInterruption();
  const { context, close } = await openContext(config);
  try {
    const actor = ownerOf(await chooseWorkspace(context, text('workspace')), locale);
    const named = text('map');
    return await watch(context, actor, {
      kind,
      place,
      map: named === undefined ? undefined : await readMap(context, actor, named, kind),
      basis,
      encoding: text('encoding'),
      delimiter: readDelimiter(text('delimiter')),
      sheet: text('sheet'),
      headerRow,
      sourceName: text('source'),
      signal: interruption.signal,
      locale,
      onStored: async () => {
        if (isAlone(config)) await runDueJobs(context, soon);
      },
    });
  } finally {
    interruption.close();
    await close();
  }
}

async function runImport(input: CommandInput, kind: ImportKind): Promise<CommandOutput> {
  const { config, args, flags, locale, progress } = input;
  const basis = readBasis(flags['basis']);
  const text = (name: string) => (typeof flags[name] === 'string' ? flags[name] : undefined);
  const day = readDay(text('day'), { isUsed: kind === 'sales' && text('map') === undefined });
  const headerRow = readHeaderRow(text('header-row'));
  const file = args['file'] ?? '-';
  // A file that is not there is a slip of the keyboard, not an import that failed.
  if (file !== '-') {
    await access(path.resolve(file), constants.R_OK).catch((cause: unknown) => {
      throw fileErrors.notFound(cause);
    });
    if ((await stat(path.resolve(file))).isDirectory()) throw isFolder(file, kind);
  }
  const interruption = listenForInterruption();
  const { context, close } = await openContext(config);
  try {
    const workspaceId = await chooseWorkspace(context, text('workspace'));
    const actor = ownerOf(workspaceId, locale);
    const named = text('map');
    const map = named === undefined ? undefined : await readMap(context, actor, named, kind);
    const result = await importers[kind](context, actor, {
      source: file === '-' ? process.stdin : path.resolve(file),
      fileName: file === '-' ? 'stdin' : path.basename(file),
      map,
      encoding: text('encoding'),
      delimiter: readDelimiter(text('delimiter')),
      sheet: text('sheet'),
      headerRow,
      sourceName: text('source'),
      day,
      dryRun: flags['dry-run'] === true,
      basis,
      signal: interruption.signal,
      onProgress: ({ rows, bytesRead, bytesTotal }) =>
        progress(
          locale === 'ko' ? `${rows.toLocaleString('en')}줄 읽음` : `${many(rows, 'row')} read`,
          bytesTotal ? Math.min(1, bytesRead / bytesTotal) : undefined,
        ),
    });
    if (flags['dry-run'] !== true && isAlone(config)) {
      progress(locale === 'ko' ? '분석을 새로 고치는 중' : 'Bringing the insights up to date');
      await runDueJobs(context, soon);
    }
    for (const line of describeWhatIsMissing(result, locale)) process.stderr.write(`${line}\n`);
    if (flags['dry-run'] !== true && result.accepted === 0 && result.rejected > 0)
      throw nothingTaken(result, toJson(result));
    return { json: toJson(result), text: describe(result, flags['dry-run'] === true, locale) };
  } finally {
    interruption.close();
    await close();
  }
}

function isFolder(folder: string, kind: ImportKind): AppError {
  return new AppError('wrong_usage', 'a folder is no file', {
    userMessage: {
      ko: `${folder}은(는) 폴더예요. 파일 하나를 적거나, 폴더에 들어오는 파일을 계속 받으려면 dangol import ${kind} ${folder} --watch 로 해 주세요.`,
      en: `${folder} is a folder. Name a file, or take every file that comes into it: dangol import ${kind} ${folder} --watch`,
    },
  });
}

/** Ctrl-C once: stop, store nothing, leave in order. A second one ends the process at once. */
function listenForInterruption() {
  const controller = new AbortController();
  const interrupt = () =>
    controller.abort(
      new AppError('unavailable', 'interrupted', {
        userMessage: {
          ko: '가져오기를 멈췄어요. 저장한 것은 없어요.',
          en: 'The import was stopped. Nothing was stored.',
        },
      }),
    );
  process.once('SIGINT', interrupt);
  return { signal: controller.signal, close: () => process.off('SIGINT', interrupt) };
}

/** PV-16: on what basis the shop holds the people of the file. @throws AppError wrong_usage */
function readBasis(text: string | boolean | undefined): ImportBasis {
  if (text === undefined) return 'unknown';
  const basis = IMPORT_BASES.find((one) => one === text);
  if (basis) return basis;
  const choices = IMPORT_BASES.join(', ');
  throw new AppError('wrong_usage', `--basis is one of ${choices}`, {
    userMessage: {
      ko: `--basis는 ${choices} 가운데 하나예요.`,
      en: `--basis is one of ${choices}.`,
    },
  });
}

/** The day of sales whose file does not say it. @throws AppError wrong_usage */
function readDay(text: string | undefined, { isUsed }: { isUsed: boolean }): string | undefined {
  if (text === undefined || (isUsed && /^\d{4}-\d{2}-\d{2}$/.test(text) && parseDate(text, 'ISO'))) return text;
  throw new AppError('wrong_usage', '--day is a day, of sales without a map', {
    userMessage: {
      ko: '--day는 2026-01-15 모양의 날짜이고, --map 없이 넣는 매출 파일에만 써요.',
      en: '--day is a day such as 2026-01-15, for a sales file that is imported without --map.',
    },
  });
}

/** Where the column names stand. @throws AppError wrong_usage */
function readHeaderRow(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const row = Number(text);
  if (/^\d+$/.test(text) && row >= 1 && row <= MAX_HEADER_ROW) return row;
  throw new AppError('wrong_usage', '--header-row is a line number', {
    userMessage: {
      ko: '--header-row는 열 이름이 있는 줄의 번호예요. 1부터 세요.',
      en: '--header-row is the number of the line with the column names, counted from 1.',
    },
  });
}

/** The document that scripts rely on: the fixed names and nothing else. */
function toJson({
  batchId,
  rows,
  accepted,
  rejected,
  duplicates,
  customers,
  orders,
  items,
  errorFile,
  seconds,
}: ImportResult) {
  return { batchId, rows, accepted, rejected, duplicates, customers, orders, items, errorFile, seconds };
}

/** Whoever owns the machine acts for the shop, in her language. */
function ownerOf(workspaceId: string, locale: 'ko' | 'en'): Actor {
  return new Actor({ workspaceId, accountId: null, locale, ip: '', rights: ['*'], clockOffsetDays: 0 });
}

/** `\t` and `tab` are easier to type than the sign itself. */
function readDelimiter(text: string | undefined): string | undefined {
  return text === '\\t' || text === 'tab' ? '\t' : text;
}

/** Whether no server works on this data folder: a running one brings everything up to date by itself. */
function isAlone(config: Config): boolean {
  const users = path.join(config.home, 'users');
  if (!existsSync(users)) return true;
  return readdirSync(users).every((pid) => Number(pid) === process.pid || !isAlive(Number(pid)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
