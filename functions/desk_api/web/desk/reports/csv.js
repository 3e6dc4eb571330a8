const BOM = '\uFEFF';

/**
 * Serializes rows for a spreadsheet: with a byte order mark, so that Excel reads Japanese, and with formulas escaped,
 * since names come from outside (https://owasp.org/www-community/attacks/CSV_Injection).
 * @param {readonly (readonly (string | number | null)[])[]} rows
 */
export function toCsv(rows) {
  return BOM + rows.map((row) => `${row.map(escapeCell).join(',')}\r\n`).join('');
}

/** @param {string | number | null} value */
function escapeCell(value) {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Offers a file for download. @param {string} name @param {(string | Blob)[]} parts */
export function saveFile(name, ...parts) {
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.target = '_self';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
