/** What X charges for, in English. The same keys as in Japanese. @type {import('../desk/i18n.js').Catalogue} */
export const en = {
  'charge.media_read': 'Pictures and videos read',
  'charge.message': 'Direct messages sent',
  'charge.message_event': 'Direct messages delivered',
  'charge.message_read': 'Direct messages read',
  'charge.own_read': 'Own posts and mentions read',
  'charge.post': 'Posts sent',
  'charge.post_event': 'Posts delivered',
  'charge.post_read': 'Posts read',
  'charge.post_with_link': 'Posts with a link sent',
  'charge.summoned_reply': 'Replies sent',
  'charge.user_read': 'Authors read',
};
