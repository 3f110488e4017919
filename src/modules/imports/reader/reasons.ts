import type { UserMessage } from '../../../shared/errors.ts';
import { SENSITIVE_NOTE_WORDS } from '../../../shared/health-words.ts';

/** Why a row (or, as a warning, one optional cell) was not taken; `{name}` is filled from the row error's params. */
export const REASONS = {
  cell_count: {
    ko: '열이 {expected}개여야 하는데 {found}개예요. 따옴표나 구분 기호를 확인해 주세요.',
    en: 'The line has {found} cells where {expected} are expected. Check its quotes and delimiters.',
  },
  required: { ko: '비어 있으면 안 되는 칸이에요.', en: 'This cell must not be empty.' },
  date_format: {
    ko: '{format} 모양의 실제 날짜가 아니에요.',
    en: 'This is not a real date of the form {format}.',
  },
  date_ahead: {
    ko: '하루 넘게 앞선 때예요. 아직 일어나지 않은 일이라 받지 않아요.',
    en: 'This is more than a day ahead: it has not happened yet.',
  },
  date_before: {
    ko: '{year}년보다 앞선 때라 받지 않아요. 계산대 시계가 처음으로 돌아갔거나 잘못 적힌 날짜예요.',
    en: "This is before {year}: the till's clock was reset, or the date is a slip.",
  },
  amount_range: {
    ko: '한 줄의 금액으로 너무 커요. {max} {currency}까지 받아요.',
    en: 'This is too much for one line. At most {max} {currency} is taken.',
  },
  phone_format: { ko: '전화번호가 아니에요.', en: 'This is not a phone number.' },
  email_format: { ko: '이메일 주소가 아니에요.', en: 'This is not an e-mail address.' },
  birth_date: { ko: '생일로 쓸 수 없는 날이에요.', en: 'Nobody can be born on this day.' },
  amount_format: {
    ko: '{currency} 금액으로 읽을 수 없어요.',
    en: 'This cannot be read as an exact amount in {currency}.',
  },
  quantity_format: {
    ko: '수량으로 읽을 수 없어요. 소수점 아래 3자리까지 쓸 수 있어요.',
    en: 'This cannot be read as a quantity (at most 3 decimals).',
  },
  whole_number: { ko: '0 이상의 정수여야 해요.', en: 'This must be a whole number, zero or more.' },
  points_format: { ko: '포인트는 정수여야 해요.', en: 'Points must be a whole number.' },
  value_unknown: { ko: '{allowed} 가운데 하나여야 해요.', en: 'This must be one of {allowed}.' },
  consent_unknown: {
    ko: '동의인지 거부인지 모르는 말이에요. 동의가 없는 것으로 가져왔어요.',
    en: 'It is not known whether this means yes or no. It was taken as no consent.',
  },
  resident_number: {
    ko: '주민등록번호로 보여요. 저장할 수 없으니 지우고 다시 올려 주세요.',
    en: 'This looks like a resident registration number, which may not be kept. Remove it and import again.',
  },
  broken_characters: {
    ko: '글자가 깨져 있어요. 파일의 글자 방식을 골라서 다시 올려 주세요.',
    en: 'Some characters cannot be read. Choose the encoding of the file and import again.',
  },
  formula_without_result: {
    ko: '계산 결과가 저장되지 않은 수식이에요. 엑셀에서 열어 다시 저장해 주세요.',
    en: 'This formula was saved without its result. Open the workbook and save it again.',
  },
  cell_error: { ko: '엑셀 오류 값이에요.', en: 'This cell holds a spreadsheet error.' },
  join_missing: { ko: '{file}에서 짝이 되는 줄을 찾지 못했어요.', en: 'There is no matching line in {file}.' },
  note_sensitive: {
    ko: `민감한 말이 있는 메모예요. ${SENSITIVE_NOTE_WORDS.ko} 이 메모는 빼고 가져왔어요.`,
    en: `This note sounds sensitive. ${SENSITIVE_NOTE_WORDS.en} It was left out.`,
  },
  note_sensitive_kept: {
    ko: `민감한 말이 있는 메모예요. ${SENSITIVE_NOTE_WORDS.ko} 고른 대로 메모에 두었어요.`,
    en: `This note sounds sensitive. ${SENSITIVE_NOTE_WORDS.en} It was kept in the note, as chosen.`,
  },
  field_value: {
    ko: '이 항목에 맞는 값이 아니에요. 비워 두고 가져왔어요.',
    en: 'This does not fit its field. It was left empty.',
  },
  identity_missing: {
    ko: '고객번호, 전화번호, 이메일 가운데 하나는 있어야 해요.',
    en: 'One of customer number, phone or e-mail is needed.',
  },
  temporary_number: {
    ko: '050 안심번호만 있어요. 며칠 뒤면 다른 사람 번호가 되니 사람으로 저장하지 않아요.',
    en: 'There is only a temporary 050 number, which belongs to somebody else soon. Nobody is stored for it.',
  },
  business_number: {
    ko: '회사 대표번호(15xx, 080)만 있어요. 한 분의 번호가 아니라 손님으로 저장하지 않아요. 손님이라면 휴대전화나 이메일을 적어 다시 올려 주세요.',
    en: 'There is only a company’s number (15xx, 080), which is no person’s, so nobody is stored. For a guest, add a mobile or an e-mail and import again.',
  },
  shared_number: {
    ko: '여러 분이 함께 쓰는 번호나 주소인데 이름이 없어 누구인지 알 수 없어요. 이름을 적어 다시 올려 주세요.',
    en: 'Several people share this number or address, and the row has no name to tell who it is. Add a name and import again.',
  },
  shared_number_kept: {
    ko: '여러 분이 함께 쓰는 번호나 주소인데 이름이 없어 누구인지 알 수 없어요. 손님 없이 가져왔어요.',
    en: 'Several people share this number or address, and the row has no name to tell who it is. It was taken without a guest.',
  },
  event_kind: {
    ko: '영어 소문자로 된 이름이어야 해요 (예: survey.answered).',
    en: 'This must be a name in small letters, such as survey.answered.',
  },
  state_unknown: {
    ko: '모르는 예약 상태예요. 열 연결에서 뜻을 정해 주세요.',
    en: 'This state of a reservation is not known. Say what it means when you connect the columns.',
  },
  rating_format: { ko: '0부터 {max}까지의 점수여야 해요.', en: 'This must be a rating from 0 to {max}.' },
  review_empty: { ko: '점수도 글도 없어요.', en: 'There is neither a rating nor a text.' },
} as const satisfies Record<string, UserMessage>;

