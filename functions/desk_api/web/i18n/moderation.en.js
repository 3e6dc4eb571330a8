/**
 * What can be done with a post on its network, in English. The same keys as in Japanese.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const en = {
  'deletion.decide': 'Delete it',
  'deletion.means': 'It cannot be undone. What it answered waits again, with its own deadline.',
  'deletion.title': 'Delete this answer on {network}?',
  'moderated.delete': 'Deleted on the network.',
  'moderated.hide': 'Hidden from others.',
  'moderated.like': 'Liked.',
  'moderated.unhide': 'Everybody sees it again.',
  'moderated.unlike': 'No longer liked.',
  'moderation.hidden': 'hidden',
  'moderation.hidden_means': 'Others do not see it on {network}. Its author does not notice.',
  'moderation.liked': 'liked by us',
  'moderation_action.delete': 'Delete',
  'moderation_action.hide': 'Hide',
  'moderation_action.like': 'Like',
  'moderation_action.unhide': 'Show again',
  'moderation_action.unlike': 'Unlike',
  'recommendation.negative': 'does not recommend us',
  'recommendation.positive': 'recommends us',
};
