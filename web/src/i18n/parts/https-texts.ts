// The texts of the way from a page over http to the same page over https.
import type { Language } from "../languages.ts";
import { language } from "../t.ts";

type HttpsTexts = {
  open: string;
  /** In place of `open` on the page that tests the connection. */
  test: string;
  /** What is different there: a browser keeps what it knows for each address. */
  caution: string;
  /** Leads to the page about the certificate. */
  trust: string;
};

const TEXTS: Readonly<Record<Language, HttpsTexts>> = {
  en: {
    open: "Open this room over https",
    test: "Run this test over https",
    caution: "You join as somebody new there, and the browser warns you until this device trusts the server.",
    trust: "How to trust it",
  },
  de: {
    open: "Diesen Raum über https öffnen",
    test: "Diesen Test über https ausführen",
    caution: "Dort kommst du neu herein, und der Browser warnt, bis dieses Gerät dem Server vertraut.",
    trust: "So vertraut es ihm",
  },
  es: {
    open: "Abrir esta sala por https",
    test: "Hacer esta prueba por https",
    caution: "Allí entras como alguien nuevo, y el navegador avisa hasta que este dispositivo confíe en el servidor.",
    trust: "Cómo confiar en él",
  },
  ar: {
    open: "فتح هذه الغرفة عبر https",
    test: "إجراء هذا الاختبار عبر https",
    caution: "ستدخلها هناك بهوية جديدة، وسيحذّرك المتصفح إلى أن يثق هذا الجهاز بالخادم.",
    trust: "كيف يثق به",
  },
  ja: {
    open: "このルームをhttpsで開く",
    test: "このテストをhttpsで行う",
    caution: "そこでは新しい人として入室します。この端末がサーバーを信頼するまで、ブラウザーは警告を出します。",
    trust: "信頼する方法",
  },
};

/** Returns the texts in the current language. */
export const httpsTexts = (): HttpsTexts => TEXTS[language()];
