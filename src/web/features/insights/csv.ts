/** Hands the text of a CSV to the browser as a file. */
export function saveCsv(name: string, csv: string) {
  // The mark tells Excel that it is UTF-8.
  const url = URL.createObjectURL(new Blob(['\uFEFF', csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
