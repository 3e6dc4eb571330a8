import UPlot from '/vendor/uplot.js';
import { formatDate } from '../../desk/format/dates.js';
import { formatMoney, formatTick } from './figures.js';

/** @typedef {import('./plot.js').Palette} Palette */

const HOUR = 3600;
const DAY = 86_400;
/** Axis steps that are round in units of time. */
const STEPS = [
  ...[10, 30, 60, 120, 300, 600, 900, 1800],
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 30, 100, 365].map((days) => days * DAY),
];

/**
 * The time axis: as many dates as fit.
 * @param {readonly string[]} days
 * @param {Palette} palette
 * @param {number} width
 */
export function dayAxis(days, palette, width) {
  const every = Math.max(1, Math.ceil(days.length / Math.max(2, Math.floor(width / 76))));
  return {
    ...look(palette),
    grid: { show: false },
    ticks: { stroke: palette.line, width: 1, size: 4 },
    size: 26,
    splits: () => days.map((_, n) => n).filter((n) => n % every === 0),
    values: (/** @type {unknown} */ _, /** @type {number[]} */ at) => at.map((n) => formatDate(days[n], true)),
  };
}

/** The axis for durations. @param {Palette} palette */
export const timeAxis = (palette) => ({ ...valueAxis(palette, formatTick), space: 32, incrs: STEPS });

/** The axis for percentages. @param {Palette} palette */
export const shareAxis = (palette) => ({
  ...valueAxis(palette, (share) => `${share * 100}%`),
  splits: () => [0, 0.5, 1],
});

/** The axis for costs. @param {Palette} palette */
export const dollarAxis = (palette) => ({ ...valueAxis(palette, formatMoney), space: 32 });

/** The bars of a chart, one a day. @param {Palette} palette */
export const dayBars = (palette) => ({
  stroke: palette.mark,
  fill: palette.mark,
  width: 0,
  paths: UPlot.paths.bars({ size: [0.66, 28] }),
  points: { show: false },
});

/**
 * An axis with lines across the chart, whose values are formatted so.
 * @param {Palette} palette @param {(value: number) => string} format
 */
function valueAxis(palette, format) {
  return {
    ...look(palette),
    grid: { stroke: palette.line, width: 1 },
    ticks: { show: false },
    size: 52,
    values: (/** @type {unknown} */ _, /** @type {number[]} */ at) => at.map((value) => format(value)),
  };
}

/** @param {Palette} palette */
const look = ({ quiet, face }) => ({ stroke: quiet, font: `11px ${face}`, gap: 5 });
