import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isCalled, isMentioned, membersIn, splitMentions } from "./mention.ts";

const names = (text: string, ...all: string[]) =>
  splitMentions(
    text,
    all.map((name) => ({ name })),
  ).flatMap(({ member }) => member?.name ?? []);

describe("M6: mentions", () => {
  test("are found where a word begins, in any case, and only as a whole name", () => {
    expect(names("@Mira hello (@bo) and @MIRA!", "Mira", "Bo")).toEqual(["Mira", "Bo", "Mira"]);
    expect(names("@Miranda mira@Mira.org @ Mira", "Mira")).toEqual([]);
    expect(names("@Ada Lovelace, @Ada", "Ada", "Ada Lovelace")).toEqual(["Ada Lovelace", "Ada"]);
    expect(names("@Mira 2 came", "Mira", "Mira 2")).toEqual(["Mira 2"]);
    expect(names("@勇者", "勇者")).toEqual(["勇者"]);
    expect(isMentioned("so, @BraveWolf?", "BraveWolf")).toBe(true);
    expect(isMentioned("so, BraveWolf?", "BraveWolf")).toBe(false);
  });

  test.each([
    ["@田中さん、見て", "田中"],
    ["@田中 見て", "田中"],
    ["ねえ@田中、", "田中"],
    ["@BraveWolfさん", "BraveWolf"],
    ["@ゆきちゃん", "ゆき"],
    ["@小明你好", "小明"],
    ["@王小明老师", "王小明"],
    ["@민수야 안녕", "민수"],
    ["@민수씨", "민수"],
    ["@สมชายครับ", "สมชาย"],
    ["@Иван,", "Иван"],
    ["@さくらです", "さくら"],
    ["@太郎は来る", "太郎"],
    ["@タロウが", "タロウ"],
    ["@愛ちゃん", "愛"],
    ["確認お願い@太郎", "太郎"],
    ["@太郎さん、見て", "太郎"],
    ["@Adaさん", "Ada"],
    ["よろしく@Ada", "Ada"],
    ["＠太郎", "太郎"],
    ["@太郎2", "太郎"],
    ["@Mira 2さん", "Mira 2"],
    ["안녕@Ada", "Ada"],
    ["@민수정", "민수"],
    ["@佐藤先生", "佐藤"],
    ["@ケンジさん", "ケンジ"],
    ["@李雷和韩梅梅", "李雷"],
    ["ช่วยดู@นิดค่ะ", "นิด"],
    ["@BraveWolf's", "BraveWolf"],
    ["@محمد،", "محمد"],
    ["_@Ada_ and", "Ada"],
    ["(@Ada)", "Ada"],
    ["@Zoe\u0308!", "Zoë"],
    ["@ＡＤＡ", "Ada"],
    ["🎉@Ada🎉", "Ada"],
    ["❤️@Ada", "Ada"],
    ["1️⃣@Ada", "Ada"],
    ["葛\u{e0100}@Ada", "Ada"],
    ["ㄅ@Ada", "Ada"],
    ["__@Ada__ x", "Ada"],
    ["@O’Neil", "O'Neil"],
    ["@O'Neil", "O’Neil"],
    ["@❤️ hi", "❤"],
    ["@❤ hi", "❤️"],
    ["@👩‍💻 hi", "👩‍💻"],
    ["@🇩🇪, hi", "🇩🇪"],
    ["@🦊🦊", "🦊"],
    ["@Ada\u200d", "Ada"],
    ["\u2068@Ada\u2069", "Ada"],
    ["@_Ada_ x", "_Ada_"],
    ["@Kim철수", "Kim"],
    ["@지민 2님", "지민 2"],
    ["@Ada는", "Ada"],
    ["안녕하세요@지민", "지민"],
    ["@นิดไปไหน", "นิด"],
    ["@ສົມຊາຍເດີ້", "ສົມຊາຍ"],
    ["@សុខាបាទ", "សុខា"],
    ["@မောင်မောင်ရေ", "မောင်မောင်"],
    ["@राम।", "राम"],
    ["@Иван-то", "Иван"],
    ["@ΓΙΏΡΓΟΣ", "Γιώργος"],
    ["@ﾊﾅｺさん", "ハナコ"],
    ["「@太郎」", "太郎"],
    ["@阿明喺度", "阿明"],
    ["``x`` @Ada ``y``", "Ada"],
    ["a ` b @Ada", "Ada"],
    ["a ` b\n\n@Ada ` c", "Ada"],
    ["https://example.com/aへ@Ada", "Ada"],
    ["(https://ja.example/日本)を@Ada", "Ada"],
    ["````\n```\n````\n@Ada", "Ada"],
    ["> ```\n> x\n> ```\n@Ada", "Ada"],
    ["[@Ada](https://example.com/)", "Ada"],
  ])("%p calls %p", (text, name) => {
    expect(isMentioned(text, name)).toBe(true);
  });

  test.each([
    ["@BraveWolfe", "BraveWolf"],
    ["@ゆきのさん", "ゆき"],
    ["@小明明", "小明"],
    ["me@example", "example"],
    ["@Иванов", "Иван"],
    ["mail x@Ada", "Ada"],
    ["@Adam", "Ada"],
    ["@Ada2", "Ada"],
    ["@Ada_x", "Ada"],
    ["x_@Ada", "Ada"],
    ["é@Ada", "Ada"],
    ["7@Ada", "Ada"],
    ["@@Ada", "Ada"],
    ["@Ada\u0301", "Ada"],
    ["@タロウー", "タロウ"],
    ["ما@محمد", "محمد"],
    ["`@Ada`", "Ada"],
    ["https://example.com/@Ada", "Ada"],
    ["```\n@Ada\n```", "Ada"],
    ["````\n```\n@Ada\n````", "Ada"],
    ["> ```\n> @Ada\n> ```\nx", "Ada"],
    ["``@Ada ` x``", "Ada"],
    ["`a\n@Ada\nb`", "Ada"],
    ["https://ja.example/日本@Ada", "Ada"],
    ["https://fr.example/café@Ada", "Ada"],
    ["[x](https://example.com/@Ada)", "Ada"],
    ["@👩‍💻", "👩"],
    ["@👍🏽", "👍"],
    ["@山本", "山"],
    ["@ひろみ", "ひろ"],
    ["@リンゴさん", "リン"],
    ["@محمدي", "محمد"],
    ["@מיכלי", "מיכל"],
    ["@रामा", "राम"],
    ["@12", "1"],
    ["<ada@bo.example>", "bo"],
    ["x__@Ada", "Ada"],
  ])("%p does not call %p", (text, name) => {
    expect(isMentioned(text, name)).toBe(false);
  });

  test("are of the longest name present, also where no space ends it", () => {
    expect(names("@田中角栄の本", "田中", "田中角栄")).toEqual(["田中角栄"]);
    expect(names("@민수정", "민수", "민수정")).toEqual(["민수정"]);
    expect(names("@Bo 22, @Bo 2", "Bo", "Bo 2")).toEqual(["Bo", "Bo 2"]);
    expect(names("@Ann Mariella, @Ann Marie", "Ann", "Ann Marie")).toEqual(["Ann", "Ann Marie"]);
    expect(names("@👩‍💻 @Ada🎉", "👩", "👩‍💻", "Ada", "Ada🎉")).toEqual(["👩‍💻", "Ada🎉"]);
  });

  test("follow each other without a space", () => {
    expect(names("@Ada@Bo です@太郎@Ada", "Ada", "Bo", "太郎")).toEqual(["Ada", "Bo", "太郎", "Ada"]);
    expect(names("@Adam@Bo", "Ada", "Bo")).toEqual([]);
  });

  test("end where their author says, who chose them, but not within a word of letters", () => {
    const members = [
      { id: "a", name: "田中" },
      { id: "b", name: "Ada" },
      { id: "c", name: "小明" },
    ];
    const called = (text: string, meant: string[]) => membersIn(text, members, meant).map(({ id }) => id);
    expect(called("@小明明 @Adam", [])).toEqual([]);
    expect(called("@小明明 @Adam", ["c", "b"])).toEqual(["c"]);
  });

  test("are told by ids where the author's client did, else by the text, of everybody's names", () => {
    const ada = { id: "a", name: "Ada" };
    const members = [ada, { id: "l", name: "Ada Lovelace" }];
    const called = (message: string, mentions?: string[]) =>
      isCalled({ message, ...(mentions && { mentions }) }, ada, members);
    expect([called("@Ada hi"), called("@Ada Lovelace hi")]).toEqual([true, false]);
    expect([called("@Ada hi", []), called("@Ada hi", ["l"]), called("@小明明", ["a"])]).toEqual([false, false, true]);
  });

  test("take the longest name where words can't be told apart", () => {
    const { Segmenter } = Intl;
    try {
      Object.assign(Intl, { Segmenter: undefined });
      Reflect.deleteProperty(Intl, "Segmenter");
      expect(names("@小明明 @ゆきちゃん @Adam", "小明", "小明明", "ゆき", "Ada")).toEqual(["小明明", "ゆき"]);
    } finally {
      Object.assign(Intl, { Segmenter });
    }
  });

  test("are split out without losing or adding a letter", () => {
    const parts = fc.array(fc.constantFrom("@", "@Mira", "@Mi", " ", "Mira", "😀", "@Ada Lovelace", "x", "\n"));
    fc.assert(
      fc.property(parts, (chosen) => {
        const text = chosen.join("");
        const pieces = splitMentions(text, [{ name: "Mira" }, { name: "Ada Lovelace" }, { name: "Mi" }]);
        expect(pieces.map((piece) => piece.text).join("")).toBe(text);
      }),
    );
  });
});
