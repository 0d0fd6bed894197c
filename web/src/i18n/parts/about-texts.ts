// The texts of the dialogs about a room: what it is, how to leave it, and what may be changed. They come in every language,
// with the parts that need them.
import type { Language } from "../languages.ts";
import { language } from "../t.ts";

/** What stands between somebody who has left and coming back. */
export type WayBack = "always" | "open" | "password" | "knock" | "invite";

export type AboutTexts = {
  settings: string;
  settingsTitle: string;
  code: string;
  ends: string;
  never: string;
  erasedAtEnd: string;
  openSince: string;
  owner: string;
  noOwner: string;
  people: string;
  peopleAtMost: (here: string, max: string) => string;
  staysWhenEmpty: string;
  /** Of a room that has no end. */
  staysAlways: string;
  endsWhenEmpty: (time: string) => string;
  /** The same as a choice. */
  endWhenEmpty: (time: string) => string;
  publicList: string;
  isListed: string;
  whoCanEnd: string;
  forYou: string;
  leave: string;
  wayBack: Readonly<Record<WayBack, string>>;
  leaveAndForget: string;
  forgets: string;
  endsForAll: string;
  leaveQuestion: string;
  ownerLeaves: string;
  ownerForgets: string;
  lastHostLeaves: string;
  /** Of an admin of a room that is for members only. */
  adminLeaves: string;
  stay: string;
};

