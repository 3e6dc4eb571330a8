import { csv, save } from '../../desk/csv.js';
import { number, t, word } from '../../desk/i18n.js';
import { KINDS, oldest, readClocks } from '../../desk/reports.js';

/** @typedef {import('../../desk/reports.js').Numbers} Numbers */
/** @typedef {import('../../desk/reports.js').MetricsRow} MetricsRow */

/**
 * Everything that the page shows of the period, and all kinds of clocks, as one table for a spreadsheet.
 * @param {Numbers} numbers
 */
export function download(numbers) {
  const { from, to } = numbers.period;
  save(`sokuto-${from}-${to}.csv`, csv([head(), ...lines(numbers), ...costs(numbers)]));
}

/**
 * Every single clock of the period: whoever doubts a figure can add it up.
 * @param {import('../../desk/reports.js').Period} period
 * @param {string} account
 */
export async function downloadClocks(period, account) {
  save(`sokuto-clocks-${period.from}-${period.to}.csv`, ...(await readClocks(period, account)));
}

function head() {
  const figures = ['median', 'mean', 'p90'];
  const seconds = (/** @type {string} */ hours) => figures.map((each) => `${word('figure', each)} (s, ${hours})`);
  return [
    t('numbers.row_kind'),
    t('numbers.row_name'),
    t('numbers.kind'),
    word('figure', 'count'),
    ...seconds(t('numbers.all_hours')),
    ...seconds(t('numbers.business_hours')),
    word('figure', 'share'),
    t('numbers.in_time'),
    t('numbers.missed'),
    t('numbers.unanswered'),
    t('numbers.overdue'),
    `${t('numbers.oldest')} (s)`,
    t('numbers.costs_usd'),
  ];
}

/**
 * What X has charged, in the last column; how many of each kind stand where answers are counted.
 * @param {Numbers} numbers
 */
function costs(numbers) {
  if (!numbers.costs) return [];
  const { total, day, account } = numbers.costs;
  const period = `${numbers.period.from} – ${numbers.period.to}`;
  const groups = /** @type {[string, import('../../desk/reports.js').CostRow[], string | null][]} */ ([
    [t('numbers.total'), [total], period],
    [t('numbers.day'), day, null],
    [t('numbers.account'), account, null],
  ]);
  return groups.flatMap(([group, rows, name]) =>
    rows.flatMap((row) =>
      Object.entries(row.kinds).map(([kind, { count, usd }]) => [
        group,
        name ?? row.key,
        word('charge', kind),
        count,
        ...Array(12).fill(''),
        usd,
      ]),
    ),
  );
}

/** @param {Numbers} numbers */
function lines(numbers) {
  const groups = /** @type {[string, MetricsRow[], (row: MetricsRow) => string][]} */ ([
    [t('numbers.total'), [numbers.total], () => `${numbers.period.from} – ${numbers.period.to}`],
    [t('numbers.day'), numbers.day, (row) => row.key],
    [t('numbers.account'), numbers.account, (row) => row.key],
    [t('numbers.agent'), numbers.agent, (row) => row.agent?.name || row.agent?.sub || t('numbers.native')],
    [t('numbers.now'), numbers.week, (row) => hourOfWeek(row.key)],
  ]);
  return groups.flatMap(([group, rows, name]) =>
    rows.flatMap((row) => KINDS.map((kind) => line(group, name(row), row, kind, numbers.as_of))),
  );
}

/**
 * @param {string} group
 * @param {string} name
 * @param {MetricsRow} row
 * @param {import('../../desk/reports.js').Kind} kind
 * @param {string} asOf
 */
function line(group, name, row, kind, asOf) {
  const { business, ...all } = row[kind];
  return [
    group,
    name,
    word('clock', kind),
    all.count,
    ...[all.median_s, all.mean_s, all.p90_s, business.median_s, business.mean_s, business.p90_s].map(whole),
    ...(kind === 'resolution' ? ['', '', ''] : [all.within_target, all.in_time, all.missed]),
    all.unanswered,
    kind === 'resolution' ? '' : all.overdue,
    whole(oldest(row[kind], asOf)),
    '',
  ];
}

/** @param {number | null} seconds */
const whole = (seconds) => (seconds === null ? null : Math.round(seconds));

/** @param {string} key */
function hourOfWeek(key) {
  const [day, hour] = key.split('-');
  return `${word('weekday', day)} ${number(Number(hour), { minimumIntegerDigits: 2 })}:00`;
}
