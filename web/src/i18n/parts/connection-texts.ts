// The texts about live connections that don't get through, in every language. They are loaded when that is so.
import type { Language } from "../languages.ts";
import { language } from "../t.ts";

export type ConnectionTexts = {
  byStream: string;
};

const TEXTS: Readonly<Record<Language, ConnectionTexts>> = {
  en: { byStream: "Something on the way lets no live connections through. The chat goes on over plain requests." },
  de: {
    byStream: "Etwas dazwischen lässt keine Live-Verbindungen durch. Der Chat läuft über einfache Anfragen weiter.",
  },
  es: {
    byStream: "Algo en el camino no deja pasar las conexiones en vivo. El chat sigue con peticiones normales.",
  },
  ar: { byStream: "شيء ما في الطريق لا يمرّر الاتصالات المباشرة. تستمر الدردشة عبر طلبات عادية." },
  ja: { byStream: "途中でリアルタイム接続が遮断されています。チャットは通常のリクエストで続けられます。" },
};

export const connectionTexts = (): ConnectionTexts => TEXTS[language()];
