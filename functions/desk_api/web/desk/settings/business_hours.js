/**
 * Splits hours as people type them, such as `09:00-12:00, 22:00-06:00`. Unreadable parts are kept, so that the API can
 * report them.
 */

export const WEEKDAYS = /** @type {const} */ (['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const A_DAY = 24 * 60;

/** @param {string} text @returns {string[]} */
export function parseHours(text) {
  return text
    .normalize('NFKC')
    .replace(/\s*[-–—~〜−ー]\s*/g, '-')
    .split(/[,、;\s]+/)
    .filter(Boolean);
}

/** @param {readonly string[] | undefined} hours */
export const formatHours = (hours) => (hours ?? []).join(', ');

/**
 * Minutes from midnight of the day on which an interval begins; over 1440 if it ends on the next day.
 * @param {string} interval
 * @returns {[number, number] | null}
 */
export function minutesOf(interval) {
  const found = /^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$/.exec(interval);
  if (!found) return null;
  const [from, to] = [Number(found[1]) * 60 + Number(found[2]), Number(found[3]) * 60 + Number(found[4])];
  if (from >= A_DAY || to > A_DAY || from === to) return null;
  return [from, to > from ? to : to + A_DAY];
}

/**
 * The open intervals of each weekday, including the part that runs over from the day before.
 * @param {Record<string, string[]>} weekly @returns {{ from: number, to: number, tail: boolean }[][]}
 */
export function openBars(weekly) {
  /** @type {{ from: number, to: number, tail: boolean }[][]} */
  const days = WEEKDAYS.map(() => []);
  WEEKDAYS.forEach((day, n) => {
    for (const interval of weekly[day] ?? []) {
      const minutes = minutesOf(interval);
      if (!minutes) continue;
      const [from, to] = minutes;
      days[n].push({ from, to: Math.min(to, A_DAY), tail: false });
      if (to > A_DAY) days[(n + 1) % 7].push({ from: 0, to: to - A_DAY, tail: true });
    }
  });
  return days;
}

/** @param {Record<string, string[]>} weekly the minutes of a whole week */
export const openMinutes = (weekly) =>
  openBars(weekly)
    .flat()
    .reduce((sum, { from, to }) => sum + to - from, 0);
