/**
 * The choice between a public and a private answer, in English. The same keys as in Japanese.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const en = {
  'answer_channel.closed': 'A private answer was possible until {when}. In public you can still answer.',
  'answer_channel.closed_before': 'The time for a private answer is over. In public you can still answer.',
  'answer_channel.direct': 'In private',
  'answer_channel.label': 'Who reads the answer',
  'answer_channel.private_means': 'One message on {network}; the next only once they write back.',
  'answer_channel.private_until':
    'One message on {network}, until {when} ({left} left); the next only once they write back.',
  'answer_channel.public': 'In public',
  'answer_channel.public_until': 'Everybody can read it. One private message is possible until {when} ({left} left).',
  'answer_channel.used': 'The one private answer went out {when}. Answer in public, or wait until they write back.',
};