export type ReasonKey = keyof typeof REASONS;

/** One thing wrong with one row: which line and column of the input, the text that stood there, and why not. */
export interface RowError {
  line: number;
  /** Name of the column in the file; empty when the whole line is meant. */
  column: string;
  value: string;
  reason: ReasonKey;
  params?: Record<string, string | number>;
}

/** Said behind the reason of a cell that was left out of a row which was taken. */
const LEFT_EMPTY = { ko: '이 칸만 비워 두고 가져왔어요.', en: 'The row was taken without it.' };

/** Reasons that already tell what became of the cell. */
const TELLS_OF_LEFT: ReadonlySet<ReasonKey> = new Set([
  'field_value',
  'consent_unknown',
  'note_sensitive',
  'note_sensitive_kept',
  'shared_number_kept',
]);

/** As `describeReason`, for a cell that was left out of a row which was taken. */
export function describeNote(error: Pick<RowError, 'reason' | 'params'>, language: 'ko' | 'en'): string {
  const reason = describeReason(error, language);
  return TELLS_OF_LEFT.has(error.reason) ? reason : `${reason} ${LEFT_EMPTY[language]}`;
}

/** The reason as a sentence in one language, its params filled in. */
export function describeReason(error: Pick<RowError, 'reason' | 'params'>, language: 'ko' | 'en'): string {
  return REASONS[error.reason][language].replace(/\{(\w+)\}/g, (_, name: string) => String(error.params?.[name] ?? ''));
}
