// The texts about a member: what may be done to them, with what consequence, and how their messages are hidden. They come in
// every language, with the parts that need them.
import type { Language } from "../languages.ts";
import { isolateName, plural } from "../plural.ts";
import { language } from "../t.ts";

/** Actions on a member whose consequence is told in one line. */
export type MemberAction =
  | "take"
  | "promote"
  | "demote"
  | "handover"
  | "mute"
  | "unmute"
  | "kick"
  | "ban"
  | "unban"
  | "admit"
  | "wipe"
  | "mention"
  | "hide"
  | "unhide";

export type MemberTexts = {
  mute: string;
  muteTenMinutes: string;
  /** In the menu of a message. */
  wipeAll: string;
  mention: string;
  hideMessages: string;
  showMessages: string;
  /** Stands in place of a message of somebody whose messages are hidden. */
  hiddenMessage: string;
  showMessage: string;
  letAllIn: string;
  findPerson: string;
  nobodyFound: string;
  /** Said of a person. */
  banned: string;
  awayCount: (count: number) => string;
  /** The heading above those who were removed. */
  removed: string;
  canReturnAt: (time: string) => string;
  letBackIn: string;
  letBackInName: (name: string) => string;
  consequences: Readonly<Record<MemberAction, string>>;
};

const TEXTS: Readonly<Record<Language, MemberTexts>> = {
  en: {
    mute: "Mute",
    muteTenMinutes: "Mute 10 min",
    wipeAll: "Delete all of theirs",
    mention: "Mention",
    hideMessages: "Hide their messages for me",
    showMessages: "Show their messages",
    hiddenMessage: "Hidden message",
    showMessage: "Show",
    letAllIn: "Let all in",
    findPerson: "Find a person",
    nobodyFound: "Nobody by that name.",
    banned: "banned",
    awayCount: (count) => plural("en", count, { one: "# of them is away", other: "# of them are away" }),
    removed: "Removed",
    canReturnAt: (time) => `can return at ${time}`,
    letBackIn: "Let back in",
    letBackInName: (name) => `Let ${isolateName(name)} back in`,
    consequences: {
      take: "You’ll run this room.",
      promote: "They can let people in, mute, remove and ban.",
      demote: "They become an ordinary member.",
      handover: "They become the owner, you become an admin.",
      mute: "They can read but not write.",
      unmute: "They can write again.",
      kick: "They leave now and can come back in 5 minutes.",
      ban: "They leave now and can’t return unless unbanned.",
      unban: "They can come back.",
      admit: "They can come back right away.",
      wipe: "Their messages disappear for everyone, for good.",
      mention: "Writes their name into your message.",
      hide: "Only you stop seeing them, in this browser.",
      unhide: "You see everything they write again.",
    },
  },
  de: {
    mute: "Stummschalten",
    muteTenMinutes: "10 Min. stummschalten",
    wipeAll: "Alles dieser Person löschen",
    mention: "Erwähnen",
    hideMessages: "Nachrichten für mich ausblenden",
    showMessages: "Nachrichten wieder zeigen",
    hiddenMessage: "Ausgeblendete Nachricht",
    showMessage: "Zeigen",
    letAllIn: "Alle hereinlassen",
    findPerson: "Person suchen",
    nobodyFound: "Niemand mit diesem Namen.",
    banned: "gesperrt",
    awayCount: (count) => plural("de", count, { one: "# davon ist abwesend", other: "# davon sind abwesend" }),
    removed: "Entfernt",
    canReturnAt: (time) => `darf ab ${time} zurück`,
    letBackIn: "Wieder hereinlassen",
    letBackInName: (name) => `${isolateName(name)} wieder hereinlassen`,
    consequences: {
      take: "Du leitest dann diesen Raum.",
      promote: "Darf hereinlassen, stummschalten, entfernen und sperren.",
      demote: "Wird wieder ein gewöhnliches Mitglied.",
      handover: "Der Raum gehört dann dieser Person, du wirst Admin.",
      mute: "Darf lesen, aber nicht schreiben.",
      unmute: "Darf wieder schreiben.",
      kick: "Muss jetzt gehen und kann in 5 Minuten zurückkommen.",
      ban: "Muss jetzt gehen und kann ohne Entsperren nicht zurück.",
      unban: "Darf zurückkommen.",
      admit: "Darf sofort zurückkommen.",
      wipe: "Verschwinden für alle, endgültig.",
      mention: "Setzt den Namen in deine Nachricht.",
      hide: "Nur für dich, in diesem Browser.",
      unhide: "Du siehst wieder alles von dieser Person.",
    },
  },
  es: {
    mute: "Silenciar",
    muteTenMinutes: "Silenciar 10 min",
    wipeAll: "Eliminar todo lo suyo",
    mention: "Mencionar",
    hideMessages: "Ocultar sus mensajes para mí",
    showMessages: "Mostrar sus mensajes",
    hiddenMessage: "Mensaje oculto",
    showMessage: "Mostrar",
    letAllIn: "Dejar entrar a todos",
    findPerson: "Buscar a alguien",
    nobodyFound: "Nadie con ese nombre.",
    banned: "bloqueo activo",
    awayCount: (count) => plural("es", count, { one: "# está ausente", other: "# están ausentes" }),
    removed: "Fuera de la sala",
    canReturnAt: (time) => `podrá volver a las ${time}`,
    letBackIn: "Dejar volver",
    letBackInName: (name) => `Dejar volver a ${isolateName(name)}`,
    consequences: {
      take: "Pasas a dirigir esta sala.",
      promote: "Podrá dejar entrar, silenciar, sacar y bloquear.",
      demote: "Vuelve a ser un miembro más.",
      handover: "La sala será suya y tú pasas a ser admin.",
      mute: "Podrá leer, pero no escribir.",
      unmute: "Podrá volver a escribir.",
      kick: "Sale ahora y podrá volver en 5 minutos.",
      ban: "Sale ahora y no podrá volver si no se desbloquea.",
      unban: "Podrá volver.",
      admit: "Podrá volver enseguida.",
      wipe: "Sus mensajes desaparecen para todos, sin vuelta atrás.",
      mention: "Escribe su nombre en tu mensaje.",
      hide: "Solo tú dejas de verlos, en este navegador.",
      unhide: "Vuelves a ver todo lo que escribe.",
    },
  },
  ar: {
    mute: "كتم",
    muteTenMinutes: "كتم 10 دقائق",
    wipeAll: "حذف كل ما كتبه",
    mention: "إشارة",
    hideMessages: "إخفاء رسائله عني",
    showMessages: "إظهار رسائله",
    hiddenMessage: "رسالة مخفية",
    showMessage: "إظهار",
    letAllIn: "السماح للجميع بالدخول",
    findPerson: "ابحث عن شخص",
    nobodyFound: "لا أحد بهذا الاسم.",
    banned: "محظور",
    awayCount: (count) =>
      plural("ar", count, {
        zero: "لا أحد غائب",
        one: "واحد منهم غائب",
        two: "اثنان منهم غائبان",
        few: "# منهم غائبون",
        many: "# منهم غائبون",
        other: "# منهم غائبون",
      }),
    removed: "أُزيلوا",
    canReturnAt: (time) => `العودة ممكنة ${time}`,
    letBackIn: "السماح بالعودة",
    letBackInName: (name) => `السماح بعودة ${isolateName(name, "rtl")}`,
    consequences: {
      take: "ستدير أنت هذه الغرفة.",
      promote: "يمكنه السماح بالدخول والكتم والإزالة والحظر.",
      demote: "يعود عضوًا عاديًا.",
      handover: "يصبح هو المالك وتصبح أنت مشرفًا.",
      mute: "يمكنه القراءة لا الكتابة.",
      unmute: "يمكنه الكتابة من جديد.",
      kick: "يغادر الآن ويمكنه العودة بعد 5 دقائق.",
      ban: "يغادر الآن ولا يعود ما لم يُرفع الحظر.",
      unban: "يمكنه العودة.",
      admit: "يمكنه العودة فورًا.",
      wipe: "تختفي رسائله لدى الجميع نهائيًا.",
      mention: "يضع اسمه في رسالتك.",
      hide: "لن تراها أنت وحدك، في هذا المتصفح.",
      unhide: "سترى كل ما يكتبه من جديد.",
    },
  },
  ja: {
    mute: "ミュート",
    muteTenMinutes: "10分間ミュート",
    wipeAll: "この人のものをすべて削除",
    mention: "メンション",
    hideMessages: "自分にはこの人のメッセージを表示しない",
    showMessages: "この人のメッセージを表示",
    hiddenMessage: "非表示のメッセージ",
    showMessage: "表示",
    letAllIn: "全員を承認",
    findPerson: "人を探す",
    nobodyFound: "その名前の人はいません。",
    banned: "追放中",
    awayCount: (count) => `うち${count}人が離席中`,
    removed: "外された人",
    canReturnAt: (time) => `${time}から戻れます`,
    letBackIn: "戻れるようにする",
    letBackInName: (name) => `${isolateName(name)}が戻れるようにする`,
    consequences: {
      take: "あなたがこのルームを管理します。",
      promote: "入室の承認、ミュート、退出、追放ができます。",
      demote: "通常のメンバーに戻ります。",
      handover: "相手がオーナーに、あなたは管理者になります。",
      mute: "読めますが、書けません。",
      unmute: "また書けるようになります。",
      kick: "今すぐルームから外れ、5分後から戻れます。",
      ban: "今すぐルームから外れ、解除されるまで戻れません。",
      unban: "また入れるようになります。",
      admit: "すぐに戻れるようになります。",
      wipe: "全員の画面から完全に消えます。",
      mention: "メッセージに名前を入れます。",
      hide: "このブラウザーで、あなたにだけ見えなくなります。",
      unhide: "この人の書いたものがまた見えます。",
    },
  },
};

/** Returns the texts in the current language. */
export const memberTexts = (): MemberTexts => TEXTS[language()];
