import { fileErrors, MAX_RECORD_LENGTH } from './file-errors.ts';

/** Records split from one piece of text, with the line each begins on (1 = the first line of the file). */
export interface SplitRecords {
  rows: string[][];
  lineNumbers: number[];
}

const QUOTE = 34;

/**
 * Splits text that arrives in pieces into RFC 4180 records: fields in double quotes may hold delimiters, line ends and doubled
 * quotes. More lenient where tills are: a quote inside an unquoted field is text, and text after a closing quote is kept.
 * LF and CRLF end a record, or CR alone when the first line end is a CR alone. Blank records are left out, their lines counted.
 *
 * Own code rather than csv-parse, because most lines have no quote at all: `indexOf` + `split` then run at native speed.
 * @throws AppError invalid_input when a record passes MAX_RECORD_LENGTH or a quote stays open at the end.
 */
export function createRecordSplitter(delimiter: string) {
  let carry = '';
  let line = 1;
  let isCarriageReturnOnly: boolean | undefined;

  function split(piece: string, isLast: boolean): SplitRecords {
    const text = carry === '' ? piece : carry + piece;
    const rows: string[][] = [];
    const lineNumbers: number[] = [];
    isCarriageReturnOnly ??= findLineEnd(text, isLast);
    const lineEnd = isCarriageReturnOnly ? '\r' : '\n';
    let position = 0;
    let nextQuote = text.indexOf('"');

    while (position < text.length) {
      let end = text.indexOf(lineEnd, position);
      if (nextQuote !== -1 && nextQuote < position) nextQuote = text.indexOf('"', position);
      const hasQuote = nextQuote !== -1 && (end === -1 || nextQuote < end);
      let row: string[];
      let linesInside = 0;
      if (hasQuote) {
        const found = splitQuoted(text, position, lineEnd, isLast);
        if (!found) break;
        ({ row, end, linesInside } = found);
      } else {
        if (end === -1) {
          if (!isLast) break;
          end = text.length;
        }
        const stop = lineEnd === '\n' && end > position && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
        row = text.slice(position, stop).split(delimiter);
      }
      if (end - position > MAX_RECORD_LENGTH) throw fileErrors.lineTooLong(line, hasQuote);
      if (!isBlank(row)) {
        rows.push(row);
        lineNumbers.push(line);
      }
      line += 1 + linesInside;
      position = end + 1;
    }

    carry = position >= text.length ? '' : text.slice(position);
    if (carry.length > MAX_RECORD_LENGTH) throw fileErrors.lineTooLong(line, carry.includes('"'));
    return { rows, lineNumbers };
  }

  /** A record with quotes; undefined when its end is not in the text yet. */
  function splitQuoted(text: string, start: number, lineEnd: string, isLast: boolean) {
    const row: string[] = [];
    let linesInside = 0;
    let position = start;
    let end = -2; // not looked for yet; -1 is "not in this text"
    for (;;) {
      let field = '';
      if (text.charCodeAt(position) === QUOTE) {
        let from = position + 1;
        for (;;) {
          const close = text.indexOf('"', from);
          if (close === -1) {
            if (isLast) throw fileErrors.quoteNotClosed(line);
            return undefined;
          }
          // A quote that ends the piece may be the first half of a doubled one.
          if (close + 1 === text.length && !isLast) return undefined;
          field += text.slice(from, close);
          from = close + 1;
          if (text.charCodeAt(from) !== QUOTE) break;
          field += '"';
          from++;
        }
        linesInside += countOf(field, lineEnd);
        position = from;
      }
      const nextDelimiter = text.indexOf(delimiter, position);
      if (end !== -1 && end < position) end = text.indexOf(lineEnd, position);
      if (end === -1 && isLast) end = text.length;
      if (nextDelimiter !== -1 && (end === -1 || nextDelimiter < end)) {
        row.push(field + text.slice(position, nextDelimiter));
        position = nextDelimiter + 1;
        continue;
      }
      if (end === -1) return undefined;
      const stop = lineEnd === '\n' && end > position && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      row.push(field + text.slice(position, stop));
      return { row, end, linesInside };
    }
  }

  return {
    /** Records completed by this piece of text. */
    push: (piece: string) => split(piece, false),
    /** The record left over at the end of the text. */
    end: () => split('', true),
  };
}

/** True for CR alone, false for LF or CRLF, undefined while no line end outside quotes has been seen. */
function findLineEnd(text: string, isLast: boolean): boolean | undefined {
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (code === 10) return false;
    else if (code === 13) {
      if (index + 1 < text.length) return text.charCodeAt(index + 1) !== 10;
      return isLast ? true : undefined;
    }
  }
  return undefined;
}

function isBlank(row: string[]): boolean {
  for (const cell of row) if (cell !== '' && cell.trim() !== '') return false;
  return true;
}

function countOf(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) count++;
  return count;
}
