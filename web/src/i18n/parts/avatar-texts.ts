// The texts about avatars, in every language. They are loaded with the picker, which few pages need.

import type { AvatarId } from "#protocol/avatars";
import type { Language } from "../languages.ts";

export type AvatarTexts = {
  avatar: string;
  /** The choice of no drawing. */
  initial: string;
  names: Readonly<Record<AvatarId, string>>;
};

const TEXTS: Readonly<Record<Language, AvatarTexts>> = {
  en: {
    avatar: "Your picture",
    initial: "Your initial",
    names: {
      mayfly: "Mayfly",
      dragonfly: "Dragonfly",
      frog: "Frog",
      otter: "Otter",
      heron: "Heron",
      newt: "Newt",
      turtle: "Turtle",
      fish: "Fish",
      snail: "Snail",
      bee: "Bee",
      ladybird: "Ladybird",
      moth: "Moth",
      firefly: "Firefly",
      owl: "Owl",
      bat: "Bat",
      hedgehog: "Hedgehog",
    },
  },
  de: {
    avatar: "Dein Bild",
    initial: "Dein Anfangsbuchstabe",
    names: {
      mayfly: "Eintagsfliege",
      dragonfly: "Libelle",
      frog: "Frosch",
      otter: "Otter",
      heron: "Reiher",
      newt: "Molch",
      turtle: "Schildkröte",
      fish: "Fisch",
      snail: "Schnecke",
      bee: "Biene",
      ladybird: "Marienkäfer",
      moth: "Nachtfalter",
      firefly: "Glühwürmchen",
      owl: "Eule",
      bat: "Fledermaus",
      hedgehog: "Igel",
    },
  },
  es: {
    avatar: "Tu imagen",
    initial: "Tu inicial",
    names: {
      mayfly: "Efímera",
      dragonfly: "Libélula",
      frog: "Rana",
      otter: "Nutria",
      heron: "Garza",
      newt: "Tritón",
      turtle: "Tortuga",
      fish: "Pez",
      snail: "Caracol",
      bee: "Abeja",
      ladybird: "Mariquita",
      moth: "Polilla",
      firefly: "Luciérnaga",
      owl: "Búho",
      bat: "Murciélago",
      hedgehog: "Erizo",
    },
  },
  ar: {
    avatar: "صورتك",
    initial: "الحرف الأول من اسمك",
    names: {
      mayfly: "ذبابة مايو",
      dragonfly: "يعسوب",
      frog: "ضفدع",
      otter: "ثعلب الماء",
      heron: "مالك الحزين",
      newt: "سمندل الماء",
      turtle: "سلحفاة",
      fish: "سمكة",
      snail: "حلزون",
      bee: "نحلة",
      ladybird: "دعسوقة",
      moth: "عثّة",
      firefly: "يراعة",
      owl: "بومة",
      bat: "خفّاش",
      hedgehog: "قنفذ",
    },
  },
  ja: {
    avatar: "あなたの画像",
    initial: "名前の頭文字",
    names: {
      mayfly: "カゲロウ",
      dragonfly: "トンボ",
      frog: "カエル",
      otter: "カワウソ",
      heron: "サギ",
      newt: "イモリ",
      turtle: "カメ",
      fish: "魚",
      snail: "カタツムリ",
      bee: "ミツバチ",
      ladybird: "テントウムシ",
      moth: "ガ",
      firefly: "ホタル",
      owl: "フクロウ",
      bat: "コウモリ",
      hedgehog: "ハリネズミ",
    },
  },
};

export const avatarTexts = (language: Language): AvatarTexts => TEXTS[language];
