// The texts about files in encrypted rooms. They come in every language, with the part that needs them.
import type { Language } from "../languages.ts";
import { language } from "../t.ts";

type EncryptedFileTexts = {
  damaged: string;
  noKey: string;
  /** Of a file that this browser can only read as a whole. */
  tooLarge: (max: string) => string;
  notRead: string;
  decrypting: (percent: string) => string;
  /** Plays a film that is read as a whole first. */
  playAfterDownload: (bytes: string) => string;
};

const TEXTS: Readonly<Record<Language, EncryptedFileTexts>> = {
  en: {
    damaged: "This file was damaged or changed.",
    noKey: "This file was sent under a key that you don’t have.",
    tooLarge: (max) =>
      `This browser can decrypt at most ${max} at once here. Over https, Chrome and Edge can save larger files.`,
    notRead: "The file couldn’t be read. Try again.",
    decrypting: (percent) => `Decrypting… ${percent}`,
    playAfterDownload: (bytes) => `Load and play (${bytes})`,
  },
  de: {
    damaged: "Diese Datei wurde beschädigt oder verändert.",
    noKey: "Diese Datei wurde mit einem Schlüssel gesendet, den du nicht hast.",
    tooLarge: (max) =>
      `Dieser Browser kann hier höchstens ${max} auf einmal entschlüsseln. Über https können Chrome und Edge größere Dateien speichern.`,
    notRead: "Die Datei ließ sich nicht lesen. Versuche es noch einmal.",
    decrypting: (percent) => `Wird entschlüsselt … ${percent}`,
    playAfterDownload: (bytes) => `Laden und abspielen (${bytes})`,
  },
  es: {
    damaged: "Este archivo está dañado o fue modificado.",
    noKey: "Este archivo se envió con una clave que no tienes.",
    tooLarge: (max) =>
      `Aquí este navegador puede descifrar como máximo ${max} de una vez. Por https, Chrome y Edge pueden guardar archivos más grandes.`,
    notRead: "No se pudo leer el archivo. Inténtalo de nuevo.",
    decrypting: (percent) => `Descifrando… ${percent}`,
    playAfterDownload: (bytes) => `Cargar y reproducir (${bytes})`,
  },
  ar: {
    damaged: "هذا الملف تالف أو جرى تغييره.",
    noKey: "أُرسل هذا الملف بمفتاح ليس لديك.",
    tooLarge: (max) =>
      `يستطيع هذا المتصفح هنا فك تشفير ${max} دفعة واحدة على الأكثر. عبر https يستطيع Chrome وEdge حفظ ملفات أكبر.`,
    notRead: "تعذّرت قراءة الملف. حاول مرة أخرى.",
    decrypting: (percent) => `جارٍ فك التشفير… ${percent}`,
    playAfterDownload: (bytes) => `تحميل وتشغيل (${bytes})`,
  },
  ja: {
    damaged: "このファイルは壊れているか、変更されています。",
    noKey: "このファイルは、あなたが持っていない鍵で送られました。",
    tooLarge: (max) =>
      `このブラウザーがここで一度に復号できるのは ${max} までです。https なら Chrome と Edge でもっと大きなファイルを保存できます。`,
    notRead: "ファイルを読み込めませんでした。もう一度お試しください。",
    decrypting: (percent) => `復号しています… ${percent}`,
    playAfterDownload: (bytes) => `読み込んで再生 (${bytes})`,
  },
};

export const encryptedFileTexts = (): EncryptedFileTexts => TEXTS[language()];
