/**
 * What is said of replies that did not go out, in English. The same keys as in Japanese.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const en = {
  'reply_failure.account_refused': 'The network refuses the account itself, not this answer.',
  'reply_failure.blocked': 'The customer has blocked the account: no answer reaches them.',
  'reply_failure.desk_unavailable': 'A service of the desk did not answer.',
  'reply_failure.disconnected': 'The account is disconnected. An engineer has to connect it again.',
  'reply_failure.in_line': 'Older direct messages of this account go first. Yours is sent automatically.',
  'reply_failure.not_answerable': 'The network does not allow answers to this post from the desk.',
  'reply_failure.not_found': 'It was looked for on the network and is not there.',
  'reply_failure.not_ours': 'What was found there is no post of the account in this conversation.',
  'reply_failure.not_said': 'The network did not say whether it was posted.',
  'reply_failure.out_of_credit': 'The credit with the network is used up.',
  'reply_failure.quota_used_up': 'The account’s plan allows no more answers this month.',
  'reply_failure.post_gone': 'The post that it answers was deleted, or the account cannot see it any more.',
  'reply_failure.rate_limited': 'The network accepts no more for the moment. Yours is sent automatically.',
  'reply_failure.refused': 'The network refused it.',
  'reply_failure.rest_not_sent': 'The rest was not sent.',
  'reply_failure.retired': 'The account was retired before it was sent.',
  'reply_failure.stale': 'Something new came in before it was sent. Read it, then send again.',
  'reply_failure.too_visible': 'The network showed it to more people than were to see it, so it was deleted there.',
  'reply_failure.unconfirmed': 'Something in it has to be confirmed first. Look at it, then send again.',
  'reply_failure.unreachable': 'The network could not be reached.',
  'reply_failure.window_closed': 'The time in which the network takes an answer was over before it was sent.',
};
