/** Accents on Latin, Greek and Cyrillic letters; Hebrew points; Arabic vowel signs, hamza and the stretching mark. */
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]/g;
const KATAKANA = /[\u30a1-\u30f6]/g;
const EQUIVALENTS: Readonly<Record<string, string>> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  đ: "d",
  ı: "i",
  æ: "ae",
  œ: "oe",
  ى: "ي",
  ة: "ه",
};
const HAS_EQUIVALENT = new RegExp(`[${Object.keys(EQUIVALENTS).join("")}]`, "g");
/** The distance of a katakana's code point from its hiragana's. */
const KATAKANA_OFFSET = 0x60;

/**
 * Folds a text so that a search ignores case, accents, Hebrew and Arabic vowel signs, and the difference between the two Japanese
 * syllabaries.
 */
export function foldForSearch(text: string): string {
  return text
    .normalize("NFKD")
    .replace(MARKS, "")
    .toLowerCase()
    .normalize("NFC")
    .replace(HAS_EQUIVALENT, (letter) => EQUIVALENTS[letter] ?? letter)
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - KATAKANA_OFFSET));
}
