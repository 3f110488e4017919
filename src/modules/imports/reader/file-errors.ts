import { AppError, type UserMessage } from '../../../shared/errors.ts';

/** The most columns a file may have; real till exports have under 100, and every column costs a place on the map screen. */
export const MAX_COLUMNS = 2000;
/** The longest record, in characters. A real line is under 2 KB; beyond this a quote was left open or the file is no table. */
export const MAX_RECORD_LENGTH = 1_048_576;
/** Column names quoted back in one sentence at most. */
const MAX_NAMED = 5;

function fileError(problem: string, message: string, userMessage: UserMessage, more: Record<string, unknown> = {}) {
  return new AppError('invalid_input', message, { userMessage, details: { problem, ...more } });
}

/** Whole-file problems: one function each, so that a screen can tell them apart by `details.problem`. */
export const fileErrors = {
  notFound: (cause: unknown) =>
    new AppError('not_found', 'import file cannot be opened', {
      cause,
      userMessage: {
        ko: '파일을 열 수 없어요. 파일 이름과 위치, 읽기 권한을 확인해 주세요.',
        en: 'The file cannot be opened. Check its name, its place and that it may be read.',
      },
      details: { problem: 'cannot_open' },
    }),
  empty: () =>
    fileError('empty', 'file is empty', {
      ko: '파일이 비어 있어요. 내용이 있는 파일인지 열어서 확인한 뒤 다시 올려 주세요.',
      en: 'The file is empty. Open it to check that it has content, then import it again.',
    }),
  onlyHeader: () =>
    fileError('only_header', 'file has a header but no rows', {
      ko: '첫 줄(열 이름)만 있고 그 아래에 자료가 없어요. 기간을 넓혀 다시 내려받거나, 시트가 여럿이면 화면이나 --sheet로 골라 주세요.',
      en: 'The file has only its first line of column names and no rows below. Export it again over a longer period, or choose another of its sheets on the screen or with --sheet.',
    }),
  binary: () =>
    fileError('binary', 'file is not text', {
      ko: '글자로 된 표가 아니에요. 엑셀이나 포스에서 CSV 또는 XLSX로 저장한 파일을 올려 주세요.',
      en: 'This is not a table of text. Save it as CSV or XLSX from the till or spreadsheet and import that file.',
    }),
  headerMissing: () =>
    fileError('header_missing', 'first line is not a header', {
      ko: '첫 줄에 열 이름이 없고 바로 자료가 시작돼요. 열 이름이 다른 줄에 있으면 몇 번째 줄인지 알려 주고, 없으면 맨 위에 한 줄 넣어 주세요.',
      en: 'Line 1 has no column names, the data starts right away. If they stand on another line, say which; if there are none, put a line of column names on top.',
    }),
  lineMissing: (line: number) =>
    fileError(
      'line_missing',
      `file has no line ${line}`,
      {
        ko: `파일에 ${line}번째 줄이 없어요. 열 이름이 몇 번째 줄에 있는지 다시 확인해 주세요.`,
        en: `The file has no line ${line}. Check again on which line the column names stand.`,
      },
      { line },
    ),
  duplicateHeader: (names: string[]) =>
    fileError(
      'duplicate_header',
      `duplicate column names: ${names.length}`,
      {
        ko: `제목 줄에 같은 열 이름이 두 번 나와요: ${listNames(names)}. 서로 다른 이름으로 바꿔 주세요.`,
        en: `The line of column names has the same name twice: ${listNames(names)}. Give each column a name of its own.`,
      },
      { columns: names.slice(0, MAX_NAMED) },
    ),
  tooManyColumns: (count: number) =>
    fileError(
      'too_many_columns',
      `file has ${count} columns`,
      {
        ko: `열이 ${count.toLocaleString('en')}개예요. ${MAX_COLUMNS.toLocaleString('en')}개까지 읽을 수 있어요. 필요한 열만 남기고 다시 저장해 주세요.`,
        en: `The file has ${count.toLocaleString('en')} columns; at most ${MAX_COLUMNS.toLocaleString('en')} can be read. Keep the columns you need and save it again.`,
      },
      { columns: count },
    ),
  lineTooLong: (line: number, inQuotes: boolean) =>
    fileError(
      inQuotes ? 'quote_not_closed' : 'line_too_long',
      `record at line ${line} is longer than ${MAX_RECORD_LENGTH} characters`,
      {
        ko: inQuotes
          ? `${line}번째 줄에서 열린 큰따옴표(")가 닫히지 않았어요. 그 줄의 따옴표를 고쳐 주세요.`
          : `${line}번째 줄이 1MB보다 길어요. 줄바꿈이 있는 표 파일인지 확인해 주세요.`,
        en: inQuotes
          ? `The quote (") opened on line ${line} is never closed. Correct the quotes of that line.`
          : `Line ${line} is longer than 1 MB. Check that the file is a table with line breaks.`,
      },
      { line },
    ),
  quoteNotClosed: (line: number) =>
    fileError(
      'quote_not_closed',
      `quote opened at line ${line} is not closed`,
      {
        ko: `${line}번째 줄에서 열린 큰따옴표(")가 파일 끝까지 닫히지 않았어요. 그 줄의 따옴표를 고쳐 주세요.`,
        en: `The quote (") opened on line ${line} is never closed. Correct the quotes of that line.`,
      },
      { line },
    ),
  notGzip: (cause?: unknown) =>
    fileError('not_gzip', `not a whole gzip file${cause instanceof Error ? `: ${cause.message}` : ''}`, {
      ko: '.gz 파일이지만 압축이 깨졌거나 압축 파일이 아니에요. 다시 내려받거나 압축을 풀어서 올려 주세요.',
      en: 'The .gz file is broken, cut short or not gzip at all. Download it again, or unpack it and import what is inside.',
    }),
  unpacksTooLarge: () =>
    fileError('unpacks_too_large', 'gzip unpacks to more than the limit', {
      ko: '압축을 풀면 1GB가 넘는 파일이에요. 기간을 나눠서 올려 주세요. 아무것도 저장하지 않았어요.',
      en: 'The file unpacks to more than 1 GB. Split it by period and import the parts. Nothing was stored.',
    }),
  encryptedWorkbook: () =>
    fileError('encrypted_workbook', 'workbook is protected by a password or an old .xls', {
      ko: '암호가 걸린 엑셀 파일이거나 옛 형식(.xls)이에요. 엑셀에서 암호를 풀고 "Excel 통합 문서(.xlsx)"로 저장해 주세요.',
      en: 'The workbook has a password or is in the old .xls format. Open it, remove the password and save it as .xlsx.',
    }),
  brokenWorkbook: (cause?: unknown) =>
    fileError('broken_workbook', `workbook cannot be read${cause instanceof Error ? `: ${cause.message}` : ''}`, {
      ko: '엑셀 파일이 깨졌거나 .xlsx가 아니에요. 엑셀에서 열어 .xlsx 또는 CSV로 다시 저장해 주세요.',
      en: 'The workbook is broken or is no .xlsx file. Open it in a spreadsheet and save it again as .xlsx or CSV.',
    }),
  workbookTooLarge: () =>
    fileError('workbook_too_large', 'workbook unpacks to more than the limit', {
      ko: '엑셀 파일을 풀면 너무 커요. 기간을 나누거나 CSV로 저장해서 올려 주세요.',
      en: 'The workbook unpacks to more than can be read. Split it by period, or save it as CSV.',
    }),
  unknownSheet: (sheets: string[]) =>
    fileError(
      'unknown_sheet',
      'no such sheet',
      {
        ko: `그 이름의 시트가 없어요. 이 파일의 시트: ${listNames(sheets)}`,
        en: `There is no sheet of that name. Sheets in this file: ${listNames(sheets)}`,
      },
      { sheets },
    ),
  unknownEncoding: (encoding: string) =>
    fileError('unknown_encoding', 'unknown encoding', {
      ko: `"${encoding.slice(0, 30)}" 글자 방식을 알지 못해요. utf-8, cp949, utf-16le, latin1 가운데 골라 주세요.`,
      en: `The encoding "${encoding.slice(0, 30)}" is not known. Choose utf-8, cp949, utf-16le or latin1.`,
    }),
  columnMissing: (names: string[], header: string[], sheets?: string[]) =>
    fileError(
      'column_missing',
      `columns missing: ${names.length}`,
      {
        ko: `필요한 열이 없어요: ${listNames(names)}. 파일에 있는 열: ${listNames(header)}. 이름만 다르면 화면에서 칸을 맞추거나 --map으로 알려 주세요.${sheets ? ` 다른 시트라면 --sheet로(시트: ${listNames(sheets)}), 열 이름이 첫 줄에 없으면 --header-row 3처럼 줄 번호로 알려 주세요.` : ''}`,
        en: `Columns are missing: ${listNames(names)}. The file has: ${listNames(header)}. Where only the names differ, match them on the screen or with --map.${sheets ? ` If it is another sheet, name it with --sheet (sheets: ${listNames(sheets)}); if the column names are further down, give their row with --header-row 3.` : ''}`,
      },
      { columns: names.slice(0, MAX_NAMED) },
    ),
  dayMissing: () =>
    fileError('day_missing', 'a basket file says nothing of its day', {
      ko: '한 줄에 주문 하나가 든 파일로 읽었어요. 언제 판 것인지는 파일에 없어요. 명령에서는 --day 2026-01-15처럼 적고, 화면에서는 칸 맞추기에서 날짜를 정해 주세요.',
      en: 'The file has one basket a line and does not say when they were sold. Give the day: --day 2026-01-15 on the command line, or on the screen where columns are matched.',
    }),
  fewBaskets: () =>
    fileError('few_baskets', 'two baskets without column names', {
      ko: '한 줄에 주문 하나가 든 파일 같은데 두 줄뿐이라 열 이름인지 알 수 없어요. 맨 위에 items라고 한 줄 적어 주세요. 세 줄부터는 없어도 돼요.',
      en: 'This looks like one basket a line, but with two lines the first may be column names. Put a line saying items on top; from three lines on it is not needed.',
    }),
  joinTooLarge: (file: string) =>
    fileError('join_too_large', 'joined file has too many rows', {
      ko: `함께 읽는 파일 ${file}이(가) 너무 커요. 큰 파일을 본 파일로 두고 작은 파일을 붙여 주세요.`,
      en: `The joined file ${file} is too large. Import the large file and join the small one to it.`,
    }),
  joinKeyRepeated: (file: string, line: number) =>
    fileError(
      'join_key_repeated',
      'joined file has the same key twice',
      {
        ko: `함께 읽는 파일 ${file}의 ${line}번째 줄에서 같은 키가 또 나와요. 키마다 한 줄만 남겨 주세요.`,
        en: `In the joined file ${file}, line ${line} repeats a key that was already there. Keep one line for each key.`,
      },
      { line },
    ),
};

/** `가, 나, 다 …`: at most five names, each cut to 40 characters, so that a hostile header cannot fill the screen. */
function listNames(names: string[]): string {
  const shown = names.slice(0, MAX_NAMED).map((name) => (name.length > 40 ? `${name.slice(0, 40)}…` : name));
  return shown.join(', ') + (names.length > MAX_NAMED ? ' …' : '');
}
