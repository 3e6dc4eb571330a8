/** What X charges for, in Japanese. The same keys as in English. @type {import('../desk/i18n.js').Catalogue} */
export const ja = {
  'charge.media_read': '画像・動画の読み取り',
  'charge.message': 'DM の送信',
  'charge.message_event': 'DM の配信',
  'charge.message_read': 'DM の読み取り',
  'charge.own_read': '自アカウントの投稿・メンションの読み取り',
  'charge.post': '投稿の送信',
  'charge.post_event': '投稿の配信',
  'charge.post_read': '投稿の読み取り',
  'charge.post_with_link': 'リンク付き投稿の送信',
  'charge.summoned_reply': '返信の送信',
  'charge.user_read': '投稿者情報の読み取り',
};
