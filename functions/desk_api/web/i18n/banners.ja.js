/**
 * What is said of accounts at fault, in Japanese. The same keys as in English.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const ja = {
  'action.use_again': '再び使う',
  'address_status.bounced': 'メールが届きません。',
  'address_status.complained': 'デスクのメールが迷惑メールに指定されました。',
  'address_status.invalid': '電話番号が正しくありません。',
  'address_status.opted_out': 'この番号では SMS の受信が停止されています。',
  'channel_fault.account_disconnected':
    '{network} がアカウントまたはその鍵を拒否しています。解消するまで、受信も送信もできません。',
  'channel_fault.limit_reached':
    '今月の費用が上限に達したため、読み取りを止めています。Webhook が届ける投稿は届き、返信も送信できます。',
  'channel_fault.lookups_refused':
    '{network} が投稿の再確認を許可していません。確認できるまで、削除された投稿の文面が残ります。',
  'channel_fault.mentions_unread':
    '{network} がメンションの読み取りを許可していません。Webhook が取りこぼした投稿を見つけられません。',
  'channel_fault.messages_refused':
    '{network} がこのアカウントからの DM を受け付けません。{network} で理由を確認してから、もう一度送信してください。',
  'channel_fault.messages_unread':
    '{network} が DM の読み取りを許可していません。Webhook が取りこぼした DM を見つけられません。',
  'channel_fault.out_of_credit': '{network} の利用枠を使い切りました。補充するまで、受信も送信もできません。',
  'channel_fault.own_posts_unread':
    '{network} が自社の投稿の読み取りを許可していません。Webhook が取りこぼした返信では計測が止まりません。',
  'channel_fault.permission_lost':
    '{network} が DM の権限を更新しません。DM は定期確認で見つかりますが、最大2分遅れます。',
  'channel_fault.poll_failed': '定期確認に {network} が応答しません。Webhook が取りこぼした投稿を見つけられません。',
  'channel_fault.poll_silent': '定期確認が止まっています。Webhook が取りこぼした投稿を見つけられません。',
  'channel_fault.quota_used_up':
    '{network} の料金プランで今月送信できる通数を使い切りました。{network} のアプリから返信するか、' +
    'プランを変更してください。',
  'channel_fault.rate_limited': '{network} の制限により、新しい投稿が遅れて届きます。',
  'channel_fault.replies_refused':
    '{network} がこのアカウントの返信を受け付けません。ロックされていないか {network} で確認してから、' +
    'もう一度送信してください。受信は続いています。',
  'channel_fault.setup_faulty':
    '毎日の確認で、{network} のアカウントの設定に不備が見つかりました。エンジニアの対応が必要です。',
  'channel_fault.subscriptions_lost':
    '{network} がこのアカウントの購読を終了しました。投稿は定期確認で見つかりますが、数分遅れます。' +
    'エンジニアによる再接続が必要です。',
  'channel_fault.webhook_broken':
    '{network} の Webhook のテストに失敗しており、受信できていません。その間は {network} のアプリで確認してください。',
  'channel_fault.webhook_silent': '{network} の Webhook が届いていません。新しい投稿は最大1分遅れて届きます。',
  'deliverability.nobody': '通知が誰にも届かない状態です。',
  'deliverability.nobody_do':
    '届く連絡先を持つマネージャーと管理者がいません。管理者が設定で連絡先を直すまで、' +
    'この画面で返信待ちを確認してください。',
  'deliverability.since': '{when} から、通知は別の方法かマネージャーへ届きます。',
  'encrypted.came': '暗号化メッセージが{n}件届きました（最新 {when}）。',
  'encrypted.do':
    '内容は {network} でのみ読めます。{network} で返信するか、暗号化されていないメッセージをお願いしてください。',
  'session.again': 'もう一度ログイン',
  'session.safe': '書いた内容は保存されています。ログインするとこの画面に戻ります。',
  'silent_channel.last': '最終受信\u00a0{when}。',
  'silent_channel.since': '{when} から。',
  'silent_channel.title': 'このアカウントに問題があります。新しい投稿が届かないことがあります。',
};
