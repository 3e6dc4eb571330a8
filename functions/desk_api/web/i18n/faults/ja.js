/** What the desk says no with, in Japanese. @type {import('../../desk/session/faults.js').Faults} */
export const faults = {
  "It must be the id of a calendar, or a calendar's document.":
    'カレンダーの ID か、カレンダーの内容を指定してください。',
  "the sign-in's address is changed together with this one: `desk people email`, or PUT /api/people/{sub}":
    'ログイン用のメールアドレスも同時に変わります。desk people email で変更してください。',
  "the sign-in's groups are changed together with these: `desk people groups`, or PUT /api/people/{sub}":
    'ログインの権限も同時に変わります。desk people groups で変更してください。',
  '<{}> cannot have {}; there are {}': '<{0}> に {1} は使えません。使えるのは {2} です。',
  '{} is on another network': '{0} は別のネットワークのアカウントです。',
  '{} is retired: nothing is sent from it any more': '{0} は利用を終了したため、送信できません。',
  'A hundred years of this calendar do not hold a target as long as that.':
    'このカレンダーでは、100年あってもその目標時間に届きません。',
  'A private message has no public post to answer.': 'DM には、公開で返信できる投稿がありません。',
  'A target cannot be negative.': '目標時間に負の数は使えません。',
  'It is missing; an empty list closes the day.': '時間を入力してください。空にすると、その日は休みになります。',
  'It must be more than 0 and at most {}, which is a year.': '0 より大きく、{0}（1年）以下にしてください。',
  'It needs its offset from UTC, as in 2026-09-18T17:00:00+09:00.':
    '2026-09-18T17:00:00+09:00 のように、UTC との時差を付けてください。',
  'It overlaps with {} of {}, which runs over midnight.': '日をまたぐ {1} の {0} と重なっています。',
  'It overlaps with {}.': '{0} と重なっています。',
  'Its author deleted the post.': '投稿は投稿者によって削除されました。',
  'Its author does not let the account answer the post.': '投稿者の設定により、このアカウントからは返信できません。',
  'Its author lets only certain people answer the post.': '投稿者が返信できる人を限定しています。',
  'No holidays are known of {}; write a code such as JP.':
    '{0} の祝日は分かりません。JP のような国コードを入力してください。',
  'Somebody else signs in with this address.': 'このメールアドレスは、ほかの人がログインに使っています。',
  'The calendar never opens: no day of a year has open hours.': '1年を通して営業時間がありません。',
  'The calendar {} has no open time within 366 days after {} UTC.':
    'カレンダー {0} には、{1}（UTC）から366日の間に営業時間がありません。',
  "The account's plan with {} allows no more answers this month: answer in its own app.":
    '{0} の料金プランで今月送信できる通数を使い切りました。{0} のアプリから返信してください。',
  'The account has blocked the customer on {}: no answer reaches them.':
    'アカウントが {0} でお客さまをブロックしているため、返信は届きません。',
  'The customer has blocked the account on {}: no answer reaches them.':
    'お客さまが {0} でアカウントをブロックしているため、返信は届きません。',
  'The customer does not take private messages from the account.':
    'お客さまは、このアカウントからの DM を受け取っていません。',
  "The customer's posts are protected, and {} lets nobody answer them through an app.":
    'お客さまの投稿は非公開のため、{0} ではアプリから返信できません。',
  'The name that has to stand in front leaves no room for an answer.':
    '先頭に必ず入る相手の名前が長いため、返信を書く余地がありません。',
  'The reply says nothing.': '返信が空です。',
  'The sign-in does not take this address.': 'このメールアドレスはログインに使えません。',
  'There are {} of them; at most {} can be.': '{0}件あります。{1}件以下にしてください。',
  'There is no post to answer.': '返信する投稿がありません。',
  'There is no preset {}, only {}; one of your own needs from and to.':
    '{0} という休業期間はありません。使えるのは {1} です。独自の期間には from と to が必要です。',
  'This calendar does not hold a target as long as that in {} years.':
    'このカレンダーでは、{0}年あってもその目標時間に届きません。',
  'This changes more than {} records at once.': '一度に変更できる{0}件を超えています。',
  'Times lie between the years {} and {}.': '{0}年から{1}年までの日時にしてください。',
  '{} has refused an answer to this post.': 'この投稿への返信は、{0} に受け付けられませんでした。',
  '{} takes no answer to this post any more, through an app: open it there or wait until the customer writes again.':
    '{0} がアプリからの返信を受け付ける期間は終わりました。投稿を {0} で開いて返信するか、お客さまからの次の連絡' +
    'をお待ちください。',
  ['{} takes no answer to this post any more, through an app: answer in public, open it there, or wait until ' +
    'the customer writes again.']:
    '{0} がアプリからの返信を受け付ける期間は終わりました。公開で返信するか、投稿を {0} で開いて返信するか、お客' +
    'さまからの次の連絡をお待ちください。',
  ['{} takes no answer to this post any more, through an app: answer in private, open it there, or wait until ' +
    'the customer writes again.']:
    '{0} がアプリからの返信を受け付ける期間は終わりました。メッセージで返信するか、投稿を {0} で開いて返信するか' +
    '、お客さまからの次の連絡をお待ちください。',
  ['{} takes no answer to this post any more, through an app: answer their private message, open it there, or ' +
    'wait until the customer writes again.']:
    '{0} がアプリからの返信を受け付ける期間は終わりました。お客さまからのメッセージに返信するか、投稿を {0} で開' +
    'いて返信するか、お客さまからの次の連絡をお待ちください。',
  ['{} takes no answer to this post any more, through an app: answer their private message, answer in public, ' +
    'open it there, or wait until the customer writes again.']:
    '{0} がアプリからの返信を受け付ける期間は終わりました。お客さまからのメッセージに返信するか、公開で返信するか' +
    '、投稿を {0} で開いて返信するか、お客さまからの次の連絡をお待ちください。',
  ['{} takes no answer to this post any more, through an app: answer their private message, answer in private, ' +
    'open it there, or wait until the customer writes again.']:
    '{0} がアプリからの返信を受け付ける期間は終わりました。お客さまからのメッセージに返信するか、メッセージで返信' +
    'するか、投稿を {0} で開いて返信するか、お客さまからの次の連絡をお待ちください。',
  '{} takes one private answer to a public post, and it is used: wait until the customer writes again.':
    '{0} では、公開の投稿1件に送れるメッセージは1通だけで、すでに送信済みです。お客さまからの次の連絡をお待ち' +
    'ください。',
  ['{} takes one private answer to a public post, and it is used: answer in public or wait until the customer ' +
    'writes again.']:
    '{0} では、公開の投稿1件に送れるメッセージは1通だけで、すでに送信済みです。公開で返信するか、お客さまから' +
    'の次の連絡をお待ちください。',
  ['{} takes one private answer to a public post, and it is used: answer their private message or wait until ' +
    'the customer writes again.']:
    '{0} では、公開の投稿1件に送れるメッセージは1通だけで、すでに送信済みです。お客さまからのメッセージに返信' +
    'するか、お客さまからの次の連絡をお待ちください。',
  ['{} takes one private answer to a public post, and it is used: answer their private message, answer in ' +
    'public, or wait until the customer writes again.']:
    '{0} では、公開の投稿1件に送れるメッセージは1通だけで、すでに送信済みです。お客さまからのメッセージに返信' +
    'するか、公開で返信するか、お客さまからの次の連絡をお待ちください。',
  '{} lets only an account that the post names answer it.':
    '{0} では、投稿の宛先になっているアカウントからしか返信できません。',
  'cannot be done on this network': 'このネットワークではできません。',
  'cannot be done to this post': 'この投稿にはできません。',
  '{} does not offer that': '{0} ではできません。',
  'a category': '区分',
  'a code': 'コード',
  "a country's code such as JP": 'JP のような国コード',
  'a date such as 2026-12-31': '2026-12-31 のような日付',
  'a day of the year such as 08-13': '08-13 のような月日',
  'a document is retired as it is; change it before, or not at all':
    '利用を終了する設定は、そのまま終了します。変更は先に済ませてください。',
  'a name': '名前',
  'a person is disabled instead, and keeps their name in the history':
    'メンバーは「利用停止」にしてください。履歴の名前は残ります。',
  'an IANA zone such as Asia/Tokyo': 'Asia/Tokyo のようなタイムゾーン',
  'an interval such as 09:00-18:00': '09:00-18:00 のような時間帯',
  'account {} has the same one': 'アカウント {0} と同じです。',
  'cannot hold <{}>; there are {}': '<{0}> は使えません。使えるのは {1} です。',
  'could take {} of the {} characters that two parts of an SMS hold, {} for the link':
    'SMS 2通分の{1}文字に対して{0}文字になります（リンクに{2}文字）。短くしてください。',
  'every desk has this one; it can be changed and not retired':
    'どのデスクにも必要な設定です。変更はできますが、終了はできません。',
  'has a < or > that belongs to no tag; write &lt; and &gt;, and attributes as in href="{link}"':
    'タグではない < または > があります。&lt; や &gt; と書き、属性は href="{link}" のように書いてください。',
  'has a blank without its end; write it on one line as in [[order number]]':
    '空欄が閉じていません。[[注文番号]] のように 1 行で書いてください。',
  'has a {} without its other half; write {} for the brace itself':
    '{0} が対になっていません。かっこそのものは {1} と書いてください。',
  'has no field {{}}; there are {}': '{{0}} という項目はありません。使えるのは {1} です。',
  'holds a character that cannot be seen': '目に見えない文字が含まれています。',
  'holds a control character': '制御文字が含まれています。',
  'holds a line break or another character that cannot be seen': '改行や、目に見えない文字が含まれています。',
  'holds half a character: {}': '文字として成り立たないものが含まれています: {0}',
  'is longer than a direct message may be ({} bytes)': 'DM の上限（{0}バイト）を超えています。',
  'is longer than a direct message may be ({} characters)': 'DM の上限（{0}文字）を超えています。',
  'is longer than {} characters': '{0}文字を超えています。',
  'is missing: a day, or an instant in RFC 3339': '日付か日時を入力してください。',
  'is no PNG, JPEG or WebP in base64': 'PNG、JPEG、WebP の画像ではありません。',
  'is no other ticket of this customer': 'このお客さまの別のチケットではありません。',
  'is no field of this request': 'このリクエストにない項目です。',
  'is no place in what was searched': '検索の続きの位置として正しくありません。もう一度検索してください。',
  'is no post of this ticket': '返信先の投稿は、このチケットのものではありません。',
  'is nobody at this desk': 'その人はこのデスクにいません。',
  'is not one that an answer gave': '続きの位置が正しくありません。最初から読み込み直してください。',
  'is not the address of a post that was written after this reply':
    'この返信よりあとに書かれた投稿のアドレスではありません。',
  'is only for {}': '{0} でだけ使えます。',
  'is there twice': '同じものが2つあります。',
  'it cannot be counted in the calendar {}: {}': 'カレンダー {0} では計算できません。{1}',
  'left out': 'なし',
  'lies before the beginning': '終わりが始まりより前です。',
  'must be 8 to 64 letters, digits, - or _, not {}': '8～64文字の英数字、- または _ にしてください（今は {0} です）。',
  'must be a list, not {}': '一覧の形で入力してください（今は {0} です）。',
  'must be a mail address such as keiko@example.com': 'keiko@example.com のようなメールアドレスを入力してください。',
  'must be a number, not {}': '数値を入力してください（今は {0} です）。',
  'must be a text, not {}': '文字列を入力してください（今は {0} です）。',
  'must be a whole number, not {}': '整数を入力してください（今は {0} です）。',
  'must be an object of fields, not {}': '項目の集まりの形で入力してください（今は {0} です）。',
  'must be at least {}, not {}': '{0} 以上にしてください（今は {1} です）。',
  'must be at most {}, not {}': '{0} 以下にしてください（今は {1} です）。',
  'must be on one line': '1 行で入力してください。',
  'must be one of {}': '次のいずれかにしてください: {0}',
  'must be one of {}, or several with commas between': '次のいずれか、またはコンマ区切りで複数にしてください: {0}',
  'must be one of {}, not {}': '次のいずれかにしてください: {0}（今は {1} です）。',
  'lies before the post that waits for an answer': '返信を待っている投稿より前の時刻は入力できません。',
  'lies in the future': '未来の時刻は入力できません。',
  'must be an instant such as 2026-09-18T17:00:00+09:00, not {}':
    '2026-09-18T17:00:00+09:00 のような日時にしてください（今は {0} です）。',
  '{} shows the desk what is answered in its own app: it counts by itself':
    '{0} のアプリからの返信は自動で反映されるため、手動での登録は不要です。',
  'must be true or false, not {}': 'true か false にしてください（今は {0} です）。',
  'must be written as {} says': '{0} の形で入力してください。',
  'must have at least {} character': '{0}文字以上で入力してください。',
  'must have at most {} entries': '{0}件以下にしてください。',
  'must be a number': '数字を入力してください。',
  'must lie after from': '終わりは始まりより後にしてください。',
  'must lie between 1 and 200': '1 から 200 までにしてください。',
  'must say {link}: nobody can act on a message without it':
    '{link} を入れてください。リンクがないと、受け取った人が対応できません。',
  'nobody of this id can sign in; let them in with `desk people add`':
    'この ID でログインできる人はいません。desk people add で追加してください。',
  'one of {}': '{0} のいずれか',
  'only a manager can take a claim over': '対応を引き継げるのはマネージャーだけです。',
  'paste the address of the post that you found on the network': '見つかった投稿のアドレスを貼り付けてください。',
  'people are disabled and enabled by a request of their own':
    'メンバーの利用停止と再開は、専用の操作で行ってください。',
  'person {} has the same one': 'メンバー {0} と同じです。',
  'say why nothing needs to be answered: the customer is waiting':
    'お客さまが返信を待っています。返信が不要な理由を選んでください。',
  'says nothing': '何も書かれていません。',
  'the request {} is finished already': '依頼 {0} はすでに処理済みです。',
  'the body cannot be read as UTF-8, or as the base64 that it is said to be':
    'リクエストの本文を UTF-8 または base64 として読み取れません。',
  'the body is no JSON: {}': 'リクエストの本文が JSON ではありません: {0}',
  'more people would see the answer than the post: say that this is meant':
    '返信は元の投稿より広い範囲に公開されます。それでよいか確認してください。',
  'the customer wrote in private: say that everybody may read the answer':
    'お客さまは DM で書いています。公開で返信してよいか確認してください。',
  'the desk does not know your address; an admin can add you to its people':
    'あなたのメールアドレスが登録されていません。管理者に追加を依頼してください。',
  'the desk does not know your phone number': 'あなたの電話番号が登録されていません。',
  'the desk would have no admin left; name another one first':
    '管理者がいなくなります。先に別の管理者を決めてください。',
  'there are more than {}': '{0}個を超えています。',
  'there is no message {}; there are {}': '{0} という文面はありません。使えるのは {1} です。',
  'there is none to retire': '利用を終了する設定がありません。',
  'this cannot be retired': '利用を終了できない設定です。',
  'this is somebody of the desk': 'すでにこのデスクのメンバーです。',
  'this is somebody who was disabled; enable them': '利用停止中のメンバーです。利用を再開してください。',
  'type {} to answer from another account': 'このアカウントから返信するには {0} と入力してください。',
  'was cut, altered, or given for another query; leave it out to begin with the first page':
    '途中で切れたか、書き換えられたか、別の検索のものです。指定せずに最初のページから読み直してください。',
  'was deleted by its author': '返信先の投稿は、投稿者によって削除されました。',
  'who may sign in is changed by `desk people disable` and `enable`, or POST /api/people/{sub}/disable':
    'ログインできる人は desk people disable と enable で変更してください。',
  '{} bytes are more than the ingest queue takes.': '{0}バイトは大きすぎます。',
  '{} has no category {}; it has {}.': '{0} に {1} という区分はありません。使えるのは {2} です。',
  '{} has no offset; write it as in 2026-12-31T18:00:00+09:00':
    '{0} に時差がありません。2026-12-31T18:00:00+09:00 のように入力してください。',
  '{} has no {}; it is {}.': '{0} に {1} はありません。選べるのは {2} です。',
  '{} has this address already': 'このメールアドレスは {0} が使っています。',
  '{} is neither a day nor an instant': '{0} は日付でも日時でもありません。',
  '{} is no date; write it as in 2026-12-31.': '{0} は日付ではありません。2026-12-31 のように入力してください。',
  '{} is no day of the year; write it as in 08-13.': '{0} は月日ではありません。08-13 のように入力してください。',
  '{} is no day such as 2026-12-31, and no time such as 2026-12-31T18:00:00+09:00':
    '{0} は 2026-12-31 のような日付でも、2026-12-31T18:00:00+09:00 のような日時でもありません。',
  '{} is no instant; write it as in 2026-09-18T17:00:00+09:00.':
    '{0} は日時ではありません。2026-09-18T17:00:00+09:00 のように入力してください。',
  '{} is no interval; write it as in 09:00-18:00.':
    '{0} は時間帯ではありません。09:00-18:00 のように入力してください。',
  '{} is there twice': '{0} が2つあります。',
  '{} opens and closes at once; a whole day is 00:00-24:00.':
    '{0} は始まりと終わりが同じです。終日は 00:00-24:00 と入力してください。',
  '{} stands there twice.': '{0} が2つあります。',
  '{}: hours run from 00:00 to 24:00; past midnight as in 22:00-06:00.':
    '{0} は時間帯になりません。時刻は 00:00 から 24:00 まで、日をまたぐときは 22:00-06:00 のように入力してください。',
  '{}="{}" is not allowed in <{}>': '<{2}> に {0}="{1}" は使えません。',
  "'default' always counts last; leave it out of the order": 'default は必ず最後に使われます。順番から外してください。',
  '1 to 24 small letters (a-z), digits or _': '1～24文字の半角英小文字・数字・_',
  '1 to 40 letters (a-z, A-Z), digits, - or _': '1～40文字の半角英数字・-・_',
  'No holidays are known of {}; did you mean {}?': '{0} の祝日は分かりません。{1} ではありませんか？',
  'a colour of # and six digits': '# と6桁の色コード',
  'a day, or a time with its offset from UTC': '日付、または UTC との時差を付けた日時',
  'a mail address': 'メールアドレス',
  "a mobile number with + and the country's code, digits alone": '+ と国番号から始まる携帯電話番号（数字のみ）',
  'a text, in quotes': '文字列（引用符付き）',
  'a name of 1 to 200 characters': '1～200文字の名前',
  'a name such as Office hours': '営業時間などの名前',
  'a small picture (PNG, JPEG or WebP) in base64': '小さな画像（PNG、JPEG、WebP）の base64',
  'a tag': 'タグ',
  'a word to look for': '探すキーワード',
  'a word, or some, of at most 100 characters': '100文字以下のキーワード',
  'an IANA time zone': 'IANA のタイムゾーン',
  'assignee, managers, team:ID or person:ID': 'assignee、managers、team:ID、person:ID のいずれか',
  'at most 12 characters': '12文字以下',
  'at most 40 characters, without spaces and @': '空白と @ を含まない40文字以下',
  'can never match: every ticket that it is for goes to {} before it':
    '使われることがありません。対象のチケットは、先にある {0} がすべて取ります。',
  'can never match: none of its accounts is on a network that it is for':
    '使われることがありません。指定したアカウントに、対象のネットワークのものがありません。',
  'does nothing: it names nobody to tell, and no tag to put on the ticket':
    '何も起こりません。知らせる相手も、付けるタグもありません。',
  'has no open hours after {}: add weekly hours, or days in time':
    '{0} より後に営業時間がありません。毎週の営業時間か、その先の日を追加してください。',
  'hours from when to when': '何時から何時まで',
  'is empty; there must be at least one entry: {}': '1件以上入力してください（{0}）。',
  'is empty; there must be at least one entry: {}, such as {}': '1件以上入力してください（{0}。例: {1}）。',
  'is empty; to shut somebody out, disable them':
    '役割を1つ以上選んでください。利用を止めるには「利用を停止」を使います。',
  'is missing': '入力してください。',
  'is missing; it must be a table of fields': '項目の表を入力してください。',
  'is missing; it must be {}': '入力してください（{0}）。',
  'is missing; it must be {}, such as {}': '入力してください（{0}。例: {1}）。',
  'never fires: {} is due at the same instant, and one message says it all':
    '通知されません。同じ時刻に {0} があり、通知は1通にまとまります。',
  'no keyword rule gives the tag {}: it holds where somebody sets the tag by hand':
    'タグ {0} を付けるキーワードのルールがありません。手で付けたときだけ対象になります。',
  'no keyword rule gives the tag {}; did you mean {}?':
    'タグ {0} を付けるキーワードのルールがありません。{1} ではありませんか？',
  'nobody works in the team {}: the managers are told instead':
    'チーム {0} にメンバーがいません。代わりにマネージャーに知らせます。',
  'a step is at one instant: leave {} out where before_minutes says how long before the deadline':
    '段階の時点は1つだけ指定できます。期限前の分数を指定するときは、{0} を空にしてください。',
  '{} minutes before the deadline lie before the post itself: the shortest target of this policy is {} minutes':
    '期限の{0}分前は、投稿より前になります。この設定で最も短い目標は{1}分です。',
  ['nobody would hear before the deadline has passed; add a step at or before it, such as { step = "due", ' +
    'at_percent = 100 }']:
    '期限を過ぎるまで誰にも通知されません。期限かその前の段階を追加してください（例: 時間の 100 %）。',
  "the account's handle on its network, without the @": '@ を除いた、ネットワーク上のユーザー名',
  "the account's id on its network, in quotes": 'ネットワーク上のアカウント ID（引用符で囲む）',
  'the name of a network that this desk knows': 'このデスクが対応しているネットワークの名前',
  "the account's handle without the @: letters, digits and _": '@ を除いたユーザー名（半角英数字と _）',
  "the account's handle without the @: a domain such as acme.bsky.social":
    '@ を除いたハンドル（acme.bsky.social のようなドメイン）',
  "the account's DID on Bluesky, which begins with did:plc: or did:web:":
    'did:plc: か did:web: で始まる、Bluesky の DID',
  "the account's id on its server, mostly digits": 'サーバー上のアカウント ID（多くは数字）',
  "the account's whole handle without the first @, user@server": '先頭の @ を除いたハンドル（user@server の形）',
  "how many characters a post may have on the account's server, a number such as 500":
    'アカウントのサーバーで投稿できる文字数（500 などの数）',
  'who sees a public answer: unlisted, public or private':
    '公開の返信を見られる範囲（unlisted、public、private のいずれか）',
  'the name of the server that the account lives on, where its network has many':
    'アカウントがあるサーバーの名前（サーバーが複数あるネットワークの場合）',
  "the Official Account's own user id: U and 32 digits or letters from a to f":
    '公式アカウント自身のユーザー ID（U のあとに 0～9・a～f を32桁）',
  "the account's basic ID or premium ID, with its @": '@ を含む、アカウントのベーシック ID またはプレミアム ID',
  "the account's user id on X, 1 to 20 digits in quotes": 'X のユーザー ID（1～20桁の数字）',
  'the answer, at most 10,000 characters': '10,000文字以下の返信',
  'the handle of an author': '投稿者のユーザー名',
  'the id of a calendar': 'カレンダーの ID',
  'the id of a person': 'メンバーの ID',
  'the id of a policy': '返信期限の ID',
  'the id of a team': 'チームの ID',
  'there are {} entries; at most {} can be': '{0}件あります。{1}件以下にしてください。',
  'there is no such field; did you mean {}? There are {}':
    'その項目はありません。{0} ではありませんか？（使えるのは {1}）',
  'there is no such field; there are {}': 'その項目はありません。使えるのは {0} です。',
  'there is no time zone {}; did you mean {}?': 'タイムゾーン {0} はありません。{1} ではありませんか？',
  'there is no time zone {}; write it as in Asia/Tokyo':
    'タイムゾーン {0} はありません。Asia/Tokyo のように入力してください。',
  'there is no account {}': 'アカウント {0} はありません。',
  'there is no {} {}; did you mean {}? There are {}': '{0} {1} はありません。{2} ではありませんか？（選べるのは {3}）',
  'there is no {} {}; there are none yet': '{0} {1} はありません。まだ1つも登録されていません。',
  'there is no {} {}; there are {}': '{0} {1} はありません。選べるのは {2} です。',
  'words of thanks': 'お礼の言葉',
  '{} cannot stand here; did you mean {}? It must be {}': '{0} は使えません。{1} ではありませんか？（{2}）',
  '{} cannot stand here; it must be 0, or a number of at least {}':
    '{0} は使えません。0 か、{1} 以上の数を入力してください。',
  '{} cannot stand here; it must be a list in square brackets': '{0} は使えません。一覧の形で入力してください。',
  "{} cannot stand here; it must be a mail address, such as 'keiko@example.com'":
    '{0} は使えません。keiko@example.com のようなメールアドレスを入力してください。',
  "{} cannot stand here; it must be a name of 1 to 200 characters, such as 'Support'":
    '{0} は使えません。1～200文字の名前を入力してください（例: サポート）。',
  '{} cannot stand here; it must be a number of at least {}': '{0} は使えません。{1} 以上の数を入力してください。',
  '{} cannot stand here; it must be a table of fields': '{0} は使えません。項目の表の形で入力してください。',
  "{} cannot stand here; it must be a tag of 1 to {} characters, such as 'returns'":
    '{0} は使えません。1～{1}文字のタグを入力してください（例: 返品）。',
  '{} cannot stand here; it must be a version, such as 3':
    '{0} は使えません。3 のようなバージョン番号を指定してください。',
  '{} cannot stand here; it must be a whole number from 1 to {}, such as 20':
    '{0} は使えません。1 から {1} までの整数を指定してください。',
  "{} cannot stand here; it must be one handle, such as '@spam_bot'":
    '{0} は使えません。@spam_bot のようなユーザー名を1つ入力してください。',
  '{} cannot stand here; it must be the id of a sign-in, as `desk people list` says':
    '{0} は使えません。desk people list が示す ID を指定してください。',
  '{} cannot stand here; it must be {}': '{0} は使えません。入力できるのは {1} です。',
  "{} cannot stand here; it must be {}, such as 'acme_help'":
    '{0} は使えません。入力できるのは {1} です（例: acme_help）。',
  '{} cannot stand here; it must be {}, such as {}': '{0} は使えません。入力できるのは {1} です（例: {2}）。',
  "{} cannot stand here; it must begin with + and the country's code, such as +819012345678":
    '{0} は使えません。国番号を付けて、+819012345678 のように入力してください。',
  "{} cannot stand here; it must hold letters, such as 'thank you'":
    '{0} は使えません。「ありがとう」のような文字を含めてください。',
  '{} cannot stand here; there is one document of this kind, and its id is {}':
    '{0} は使えません。この種類の設定は1つだけで、ID は {1} です。',
  '{} cannot stand here; write it as {}': '{0} は {1} と入力してください。',
  '{} is disabled: the managers are told instead': '{0} は利用停止中です。代わりにマネージャーに知らせます。',
  '{} takes no SMS; it must be a number of a mobile phone, such as +819012345678':
    '{0} には SMS を送れません。+819012345678 のような携帯電話の番号を入力してください。',
  'true or false': 'true か false',
  'a text': '文字列',
  'a text of at most {} characters': '{0}文字以下の文字列',
  'a list in square brackets': '一覧',
  'a table of fields': '項目の表',
  'a number above {} and up to {}': '{0} より大きく {1} 以下の数',
  'a whole number from {} to {}': '{0} から {1} までの整数',
  'a number from {} to {}': '{0} から {1} までの数',
  'account': 'アカウント',
  'calendar': 'カレンダー',
  'person': 'メンバー',
  'team': 'チーム',
  'policy': '返信期限',
  'network': 'ネットワーク',
  'network with pictures': '写真を表示できるネットワーク',
  'kind of settings': '設定の種類',
  'belongs to an answer already': 'その投稿は、別の返信としてすでに記録されています。',
  'belongs to another conversation': 'その投稿は、別の会話のものです。',
  'stands on another channel than this reply': 'その投稿は、この返信とは別の場所（公開または DM）にあります。',
  'was deleted': 'その投稿は削除されています。',
  'was not written by the account': 'そのアカウントが書いた投稿ではありません。',
  'It is longer than the network takes.': '文字数の上限を超えています。',
  'The account is retired: nothing is sent from it any more.': 'このアカウントは利用を終了したため、送信できません。',
  'The account is not connected: an engineer has to connect it first.':
    'アカウントが接続されていません。担当のエンジニアによる接続が必要です。',
  'The credit with the network is used up.': '投稿先の利用残高がなくなっています。',
  'The network refuses what the account sends, and may refuse this too.':
    'このアカウントからの送信が投稿先に拒否されています。',
  "Meta does not accept the account's permission any more: an engineer has to connect it again.":
    'Meta がこのアカウントの接続を受け付けなくなりました。エンジニアによる再接続が必要です。',
  ["Somebody has removed the desk's app from the Page or from their Facebook account: an engineer has to " +
    'connect it again.']:
    'デスクのアプリが、Facebook ページまたは担当者の Facebook アカウントから削除されました。エンジニアによる再接' +
    '続が必要です。',
  ['Facebook wants the person who connected the account to sign in there and confirm who they are. Then an ' +
    'engineer connects the account again.']:
    '接続した担当者が Facebook にログインして本人確認をする必要があります。そのあと、エンジニアが再接続してください。',
  ['The person who connected the account has changed their Facebook password, so its permission has ended: an ' +
    'engineer has to connect it again.']:
    '接続した担当者が Facebook のパスワードを変更したため、接続が無効になりました。エンジニアによる再接続が必要です。',
  "The account's permission has run out: an engineer has to connect it again.":
    'アカウントの接続の有効期限が切れました。エンジニアによる再接続が必要です。',
  'The person who connected the account has no role on the Page any more: somebody who has one must connect it again.':
    '接続した担当者に、Facebook ページの権限がなくなりました。権限のある担当者が再接続してください。',
  ["Meta takes a message until 24 hours after the customer's last one, and until 7 days with the feature Human " +
    'Agent. That time is over: answer in public where they wrote in public, or wait until they write again.']:
    'メッセージを送れるのは、お客さまの最後のメッセージから24時間以内（Human Agent 機能があれば7日以内）です' +
    '。その期間は終わりました。公開の投稿であれば公開で返信するか、お客さまからの次のメッセージをお待ちください。',
  ["Another app, or the Page's own inbox, holds this conversation. Answer there, or have it handed over, and " +
    'send again.']:
    'この会話は別のアプリか Facebook ページの受信箱で対応中です。そちらで返信するか、会話を引き継いでから、もう一' +
    '度送信してください。',
  ['The customer takes no messages from the account just now: they have blocked it, or their profile is closed. ' +
    'Answer in public where they wrote in public.']:
    'お客さまは現在、このアカウントからのメッセージを受け取れません（ブロックまたはプロフィールの停止）。公開の投' +
    '稿であれば、公開で返信してください。',
  'Meta knows nobody by this id who could get the message: the profile may be deleted.':
    'この ID の相手が Meta に見つからないため、メッセージを送れません。プロフィールが削除された可能性があります。',
  'The post is deleted, or hidden from the account, or the account has no right to it. Meta does not say which.':
    '投稿が削除されたか、アカウントから見られなくなったか、アカウントに権限がありません。どれに当たるかは Meta か' +
    'らは分かりません。',
  ['Meta takes one private answer to a comment, and it is used: answer in public, or wait until the customer ' +
    'writes in private.']:
    'コメント1件に送れるメッセージは1通だけで、すでに送信済みです。公開で返信するか、お客さまからメッセージが' +
    '届くのをお待ちください。',
  'Meta takes no private answer to this comment: answer in public, and ask the customer to write in private.':
    'このコメントにはメッセージで返信できません。公開で返信し、メッセージを送っていただくようお客さまにご案内くだ' +
    'さい。',
  'The customer has deleted or archived the conversation: wait until they write again, or answer in public.':
    'お客さまが会話を削除またはアーカイブしました。次の連絡を待つか、公開で返信してください。',
  'Meta says that the app lacks a permission or a feature that this needs: {}':
    'この操作に必要な権限または機能がアプリにありません。Meta の回答: {0}',
  'The customer has not written in private yet, so Meta does not show their profile.':
    'お客さまからまだメッセージが届いていないため、Meta はプロフィールを表示しません。',
  "One of Meta's limits is reached. The desk waits, since calls meanwhile would make the wait longer.":
    'Meta の利用上限に達しました。待ち時間が延びないように、デスクは呼び出しを止めて待っています。',
  "Meta has blocked this as abuse or spam. See in the Page's support inbox why, before anything else is sent.":
    'Meta がこの送信をスパムまたは不正利用としてブロックしました。次を送信する前に、Facebook ページのサポート受信' +
    '箱で理由をご確認ください。',
  'Meta does not take the same words twice in a row: change them a little.':
    '同じ文面を続けて投稿することはできません。文面を少し変えてください。',
  'Meta has a passing fault, and does not say whether it took this.':
    'Meta で一時的な障害が起きており、受け付けられたかどうか分かりません。',
  'This release of the desk does not know the network {}: nothing is sent there.':
    'このバージョンのデスクは {0} に対応していないため、返信を送信できません。',
  "the Page's id on Facebook, digits in quotes": 'Facebook ページの ID（数字、引用符で囲む）',
  'the id of the Instagram professional account, digits in quotes':
    'Instagram プロアカウントの ID（数字、引用符で囲む）',
  "the account's handle without the @: letters, digits, _ and dots": '@ を除いたアカウント名（英数字、_、ドット）',
  'whether Meta has approved the feature Human Agent for the app: yes or no':
    'アプリの Human Agent 機能が Meta に承認されているかどうか（yes または no）',
};
