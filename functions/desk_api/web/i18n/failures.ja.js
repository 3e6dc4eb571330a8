/**
 * What is said of replies that did not go out, in Japanese. The same keys as in English.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const ja = {
  'reply_failure.account_refused': '返信の内容ではなく、アカウントが投稿先に受け付けられていません。',
  'reply_failure.blocked': 'お客さまがアカウントをブロックしているため、返信は届きません。',
  'reply_failure.desk_unavailable': 'デスクの一部が応答しませんでした。',
  'reply_failure.disconnected': 'アカウントの接続が切れています。担当のエンジニアによる再接続が必要です。',
  'reply_failure.in_line': '先に書かれた DM の送信を待っています。順番がくると自動で送信されます。',
  'reply_failure.not_answerable': 'この投稿には、デスクから返信できません。',
  'reply_failure.not_found': '投稿先を確認しましたが、見つかりませんでした。',
  'reply_failure.not_ours': 'その投稿は、この会話でのアカウントの投稿ではありませんでした。',
  'reply_failure.not_said': '投稿されたかどうか、投稿先から回答がありませんでした。',
  'reply_failure.out_of_credit': '投稿先の利用残高がなくなっています。',
  'reply_failure.quota_used_up': 'アカウントの料金プランで今月送信できる通数を使い切りました。',
  'reply_failure.post_gone': '返信先の投稿が削除されたか、アカウントから見られなくなっています。',
  'reply_failure.rate_limited': '投稿先の上限に達しているため、しばらくしてから自動で送信されます。',
  'reply_failure.refused': '投稿先に受け付けられませんでした。',
  'reply_failure.rest_not_sent': '残りは送信されていません。',
  'reply_failure.retired': '送信前にアカウントの利用が終了しました。',
  'reply_failure.stale': '送信前に新しい投稿がありました。内容を読んでから、もう一度送信してください。',
  'reply_failure.too_visible': '投稿先で想定より広い範囲に公開されたため、投稿先から削除しました。',
  'reply_failure.unconfirmed':
    '送信の前に確認が必要な内容が含まれています。内容を確認してから、もう一度送信してください。',
  'reply_failure.unreachable': '投稿先に接続できませんでした。',
  'reply_failure.window_closed': '送信する前に、投稿先が返信を受け付ける期間が終了しました。',
};
