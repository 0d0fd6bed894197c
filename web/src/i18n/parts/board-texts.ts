// The texts of the board. They come in every language, with the parts that need them.
import type { Language } from "../languages.ts";
import { plural } from "../plural.ts";
import { language } from "../t.ts";

type BoardTexts = {
  board: string;
  pinnersLabel: string;
  showAll: (count: number) => string;
  showLess: string;
  goToMessage: string;
  /** History has lost the message, and only the board has it. */
  onlyHere: string;
  /** Leads to the board alone. */
  showOnScreen: string;
  empty: string;
  emptyHint: string;
  joinHere: string;
  fullScreen: string;
  leaveFullScreen: string;
  openRoom: string;
};

const TEXTS: Readonly<Record<Language, BoardTexts>> = {
  en: {
    board: "Board",
    pinnersLabel: "Who can pin",
    showAll: (count) => plural("en", count, { one: "Show the pin", other: "Show all # pins" }),
    showLess: "Show less",
    goToMessage: "Go to message",
    onlyHere: "The conversation no longer has this message. It’s only here.",
    showOnScreen: "Show on a screen",
    empty: "Nothing on the board yet",
    emptyHint: "Pin a message from its menu, and everyone sees it here.",
    joinHere: "Join the room",
    fullScreen: "Full screen",
    leaveFullScreen: "Leave full screen",
    openRoom: "Open the room",
  },
  de: {
    board: "Tafel",
    pinnersLabel: "Anheften darf",
    showAll: (count) => plural("de", count, { one: "Angeheftetes zeigen", other: "Alle # angehefteten zeigen" }),
    showLess: "Weniger zeigen",
    goToMessage: "Zur Nachricht",
    onlyHere: "Im Gespräch gibt es diese Nachricht nicht mehr. Sie steht nur noch hier.",
    showOnScreen: "Auf einem Bildschirm zeigen",
    empty: "Noch nichts an der Tafel",
    emptyHint: "Hefte eine Nachricht über ihr Menü an, dann sehen sie alle hier.",
    joinHere: "Komm in den Raum",
    fullScreen: "Vollbild",
    leaveFullScreen: "Vollbild beenden",
    openRoom: "Raum öffnen",
  },
  es: {
    board: "Tablón",
    pinnersLabel: "Quién puede fijar",
    showAll: (count) => plural("es", count, { one: "Mostrar lo fijado", other: "Mostrar los # fijados" }),
    showLess: "Mostrar menos",
    goToMessage: "Ir al mensaje",
    onlyHere: "Este mensaje ya no está en la conversación. Solo queda aquí.",
    showOnScreen: "Mostrar en una pantalla",
    empty: "Aún no hay nada en el tablón",
    emptyHint: "Fija un mensaje desde su menú y todos lo verán aquí.",
    joinHere: "Entra en la sala",
    fullScreen: "Pantalla completa",
    leaveFullScreen: "Salir de pantalla completa",
    openRoom: "Abrir la sala",
  },
  ar: {
    board: "اللوحة",
    pinnersLabel: "من يمكنه التثبيت",
    showAll: (count) =>
      plural("ar", count, {
        one: "عرض الرسالة المثبتة",
        two: "عرض الرسالتين المثبتتين",
        few: "عرض # رسائل مثبتة",
        other: "عرض # رسالة مثبتة",
      }),
    showLess: "عرض أقل",
    goToMessage: "الانتقال إلى الرسالة",
    onlyHere: "لم تعد هذه الرسالة في المحادثة. بقيت هنا فقط.",
    showOnScreen: "عرض على شاشة",
    empty: "لا شيء على اللوحة بعد",
    emptyHint: "ثبّت رسالة من قائمتها ليراها الجميع هنا.",
    joinHere: "انضم إلى الغرفة",
    fullScreen: "ملء الشاشة",
    leaveFullScreen: "إنهاء ملء الشاشة",
    openRoom: "فتح الغرفة",
  },
  ja: {
    board: "ボード",
    pinnersLabel: "ピン留めできる人",
    showAll: (count) => plural("ja", count, { other: "ピン留め#件をすべて表示" }),
    showLess: "折りたたむ",
    goToMessage: "メッセージへ移動",
    onlyHere: "このメッセージは会話にはもうありません。ここにだけ残っています。",
    showOnScreen: "画面に表示",
    empty: "ボードにはまだ何もありません",
    emptyHint: "メッセージのメニューからピン留めすると、全員がここで見られます。",
    joinHere: "ルームに参加",
    fullScreen: "全画面表示",
    leaveFullScreen: "全画面表示を終了",
    openRoom: "ルームを開く",
  },
};

/** Returns the texts in the current language. */
export const boardTexts = (): BoardTexts => TEXTS[language()];
