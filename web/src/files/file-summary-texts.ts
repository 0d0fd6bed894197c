// The few texts about files that every room loads: those to attach one, and what is said of a message's files in one line, in
// quotes, notifications and to screen readers. All others are in file-texts.ts.
import type { FileView } from "#protocol/frames";
import type { Language } from "../i18n/languages.ts";
import { plural } from "../i18n/plural.ts";
import { language } from "../i18n/t.ts";
import { isVoice } from "../voice/voice-kind.ts";
import { kindOf } from "./file-kind.ts";

type Summary = (count: number, arePictures: boolean) => string;

const VOICE: Readonly<Record<Language, string>> = {
  en: "sent a voice message",
  de: "hat eine Sprachnachricht gesendet",
  es: "envió un mensaje de voz",
  ar: "أرسل رسالة صوتية",
  ja: "ボイスメッセージを送信しました",
};

const SUMMARIES: Readonly<Record<Language, Summary>> = {
  en: (count, arePictures) =>
    arePictures
      ? plural("en", count, { one: "sent a picture", other: "sent # pictures" })
      : plural("en", count, { one: "sent a file", other: "sent # files" }),
  de: (count, arePictures) =>
    arePictures
      ? plural("de", count, { one: "hat ein Bild gesendet", other: "hat # Bilder gesendet" })
      : plural("de", count, { one: "hat eine Datei gesendet", other: "hat # Dateien gesendet" }),
  es: (count, arePictures) =>
    arePictures
      ? plural("es", count, { one: "envió una imagen", other: "envió # imágenes" })
      : plural("es", count, { one: "envió un archivo", other: "envió # archivos" }),
  ar: (count, arePictures) =>
    arePictures
      ? plural("ar", count, { one: "أرسل صورة", two: "أرسل صورتين", few: "أرسل # صور", other: "أرسل # صورة" })
      : plural("ar", count, { one: "أرسل ملفًا", two: "أرسل ملفين", few: "أرسل # ملفات", other: "أرسل # ملفًا" }),
  ja: (count, arePictures) =>
    arePictures
      ? plural("ja", count, { other: "画像を#枚送信しました" })
      : plural("ja", count, { other: "ファイルを#件送信しました" }),
};

/** Returns a text for people with what files came with it: "sent a picture: Our garden". */
export function withFileSummary(text: string, files: readonly FileView[] = []): string {
  const [file] = files;
  if (file === undefined) return text;
  const summary =
    files.length === 1 && isVoice(file)
      ? VOICE[language()]
      : SUMMARIES[language()](
          files.length,
          files.every((one) => kindOf(one) === "picture"),
        );
  return text === "" ? summary : `${summary}: ${text}`;
}

const ATTACH_TEXTS: Readonly<Record<Language, { attach: string; dropHere: string }>> = {
  en: { attach: "Attach files", dropHere: "Drop to add to your message" },
  de: { attach: "Dateien anhängen", dropHere: "Loslassen, um sie deiner Nachricht anzuhängen" },
  es: { attach: "Adjuntar archivos", dropHere: "Suelta para añadirlos a tu mensaje" },
  ar: { attach: "إرفاق ملفات", dropHere: "أفلت الملفات لإضافتها إلى رسالتك" },
  ja: { attach: "ファイルを添付", dropHere: "ここで放すとメッセージに添付されます" },
};

export const attachTexts = () => ATTACH_TEXTS[language()];
