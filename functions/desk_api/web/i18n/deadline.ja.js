/**
 * Why a deadline is when it is, and the steps before it, in Japanese. The same keys as in English.
 * @type {import('../desk/format/i18n.js').Catalogue}
 */
export const ja = {
  'alert_method.digest': 'まとめ',
  'alert_method.mail': 'メール',
  'alert_method.sms': 'SMS',
  'deadline_explanation.all_counts': 'この間はすべて営業時間に含まれます。',
  'deadline_explanation.closed': '{from}〜{to} は営業時間外のため含みません。',
  'deadline_explanation.closed_more': {
    other: 'ほかに{n}回の営業時間外があります。',
  },
  'deadline_explanation.fallback':
    '設定ではこの投稿の期限を計算できません。設定が修正されるまで、既定の時間を24時間で数えます。',
  'deadline_explanation.fired': '通知済み',
  'deadline_explanation.late': 'デスクには遅れて届きました。',
  'deadline_explanation.line': '{from} から期限 {due} まで。{steps}',
  'deadline_explanation.promised': '{what}の返信期限は営業時間で {span}です。',
  'deadline_explanation.promised_any': '{what}の返信期限は24時間で数えて {span}です。',
  'deadline_explanation.rule': '返信期限（SLA）{policy}・カレンダー {calendar}',
  'deadline_explanation.so': 'そのため期限は {when} です。',
  'deadline_explanation.wrote': 'お客さまの投稿は {when}。',
  'recipients.and': '、',
  'recipients.assigned': '（担当）',
  'recipients.assignee': '担当者',
  'recipients.managers': 'マネージャー',
  'step.answer_window': '返信期限（ネットワーク側）間近',
  'step.due': '期限',
  'step.escalate': 'エスカレーション',
  'step.half': '残り半分',
  'step.keyword-rule': 'キーワード',
  'step.late120': '2時間超過',
  'step.late30': '30分超過',
  'step.taken_back': '再び返信待ち',
  'step.warn': '警告',
};
