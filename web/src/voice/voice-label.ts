// The name of the button, which every room loads. All other texts are in i18n/parts/voice-texts.ts.
import type { Language } from "../i18n/languages.ts";
import { language } from "../i18n/t.ts";

const LABELS: Readonly<Record<Language, string>> = {
  en: "Record a voice message",
  de: "Sprachnachricht aufnehmen",
  es: "Grabar un mensaje de voz",
  ar: "تسجيل رسالة صوتية",
  ja: "ボイスメッセージを録音",
};

export const voiceLabel = (): string => LABELS[language()];
