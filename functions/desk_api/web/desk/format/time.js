import { language, t } from './i18n.js';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
/** Below this, seconds are shown. */
const TICKING_S = 5 * MINUTE;
/** A ticket is due soon in the last fifth of its time, as the API counts it. */
const SOON = 0.2;
/** From this many days on, hours are left out. */
const MANY_DAYS = 14;

let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** @param {string | null} name the zone of the reader's profile; the browser's where there is none */
export function setZone(name) {
  try {
    if (name) zone = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

export const readerZone = () => zone;

/**
 * @param {{ started_at: string, due_at: string } | null} clock
 * @param {number} now
 * @returns {'overdue' | 'soon' | 'calm' | 'none'}
 */
export function urgency(clock, now) {
  if (!clock) return 'none';
  const due = Date.parse(clock.due_at);
  if (due <= now) return 'overdue';
  return due - now <= (due - Date.parse(clock.started_at)) * SOON ? 'soon' : 'calm';
}

/**
 * Whether the network stops taking answers before the deadline, and takes them still (N3).
 * @param {{ due_at: string }} clock @param {string | null | undefined} answerBy @param {number} now
 */
export function closesFirst(clock, answerBy, now) {
  const closes = Date.parse(answerBy ?? '');
  return closes > now && closes < Date.parse(clock.due_at);
}

/**
 * Formats the time left: `2 h 10 m`, `18 min`, under five minutes `4:32`, overdue `−12:40`.
 * @param {number} ms negative when the deadline has passed
 */
export function formatTimeLeft(ms) {
  const past = ms <= 0;
  const seconds = past ? Math.floor(-ms / 1000) : Math.ceil(ms / 1000);
  const sign = past ? '−' : '';
  if (seconds >= MANY_DAYS * DAY) return sign + t('duration.full_days', { d: `${Math.floor(seconds / DAY)}` });
  if (seconds >= 2 * DAY)
    return sign + t('duration.days', { d: `${Math.floor(seconds / DAY)}`, h: `${Math.floor((seconds % DAY) / HOUR)}` });
  if (seconds >= HOUR)
    return sign + t('duration.hours', { h: `${Math.floor(seconds / HOUR)}`, m: twoDigits((seconds % HOUR) / MINUTE) });
  if (!past && seconds >= TICKING_S) return t('duration.minutes', { m: `${Math.floor(seconds / MINUTE)}` });
  return `${sign}${Math.floor(seconds / MINUTE)}:${twoDigits(seconds % MINUTE)}`;
}

/**
 * The business time left, in milliseconds; null if the API has not sent it.
 * @param {import('../../types/desk.d.ts').OpenAhead | null | undefined} open @param {number} now
 */
export function businessTimeLeft(open, now) {
  if (!open) return null;
  return open.spans.reduce(
    (sum, { from, to }) => sum + Math.max(0, Date.parse(to) - Math.max(Date.parse(from), now)),
    open.then_s * 1000,
  );
}

/**
 * Formats a due time: `10:20`, `tomorrow 10:20`, `Fri 18 Sep 10:20`.
 * @param {string} at
 * @param {number} now
 */
export function formatDue(at, now) {
  if (isSameDay(at, now)) return formatTime(at);
  return isSameDay(at, now + DAY * 1000)
    ? t('due.tomorrow', { time: formatTime(at) })
    : `${formatDay(at)} ${formatTime(at)}`;
}

/** Formats a duration, without seconds from one minute on. @param {number} seconds */
export function formatDuration(seconds) {
  const rounded = seconds < MINUTE ? Math.round(seconds) : Math.round(seconds / MINUTE) * MINUTE;
  if (rounded < MINUTE) return t('duration.seconds', { s: `${rounded}` });
  if (rounded < HOUR) return t('duration.minutes', { m: `${rounded / MINUTE}` });
  if (rounded < 2 * DAY && rounded % HOUR === 0) return t('duration.full_hours', { h: `${rounded / HOUR}` });
  if (rounded < 2 * DAY)
    return t('duration.hours', { h: `${Math.floor(rounded / HOUR)}`, m: twoDigits((rounded % HOUR) / MINUTE) });
  const hours = Math.floor((rounded % DAY) / HOUR);
  if (rounded >= MANY_DAYS * DAY || hours === 0) return t('duration.full_days', { d: `${Math.round(rounded / DAY)}` });
  return t('duration.days', { d: `${Math.floor(rounded / DAY)}`, h: `${hours}` });
}

/** `14:02` @param {string | number} at */
export function formatTime(at) {
  return format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/**
 * A moment as a field for date and time has it, in the reader's zone: `2026-09-18T14:02`.
 * @param {string | number} at
 */
export function fieldTime(at) {
  const date = { year: 'numeric', month: '2-digit', day: '2-digit' };
  const parts = /** @type {Intl.DateTimeFormatOptions} */ ({
    ...date,
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone,
  });
  return new Intl.DateTimeFormat('sv-SE', parts).format(new Date(at)).replace(' ', 'T');
}

/** The moment in milliseconds that such a field means. @param {string} value */
export function instantOf(value) {
  const asUtc = Date.parse(`${value}Z`);
  const offsetAt = (/** @type {number} */ at) => Date.parse(`${fieldTime(at)}Z`) - at;
  return asUtc - offsetAt(asUtc - offsetAt(asUtc));
}

/** `Fri 18 Sep` @param {string | number} at */
export function formatDay(at) {
  const thisYear = format(at, { year: 'numeric' }) === format(Date.now(), { year: 'numeric' });
  return format(at, { weekday: 'short', day: 'numeric', month: 'short', ...(!thisYear && { year: 'numeric' }) });
}

/** `14:02` today, `Fri 18 Sep 14:02` on any other day. @param {string | number} at */
export function formatMoment(at) {
  return isSameDay(at, Date.now()) ? formatTime(at) : `${formatDay(at)} ${formatTime(at)}`;
}

/** Date, time and time zone. @param {string} at */
export function formatInstant(at) {
  return `${formatDay(at)} ${formatTime(at)}\u00a0${formatZone(at)}`;
}

/** @param {string | number} a @param {string | number} b */
export function isSameDay(a, b) {
  const date = /** @type {const} */ ({ year: 'numeric', month: 'numeric', day: 'numeric' });
  return format(a, date) === format(b, date);
}

/** @param {number} value */
function twoDigits(value) {
  return String(Math.floor(value)).padStart(2, '0');
}

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** @param {string | number} at @param {Intl.DateTimeFormatOptions} options */
function format(at, options) {
  return formatOf(language.get().code === 'ja' ? 'ja-JP' : 'en-GB', options).format(new Date(at));
}

/** @param {string} locale @param {Intl.DateTimeFormatOptions} options */
function formatOf(locale, options) {
  const key = locale + zone + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
  formats.set(key, known);
  return known;
}

/** Each knows the short names of its own region's zones, and an offset for all others. */
const ZONE_LOCALES = ['en-GB', 'ja-JP', 'en-US', 'en-AU'];

/** The zone as the desk's mails name it: `JST`, `CET`; its offset where no short name is common. @param {string} at */
function formatZone(at) {
  const names = ZONE_LOCALES.map((locale) => zoneName(formatOf(locale, { timeZoneName: 'short' }), at));
  return names.find((name) => !/^(?:GMT|UTC)[+−-]/.test(name)) ?? names[0];
}

/** @param {Intl.DateTimeFormat} known @param {string} at */
function zoneName(known, at) {
  return known.formatToParts(new Date(at)).find((part) => part.type === 'timeZoneName')?.value ?? zone;
}
