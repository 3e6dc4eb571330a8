/** The numbers in English. The same keys as in Japanese. @type {import('../desk/format/i18n.js').Catalogue} */
export const en = {
  'reports.account': 'Account',
  'reports.agent': 'Agent',
  'reports.all_hours': '24/7',
  'reports.as_of': 'as of {time}',
  'reports.business_hours': 'Business hours',
  'reports.by_account': 'By account',
  'reports.by_agent': 'By agent',
  'reports.by_day': 'Day by day',
  'reports.by_network': 'By network',
  'reports.chart': '{figure}, day by day. {summary}',
  'reports.costs': 'What networks charge',
  'reports.costs_day': '{day}: {usd}',
  'reports.costs_kind': 'For what',
  'reports.costs_limit': '{usd} of {limit} in {month}',
  'reports.costs_month': '{usd} in {month}, with no limit',
  'reports.costs_near': 'Once it is used up, the desk stops reading networks that charge. Answers still go out.',
  'reports.costs_none': 'Nothing was charged in this period.',
  'reports.costs_note':
    'As the desk has counted it, at the prices in the settings; a network’s bill may differ. Days are those of UTC.',
  'reports.costs_number': 'How many',
  'reports.costs_reached':
    'The month’s limit is used up: the desk reads nothing more from networks that charge. Answers still go out.',
  'reports.costs_span': 'Least {least} · most {most}',
  'reports.costs_total': 'Cost in the period',
  'reports.costs_unknown': 'Accounts that are not in the settings',
  'reports.costs_usd': 'USD',
  'reports.csv_seconds': 's',
  'reports.custom': 'Own dates',
  'reports.day': 'Day',
  'reports.days': '{n} days',
  'reports.download': 'Download as CSV',
  'reports.download_clocks': 'Details as CSV',
  'reports.empty': 'Nothing was measured in this period.',
  'reports.empty_hint': 'Customers’ posts appear here with the day on which they came.',
  'reports.for_managers': 'Reports are for managers.',
  'reports.from': 'From',
  'reports.heat': 'When customers write',
  'reports.heat_count': 'Count',
  'reports.heat_least': 'few',
  'reports.heat_most': 'many',
  'reports.heat_none': 'none',
  'reports.heat_note': 'Each figure is how many waits began in that hour of the week.',
  'reports.heat_share_note':
    'Each figure is the percentage of targets met, of those that began in that hour; what is overdue was missed.',
  'reports.hours': 'Which hours count',
  'reports.in_time': 'Met',
  'reports.kind': 'What is measured',
  'reports.late': 'Received late',
  'reports.meaning': 'What these figures mean',
  'reports.meaning_business':
    'Business hours: only the time in which the account’s calendar is open. Targets count in business hours, so ' +
    '“in time” is the same in both views.',
  'reports.meaning_first': 'First reply: from the customer’s first post to the first answer by a person.',
  'reports.meaning_late':
    'Received late: what reached the desk more than 15 minutes after it was written. It counts from when it was ' +
    'written.',
  'reports.meaning_left_out': 'Left out: spam, and tickets that needed no reply.',
  'reports.meaning_median':
    'Mean: the sum divided by the count. Median: half were faster. 90th percentile: nine in ten were at least ' +
    'this fast.',
  'reports.meaning_next': 'Next reply: the same for every later time that the customer wrote again.',
  'reports.meaning_period':
    'A period holds what began in it: the day and the hour are those in which the customer wrote.',
  'reports.meaning_resolution':
    'Resolution: from opening to done, without the time in which the customer had our answer. It has no target.',
  'reports.meaning_agent':
    'By agent: who wrote the answer here. What was answered outside the desk, and what nobody has answered yet, ' +
    'overdue or not, has a line of its own.',
  'reports.meaning_clocks':
    'To check a figure: “Details as CSV” has a line for each time that is measured, with its deadline and ' +
    'whether it was kept. The lines add up to this page; what is neither “answered” nor “running” there is in no ' +
    'figure.',
  'reports.meaning_share':
    'In time: of the promises whose outcome is known, the share that was answered by the deadline. From the ' +
    'second at which its deadline passes without an answer, a promise is missed, also if it is answered later. ' +
    'What still has time counts on neither side; where nothing is known yet, a dash stands.',
  'reports.meaning_told_by_hand':
    'Reported by hand: answers in a network’s own app that the desk does not see. A person gave the time, and they ' +
    'count with it.',
  'reports.meaning_unanswered':
    'Unanswered: who still waits. Overdue: those of them whose deadline has passed. They are in no average, ' +
    'which is why they stand beside it, with the one who waits longest.',
  'reports.missed': 'Missed',
  'reports.native': 'Outside the desk, or nobody yet',
  'reports.network': 'Network',
  'reports.no_figure': 'none',
  'reports.now': 'Hour of the week',
  'reports.oldest': 'Longest wait',
  'reports.overdue': 'Overdue',
  'reports.period': 'Period',
  'reports.promise': 'Target {span}',
  'reports.promise_range': 'Targets {from} to {to}',
  'reports.range': '{from} – {to}',
  'reports.row_kind': 'Rows',
  'reports.row_name': 'Name',
  'reports.share_chart': 'Answered in time',
  'reports.span': 'Best {best} · worst {worst}',
  'reports.table': 'As a table',
  'reports.tick_d': '{n} d',
  'reports.tick_h': '{n} h',
  'reports.tick_m': '{n} m',
  'reports.to': 'To',
  'reports.told_by_hand': 'Reported by hand',
  'reports.total': 'All together',
  'reports.unanswered': 'Unanswered',
  'reports.week': 'This week',
  'reports.zone': 'days in {zone}',
  'statistic.count': 'Answered',
  'statistic.mean': 'Mean',
  'statistic.median': 'Median',
  'statistic.p90': '90th percentile',
  'statistic.share': 'In time',
};
