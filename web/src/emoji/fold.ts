// What letters people take for the same when they look for something: case, accents, Arabic vowel signs and the two
// Japanese syllabaries make no difference.

/** Accents on Latin, Greek and Cyrillic letters; Arabic vowel signs, hamza and the stretching mark. */
const MARKS = /[\u0300-\u036f\u0640\u064b-\u065f\u0670]/g;
const KATAKANA = /[\u30a1-\u30f6]/g;
const SAME: Readonly<Record<string, string>> = {
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
const TO_SAME = new RegExp(`[${Object.keys(SAME).join("")}]`, "g");
const KANA_APART = 0x60;

export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(MARKS, "")
    .toLowerCase()
    .normalize("NFC")
    .replace(TO_SAME, (letter) => SAME[letter] ?? letter)
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - KANA_APART));
}
