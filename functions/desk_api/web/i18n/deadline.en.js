/**
 * Why a deadline is when it is, and the steps before it, in English. The same keys as in Japanese.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const en = {
  'alert_method.digest': 'digest',
  'alert_method.mail': 'e-mail',
  'alert_method.sms': 'SMS',
  'deadline_explanation.all_counts': 'All of that time counts.',
  'deadline_explanation.closed': 'Closed {from} – {to}: not counted.',
  'deadline_explanation.closed_more': {
    one: 'And one more closed span.',
    other: 'And {n} more closed spans.',
  },
  'deadline_explanation.fallback':
    'The settings cannot give this post its deadline. Until they are mended, the default time counts, day and night.',
  'deadline_explanation.fired': 'sent',
  'deadline_explanation.late': 'The desk received it late.',
  'deadline_explanation.line': 'From {from} to the deadline {due}. {steps}',
  'deadline_explanation.promised': '{what}: target {span} of open hours.',
  'deadline_explanation.promised_any': '{what}: within {span}, day and night.',
  'deadline_explanation.rule': 'Policy {policy}, calendar {calendar}',
  'deadline_explanation.so': 'So it is due {when}.',
  'deadline_explanation.wrote': 'The customer wrote at {when}.',
  'recipients.and': ', ',
  'recipients.assigned': '(assigned)',
  'recipients.assignee': 'whoever is assigned',
  'recipients.managers': 'the managers',
  'step.answer_window': 'Answer window closes',
  'step.due': 'Due',
  'step.escalate': 'Escalation',
  'step.half': 'Half the time',
  'step.keyword-rule': 'Keyword',
  'step.late120': 'Two hours late',
  'step.late30': 'Half an hour late',
  'step.taken_back': 'Waiting again',
  'step.warn': 'Warning',
};