const TEXTS: Readonly<Record<Language, AboutTexts>> = {
  en: {
    settings: "Settings",
    settingsTitle: "Room settings",
    code: "Code",
    ends: "Ends",
    never: "never",
    erasedAtEnd: "When it ends, everything in it is erased.",
    openSince: "Open since",
    owner: "Owner",
    noOwner: "nobody",
    people: "People",
    peopleAtMost: (here, max) => `${here}, ${max} at most`,
    staysWhenEmpty: "it stays until its time is up",
    staysAlways: "it stays",
    endsWhenEmpty: (time) => `it ends after ${time}`,
    endWhenEmpty: (time) => `end it after ${time}`,
    publicList: "Public list",
    isListed: "shown to everyone on this server",
    whoCanEnd: "Who can end it",
    forYou: "For you",
    leave: "Leave room",
    wayBack: {
      always: "You can come back any time.",
      open: "You can come back until it ends.",
      password: "To come back, you need the password again.",
      knock: "To come back, you have to ask again.",
      invite: "To come back, you need a one-time link.",
    },
    leaveAndForget: "Leave and forget me",
    forgets: "This browser also forgets the room, your draft and your settings for it.",
    endsForAll: "Everything in it is erased for everyone.",
    leaveQuestion: "Leave this room?",
    ownerLeaves:
      "You own this room. It goes on without you, and you stay its owner: come back from this browser any time.",
    ownerForgets:
      "You own this room, and this browser forgets its owner link. Save the link or make someone else the owner first, or nobody may be left to run the room.",
    lastHostLeaves: "Nobody else here can run this room. It goes on without you.",
    adminLeaves: "You’ll no longer be an admin, and you need a one-time link to come back.",
    stay: "Stay",
  },
  de: {
    settings: "Einstellungen",
    settingsTitle: "Raumeinstellungen",
    code: "Code",
    ends: "Endet",
    never: "nie",
    erasedAtEnd: "Wenn er endet, wird alles darin gelöscht.",
    openSince: "Offen seit",
    owner: "Besitzer",
    noOwner: "niemand",
    people: "Personen",
    peopleAtMost: (here, max) => `${here}, höchstens ${max}`,
    staysWhenEmpty: "bleibt er, bis seine Zeit um ist",
    staysAlways: "bleibt er bestehen",
    endsWhenEmpty: (time) => `endet er ${time} später`,
    endWhenEmpty: (time) => `${time} später beenden`,
    publicList: "Öffentliche Liste",
    isListed: "für alle auf diesem Server sichtbar",
    whoCanEnd: "Beenden darf",
    forYou: "Für dich",
    leave: "Raum verlassen",
    wayBack: {
      always: "Du kannst jederzeit zurückkommen.",
      open: "Bis er endet, kannst du zurückkommen.",
      password: "Zum Zurückkommen brauchst du das Passwort.",
      knock: "Zum Zurückkommen musst du wieder anfragen.",
      invite: "Zum Zurückkommen brauchst du einen Einmal-Link.",
    },
    leaveAndForget: "Verlassen und mich vergessen",
    forgets: "Dieser Browser vergisst auch den Raum, deinen Entwurf und deine Einstellungen dafür.",
    endsForAll: "Alles darin wird für alle gelöscht.",
    leaveQuestion: "Diesen Raum verlassen?",
    ownerLeaves:
      "Der Raum gehört dir. Er läuft ohne dich weiter und bleibt deiner: Du kannst mit diesem Browser jederzeit zurück.",
    ownerForgets:
      "Der Raum gehört dir, und dieser Browser vergisst den Besitzer-Link. Sichere ihn oder übertrag den Raum vorher, sonst leitet ihn vielleicht niemand mehr.",
    lastHostLeaves: "Sonst kann hier niemand den Raum leiten. Er läuft ohne dich weiter.",
    adminLeaves: "Du bist dann kein Admin mehr und brauchst zum Zurückkommen einen Einmal-Link.",
    stay: "Bleiben",
  },
  es: {
    settings: "Ajustes",
    settingsTitle: "Ajustes de la sala",
    code: "Código",
    ends: "Termina",
    never: "nunca",
    erasedAtEnd: "Cuando termina, se borra todo lo que hay en ella.",
    openSince: "Abierta desde",
    owner: "Propiedad de",
    noOwner: "nadie",
    people: "Personas",
    peopleAtMost: (here, max) => `${here}, máximo ${max}`,
    staysWhenEmpty: "sigue hasta que acabe su tiempo",
    staysAlways: "sigue abierta",
    endsWhenEmpty: (time) => `termina después de ${time}`,
    endWhenEmpty: (time) => `terminarla después de ${time}`,
    publicList: "Lista pública",
    isListed: "visible para todos en este servidor",
    whoCanEnd: "Quién puede cerrarla",
    forYou: "Para ti",
    leave: "Salir de la sala",
    wayBack: {
      always: "Puedes volver cuando quieras.",
      open: "Puedes volver hasta que termine.",
      password: "Para volver necesitas otra vez la contraseña.",
      knock: "Para volver tienes que pedir permiso otra vez.",
      invite: "Para volver necesitas un enlace de un solo uso.",
    },
    leaveAndForget: "Salir y olvidarme",
    forgets: "Este navegador olvida además la sala, tu borrador y tus ajustes para ella.",
    endsForAll: "Todo su contenido se borra para todos.",
    leaveQuestion: "¿Salir de esta sala?",
    ownerLeaves: "La sala es tuya. Sigue sin ti y continúa siendo tuya: vuelve cuando quieras con este navegador.",
    ownerForgets:
      "La sala es tuya y este navegador olvida su enlace de propietario. Guárdalo o transfiere antes la sala, o quizá no quede nadie que la dirija.",
    lastHostLeaves: "Nadie más aquí puede dirigir esta sala. Sigue sin ti.",
    adminLeaves: "Dejarás de ser admin y para volver necesitarás un enlace de un solo uso.",
    stay: "Quedarme",
  },
  ar: {
    settings: "الإعدادات",
    settingsTitle: "إعدادات الغرفة",
    code: "الرمز",
    ends: "تنتهي",
    never: "لا تنتهي",
    erasedAtEnd: "عند انتهائها يُمحى كل ما فيها.",
    openSince: "مفتوحة منذ",
    owner: "المالك",
    noOwner: "لا أحد",
    people: "الأشخاص",
    peopleAtMost: (here, max) => `${here}، ${max} على الأكثر`,
    staysWhenEmpty: "تبقى حتى ينتهي وقتها",
    staysAlways: "تبقى",
    endsWhenEmpty: (time) => `تنتهي بعد ${time}`,
    endWhenEmpty: (time) => `تنتهي بعد ${time}`,
    publicList: "القائمة العامة",
    isListed: "ظاهرة للجميع على هذا الخادم",
    whoCanEnd: "من يمكنه إنهاؤها",
    forYou: "لك",
    leave: "مغادرة الغرفة",
    wayBack: {
      always: "يمكنك العودة في أي وقت.",
      open: "يمكنك العودة حتى تنتهي.",
      password: "للعودة تلزمك كلمة المرور من جديد.",
      knock: "للعودة عليك طلب الانضمام من جديد.",
      invite: "للعودة يلزمك رابط لمرة واحدة.",
    },
    leaveAndForget: "المغادرة ونسياني",
    forgets: "ينسى هذا المتصفح أيضًا الغرفة ومسودتك وإعداداتك لها.",
    endsForAll: "يُمحى كل ما فيها لدى الجميع.",
    leaveQuestion: "مغادرة هذه الغرفة؟",
    ownerLeaves: "هذه الغرفة لك. تستمر من دونك وتبقى لك: يمكنك العودة من هذا المتصفح متى شئت.",
    ownerForgets:
      "هذه الغرفة لك، وسينسى هذا المتصفح رابط مالكها. احفظ الرابط أو انقل الملكية أولًا، وإلا فقد لا يبقى من يديرها.",
    lastHostLeaves: "لا أحد غيرك هنا يمكنه إدارة هذه الغرفة. تستمر من دونك.",
    adminLeaves: "لن تبقى من المشرفين، ويلزمك رابط لمرة واحدة للعودة.",
    stay: "البقاء",
  },
  ja: {
    settings: "設定",
    settingsTitle: "ルームの設定",
    code: "コード",
    ends: "終了",
    never: "なし",
    erasedAtEnd: "終了すると、中のものはすべて消えます。",
    openSince: "開始",
    owner: "オーナー",
    noOwner: "なし",
    people: "人数",
    peopleAtMost: (here, max) => `${here}（最大${max}人）`,
    staysWhenEmpty: "時間になるまで残ります",
    staysAlways: "そのまま残ります",
    endsWhenEmpty: (time) => `${time}後に終了します`,
    endWhenEmpty: (time) => `${time}後に終了する`,
    publicList: "公開リスト",
    isListed: "このサーバーの全員に表示",
    whoCanEnd: "終了できる人",
    forYou: "自分用",
    leave: "ルームから退出",
    wayBack: {
      always: "いつでもまた戻れます。",
      open: "ルームが終了するまでは、また戻れます。",
      password: "戻るにはもう一度パスワードが必要です。",
      knock: "戻るにはもう一度承認が必要です。",
      invite: "戻るには一回限りのリンクが必要です。",
    },
    leaveAndForget: "退出して情報を消す",
    forgets: "このブラウザーからルーム、下書き、ルームの設定も消えます。",
    endsForAll: "中のものはすべて、全員の画面から消えます。",
    leaveQuestion: "このルームから退出しますか？",
    ownerLeaves:
      "あなたはこのルームのオーナーです。退出後もルームは続き、オーナーのままです。このブラウザーからいつでも戻れます。",
    ownerForgets:
      "あなたはこのルームのオーナーです。このブラウザーからオーナー用リンクが消えます。先にリンクを保存するか、ほかの人をオーナーにしないと、管理する人がいなくなるかもしれません。",
    lastHostLeaves: "ほかに管理できる人がここにいません。ルームはそのまま続きます。",
    adminLeaves: "管理者ではなくなり、戻るには一回限りのリンクが必要です。",
    stay: "とどまる",
  },
};

/** Returns the texts in the current language. */
export const aboutTexts = (): AboutTexts => TEXTS[language()];
