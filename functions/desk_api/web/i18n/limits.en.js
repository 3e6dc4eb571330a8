/** What limits a reply, and answers that people report. @type {import('../desk/format/i18n.js').Catalogue} */
export const en = {
  'answer_window.left': 'Answer until {when} · {left} left',
  'answer_window.over': 'The time for answers is over',
  'audience.direct': 'Only the people named',
  'audience.followers': 'Followers only',
  'audience.means': 'The answer is seen by those who see the post, and by nobody else.',
  'audience.unlisted': 'For everybody, but in no public timeline',
  'native_answer.ago': '{n} min ago ({time})',
  'native_answer.answered': 'Answered in {network}',
  'native_answer.by_hand': 'reported by',
  'native_answer.now': 'just now',
  'native_answer.other': 'earlier …',
  'native_answer.report': 'Answered in {network}',
  'native_answer.said': 'Recorded as answered in {network}.',
  'native_answer.when': 'When it was answered',
  'native_answer.withdraw': 'Take back',
  'native_answer.withdrawn': 'Taken back. The customer waits again.',
  'opening.begins': 'Begins with {opening}',
  'opening.means':
    'The desk puts this in front, since the network would otherwise tell the customer nothing of the answer.',
  'quota.left': '{left} of {limit} answers left',
  'quota.means': '{network} counts them: {left} of the {limit} that the account’s plan allows, as of {when}.',
};
