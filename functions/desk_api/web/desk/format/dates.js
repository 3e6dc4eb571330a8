import { language } from './i18n.js';

const DAY_MS = 86_400_000;

/** A calendar date such as `2026-09-18`. Dates have no time zone, so all arithmetic is in UTC. @typedef {string} Day */

/**
 * The Swedish locale formats dates as ISO 8601.
 * @param {Date} date
 * @param {string} [zone] whose day is meant; the reader's own without one, or where this browser knows none of that
 *   name
 * @returns {Day}
 */
export function dateIn(date, zone) {
  try {
    return new Intl.DateTimeFormat('sv-SE', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    }).format(date);
  } catch (error) {
    if (!(error instanceof RangeError) || !zone) throw error;
    return dateIn(date);
  }
}

/** @param {Day} day @param {number} n */
export function addDays(day, n) {
  return new Date(Date.parse(day) + n * DAY_MS).toISOString().slice(0, 10);
}

/** @param {string} text what stands in an address, or in a field that is half filled @returns {text is Day} */
export function isDate(text) {
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
  );
}

/** The Monday of the week that a date belongs to. @param {Day} day */
export function mondayOf(day) {
  return addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
}

/** All dates of a period, including both ends. @param {Day} from @param {Day} to @returns {Day[]} */
export function datesBetween(from, to) {
  const n = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
  return Array.from({ length: Math.max(0, Math.min(n, 3700)) }, (_, i) => addDays(from, i));
}

/** `Fri 18 Sep`, or `18 Sep` where there is little room. @param {Day} day @param {boolean} [short] */
export function formatDate(day, short = false) {
  const locale = language.get().code === 'ja' ? 'ja-JP' : 'en-GB';
  const far = !short && day.slice(0, 4) !== dateIn(new Date()).slice(0, 4);
  /** @type {Intl.DateTimeFormatOptions} */
  const options =
    short && locale === 'ja-JP' ? { month: 'numeric', day: 'numeric' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(locale, {
    ...options,
    ...(!short && { weekday: 'short' }),
    ...(far && { year: 'numeric' }),
    timeZone: 'UTC',
  }).format(new Date(day));
}

/** `September 2026`, `2026年9月`. @param {string} month such as `2026-09` */
export function formatMonth(month) {
  return new Intl.DateTimeFormat(language.get().code, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01`),
  );
}
