import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type ImportBasis,
  type ImportKind,
  type ImportMap,
  keepWatching,
  watchFolder,
} from '../../modules/imports/index.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Context } from '../../platform/context.ts';
import { many } from '../../shared/english.ts';
import { AppError } from '../../shared/errors.ts';
import type { CommandOutput } from '../command.ts';

/** What a watch took while it ran. */
interface Tally {
  files: number;
  failed: number;
  rows: number;
  accepted: number;
  rejected: number;
  duplicates: number;
}

/** A folder, whose files are moved away one by one, or one file that is written anew and stays. @throws AppError wrong_usage */
export async function whatToWatch(named: string): Promise<{ folder: string; onlyName: string | undefined }> {
  const place = path.resolve(named);
  const found = named === '-' ? undefined : await stat(place).catch(() => undefined);
  if (found?.isDirectory()) return { folder: place, onlyName: undefined };
  if (found?.isFile()) return { folder: path.dirname(place), onlyName: path.basename(place) };
  throw new AppError('wrong_usage', '--watch needs a folder or a file that is there', {
    userMessage: {
      ko: '--watch에는 있는 폴더나 파일을 적어 주세요.',
      en: '--watch needs a folder or a file that is there.',
    },
  });
}

/** Takes whatever comes into the folder until the signal; says each file on standard error. */
export async function watch(
  context: Context,
  actor: Actor,
  input: {
    kind: ImportKind;
    place: { folder: string; onlyName: string | undefined };
    map: ImportMap | undefined;
    basis: ImportBasis;
    encoding: string | undefined;
    delimiter: string | undefined;
    sheet: string | undefined;
    headerRow: number | undefined;
    sourceName: string | undefined;
    signal: AbortSignal;
    locale: 'ko' | 'en';
    /** After each file that was stored. */
    onStored: () => Promise<void>;
  },
): Promise<CommandOutput> {
  const { place, locale, signal, onStored, sourceName = 'file', ...options } = input;
  const tally: Tally = { files: 0, failed: 0, rows: 0, accepted: 0, rejected: 0, duplicates: 0 };
  const say = (ko: string, en: string) => process.stderr.write(`${locale === 'ko' ? ko : en}\n`);
  let isAway = false;
  const folder = watchFolder(context, actor, {
    ...place,
    taking: { ...options, sourceName, signal, moves: place.onlyName === undefined },
    onTaken: async (file, taken) => {
      isAway = false;
      if (taken.state === 'failed') {
        tally.failed += 1;
        return void say(`${file.name}: ${taken.failure.message.ko}`, `${file.name}: ${taken.failure.message.en}`);
      }
      if (taken.state !== 'done') return;
      const { rows, accepted, rejected, duplicates } = taken.result;
      tally.files += 1;
      tally.rows += rows;
      tally.accepted += accepted;
      tally.rejected += rejected;
      tally.duplicates += duplicates;
      say(
        `${file.name}: ${rows}줄 · 받음 ${accepted} · 이미 있음 ${duplicates} · 못 받음 ${rejected}`,
        `${file.name}: ${many(rows, 'row')} · taken ${accepted} (${duplicates} of them known before) · not taken ${rejected}`,
      );
      await onStored();
    },
  });
  const shown = place.onlyName === undefined ? place.folder : path.join(place.folder, place.onlyName);
  say(`${shown} 보고 있어요. 끄려면 Ctrl-C를 누르세요.`, `Watching ${shown}. Press Ctrl-C to stop.`);
  await keepWatching(folder, {
    signal,
    onAway: (error) => {
      context.log.warn({ code: (error as NodeJS.ErrnoException).code }, 'the folder cannot be read');
      if (!isAway)
        say(
          '폴더를 읽을 수 없어요. 다시 보이면 이어서 할게요.',
          'The folder cannot be read; going on when it is back.',
        );
      isAway = true;
    },
  });
  const words =
    locale === 'ko'
      ? `파일 ${tally.files}개를 넣었고 ${tally.failed}개는 못 넣었어요. 받은 줄 ${tally.accepted} (그 가운데 전에 있던 줄 ${tally.duplicates}).`
      : `${tally.files} files imported, ${tally.failed} not. Rows taken ${tally.accepted} (${tally.duplicates} of them known before).`;
  return { json: tally, text: words };
}
