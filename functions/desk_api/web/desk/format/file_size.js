import { formatNumber } from './i18n.js';

const UNITS = /** @type {const} */ (['byte', 'kilobyte', 'megabyte', 'gigabyte']);

/** A file's size, rounded to what people compare. @param {number} bytes */
export function formatSize(bytes) {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)));
  const value = bytes / 1000 ** step;
  const digits = value < 10 && step > 0 ? 1 : 0;
  return formatNumber(value, { style: 'unit', unit: UNITS[step], unitDisplay: 'short', maximumFractionDigits: digits });
}
