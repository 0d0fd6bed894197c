// The texts of encrypted rooms. They come in every language, with the parts that need them.
import type { Language } from "../languages.ts";
import { language } from "../t.ts";

/** Why a room can't be opened with what this browser has. */
export type KeyProblem =
  | "missing"
  | "damaged_link"
  | "newer_link"
  | "other_room"
  | "old_link"
  | "used_link"
  | "wrong_key"
  | "rolled_back"
  | "forked";

/** What stands in place of what can't be opened, and of a name that isn't known yet. */
export type WorkerTexts = {
  readonly member: string;
  readonly unreadable: string;
  readonly noKey: string;
  readonly newerVersion: string;
  readonly notSigned: string;
};

export type EncryptionTexts = WorkerTexts & {
  /** Where a room needs what this browser doesn't have. */
  keyNeeded: string;
  problems: Readonly<Record<KeyProblem, string>>;
  /** Goes into a room although the server shows an older or another state of it than before. */
  goOn: string;
  /** What a link for one use is here. */
  inviteHint: string;
  /** All that a notification says. */
  somethingNew: string;
  /** What encryption protects from, and what not. */
  protectsFrom: string;
  notFrom: string;
  wordsOfRoom: string;
  wordsOfYou: string;
  compare: string;
  forgetOnClose: string;
  forgetHint: string;
  history: string;
  otherKey: (name: string) => string;
  noNewKey: string;
  keyPending: string;
};

