// The texts about messages that disappear by themselves. They come in every language, with the parts that need them.
import type { Language } from "../languages.ts";
import { language } from "../t.ts";

type VanishTexts = {
  /** When messages disappear. */
  after: (time: string) => string;
  onceSeen: string;
  /** Without a time: once everybody has seen them. */
  ownLife: (time: string | undefined) => string;
  roomLife: (time: string | undefined) => string;
  change: string;
  turnOff: string;
  /** Takes one's own choice back. */
  useRooms: string;
  nextMessages: string;
  stay: string;
  likeRoom: (when: string) => string;
  hint: string;
  /** Stands before the time that a message has left. */
  vanishesIn: string;
  untilSeen: string;
  off: string;
};

const TEXTS: Readonly<Record<Language, VanishTexts>> = {
  en: {
    after: (time) => `after ${time}`,
    onceSeen: "once everyone here has seen them",
    ownLife: (time) =>
      time === undefined
        ? "Your messages disappear once everyone here has seen them."
        : `Your messages disappear after ${time}.`,
    roomLife: (time) =>
      time === undefined
        ? "Messages disappear once everyone here has seen them."
        : `Messages here disappear after ${time}.`,
    change: "Change",
    turnOff: "Turn off",
    useRooms: "Same as the room",
    nextMessages: "Your next messages disappear",
    stay: "not by themselves",
    likeRoom: (when) => `as in this room: ${when}`,
    hint: "Then they are gone for everyone, with their files. People can still copy what they see.",
    vanishesIn: "Disappears in",
    untilSeen: "until everyone has seen it",
    off: "off",
  },
  de: {
    after: (time) => `nach ${time}`,
    onceSeen: "sobald alle hier sie gesehen haben",
    ownLife: (time) =>
      time === undefined
        ? "Deine Nachrichten verschwinden, sobald alle hier sie gesehen haben."
        : `Deine Nachrichten verschwinden nach ${time}.`,
    roomLife: (time) =>
      time === undefined
        ? "Nachrichten verschwinden, sobald alle hier sie gesehen haben."
        : `Nachrichten verschwinden hier nach ${time}.`,
    change: "Ändern",
    turnOff: "Ausschalten",
    useRooms: "Wie im Raum",
    nextMessages: "Deine nächsten Nachrichten verschwinden",
    stay: "nicht von selbst",
    likeRoom: (when) => `wie in diesem Raum: ${when}`,
    hint: "Dann sind sie für alle weg, samt Dateien. Was jemand sieht, kann er trotzdem kopieren.",
    vanishesIn: "Verschwindet in",
    untilSeen: "bis alle sie gesehen haben",
    off: "aus",
  },
  es: {
    after: (time) => `al cabo de ${time}`,
    onceSeen: "cuando todos aquí los hayan visto",
    ownLife: (time) =>
      time === undefined
        ? "Tus mensajes desaparecen cuando todos aquí los han visto."
        : `Tus mensajes desaparecen al cabo de ${time}.`,
    roomLife: (time) =>
      time === undefined
        ? "Los mensajes desaparecen cuando todos aquí los han visto."
        : `Aquí los mensajes desaparecen al cabo de ${time}.`,
    change: "Cambiar",
    turnOff: "Desactivar",
    useRooms: "Como en la sala",
    nextMessages: "Tus próximos mensajes desaparecen",
    stay: "nunca por sí solos",
    likeRoom: (when) => `como en esta sala: ${when}`,
    hint: "Entonces desaparecen para todos, con sus archivos. Aun así, se puede copiar lo que se ve.",
    vanishesIn: "Desaparece en",
    untilSeen: "hasta que todos lo hayan visto",
    off: "desactivados",
  },
  ar: {
    after: (time) => `بعد ${time}`,
    onceSeen: "عندما يراها كل من هنا",
    ownLife: (time) => (time === undefined ? "تختفي رسائلك عندما يراها كل من هنا." : `تختفي رسائلك بعد ${time}.`),
    roomLife: (time) =>
      time === undefined ? "تختفي الرسائل عندما يراها كل من هنا." : `تختفي الرسائل هنا بعد ${time}.`,
    change: "تغيير",
    turnOff: "إيقاف",
    useRooms: "مثل الغرفة",
    nextMessages: "تختفي رسائلك التالية",
    stay: "لا تختفي من تلقاء نفسها",
    likeRoom: (when) => `كما في هذه الغرفة: ${when}`,
    hint: "بعدها لا يبقى منها شيء لأحد، ولا من ملفاتها. ومع ذلك يمكن نسخ ما يُرى.",
    vanishesIn: "تختفي خلال",
    untilSeen: "حتى يراها الجميع",
    off: "متوقفة",
  },
  ja: {
    after: (time) => `${time}後`,
    onceSeen: "ここにいる全員が見たら",
    ownLife: (time) =>
      time === undefined
        ? "あなたのメッセージは、ここにいる全員が見たら消えます。"
        : `あなたのメッセージは${time}後に消えます。`,
    roomLife: (time) =>
      time === undefined ? "メッセージは、ここにいる全員が見たら消えます。" : `ここのメッセージは${time}後に消えます。`,
    change: "変更",
    turnOff: "オフにする",
    useRooms: "ルームと同じにする",
    nextMessages: "次からのメッセージが消えるとき",
    stay: "自動では消えない",
    likeRoom: (when) => `このルームと同じ：${when}`,
    hint: "ファイルも含めて、全員から消えます。見た人がコピーすることはできます。",
    vanishesIn: "消えるまで",
    untilSeen: "全員が見るまで",
    off: "オフ",
  },
};

export const vanishTexts = (): VanishTexts => TEXTS[language()];
