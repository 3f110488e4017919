export type CsvValue = string | number | boolean | null;

/** A text that begins like a formula gets an apostrophe: spreadsheets then show it as it is. */
export function guardFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/**
 * A cell of a CSV file that no spreadsheet takes for a formula (CSV injection), quoted where it has to be; empty for null.
 * Worked: `=1+1` → `'=1+1`; `a,b` → `"a,b"`; a number stays a number, also below zero.
 */
export function csvCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = guardFormula(value);
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A row with its end. */
export const csvRow = (row: readonly CsvValue[]): string => `${row.map(csvCell).join(',')}\r\n`;

/** Rows as CSV by RFC 4180, names of the columns first. */
export function writeCsv(columns: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [columns, ...rows].map(csvRow).join('');
}
