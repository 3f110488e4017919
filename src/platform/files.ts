import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { AppError } from '../shared/errors.ts';

/** Writes a file so that a crash leaves the old one or the new one, never half of one. */
export function writeFileAtomically(file: string, content: string, mode = 0o600): void {
  const temporary = `${file}.${process.pid}.new`;
  const fd = openSync(temporary, 'w', mode);
  try {
    writeSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  chmodSync(temporary, mode);
  renameSync(temporary, file);
}

/** Makes the data folder and proves that it can be written to. @throws AppError unavailable with one clear sentence */
export function prepareHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true });
    writeFileAtomically(path.join(home, '.writable'), '');
  } catch (cause) {
    throw explainFileError(cause, home);
  }
}

/** Turns a file system error into one sentence that says what to do. */
export function explainFileError(cause: unknown, folder: string): AppError {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('unavailable', `no space left for ${folder}`, {
      cause,
      userMessage: {
        ko: `디스크가 가득 차서 ${folder}에 저장할 수 없어요. 공간을 비운 뒤 다시 시작해 주세요. 이미 저장된 것은 그대로예요.`,
        en: `The disk is full, nothing can be stored in ${folder}. Free some space and start again. What was stored is untouched.`,
      },
    });
  }
  return new AppError('unavailable', `cannot write to ${folder}: ${code ?? String(cause)}`, {
    cause,
    userMessage: {
      ko: `데이터 폴더 ${folder}에 쓸 수 없어요 (${code ?? '알 수 없는 이유'}). 쓰기 권한을 주거나 --home으로 다른 폴더를 정해 주세요.`,
      en: `The data folder ${folder} cannot be written to (${code ?? 'unknown reason'}). Give write permission, or choose another with --home.`,
    },
  });
}

/** Reads a JSON file, undefined when there is none. */
export function readJson(file: string): unknown {
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, 'utf8'));
}
