// The texts about live connections that don't get through, in every language. They are loaded when that is so.
import type { Language } from "../languages.ts";
import { language } from "../t.ts";

type ConnectionTexts = {
  byStream: string;
  cutWhenQuiet: (seconds: number) => string;
  test: string;
};

const TEXTS: Readonly<Record<Language, ConnectionTexts>> = {
  en: {
    byStream: "Something on the way lets no live connections through. The chat goes on over plain requests.",
    cutWhenQuiet: (seconds) =>
      `Something on the way cuts quiet connections after ${seconds} s. The page now keeps its own alive.`,
    test: "Test the connection",
  },
  de: {
    byStream: "Etwas dazwischen lässt keine Live-Verbindungen durch. Der Chat läuft über einfache Anfragen weiter.",
    cutWhenQuiet: (seconds) =>
      `Etwas dazwischen trennt stille Verbindungen nach ${seconds} s. Die Seite hält ihre jetzt wach.`,
    test: "Verbindung testen",
  },
  es: {
    byStream: "Algo en el camino no deja pasar las conexiones en vivo. El chat sigue con peticiones normales.",
    cutWhenQuiet: (seconds) =>
      `Algo en el camino corta las conexiones inactivas a los ${seconds} s. La página mantiene activa la suya.`,
    test: "Probar la conexión",
  },
  ar: {
    byStream: "شيء ما في الطريق لا يمرّر الاتصالات المباشرة. تستمر الدردشة عبر طلبات عادية.",
    cutWhenQuiet: (seconds) =>
      `شيء ما في الطريق يقطع الاتصالات الساكنة بعد ${seconds} ث. تُبقي الصفحة اتصالها نشطًا الآن.`,
    test: "اختبار الاتصال",
  },
  ja: {
    byStream: "途中でリアルタイム接続が遮断されています。チャットは通常のリクエストで続けられます。",
    cutWhenQuiet: (seconds) => `途中で無通信の接続が約${seconds}秒で切られます。このページは接続を保つようにしました。`,
    test: "接続をテスト",
  },
};

export const connectionTexts = (): ConnectionTexts => TEXTS[language()];
