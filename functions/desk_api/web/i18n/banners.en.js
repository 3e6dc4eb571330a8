/**
 * What is said of accounts at fault, in English. The same keys as in Japanese.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const en = {
  'action.use_again': 'Use again',
  'address_status.bounced': 'E-mails bounce.',
  'address_status.complained': 'Our e-mail was marked as spam.',
  'address_status.invalid': 'The phone number is not valid.',
  'address_status.opted_out': 'SMS are blocked on this phone.',
  'channel_fault.account_disconnected':
    '{network} refuses the account or its key. Nothing comes in or goes out until this is fixed.',
  'channel_fault.limit_reached':
    'This month’s cost limit is used up, so the desk has stopped polling. Posts still arrive by webhook, and ' +
    'answers still go out.',
  'channel_fault.lookups_refused':
    '{network} does not let us check posts again. The words of deleted posts stay until it does.',
  'channel_fault.mentions_unread':
    '{network} does not let us read mentions. Posts that the webhook misses are not found.',
  'channel_fault.messages_refused':
    '{network} does not accept direct messages from this account. Check the reason on {network}, then send again.',
  'channel_fault.messages_unread':
    '{network} does not let us read direct messages. Messages that the webhook misses are not found.',
  'channel_fault.out_of_credit':
    'The credit with {network} is used up. Nothing comes in or goes out until it is topped up.',
  'channel_fault.own_posts_unread':
    '{network} does not let us read our own posts. Answers that the webhook misses do not stop a clock.',
  'channel_fault.permission_lost':
    '{network} does not renew the permission for direct messages. Polling still finds them, up to two minutes late.',
  'channel_fault.poll_failed': '{network} does not respond to polling. Posts that the webhook misses are not found.',
  'channel_fault.poll_silent': 'Polling has stopped. Posts that the webhook misses are not found.',
  'channel_fault.quota_used_up':
    'The plan with {network} allows no more answers this month. Answer in its own app, or take a bigger plan.',
  'channel_fault.rate_limited': '{network} is limiting our requests. New posts arrive late.',
  'channel_fault.replies_refused':
    '{network} does not accept answers from this account. Check on {network} whether it is locked, then send ' +
    'again. Posts still come in.',
  'channel_fault.setup_faulty':
    'The daily check of the account on {network} found something that keeps the desk from working, or soon will. ' +
    'An engineer has to see to it.',
  'channel_fault.subscriptions_lost':
    '{network} has ended subscriptions of the account. Posts are found by polling, a few minutes late. ' +
    'An engineer has to connect it again.',
  'channel_fault.webhook_broken':
    '{network} does not deliver: its test of the webhook fails, and nothing comes in. Look into its own app meanwhile.',
  'channel_fault.webhook_silent': '{network}’s webhook is silent. New posts still come in, up to a minute late.',
  'deliverability.nobody': 'Alerts reach nobody.',
  'deliverability.nobody_do':
    'No manager and no admin has an address that works. Watch the queue here until an admin has mended an ' +
    'address in the settings.',
  'deliverability.since': 'Since {when} alerts go another way, or to the managers.',
  'encrypted.came': {
    one: 'an encrypted message came ({when}).',
    other: '{n} encrypted messages came, the last {when}.',
  },
  'encrypted.do': 'Only {network} can show them. Answer there, or ask for a message that is not encrypted.',
  'session.again': 'Sign in again',
  'session.safe': 'What you wrote is safe, and you come back to this place.',
  'silent_channel.last': 'Last activity {when}.',
  'silent_channel.since': 'Since {when}.',
  'silent_channel.title': 'There is a problem with this account. New posts may be missing.',
};
