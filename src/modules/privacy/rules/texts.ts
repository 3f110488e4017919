import { createHash } from 'node:crypto';
import type { Highlight, TextPart } from '../contract/texts.ts';
import { TEXT_PARTS } from '../contract/texts.ts';

/** The parts of a consent text as somebody writes them, `▶…◀` around what is highlighted. */
export type WrittenText = Record<TextPart, string>;

/** The same parts without marks, and where the marks stood. */
export interface ReadText {
  parts: WrittenText;
  highlights: Highlight[];
}

const OPEN = '▶';
const CLOSE = '◀';

/**
 * Takes the marks out of a text and says what stood between them (PV-09). A mark without its partner is dropped.
 * Worked: retention `▶2년◀ 뒤 파기` → `2년 뒤 파기` with {part: 'retention', from: 0, to: 2}.
 */
export function readMarks(written: WrittenText): ReadText {
  const highlights: Highlight[] = [];
  const parts = {} as WrittenText;
  for (const part of TEXT_PARTS) {
    let plain = '';
    let openAt: number | undefined;
    for (const sign of written[part].normalize('NFC').trim()) {
      if (sign === OPEN) openAt = plain.length;
      else if (sign === CLOSE) {
        if (openAt !== undefined && plain.length > openAt) highlights.push({ part, from: openAt, to: plain.length });
        openAt = undefined;
      } else plain += sign;
    }
    parts[part] = plain;
  }
  return { parts, highlights };
}

/** The text with its marks, as somebody edits it; undoes `readMarks`. */
export function writeMarks({ parts, highlights }: ReadText): WrittenText {
  const written = { ...parts };
  for (const { part, from, to } of [...highlights].sort((a, b) => b.from - a.from)) {
    const text = written[part];
    written[part] = `${text.slice(0, from)}${OPEN}${text.slice(from, to)}${CLOSE}${text.slice(to)}`;
  }
  return written;
}

/** Parts of which something has to be highlighted for a kind (PV-09): the period always, and what the kind is about. */
function partsToHighlight(kind: string): readonly (readonly TextPart[])[] {
  if (kind === 'marketing_use' || kind.startsWith('ad_')) return [['retention'], ['title', 'purpose']];
  if (kind === 'sensitive_health' || kind === 'unique_id') return [['retention'], ['title', 'items']];
  if (kind.startsWith('third_party:') || kind.startsWith('overseas:')) return [['retention'], ['title', 'purpose']];
  return [['retention']];
}

/** Something a text lacks. */
export interface TextGap {
  part: TextPart;
  missing: 'text' | 'highlight';
}

/**
 * What a text lacks before people may be asked with it: one of the four things it must tell (PV-02), or a highlight
 * (PV-09). Each as the part in which it is missing; [] when it is complete.
 */
export function findTextGaps(kind: string, text: ReadText): TextGap[] {
  const gaps: TextGap[] = TEXT_PARTS.filter((part) => part !== 'body' && text.parts[part] === '').map((part) => ({
    part,
    missing: 'text',
  }));
  for (const oneOf of partsToHighlight(kind)) {
    const [part] = oneOf;
    const isMarked = text.highlights.some((highlight) => oneOf.includes(highlight.part));
    if (part && !isMarked && !gaps.some((gap) => gap.part === part)) gaps.push({ part, missing: 'highlight' });
  }
  return gaps;
}

/** SHA-256 over all a person reads: two texts with the same hash are the same version (PV-02). */
export function hashText({ parts, highlights }: ReadText): Buffer {
  return createHash('sha256')
    .update(
      JSON.stringify([TEXT_PARTS.map((part) => parts[part]), highlights.map(({ part, from, to }) => [part, from, to])]),
    )
    .digest();
}
