import { describe, expect, test } from "bun:test";
import { AVATARS, type AvatarId } from "#protocol/avatars";
import { cleanLabel, nameProblem } from "#protocol/names";
import { loadConfusableSkeleton } from "../accounts/confusables.ts";
import { LookalikeNames } from "../accounts/lookalike-names.ts";
import { seededRandomBytes } from "../testing/seeded-random.ts";
import { NAME_LANGUAGES, suggestName } from "./suggest-name.ts";

const languages = [...NAME_LANGUAGES];
const allNames = languages.flatMap(([, { adjectives, compose }]) =>
  adjectives.flatMap((adjective) => AVATARS.map((animal) => compose(adjective, animal))),
);

describe("the words", () => {
  const agreements: [tag: string, adjective: string, animal: AvatarId, name: string][] = [
    ["en", "quiet", "otter", "Quiet Otter"],
    ["de", "still", "otter", "Stiller Otter"],
    ["de", "still", "owl", "Stille Eule"],
    ["de", "still", "firefly", "Stilles Glühwürmchen"],
    ["de", "edl", "mayfly", "Edle Eintagsfliege"],
    ["es", "tranquilo", "owl", "Búho Tranquilo"],
    ["es", "tranquilo", "otter", "Nutria Tranquila"],
    ["es", "soñador", "bee", "Abeja Soñadora"],
    ["es", "cantarín", "frog", "Rana Cantarina"],
    ["es", "feliz", "turtle", "Tortuga Feliz"],
    ["es", "ágil", "fish", "Pez Ágil"],
    ["ar", "هادئ", "otter", "ثعلب الماء الهادئ"],
    ["ar", "هادئ", "bee", "النحلة الهادئة"],
    ["ar", "مضيء", "firefly", "اليراعة المضيئة"],
    ["ar", "ذكي", "mayfly", "ذبابة مايو الذكية"],
    ["ja", "静かな", "otter", "静かなカワウソ"],
    ["ja", "やさしい", "firefly", "やさしいホタル"],
    ["ja", "ひだまりの", "hedgehog", "ひだまりのハリネズミ"],
  ];
  test.each(agreements)("I9: in %s, %s and %s make %s", (tag, adjective, animal, name) => {
    expect(NAME_LANGUAGES.get(tag)?.adjectives).toContain(adjective);
    expect(NAME_LANGUAGES.get(tag)?.compose(adjective, animal)).toBe(name);
  });

  test.each(languages)("I9: %s has at least 130 adjectives, and no two are one", (_tag, { adjectives, compose }) => {
    expect(adjectives.length).toBeGreaterThanOrEqual(130);
    expect(new Set(adjectives).size).toBe(adjectives.length);
    const names = adjectives.flatMap((adjective) => AVATARS.map((animal) => compose(adjective, animal)));
    expect(new Set(names).size).toBe(adjectives.length * AVATARS.length);
  });
});

describe("every name", () => {
  test("I9, I3: is one that the server takes as it is, and has room for a number", () => {
    expect(allNames.filter((name) => nameProblem(name) !== undefined || cleanLabel(name) !== name)).toEqual([]);
    expect(allNames.filter((name) => [...name].length > 25)).toEqual([]);
  });

  test("I9, U9: looks like no other one, and like no word of the server", async () => {
    const names = new LookalikeNames(await loadConfusableSkeleton());
    expect(allNames.filter((name) => names.isServerName(name))).toEqual([]);
    for (const name of allNames) names.assign(name, [name]);
    expect(allNames.filter((name) => names.ownersOf(name).some((owner) => owner !== name))).toEqual([]);
  });
});

describe("a suggestion", () => {
  const random = seededRandomBytes(1);
  const isIn = (tag: string, { name, avatar }: { name: string; avatar: AvatarId }) => {
    const { adjectives, compose } = NAME_LANGUAGES.get(tag) ?? { adjectives: [], compose: String };
    return adjectives.some((adjective) => compose(adjective, avatar) === name);
  };

  test("I9, I10: is in the first wanted language that has names, else in English, and has the face of its animal", () => {
    const wishes: [languages: readonly string[], tag: string][] = [
      [[], "en"],
      [["de"], "de"],
      [["ES-mx"], "es"],
      [["fr", "pt-BR", "ja-JP", "ar"], "ja"],
      [["ar-EG", "en"], "ar"],
      [["fr", "*"], "en"],
      [["constructor", ""], "en"],
    ];
    for (const [wanted, tag] of wishes) {
      for (let times = 0; times < 20; times++) {
        const suggested = suggestName(random, { languages: wanted });
        expect([suggested, isIn(tag, suggested)]).toEqual([suggested, true]);
      }
    }
  });

  test("I9: is another one each time, and any word and any animal may come", () => {
    const suggested = Array.from({ length: 5_000 }, () => suggestName(random));
    expect(new Set(suggested.map(({ avatar }) => avatar)).size).toBe(AVATARS.length);
    const adjectives = new Set(suggested.map(({ name }) => name.split(" ")[0]));
    expect(adjectives.size).toBe(NAME_LANGUAGES.get("en")?.adjectives.length ?? 0);
    expect(new Set(suggested.map(({ name }) => name)).size).toBeGreaterThan(1_500);
  });

  test("I9: the lowest and the highest number that may be drawn stand for words too", () => {
    for (const byte of [0, 255]) {
      const suggested = suggestName((bytes) => bytes.fill(byte));
      expect([suggested, isIn("en", suggested)]).toEqual([suggested, true]);
    }
  });

  test("I10: is of the animal whose avatar is asked for, where that is a drawn one", () => {
    for (const avatar of AVATARS) expect(suggestName(random, { avatar }).avatar).toBe(avatar);
    for (const avatar of ["dragon", "constructor", null, undefined]) {
      expect(AVATARS).toContain(suggestName(random, { avatar }).avatar);
    }
  });
});
