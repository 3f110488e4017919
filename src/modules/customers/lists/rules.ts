/**
 * A cell of a CSV file that no spreadsheet takes for a formula (CSV injection), quoted where it has to be.
 * Worked: `=1+1` → `'=1+1`; `a,b` → `"a,b"`; a number stays a number, also below zero.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = guardFormula(value);
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A text that begins like a formula gets an apostrophe: spreadsheets then show it as it is. */
export function guardFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
