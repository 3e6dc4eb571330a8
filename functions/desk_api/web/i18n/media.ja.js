/**
 * What stands at pictures and files in Japanese. The same keys as in English.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const ja = {
  'content_warning.hide': '投稿を隠す',
  'content_warning.show': '投稿を表示',
  'media.animated_gif': 'GIF',
  'media.audio': '音声',
  'media.broken': '読み込めませんでした。ページを再読み込みしてください。',
  'media.file': 'ファイル',
  'media.full_size': '元のサイズで開く',
  'media.location': '位置情報',
  'media.look': '{network} で見る',
  'media.map': '地図を開く',
  'media.no_alt': '説明なし',
  'media.photo': '写真',
  'media.save': '保存',
  'media.shared_post': 'シェアされた投稿',
  'media.sticker': 'スタンプ',
  'media.story': 'ストーリーズ',
  'media.unsupported': 'その他のコンテンツ',
  'media.unsupported_says': 'この画面では表示できません。{network} でご確認ください。',
  'media.video': '動画',
  'media_kept.failed': '取得できませんでした。{network} でご確認ください。',
  'media_kept.gone': '取得する前に {network} で削除されました。',
  'media_kept.not_kept': '保存されていません。{network} でご確認ください。',
  'media_kept.too_large': 'サイズが大きいため保存していません。{network} でご確認ください。',
  'media_kept.waiting': '{network} から取得しています。',
  'quote.somebody': '引用元の投稿',
  'quote.gone': '引用元の投稿は表示できなくなりました。',
  'quote.untold': '引用元の本文は届いていません。',
  'quote.open': '引用元を開く',
};
