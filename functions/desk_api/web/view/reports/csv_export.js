import { formatNumber, labelOf, t } from '../../desk/format/i18n.js';
import { chargeName, networkTitle, readNetworks } from '../../desk/format/networks.js';
import { saveFile, toCsv } from '../../desk/reports/csv.js';
import { KINDS, oldestUnanswered, readClocks } from '../../desk/reports/reports.js';

/** @typedef {import('../../desk/reports/reports.js').Report} Report */
/** @typedef {import('../../desk/reports/reports.js').MetricsRow} MetricsRow */

/** Downloads the report, with all kinds of clocks, as one CSV table. @param {Report} report */
export async function downloadReport(report) {
  if (report.costs || report.network.length > 0) await readNetworks();
  const { from, to } = report.period;
  saveFile(`sokuto-${from}-${to}.csv`, toCsv([head(), ...lines(report), ...costs(report)]));
}

/**
 * Downloads every clock of the period, to check the figures.
 * @param {import('../../desk/reports/reports.js').Period} period
 * @param {string} account
 */
export async function downloadClocks(period, account) {
  saveFile(`sokuto-clocks-${period.from}-${period.to}.csv`, ...(await readClocks(period, account)));
}

function head() {
  const figures = ['median', 'mean', 'p90'];
  const seconds = (/** @type {string} */ hours) =>
    figures.map((each) => `${labelOf('statistic', each)} (${t('reports.csv_seconds')}, ${hours})`);
  return [
    t('reports.row_kind'),
    t('reports.row_name'),
    t('reports.kind'),
    labelOf('statistic', 'count'),
    ...seconds(t('reports.all_hours')),
    ...seconds(t('reports.business_hours')),
    labelOf('statistic', 'share'),
    t('reports.in_time'),
    t('reports.missed'),
    t('reports.unanswered'),
    t('reports.overdue'),
    `${t('reports.oldest')} (${t('reports.csv_seconds')})`,
    t('reports.costs_usd'),
  ];
}

/** What networks charge: the amounts in the last column, the numbers where others count. @param {Report} report */
function costs(report) {
  if (!report.costs) return [];
  const { total, day, account } = report.costs;
  const period = `${report.period.from} – ${report.period.to}`;
  const groups = /** @type {[string, import('../../desk/reports/reports.js').CostRow[], string | null][]} */ ([
    [t('reports.total'), [total], period],
    [t('reports.day'), day, null],
    [t('reports.account'), account, null],
  ]);
  return groups.flatMap(([group, rows, name]) =>
    rows.flatMap((row) =>
      Object.entries(row.kinds).map(([kind, { count, usd }]) => [
        group,
        name ?? row.key,
        chargeName(kind),
        count,
        ...Array(12).fill(''),
        usd,
      ]),
    ),
  );
}

/** @param {Report} report */
function lines(report) {
  const groups = /** @type {[string, MetricsRow[], (row: MetricsRow) => string][]} */ ([
    [t('reports.total'), [report.total], () => `${report.period.from} – ${report.period.to}`],
    [t('reports.day'), report.day, (row) => row.key],
    [t('reports.network'), report.network, (row) => networkTitle(row.key)],
    [t('reports.account'), report.account, (row) => row.key],
    [t('reports.agent'), report.agent, (row) => row.agent?.name || row.agent?.sub || t('reports.native')],
    [t('reports.now'), report.week, (row) => hourOfWeek(row.key)],
  ]);
  return groups.flatMap(([group, rows, name]) =>
    rows.flatMap((row) => KINDS.map((kind) => line(group, name(row), row, kind, report.as_of))),
  );
}

/**
 * @param {string} group
 * @param {string} name
 * @param {MetricsRow} row
 * @param {import('../../desk/reports/reports.js').Kind} kind
 * @param {string} asOf
 */
function line(group, name, row, kind, asOf) {
  const { business, ...all } = row[kind];
  return [
    group,
    name,
    labelOf('clock', kind),
    all.count,
    ...[all.median_s, all.mean_s, all.p90_s, business.median_s, business.mean_s, business.p90_s].map(whole),
    ...(kind === 'resolution' ? ['', '', ''] : [all.within_target, all.in_time, all.missed]),
    all.unanswered,
    kind === 'resolution' ? '' : all.overdue,
    whole(oldestUnanswered(row[kind], asOf)),
    '',
  ];
}

/** @param {number | null} seconds */
const whole = (seconds) => (seconds === null ? null : Math.round(seconds));

/** @param {string} key */
function hourOfWeek(key) {
  const [day, hour] = key.split('-');
  return `${labelOf('weekday', day)} ${formatNumber(Number(hour), { minimumIntegerDigits: 2 })}:00`;
}
