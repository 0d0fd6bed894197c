// The texts about what other apps share with the client. They come in every language, with the part that needs them.
import type { Language } from "../languages.ts";
import { language } from "../t.ts";

type ShareTargetTexts = {
  whereTo: string;
  howTo: string;
  discard: string;
  notArrived: string;
};

const TEXTS: Readonly<Record<Language, ShareTargetTexts>> = {
  en: {
    whereTo: "Where to?",
    howTo: "Open a room, and this comes along. Nothing is sent until you press Send.",
    discard: "Don’t share",
    notArrived:
      "What you shared didn’t arrive here. It may be too large for this browser, or more than ten minutes old. Share it again, or attach it in the room.",
  },
  de: {
    whereTo: "Wohin damit?",
    howTo: "Öffne einen Raum, dann kommt es mit. Gesendet wird erst, wenn du auf Senden drückst.",
    discard: "Nicht teilen",
    notArrived:
      "Was du geteilt hast, ist hier nicht angekommen. Vielleicht ist es zu groß für diesen Browser oder älter als zehn Minuten. Teile es noch einmal oder häng es im Raum an.",
  },
  es: {
    whereTo: "¿Adónde?",
    howTo: "Abre una sala y esto irá contigo. No se envía nada hasta que pulses Enviar.",
    discard: "No compartir",
    notArrived:
      "Lo que compartiste no ha llegado. Quizá sea demasiado grande para este navegador o tenga más de diez minutos. Compártelo otra vez o adjúntalo en la sala.",
  },
  ar: {
    whereTo: "إلى أين؟",
    howTo: "افتح غرفة ليأتي هذا معك. لا يُرسل شيء قبل أن تضغط على إرسال.",
    discard: "عدم المشاركة",
    notArrived:
      "لم يصل ما شاركته إلى هنا. قد يكون أكبر مما يسمح به هذا المتصفح، أو مضى عليه أكثر من عشر دقائق. شاركه مرة أخرى أو أرفقه في الغرفة.",
  },
  ja: {
    whereTo: "どこへ送りますか？",
    howTo: "ルームを開くと、これが一緒に入ります。送信を押すまで何も送られません。",
    discard: "共有をやめる",
    notArrived:
      "共有したものが届きませんでした。このブラウザーには大きすぎるか、10分以上たっている可能性があります。もう一度共有するか、ルームで添付してください。",
  },
};

export const shareTargetTexts = (): ShareTargetTexts => TEXTS[language()];
