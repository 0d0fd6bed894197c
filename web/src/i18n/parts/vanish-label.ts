// What disappearing messages are called. Every composer has it; the other texts about them come when they are needed.
import type { Language } from "../languages.ts";
import { language } from "../t.ts";

const LABELS: Readonly<Record<Language, string>> = {
  en: "Disappearing messages",
  de: "Verschwindende Nachrichten",
  es: "Mensajes temporales",
  ar: "الرسائل ذاتية الاختفاء",
  ja: "消えるメッセージ",
};

export const vanishLabel = (): string => LABELS[language()];
