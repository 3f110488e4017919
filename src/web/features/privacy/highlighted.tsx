import type { ConsentText, TextPart } from '../../../modules/privacy/contract/texts.ts';
import css from './consent.module.css';

/** A part of a consent text with what must be seen larger, bold and underlined (PV-09). */
export function Highlighted({ text, part }: { text: ConsentText; part: TextPart }) {
  const words = text[part];
  const marks = text.highlights.filter((mark) => mark.part === part).sort((a, b) => a.from - b.from);
  const pieces: { at: number; words: string; marked: boolean }[] = [];
  let at = 0;
  for (const { from, to } of marks) {
    pieces.push(
      { at, words: words.slice(at, from), marked: false },
      { at: from, words: words.slice(from, to), marked: true },
    );
    at = to;
  }
  pieces.push({ at, words: words.slice(at), marked: false });
  return (
    <>
      {pieces.map((piece) =>
        piece.marked ? (
          <mark key={piece.at} className={css.marked}>
            {piece.words}
          </mark>
        ) : (
          piece.words
        ),
      )}
    </>
  );
}
