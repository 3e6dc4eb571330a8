/**
 * The keyboard shortcuts, in English. The same keys as in Japanese.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const en = {
  'shortcut.again': 'This list',
  'shortcut.assign': 'Assign or unassign me',
  'shortcut.filters': 'Overdue, Soon, Waiting …',
  'shortcut.note': 'Write a note',
  'shortcut.send_next': 'Send and open the next',
  'shortcut.tag': 'Add a tag',
  'shortcut.undo': 'Undo',
  'shortcut.back': 'Back to the list',
  'shortcut.claim': 'Claim',
  'shortcut.close': 'Close',
  'shortcut.done': 'Done, or no reply needed',
  'shortcut.down': 'Next ticket',
  'shortcut.open': 'Open the ticket',
  'shortcut.reply': 'Write a reply',
  'shortcut.send': 'Send the reply',
  'shortcut.title': 'Keyboard shortcuts',
  'shortcut.up': 'Previous ticket',
};
