/**
 * The choice between a public and a private answer, in Japanese. The same keys as in English.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const ja = {
  'answer_channel.closed': '非公開で返信できたのは{when}までです。公開での返信はできます。',
  'answer_channel.closed_before': '非公開で返信できる期間は過ぎました。公開での返信はできます。',
  'answer_channel.direct': '非公開で返信',
  'answer_channel.label': '返信を読める人',
  'answer_channel.private_means': '{network} で1通だけ送れます。次はお客さまから返事が届いてからです。',
  'answer_channel.private_until': '{network} で{when}まで（残り {left}）に1通だけ送れます。次は返事が届いてからです。',
  'answer_channel.public': '公開で返信',
  'answer_channel.public_until': '誰でも読めます。非公開のメッセージは{when}まで（残り {left}）に1通だけ送れます。',
  'answer_channel.used': '非公開の返信は{when}に送信済みです。公開で返信するか、お客さまからの返事をお待ちください。',
};
