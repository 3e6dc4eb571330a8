import { addDays, dateIn, isDate, mondayOf } from '../format/dates.js';
import { queue } from '../queue/queue.js';
import { get, getFile } from '../session/api.js';
import { me } from '../session/me.js';

/** @typedef {import('../../types/desk.d.ts').Metrics} Metrics */
/** @typedef {import('../../types/desk.d.ts').MetricsRow} MetricsRow */
/** @typedef {import('../../types/desk.d.ts').Figures} Figures */
/** @typedef {import('../../types/desk.d.ts').Measured} Measured */
/** @typedef {{ from: string, to: string }} Period */
/** @typedef {import('../../types/desk.d.ts').CostRow} CostRow */
/**
 * @typedef {{ total: CostRow, day: CostRow[], account: CostRow[],
 *   month: import('../../types/desk.d.ts').Costs['month'] }}
 *   CostReport
 */
/**
 * @typedef {{ total: MetricsRow, day: MetricsRow[], account: MetricsRow[], agent: MetricsRow[], week: MetricsRow[],
 *   network: MetricsRow[], costs: CostReport | null, zone: string, as_of: string, period: Period }} Report
 */
/** @typedef {'first_reply' | 'next_reply' | 'resolution'} Kind */
/** @typedef {'all' | 'business'} Hours */

export const KINDS = /** @type {const} */ (['first_reply', 'next_reply', 'resolution']);
export const PERIODS = /** @type {const} */ (['week', '28', 'custom']);

/**
 * The period in the address, four weeks by default. Dates are in the desk's time zone.
 * @param {{ days: string, from: string, to: string }} place @returns {Period & { name: typeof PERIODS[number] }}
 */
export function periodFrom({ days, from, to }) {
  const today = dateIn(new Date(), me.get().person?.desk_zone);
  if (isDate(from) && isDate(to) && from <= to) return { from, to, name: 'custom' };
  if (days === 'week') return { from: mondayOf(today), to: today, name: 'week' };
  return { from: addDays(today, -27), to: today, name: '28' };
}

/**
 * Reads the metrics by day, account, agent and hour of the week, with one request: they are counted from one reading.
 * @param {Period} period
 * @param {string} account
 * @returns {Promise<Report>}
 */
export async function readReport(period, account) {
  const told = await readMetrics(period, account, ['day', 'account', 'agent', 'hour_of_week'].join());
  if (!told.groups) throw new Error('metrics without groups');
  const { day, account: accounts, agent, hour_of_week: week } = told.groups;
  const total = day.rows.find((row) => row.key === ALL);
  if (!total) throw new Error('metrics without a row for all');
  const cost = day.costs?.rows.find((row) => row.key === ALL);
  const costs =
    cost && day.costs && accounts.costs
      ? { total: cost, day: rest(day.costs), account: rest(accounts.costs), month: day.costs.month }
      : null;
  return {
    total,
    day: rest(day),
    account: rest(accounts),
    agent: rest(agent),
    week: rest(week),
    network: [],
    costs,
    zone: told.zone,
    as_of: told.as_of,
    period,
  };
}

/** Reads the metrics by network, which a desk on a single one need not ask for. @param {Period} period */
export async function readByNetwork(period) {
  return rest(await readMetrics(period, '', 'network'));
}

/**
 * @param {Period} period
 * @param {string} account
 * @param {string} by
 * @returns {Promise<Metrics>}
 */
function readMetrics({ from, to }, account, by) {
  return get(`/api/metrics?${new URLSearchParams({ from, to, zone: 'desk', by, ...(account && { account }) })}`);
}

/**
 * Downloads every clock of the period; the lines add up to the report.
 * @param {Period} period
 * @param {string} account
 */
export function readClocks({ from, to }, account) {
  return getFile(`/api/metrics/clocks?${new URLSearchParams({ from, to, zone: 'desk', ...(account && { account }) })}`);
}

/**
 * What each network has charged, by kind: two networks may call different things by one name. Without a network are
 * charges of an account that the desk does not know.
 * @param {CostReport} costs
 * @returns {{ network: string, kind: string, count: number, usd: number }[]}
 */
export function chargesByNetwork({ account }) {
  const known = new Map(queue.get().accounts.map(({ id, network }) => [id, network]));
  /** @type {Map<string, { network: string, kind: string, count: number, usd: number }>} */
  const sums = new Map();
  for (const { key, kinds } of account) {
    const network = known.get(key) ?? '';
    for (const [kind, { count, usd }] of Object.entries(kinds)) {
      const sum = sums.get(`${network} ${kind}`) ?? { network, kind, count: 0, usd: 0 };
      sums.set(`${network} ${kind}`, { ...sum, count: sum.count + count, usd: sum.usd + usd });
    }
  }
  return [...sums.values()];
}

/** The row of the totals. */
const ALL = '*';

/** @template {{ key: string }} R @param {{ rows: R[] }} metrics */
const rest = (metrics) => metrics.rows.filter((row) => row.key !== ALL);

/**
 * The statistics of one clock, in business hours or around the clock.
 * @param {MetricsRow} row
 * @param {Kind} kind
 * @param {Hours} hours
 * @returns {Figures}
 */
export function statisticsOf(row, kind, hours) {
  return hours === 'business' ? row[kind].business : row[kind];
}

/**
 * The longest wait of an unanswered customer at the time of the report, in seconds.
 * @param {Measured} measured
 * @param {string} asOf
 */
export function oldestUnanswered(measured, asOf) {
  const since = measured.oldest_unanswered_at;
  return since === null ? null : Math.max(0, (Date.parse(asOf) - Date.parse(since)) / 1000);
}

/** True if no clock started in the period. @param {MetricsRow} row */
export function isEmptyReport(row) {
  return KINDS.every((kind) => row[kind].count === 0 && row[kind].unanswered === 0);
}
