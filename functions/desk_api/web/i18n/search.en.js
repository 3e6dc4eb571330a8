/** What the search says in English. The same keys as in Japanese. @type {import('../desk/format/i18n.js').Catalogue} */
export const en = {
  'search.all': 'That is everything that was written.',
  'search.back_to': 'Searched everything written since {day}.',
  'search.codes': 'Searched numbers and codes of all tickets.',
  'search.further': 'Search further back',
  'search.looking': 'Searching …',
  'search.not_yet': 'Nothing found for “{q}” so far.',
  'search.words': 'Search the words too',
  'search_source.customer': 'Customer',
  'search_source.note': 'Note',
  'search_source.us': 'Our answer',
};