const TEXTS: Readonly<Record<Language, EncryptionTexts>> = {
  en: {
    member: "Member",
    unreadable: "⚠ This message can’t be read: it isn’t what its author sealed.",
    noKey: "⚠ This message was sealed with a key that this browser doesn’t have.",
    newerVersion: "⚠ This message needs a newer version of this page.",
    notSigned: "⚠ This message isn’t signed by the person it names. Somebody else may have written it:",
    keyNeeded: "This room is encrypted",
    problems: {
      missing: "This link is missing its key. Ask for the full link.",
      damaged_link: "This link’s key is damaged: something was cut off or changed. Copy the full link again.",
      newer_link: "This link was made by a newer version. Reload the page, or ask for another link.",
      other_room: "This key belongs to another room. Ask for the full link of this one.",
      old_link: "This room has a new key, and this link is from before. Ask for the new link.",
      used_link: "This link worked once, and doesn’t any more: it was used, revoked or has expired. Ask for another.",
      wrong_key: "This link doesn’t open the room. Ask for the full link again.",
      rolled_back:
        "The server shows an older state of this room than this browser has seen, as after restoring a backup. What was said since is gone, and who was removed since may be back. Ask the others before you go on.",
      forked:
        "The server shows this room with other keys than this browser has seen. That may follow on a restored backup; otherwise, don’t trust it. Ask the others before you go on.",
    },
    goOn: "Go on anyway",
    inviteHint:
      "Lets one person in, also into a locked room and without its password. Whoever uses it has the room’s key from then on. When somebody is removed, these links end.",
    somethingNew: "Something new",
    protectsFrom:
      "Protected: what is written and sent here, from whoever runs the server, its disk and its backups. The key is in the link, and never reaches the server.",
    notFrom:
      "Not protected: from anyone who has the link; from somebody who was removed, for what was said before; from a server that hands out an altered page; from someone who changes traffic on plain http. The server sees who is connected, the name it knows them by, when, and how much is sent.",
    wordsOfRoom: "Words of this room",
    wordsOfYou: "Your words",
    compare: "Say them to each other: who sees the same words has the same key.",
    forgetOnClose: "Forget the key when I close this tab",
    forgetHint: "You’ll need the full link again.",
    history: "The server doesn’t show everyone the same history, or somebody says so. Compare with the others.",
    otherKey: (name) => `${name} writes with another key than before: from another browser, or somebody else.`,
    noNewKey: "This room has a new key that this browser doesn’t have. Ask for the new link.",
    keyPending:
      "Somebody was removed, but the room’s key is still the old one. A new key is pending until an owner or admin who can make one is here.",
  },
  de: {
    member: "Mitglied",
    unreadable: "⚠ Diese Nachricht lässt sich nicht lesen: Sie ist nicht das, was jemand verschlüsselt hat.",
    noKey: "⚠ Für diese Nachricht hat dieser Browser keinen Schlüssel.",
    newerVersion: "⚠ Diese Nachricht braucht eine neuere Version dieser Seite.",
    notSigned:
      "⚠ Diese Nachricht ist nicht von der genannten Person unterschrieben. Vielleicht hat sie jemand anderes geschrieben:",
    keyNeeded: "Dieser Raum ist verschlüsselt",
    problems: {
      missing: "Diesem Link fehlt der Schlüssel. Frag nach dem vollständigen Link.",
      damaged_link:
        "Der Schlüssel im Link ist beschädigt: abgeschnitten oder verändert. Kopier den ganzen Link noch mal.",
      newer_link: "Dieser Link stammt von einer neueren Version. Lade die Seite neu oder frag nach einem anderen Link.",
      other_room: "Dieser Schlüssel gehört zu einem anderen Raum. Frag nach dem vollständigen Link für diesen.",
      old_link: "Der Raum hat einen neuen Schlüssel, dieser Link ist von vorher. Frag nach dem neuen Link.",
      used_link:
        "Dieser Link galt einmal und gilt nicht mehr: Er wurde verwendet, widerrufen oder ist abgelaufen. Frag nach einem neuen.",
      wrong_key: "Dieser Link öffnet den Raum nicht. Frag noch mal nach dem vollständigen Link.",
      rolled_back:
        "Der Server zeigt einen älteren Stand dieses Raums, als dieser Browser kennt, wie nach dem Einspielen eines Backups. Was seither gesagt wurde, fehlt, und wer seither entfernt wurde, ist vielleicht wieder da. Frag erst die anderen.",
      forked:
        "Der Server zeigt diesen Raum mit anderen Schlüsseln als bisher. Nach dem Einspielen eines Backups kommt das vor; sonst trau ihm nicht. Frag erst die anderen.",
    },
    goOn: "Trotzdem weiter",
    inviteHint:
      "Lässt eine Person herein, auch in einen geschlossenen Raum und ohne dessen Passwort. Wer ihn verwendet, hat von da an den Schlüssel des Raums. Wird jemand entfernt, gelten diese Links nicht mehr.",
    somethingNew: "Etwas Neues",
    protectsFrom:
      "Geschützt: was hier geschrieben und gesendet wird, vor dem Betreiber des Servers, seiner Platte und seinen Backups. Der Schlüssel steht im Link und erreicht den Server nie.",
    notFrom:
      "Nicht geschützt: vor allen, die den Link haben; vor Entfernten, was vorher gesagt wurde; vor einem Server, der eine veränderte Seite ausliefert; vor jemandem, der über http den Datenverkehr verändert. Der Server sieht, wer unter welchem Namen wann verbunden ist und wie viel gesendet wird.",
    wordsOfRoom: "Worte dieses Raums",
    wordsOfYou: "Deine Worte",
    compare: "Sagt sie euch: Wer dieselben Worte sieht, hat denselben Schlüssel.",
    forgetOnClose: "Schlüssel vergessen, wenn ich diesen Tab schließe",
    forgetHint: "Du brauchst dann wieder den vollständigen Link.",
    history: "Der Server zeigt nicht allen denselben Verlauf, oder jemand behauptet das. Vergleicht, was ihr seht.",
    otherKey: (name) =>
      `${name} schreibt mit einem anderen Schlüssel als bisher: aus einem anderen Browser, oder es ist jemand anderes.`,
    noNewKey: "Der Raum hat einen neuen Schlüssel, den dieser Browser nicht hat. Frag nach dem neuen Link.",
    keyPending:
      "Jemand wurde entfernt, aber der Raum hat noch den alten Schlüssel. Der neue steht aus, bis jemand da ist, der ihn erzeugen darf.",
  },
  es: {
    member: "Miembro",
    unreadable: "⚠ No se puede leer este mensaje: no es lo que cifró su autor.",
    noKey: "⚠ Este navegador no tiene la clave de este mensaje.",
    newerVersion: "⚠ Este mensaje necesita una versión más nueva de esta página.",
    notSigned: "⚠ Este mensaje no está firmado por la persona que indica. Puede que lo haya escrito otra:",
    keyNeeded: "Esta sala está cifrada",
    problems: {
      missing: "A este enlace le falta la clave. Pide el enlace completo.",
      damaged_link: "La clave del enlace está dañada: se cortó o cambió algo. Copia otra vez el enlace completo.",
      newer_link: "Este enlace es de una versión más nueva. Recarga la página o pide otro enlace.",
      other_room: "Esta clave es de otra sala. Pide el enlace completo de esta.",
      old_link: "La sala tiene una clave nueva y este enlace es de antes. Pide el enlace nuevo.",
      used_link: "Este enlace valía una vez y ya no vale: se ha usado, se ha revocado o ha caducado. Pide otro.",
      wrong_key: "Este enlace no abre la sala. Pide otra vez el enlace completo.",
      rolled_back:
        "El servidor muestra un estado de la sala más antiguo que el que este navegador conoce, como tras restaurar una copia. Falta lo que se dijo desde entonces, y quien fue expulsado puede haber vuelto. Pregunta antes a los demás.",
      forked:
        "El servidor muestra la sala con otras claves que antes. Puede pasar tras restaurar una copia; si no, no te fíes. Pregunta antes a los demás.",
    },
    goOn: "Seguir de todos modos",
    inviteHint:
      "Deja entrar a una persona, también en una sala cerrada y sin su contraseña. Quien lo usa tiene desde entonces la clave de la sala. Si se expulsa a alguien, estos enlaces dejan de valer.",
    somethingNew: "Hay algo nuevo",
    protectsFrom:
      "Protegido: lo que se escribe y se envía aquí, frente a quien lleva el servidor, su disco y sus copias. La clave está en el enlace y nunca llega al servidor.",
    notFrom:
      "No protegido: frente a quien tenga el enlace; a quien fue expulsado, en lo que se dijo antes; a un servidor que entregue una página alterada; a quien cambie el tráfico en http. El servidor ve quién está conectado, con qué nombre lo conoce, cuándo y cuánto se envía.",
    wordsOfRoom: "Palabras de esta sala",
    wordsOfYou: "Tus palabras",
    compare: "Decídoslas: quien ve las mismas palabras tiene la misma clave.",
    forgetOnClose: "Olvidar la clave al cerrar esta pestaña",
    forgetHint: "Necesitarás otra vez el enlace completo.",
    history: "El servidor no muestra a todos el mismo historial, o alguien lo dice. Comparad lo que veis.",
    otherKey: (name) => `${name} escribe con otra clave que antes: desde otro navegador, o es otra persona.`,
    noNewKey: "La sala tiene una clave nueva que este navegador no tiene. Pide el enlace nuevo.",
    keyPending:
      "Se ha expulsado a alguien, pero la sala sigue con la clave de antes. La nueva está pendiente hasta que venga quien pueda crearla.",
  },
  ar: {
    member: "عضو",
    unreadable: "⚠ لا يمكن قراءة هذه الرسالة: ليست ما شفّره كاتبها.",
    noKey: "⚠ ليس لدى هذا المتصفح مفتاح هذه الرسالة.",
    newerVersion: "⚠ تحتاج هذه الرسالة إلى إصدار أحدث من هذه الصفحة.",
    notSigned: "⚠ هذه الرسالة غير موقّعة من الشخص المذكور. ربما كتبها شخص آخر:",
    keyNeeded: "هذه الغرفة مشفّرة",
    problems: {
      missing: "ينقص هذا الرابط مفتاحه. اطلب الرابط الكامل.",
      damaged_link: "مفتاح الرابط تالف: قُطع منه شيء أو تغيّر. انسخ الرابط الكامل من جديد.",
      newer_link: "أُنشئ هذا الرابط بإصدار أحدث. أعد تحميل الصفحة أو اطلب رابطًا آخر.",
      other_room: "هذا المفتاح لغرفة أخرى. اطلب الرابط الكامل لهذه الغرفة.",
      old_link: "للغرفة مفتاح جديد، وهذا الرابط من قبله. اطلب الرابط الجديد.",
      used_link: "كان هذا الرابط صالحًا لمرة واحدة ولم يعد كذلك: استُخدم أو أُلغي أو انتهت مدته. اطلب غيره.",
      wrong_key: "هذا الرابط لا يفتح الغرفة. اطلب الرابط الكامل من جديد.",
      rolled_back:
        "يعرض الخادم حالة للغرفة أقدم مما رآه هذا المتصفح، كما يحدث بعد استعادة نسخة احتياطية. ما قيل منذ ذلك الحين مفقود، وقد يكون من أُزيل قد عاد. اسأل الآخرين قبل المتابعة.",
      forked:
        "يعرض الخادم الغرفة بمفاتيح غير التي رآها هذا المتصفح. قد يحدث ذلك بعد استعادة نسخة احتياطية، وإلا فلا تثق به. اسأل الآخرين قبل المتابعة.",
    },
    goOn: "المتابعة على أي حال",
    inviteHint:
      "يُدخل شخصًا واحدًا، حتى إلى غرفة مقفلة ودون كلمة مرورها. من يستخدمه يملك مفتاح الغرفة منذ ذلك الحين. عند إزالة أي شخص تتوقف هذه الروابط.",
    somethingNew: "هناك جديد",
    protectsFrom:
      "محمي: ما يُكتب ويُرسل هنا، ممن يدير الخادم ومن قرصه ونسخه الاحتياطية. المفتاح في الرابط ولا يصل إلى الخادم أبدًا.",
    notFrom:
      "غير محمي: ممن لديه الرابط، ولا ما قيل قبل إزالة شخص عن هذا الشخص، ومن خادم يقدّم صفحة معدّلة، وممن يغيّر البيانات عبر http. يرى الخادم من المتصل، وبأي اسم يعرفه، ومتى، وكم يُرسل.",
    wordsOfRoom: "كلمات هذه الغرفة",
    wordsOfYou: "كلماتك",
    compare: "قولوها لبعضكم: من يرى الكلمات نفسها لديه المفتاح نفسه.",
    forgetOnClose: "نسيان المفتاح عند إغلاق علامة التبويب",
    forgetHint: "ستحتاج إلى الرابط الكامل من جديد.",
    history: "لا يعرض الخادم السجل نفسه للجميع، أو هناك من يدّعي ذلك. قارنوا ما ترونه.",
    otherKey: (name) => `يكتب ${name} بمفتاح غير السابق: من متصفح آخر، أو أنه شخص آخر.`,
    noNewKey: "للغرفة مفتاح جديد ليس لدى هذا المتصفح. اطلب الرابط الجديد.",
    keyPending: "أُزيل شخص، لكن مفتاح الغرفة ما زال القديم. المفتاح الجديد معلّق إلى أن يحضر من يستطيع إنشاءه.",
  },
  ja: {
    member: "メンバー",
    unreadable: "⚠ このメッセージは読めません。書いた人が暗号化した内容ではありません。",
    noKey: "⚠ このメッセージの鍵がこのブラウザーにありません。",
    newerVersion: "⚠ このメッセージを読むには、ページの新しいバージョンが必要です。",
    notSigned: "⚠ 表示された人の署名がありません。別の人が書いたかもしれません：",
    keyNeeded: "このルームは暗号化されています",
    problems: {
      missing: "このリンクには鍵がありません。完全なリンクをもらってください。",
      damaged_link: "リンクの鍵が途中で切れているか、変わっています。完全なリンクをもう一度コピーしてください。",
      newer_link:
        "このリンクは新しいバージョンで作られました。ページを再読み込みするか、別のリンクをもらってください。",
      other_room: "この鍵は別のルームのものです。このルームの完全なリンクをもらってください。",
      old_link: "ルームの鍵が新しくなり、このリンクは古くなりました。新しいリンクをもらってください。",
      used_link:
        "一回限りのリンクで、もう使えません。使用済みか、無効にされたか、期限切れです。別のリンクをもらってください。",
      wrong_key: "このリンクではルームを開けません。完全なリンクをもう一度もらってください。",
      rolled_back:
        "サーバーが示すルームの状態は、このブラウザーが見たものより古いです。バックアップの復元後に起こります。その後の内容は失われ、退出させた人が戻っているかもしれません。先にほかの人に確認してください。",
      forked:
        "サーバーが示すルームの鍵は、このブラウザーが見たものと違います。バックアップの復元後に起こることがありますが、そうでなければ信用しないでください。先にほかの人に確認してください。",
    },
    goOn: "それでも続ける",
    inviteHint:
      "ルームが閉じていても、パスワードなしでも、一人だけ入れるリンクです。使った人はその時からルームの鍵を持ちます。誰かを退出させると、これらのリンクは無効になります。",
    somethingNew: "新しいお知らせがあります",
    protectsFrom:
      "守られるもの：ここに書かれ、送られる内容。サーバーの管理者、ディスク、バックアップから守ります。鍵はリンクの中にあり、サーバーには届きません。",
    notFrom:
      "守られない相手：リンクを持つ人、退出させた人（それ以前の内容）、改変されたページを配るサーバー、httpで通信を書き換える人。誰がどの名前でいつ接続し、どれだけ送ったかはサーバーに見えます。",
    wordsOfRoom: "このルームの言葉",
    wordsOfYou: "あなたの言葉",
    compare: "互いに読み上げてください。同じ言葉なら、同じ鍵です。",
    forgetOnClose: "このタブを閉じたら鍵を忘れる",
    forgetHint: "もう一度、完全なリンクが必要になります。",
    history: "サーバーが全員に同じ履歴を見せていないか、誰かがそう言っています。互いに確認してください。",
    otherKey: (name) => `${name}さんの鍵が前と違います。別のブラウザーか、別の人です。`,
    noNewKey: "ルームの新しい鍵がこのブラウザーにありません。新しいリンクをもらってください。",
    keyPending:
      "退出させた人がいますが、ルームの鍵はまだ前のままです。新しい鍵を作れるオーナーか管理者が来るまで保留されます。",
  },
};

/** Returns the texts in the current language. */
export const encryptionTexts = (): EncryptionTexts => TEXTS[language()];

export function workerTexts(): WorkerTexts {
  const { member, unreadable, noKey, newerVersion, notSigned } = encryptionTexts();
  return { member, unreadable, noKey, newerVersion, notSigned };
}
