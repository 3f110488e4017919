import { looksLikeResidentNumber } from '../../../shared/resident-number.ts';
import type { Field, FieldChoice, FieldType } from './contract.ts';

/** Longest text a field holds: a note has its own place. */
export const MAX_VALUE_LENGTH = 500;

/** A value ready to be stored, or why it cannot be. */
export type ReadValue =
  | { value: string; numberValue: number | null }
  | { problem: 'not_number' | 'not_date' | 'not_yes_no' | 'not_a_choice' | 'too_long' | 'resident_number' };

const YES = new Set(['yes', 'y', 'true', '1', 'o', '예', '네', '있음', '있어요', '○', 'v']);
const NO = new Set(['no', 'n', 'false', '0', 'x', '아니오', '아니요', '없음', '없어요', '×']);

const plain = (text: string): string => text.normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' ');

function readDay(text: string): string | undefined {
  const parts =
    /^(\d{4})[-./년 ]{1,2}(\d{1,2})[-./월 ]{1,2}(\d{1,2})[.일]?(?:[T ].*)?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (!parts) return undefined;
  const day = `${parts[1]}-${parts[2]?.padStart(2, '0')}-${parts[3]?.padStart(2, '0')}`;
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day) ? day : undefined;
}

/**
 * Reads what somebody typed or a file says into the form in which a field keeps it. Blank: undefined (nothing is known).
 * Worked: number `1,250` → 1250; date `2026. 11. 21.` → 2026-11-21; yes_no `예` → yes; choice by its key or its word in
 * either language. Resident numbers are refused in every type (PV-12).
 */
export function readFieldValue(
  field: { type: FieldType; choices: readonly FieldChoice[] },
  input: string | number | boolean | null,
): ReadValue | undefined {
  const text = input === null ? '' : String(input).normalize('NFC').trim();
  if (text === '') return undefined;
  if (looksLikeResidentNumber(text)) return { problem: 'resident_number' };
  if (text.length > MAX_VALUE_LENGTH) return { problem: 'too_long' };
  switch (field.type) {
    case 'text':
    case 'sensitive':
      return { value: text, numberValue: null };
    case 'number': {
      const digits = text.normalize('NFKC').replace(/,(?=\d{3}(?:\D|$))/g, '');
      const number = /^[-+]?\d+(?:\.\d+)?$/.test(digits) ? Number(digits) : Number.NaN;
      return Number.isFinite(number) ? { value: String(number), numberValue: number } : { problem: 'not_number' };
    }
    case 'date': {
      const day = readDay(text.replace(/\.\s+/g, '.'));
      return day === undefined ? { problem: 'not_date' } : { value: day, numberValue: null };
    }
    case 'yes_no': {
      const word = plain(text);
      if (YES.has(word)) return { value: 'yes', numberValue: null };
      return NO.has(word) ? { value: 'no', numberValue: null } : { problem: 'not_yes_no' };
    }
    case 'choice': {
      const word = plain(text);
      const choice = field.choices.find(
        ({ key, label }) => key === word || plain(label.ko) === word || plain(label.en) === word,
      );
      return choice ? { value: choice.key, numberValue: null } : { problem: 'not_a_choice' };
    }
  }
}

/** Names by which a field for a resident number could be asked for (PV-12). */
const RESIDENT_NUMBER_NAME = /주민\s*등록|주민\s*번호|주민번|resident\s*(registration)?\s*(number|no)|\brrn\b/i;

/** Whether a field by this name would be one for resident numbers, which may not exist (PV-12). */
export function asksForResidentNumber(label: { ko: string; en: string }): boolean {
  return RESIDENT_NUMBER_NAME.test(label.ko) || RESIDENT_NUMBER_NAME.test(label.en);
}

/**
 * A key for a new field or choice from its label, unlike the ones taken. Worked: `Seat preference` → seat_preference;
 * `좌석` with `seat` free → the prefix with the first free number, e.g. field_1.
 */
export function keyFor(label: { en: string }, prefix: string, taken: ReadonlySet<string>): string {
  const words = label.en
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 36);
  if (words !== '' && !taken.has(words)) return words;
  const base = words === '' ? prefix : words;
  let number = words === '' ? 1 : 2;
  while (taken.has(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}

/** What a pack brings, as far as fields and tags go. */
export interface PackContent {
  fields: readonly Pick<Field, 'fieldKey' | 'type'>[];
  tagKeys: readonly string[];
}

/** Fields and tags a shop has, hidden or not. */
export interface Held {
  fields: readonly Pick<Field, 'fieldKey' | 'type' | 'pack' | 'archivedAt'>[];
  tags: readonly { tagId: string; packKey: string | null; isArchived: boolean }[];
}

/** What changes when a pack takes the place of another. */
export interface PackChange {
  /** New to the shop. */
  create: string[];
  /** Were hidden; their values are there again. */
  show: string[];
  /** Came with another pack; their values wait. */
  hide: string[];
  createTags: string[];
  showTags: string[];
  hideTags: string[];
}

/**
 * What applying a pack changes. Own fields and tags are never touched, and an own field of the same key stays the shop's.
 * Worked: allergy held from restaurant, cafe brings own_cup → create own_cup, hide allergy.
 */
export function decidePackChange(held: Held, pack: PackContent): PackChange {
  const wanted = new Set(pack.fields.map(({ fieldKey }) => fieldKey));
  const wantedTags = new Set(pack.tagKeys);
  const known = new Set(held.fields.map(({ fieldKey }) => fieldKey));
  const knownTags = new Set(held.tags.map(({ packKey }) => packKey));
  const ofPacks = held.fields.filter((field) => field.pack !== null);
  const tagsOfPacks = held.tags.filter((tag) => tag.packKey !== null);
  const isWantedTag = ({ packKey }: { packKey: string | null }) => packKey !== null && wantedTags.has(packKey);
  return {
    create: [...wanted].filter((key) => !known.has(key)),
    show: ofPacks
      .filter((field) => field.archivedAt !== null && wanted.has(field.fieldKey))
      .map(({ fieldKey }) => fieldKey),
    hide: ofPacks
      .filter((field) => field.archivedAt === null && !wanted.has(field.fieldKey))
      .map(({ fieldKey }) => fieldKey),
    createTags: [...wantedTags].filter((key) => !knownTags.has(key)),
    showTags: tagsOfPacks.filter((tag) => tag.isArchived && isWantedTag(tag)).map(({ tagId }) => tagId),
    hideTags: tagsOfPacks.filter((tag) => !tag.isArchived && !isWantedTag(tag)).map(({ tagId }) => tagId),
  };
}
