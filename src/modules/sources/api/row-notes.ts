import type { UserMessage } from '../../../shared/errors.ts';
import { SENSITIVE_NOTE_WORDS } from '../../../shared/health-words.ts';
import { RESIDENT_NUMBER, RESIDENT_NUMBER_WORDS } from '../../../shared/resident-number.ts';

/**
 * What is noted of a row beyond what its schema says: a code for programs and a sentence for whoever reads their log. The
 * document of the API lists them.
 */
export const ROW_NOTES = {
  no_key: {
    ko: 'externalId, phone, email, cardNo 가운데 하나는 있어야 해요.',
    en: 'One of externalId, phone, email and cardNo is needed.',
  },
  nobody: {
    ko: '이것으로는 누구인지 알 수 없어요. 여럿이 쓰는 번호이거나 050처럼 전달하는 번호예요.',
    en: 'Nobody can be told by this: a number that is shared or passes on.',
  },
  unreadable: {
    ko: '연락할 수 있는 번호나 주소가 아니에요.',
    en: 'This is no number or address that anybody could be reached by.',
  },
  ahead: { ko: '아직 오지 않은 날이에요.', en: 'This day has not come yet.' },
  shared_number: {
    ko: '다른 분도 쓰는 번호예요. 두 분 다 저장했고, 같은 분인지는 가게가 정해요.',
    en: 'The number is somebody else’s as well. Both are kept, and the shop decides whether they are one.',
  },
  note_sensitive: SENSITIVE_NOTE_WORDS,
  no_consent: {
    ko: '이 항목에 동의한 적이 없어 저장하지 않았어요. 먼저 동의를 받아 주세요.',
    en: 'She has not agreed to this item, so it was not stored. It needs her consent first.',
  },
  no_such_field: {
    ko: '가게에 없는 항목이에요. 키가 맞는지 봐 주세요.',
    en: 'The shop has no such field. Check its key.',
  },
  not_number: { ko: '숫자 항목인데 숫자가 아니에요.', en: 'The field takes a number, and this is none.' },
  not_date: {
    ko: '날짜 항목인데 2026-01-15 모양의 날짜가 아니에요.',
    en: 'The field takes a day such as 2026-01-15, and this is none.',
  },
  not_yes_no: { ko: '예·아니요 항목이에요. yes나 no로 보내 주세요.', en: 'The field takes yes or no.' },
  not_a_choice: {
    ko: '이 항목에서 고를 수 있는 값이 아니에요.',
    en: 'This is none of the choices of the field.',
  },
  too_long: { ko: '항목에 담기에 너무 길어요.', en: 'This is too long for the field.' },
  [RESIDENT_NUMBER]: RESIDENT_NUMBER_WORDS,
} satisfies Record<string, UserMessage>;
export type RowNote = keyof typeof ROW_NOTES;

/** The codes with their sentences, for the document: one a line. */
export const ROW_NOTES_LISTED = Object.entries(ROW_NOTES)
  .map(([code, { en }]) => `\`${code}\`: ${en}`)
  .join('\n');

/** Whether a word is a note of ours; `constructor`, which every object has, is none. */
export const isRowNote = (code: string): code is RowNote => Object.hasOwn(ROW_NOTES, code);
