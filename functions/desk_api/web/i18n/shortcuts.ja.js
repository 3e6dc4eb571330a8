/**
 * The keyboard shortcuts, in Japanese. The same keys as in English.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const ja = {
  'shortcut.again': 'この一覧',
  'shortcut.assign': '担当になる・担当から外れる',
  'shortcut.filters': '超過・まもなく・返信待ちなど',
  'shortcut.note': 'メモを書く',
  'shortcut.send_next': '返信を送信して次のチケットへ',
  'shortcut.tag': 'タグを追加',
  'shortcut.undo': '取り消す',
  'shortcut.back': '一覧に戻る',
  'shortcut.claim': '対応を始める',
  'shortcut.close': '閉じる',
  'shortcut.done': '完了、または返信不要',
  'shortcut.down': '次のチケット',
  'shortcut.open': 'チケットを開く',
  'shortcut.reply': '返信を書く',
  'shortcut.send': '返信を送信',
  'shortcut.title': 'キーボード操作',
  'shortcut.up': '前のチケット',
};
