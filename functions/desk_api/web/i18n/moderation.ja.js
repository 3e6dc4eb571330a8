/**
 * What can be done with a post on its network, in Japanese. The same keys as in English.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const ja = {
  'deletion.decide': '削除する',
  'deletion.means': '削除すると元に戻せません。この返信で回答済みだった投稿は、元の期限のまま返信待ちに戻ります。',
  'deletion.title': 'この返信を {network} から削除しますか？',
  'moderated.delete': 'ネットワークから削除しました。',
  'moderated.hide': 'ほかの人には表示されなくなりました。',
  'moderated.like': '「いいね！」しました。',
  'moderated.unhide': '再び表示されるようになりました。',
  'moderated.unlike': '「いいね！」を取り消しました。',
  'moderation.hidden': '非表示',
  'moderation.hidden_means': '{network} でほかの人には表示されません。投稿した本人には通知されません。',
  'moderation.liked': '「いいね！」済み',
  'moderation_action.delete': '削除',
  'moderation_action.hide': '非表示にする',
  'moderation_action.like': 'いいね！',
  'moderation_action.unhide': '再表示する',
  'moderation_action.unlike': 'いいね！を取り消す',
  'recommendation.negative': 'おすすめしていません',
  'recommendation.positive': 'おすすめしています',
};
