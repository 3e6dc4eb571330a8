import { html, useEffect, useState } from '/vendor/htm-preact.js';
import { formatNumber, t } from '../../desk/format/i18n.js';
import { formatDuration } from '../../desk/format/time.js';

const HOUR = 3600;
const DAY = 86_400;

/** @param {number | null} seconds */
export const formatSeconds = (seconds) => (seconds === null ? '–' : formatDuration(seconds));

/**
 * Formats a share, rounded down, so that 100 % means all.
 * @param {number | null} share of one
 * @param {number} [digits]
 */
export const formatPercent = (share, digits = 1) =>
  share === null ? '–' : formatNumber(floorShare(share, digits), { style: 'percent', maximumFractionDigits: digits });

/** @param {number} share @param {number} digits of its percentage */
export const floorShare = (share, digits) =>
  Math.floor(Number((share * 100 * 10 ** digits).toFixed(6))) / 100 / 10 ** digits;

/** Formats an amount in cents, below one cent to a tenth. @param {number} usd */
export const formatMoney = (usd) =>
  formatNumber(usd, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: usd < 0.01 ? 3 : 2,
  });

/** Formats a round duration briefly: `30 m`, `2 h`. @param {number} seconds */
export function formatTick(seconds) {
  if (seconds === 0) return '0';
  if (seconds % DAY === 0 && seconds >= 2 * DAY) return t('reports.tick_d', { n: `${seconds / DAY}` });
  if (seconds % HOUR === 0) return t('reports.tick_h', { n: `${seconds / HOUR}` });
  return seconds % 60 === 0 && seconds < 2 * HOUR
    ? t('reports.tick_m', { n: `${seconds / 60}` })
    : formatDuration(seconds);
}

/** Formats a target, or the range of several. @param {readonly [number, number] | null} targets */
export function formatTarget(targets) {
  if (!targets) return '';
  const [from, to] = targets;
  return from === to
    ? t('reports.promise', { span: formatDuration(from) })
    : t('reports.promise_range', { from: formatDuration(from), to: formatDuration(to) });
}

/**
 * The targets to draw: only one that all figures share. Of several none applies to a whole day, and the longest would
 * flatten the chart; their range is printed beside the name.
 * @param {readonly [number, number] | null} targets
 */
export const targetLines = (targets) => (targets && targets[0] === targets[1] ? [targets[0]] : []);

/**
 * A share as a bar, in SVG attributes alone, which the content security policy allows and paper shows.
 * @param {{ share: number | null }} props
 */
export function ShareBar({ share }) {
  return html`<svg class="share-bar" height="8" aria-hidden="true" focusable="false">
    <rect class="share-all" width="100%" height="8" rx="2" />
    ${share !== null && html`<rect class="share-kept" width="${Math.round(share * 1000) / 10}%" height="8" rx="2" />`}
  </svg>`;
}

/** Whether the window is at least this wide; updated when it is resized. @param {number} px */
export function useMinWidth(px) {
  const query = matchMedia(`(width >= ${px}px)`);
  const [wide, setWide] = useState(query.matches);
  useEffect(() => {
    const look = () => setWide(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, [px]);
  return wide;
}
