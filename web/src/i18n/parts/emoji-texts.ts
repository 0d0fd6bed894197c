// The texts of the emoji picker and of completion, in every language. They are loaded with those, which few pages need.

import type { Language } from "../languages.ts";
import { plural } from "../plural.ts";

export type EmojiGroup =
  | "smileys"
  | "people"
  | "nature"
  | "food"
  | "travel"
  | "activities"
  | "objects"
  | "symbols"
  | "flags";

/** 0 is none, the yellow of a drawing; 1 to 5 go from light to dark. */
export type SkinTone = 0 | 1 | 2 | 3 | 4 | 5;

export type EmojiTexts = {
  emoji: string;
  search: string;
  loading: string;
  failed: string;
  nothingFound: string;
  found(count: number): string;
  categories: string;
  recent: string;
  groups: Readonly<Record<EmojiGroup, string>>;
  tone: string;
  tones: Readonly<Record<SkinTone, string>>;
};

export type CompletionTexts = {
  suggestions: string;
  /** Screen readers announce this when suggestions appear. */
  suggestionCount(count: number): string;
};

const TEXTS: Readonly<Record<Language, EmojiTexts & CompletionTexts>> = {
  en: {
    emoji: "Emoji",
    search: "Search emoji",
    loading: "Loading emoji…",
    failed: "Emoji couldn’t be loaded.",
    nothingFound: "No emoji found",
    found: (count) => plural("en", count, { one: "# emoji found", other: "# emoji found" }),
    categories: "Categories",
    recent: "Recently used",
    groups: {
      smileys: "Smileys and feelings",
      people: "People and gestures",
      nature: "Animals and nature",
      food: "Food and drink",
      travel: "Travel and places",
      activities: "Activities",
      objects: "Objects",
      symbols: "Symbols",
      flags: "Flags",
    },
    tone: "Skin tone",
    tones: {
      0: "No skin tone",
      1: "Light skin tone",
      2: "Medium-light skin tone",
      3: "Medium skin tone",
      4: "Medium-dark skin tone",
      5: "Dark skin tone",
    },
    suggestions: "Suggestions",
    suggestionCount: (count) => plural("en", count, { one: "# suggestion", other: "# suggestions" }),
  },
  de: {
    emoji: "Emoji",
    search: "Emoji suchen",
    loading: "Emojis werden geladen …",
    failed: "Die Emojis konnten nicht geladen werden.",
    nothingFound: "Keine Emojis gefunden",
    found: (count) => plural("de", count, { one: "# Emoji gefunden", other: "# Emojis gefunden" }),
    categories: "Kategorien",
    recent: "Zuletzt verwendet",
    groups: {
      smileys: "Smileys und Gefühle",
      people: "Menschen und Gesten",
      nature: "Tiere und Natur",
      food: "Essen und Trinken",
      travel: "Reisen und Orte",
      activities: "Aktivitäten",
      objects: "Gegenstände",
      symbols: "Symbole",
      flags: "Flaggen",
    },
    tone: "Hautton",
    tones: {
      0: "Ohne Hautton",
      1: "Heller Hautton",
      2: "Mittelheller Hautton",
      3: "Mittlerer Hautton",
      4: "Mitteldunkler Hautton",
      5: "Dunkler Hautton",
    },
    suggestions: "Vorschläge",
    suggestionCount: (count) => plural("de", count, { one: "# Vorschlag", other: "# Vorschläge" }),
  },
  es: {
    emoji: "Emojis",
    search: "Buscar emojis",
    loading: "Cargando emojis…",
    failed: "No se han podido cargar los emojis.",
    nothingFound: "No se ha encontrado ningún emoji",
    found: (count) => plural("es", count, { one: "# emoji encontrado", other: "# emojis encontrados" }),
    categories: "Categorías",
    recent: "Usados recientemente",
    groups: {
      smileys: "Caritas y emociones",
      people: "Personas y gestos",
      nature: "Animales y naturaleza",
      food: "Comida y bebida",
      travel: "Viajes y lugares",
      activities: "Actividades",
      objects: "Objetos",
      symbols: "Símbolos",
      flags: "Banderas",
    },
    tone: "Tono de piel",
    tones: {
      0: "Sin tono de piel",
      1: "Tono de piel claro",
      2: "Tono de piel claro medio",
      3: "Tono de piel medio",
      4: "Tono de piel oscuro medio",
      5: "Tono de piel oscuro",
    },
    suggestions: "Sugerencias",
    suggestionCount: (count) => plural("es", count, { one: "# sugerencia", other: "# sugerencias" }),
  },
  ar: {
    emoji: "الرموز التعبيرية",
    search: "ابحث عن رمز تعبيري",
    loading: "جارٍ تحميل الرموز…",
    failed: "تعذّر تحميل الرموز.",
    nothingFound: "لم يُعثر على رموز",
    found: (count) =>
      plural("ar", count, {
        zero: "لا رموز",
        one: "وُجد رمز واحد",
        two: "وُجد رمزان",
        few: "وُجدت # رموز",
        many: "وُجد # رمزًا",
        other: "وُجد # رمز",
      }),
    categories: "الفئات",
    recent: "المستخدمة مؤخرًا",
    groups: {
      smileys: "وجوه ومشاعر",
      people: "أشخاص وإيماءات",
      nature: "حيوانات وطبيعة",
      food: "طعام وشراب",
      travel: "سفر وأماكن",
      activities: "أنشطة",
      objects: "أشياء",
      symbols: "علامات",
      flags: "أعلام",
    },
    tone: "لون البشرة",
    tones: {
      0: "بلا لون بشرة",
      1: "بشرة بلون فاتح",
      2: "بشرة بلون فاتح ومعتدل",
      3: "بشرة بلون معتدل",
      4: "بشرة بلون معتدل مائل للغامق",
      5: "بشرة بلون غامق",
    },
    suggestions: "اقتراحات",
    suggestionCount: (count) =>
      plural("ar", count, {
        zero: "لا اقتراحات",
        one: "اقتراح واحد",
        two: "اقتراحان",
        few: "# اقتراحات",
        many: "# اقتراحًا",
        other: "# اقتراح",
      }),
  },
  ja: {
    emoji: "絵文字",
    search: "絵文字を検索",
    loading: "絵文字を読み込んでいます…",
    failed: "絵文字を読み込めませんでした。",
    nothingFound: "絵文字が見つかりません",
    found: (count) => plural("ja", count, { other: "絵文字が#件見つかりました" }),
    categories: "カテゴリー",
    recent: "最近使った絵文字",
    groups: {
      smileys: "顔と気持ち",
      people: "人としぐさ",
      nature: "動物と自然",
      food: "食べ物と飲み物",
      travel: "旅行と場所",
      activities: "活動",
      objects: "物",
      symbols: "記号",
      flags: "旗",
    },
    tone: "肌の色",
    tones: {
      0: "肌の色なし",
      1: "薄い肌色",
      2: "やや薄い肌色",
      3: "中間の肌色",
      4: "やや濃い肌色",
      5: "濃い肌色",
    },
    suggestions: "候補",
    suggestionCount: (count) => plural("ja", count, { other: "候補が#件あります" }),
  },
};

export const emojiTexts = (language: Language): EmojiTexts & CompletionTexts => TEXTS[language];
