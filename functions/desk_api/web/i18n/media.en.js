/**
 * What stands at pictures and files in English. The same keys as in Japanese.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const en = {
  'content_warning.hide': 'Hide the post',
  'content_warning.show': 'Show the post',
  'media.animated_gif': 'GIF',
  'media.audio': 'Audio',
  'media.broken': 'It cannot be loaded just now. Reload the page to try again.',
  'media.file': 'File',
  'media.full_size': 'Open in full size',
  'media.location': 'Location',
  'media.look': 'View on {network}',
  'media.map': 'Open the map',
  'media.no_alt': 'no description',
  'media.photo': 'Photo',
  'media.save': 'Save',
  'media.shared_post': 'Shared post',
  'media.sticker': 'Sticker',
  'media.story': 'Story',
  'media.unsupported': 'Other content',
  'media.unsupported_says': 'This desk cannot show it. Look at it on {network}.',
  'media.video': 'Video',
  'media_kept.failed': 'It could not be fetched. Look at it on {network}.',
  'media_kept.gone': 'Deleted on {network} before it could be fetched.',
  'media_kept.not_kept': 'Not kept here, or not any more. Look at it on {network}.',
  'media_kept.too_large': 'Too large to keep here. Look at it on {network}.',
  'media_kept.waiting': 'Being fetched from {network}.',
  'quote.somebody': 'A quoted post',
  'quote.gone': 'The quoted post is no longer shown.',
  'quote.untold': 'The network did not send the words of the quoted post.',
  'quote.open': 'Open the quoted post',
};
