/** 検索の言葉。英語と同じキーを持つ。 @type {import('../desk/format/i18n.js').Catalogue} */
export const ja = {
  'search.all': 'すべての投稿・返信・メモを検索しました。',
  'search.back_to': '{day}以降に書かれたものを検索しました。',
  'search.codes': 'すべてのチケットの番号を検索しました。',
  'search.further': 'さらに前を検索',
  'search.looking': '検索中…',
  'search.not_yet': '「{q}」はまだ見つかっていません。',
  'search.words': '文中の語句も検索',
  'search_source.customer': 'お客さま',
  'search_source.note': 'メモ',
  'search_source.us': '返信',
};
