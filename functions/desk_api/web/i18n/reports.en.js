/** The numbers in English. The same keys as in Japanese. @type {import('../desk/i18n.js').Catalogue} */
export const en = {
  'figure.count': 'Answered',
  'figure.mean': 'Mean',
  'figure.median': 'Median',
  'figure.p90': '90th percentile',
  'figure.share': 'In time',
  'numbers.account': 'Account',
  'numbers.agent': 'Agent',
  'numbers.all_hours': '24/7',
  'numbers.as_of': 'as of {time}',
  'numbers.business_hours': 'Business hours',
  'numbers.by_account': 'By account',
  'numbers.by_agent': 'By agent',
  'numbers.by_day': 'Day by day',
  'numbers.chart': '{figure}, day by day. {summary}',
  'numbers.costs': 'What X charges',
  'numbers.costs_day': '{day}: {usd}',
  'numbers.costs_kind': 'For what',
  'numbers.costs_limit': '{usd} of {limit} in {month}',
  'numbers.costs_month': '{usd} in {month}, with no limit',
  'numbers.costs_near': 'Once it is used up, the desk stops reading from X by itself. Answers still go out.',
  'numbers.costs_none': 'X has charged nothing in this period.',
  'numbers.costs_note':
    'As the desk has counted it, at the prices in the settings; X’s bill may differ. Days are those of UTC.',
  'numbers.costs_number': 'How many',
  'numbers.costs_reached':
    'The month’s limit is used up: the desk reads nothing from X by itself. Answers still go out.',
  'numbers.costs_span': 'Least {least} · most {most}',
  'numbers.costs_total': 'Cost in the period',
  'numbers.costs_unknown': 'Accounts that are not in the settings',
  'numbers.costs_usd': 'USD',
  'numbers.custom': 'Own dates',
  'numbers.day': 'Day',
  'numbers.days': '{n} days',
  'numbers.download': 'Download as CSV',
  'numbers.download_clocks': 'Details as CSV',
  'numbers.empty': 'Nothing was measured in this period.',
  'numbers.empty_hint': 'Customers’ posts appear here with the day on which they came.',
  'numbers.for_managers': 'The numbers are for managers.',
  'numbers.from': 'From',
  'numbers.heat': 'When customers write',
  'numbers.heat_count': 'Count',
  'numbers.heat_least': 'few',
  'numbers.heat_most': 'many',
  'numbers.heat_none': 'none',
  'numbers.heat_note': 'Each figure is how many waits began in that hour of the week.',
  'numbers.heat_share_note':
    'Each figure is the percentage of targets met, of those that began in that hour; what is overdue was missed.',
  'numbers.hours': 'Which hours count',
  'numbers.in_time': 'Met',
  'numbers.kind': 'What is measured',
  'numbers.late': 'Received late',
  'numbers.meaning': 'What these figures mean',
  'numbers.meaning_business':
    'Business hours: only the time in which the account’s calendar is open. Targets count in business hours, so ' +
    '“in time” is the same in both views.',
  'numbers.meaning_first': 'First reply: from the customer’s first post to the first answer by a person.',
  'numbers.meaning_late':
    'Received late: what reached the desk more than 15 minutes after it was written. It counts from when it was ' +
    'written.',
  'numbers.meaning_left_out': 'Left out: spam, and tickets that needed no reply.',
  'numbers.meaning_median':
    'Mean: the sum divided by the count. Median: half were faster. 90th percentile: nine in ten were at least ' +
    'this fast.',
  'numbers.meaning_next': 'Next reply: the same for every later time that the customer wrote again.',
  'numbers.meaning_period':
    'A period holds what began in it: the day and the hour are those in which the customer wrote.',
  'numbers.meaning_resolution':
    'Resolution: from opening to done, without the time in which the customer had our answer. It has no target.',
  'numbers.meaning_agent':
    'By agent: who wrote the answer here. What was answered outside the desk, and what nobody has answered yet, ' +
    'overdue or not, has a line of its own.',
  'numbers.meaning_clocks':
    'To check a figure: “Details as CSV” has a line for each time that is measured, with its deadline and ' +
    'whether it was kept. The lines add up to this page; what is neither “answered” nor “running” there is in no ' +
    'figure.',
  'numbers.meaning_share':
    'In time: of the promises whose outcome is known, the share that was answered by the deadline. From the ' +
    'second at which its deadline passes without an answer, a promise is missed, also if it is answered later. ' +
    'What still has time counts on neither side; where nothing is known yet, a dash stands.',
  'numbers.meaning_unanswered':
    'Unanswered: who still waits. Overdue: those of them whose deadline has passed. They are in no average, ' +
    'which is why they stand beside it, with the one who waits longest.',
  'numbers.missed': 'Missed',
  'numbers.native': 'Outside the desk, or nobody yet',
  'numbers.no_figure': 'none',
  'numbers.now': 'Hour of the week',
  'numbers.oldest': 'Longest wait',
  'numbers.overdue': 'Overdue',
  'numbers.period': 'Period',
  'numbers.promise': 'Target {span}',
  'numbers.promise_range': 'Targets {from} to {to}',
  'numbers.range': '{from} – {to}',
  'numbers.row_kind': 'Rows',
  'numbers.row_name': 'Name',
  'numbers.share_chart': 'Answered in time',
  'numbers.span': 'Best {best} · worst {worst}',
  'numbers.table': 'As a table',
  'numbers.tick_d': '{n} d',
  'numbers.tick_h': '{n} h',
  'numbers.tick_m': '{n} m',
  'numbers.to': 'To',
  'numbers.total': 'All together',
  'numbers.unanswered': 'Unanswered',
  'numbers.week': 'This week',
  'numbers.zone': 'days in {zone}',
};
