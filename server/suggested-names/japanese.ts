// Names in Japanese, as in "静かなカワウソ", "やさしいカワウソ", "ひだまりのカワウソ", without a space.
import type { AvatarId } from "#protocol/avatars";
import { type NameLanguage, wordsOf } from "./name-language.ts";

/** What stands before a noun, by the ending that it has there. */
const STEMS = {
  い: wordsOf(`
    やさし あたたか あかる たのし うれし すがすがし ほほえまし たくまし かしこ すばらし みずみずし りりし まぶし まばゆ
    いさまし たのもし おもしろ めずらし ここちよ 力強 心強 辛抱強 我慢強 粘り強 根気強 情け深 思いやり深 奥深 慎み深 礼儀正し
    気高 志高 心優し 人懐っこ 気前のい 感じのい 元気のい 愛想のい 気のい 面倒見のい
  `),
  な: wordsOf(`
    静か おだやか ほがらか すこやか さわやか にこやか なごやか のびやか かろやか はなやか あざやか きよらか しなやか おおらか
    うららか きらびやか 晴れやか ゆるやか 豊か すてき 元気 親切 正直 誠実 勇敢 快活 陽気 素直 優雅 上品 聡明 賢明 利発 機敏
    軽快 器用 勤勉 熱心 忠実 温厚 温和 柔和 寛大 寛容 謙虚 律儀 率直 純粋 無邪気 気さく 自由 愉快 幸せ 平和 丁寧 几帳面 前向き
    活発 けなげ 多才 博識 風流 見事 立派 偉大 雄大 高貴 華麗 友好的 平穏 冷静 沈着 堅実 着実 こまめ お茶目 ひたむき 純真 素朴
    爽快 闊達 豪快 知的 詩的 理知的 ごきげん
  `),
  の: wordsOf(`
    笑顔 ひだまり そよ風 木漏れ日 春風 星空 月夜 夜明け 虹色 金色 銀色 若葉 希望 勇気 幸運 癒やし せせらぎ 青空 夕焼け 三日月
    一番星 仲良し 上機嫌 まごころ 音楽好き 本好き 旅好き 花好き 聞き上手 歌上手 努力家 物知り がんばり屋 働き者 人気者 正直者
  `),
} as const;

/** The heron and the moth are named by their kind, because the short words sound like fraud and like a particle. */
const ANIMALS: Readonly<Record<AvatarId, string>> = {
  mayfly: "カゲロウ",
  dragonfly: "トンボ",
  frog: "カエル",
  otter: "カワウソ",
  heron: "アオサギ",
  newt: "イモリ",
  turtle: "カメ",
  fish: "サカナ",
  snail: "カタツムリ",
  bee: "ミツバチ",
  ladybird: "テントウムシ",
  moth: "ヤママユ",
  firefly: "ホタル",
  owl: "フクロウ",
  bat: "コウモリ",
  hedgehog: "ハリネズミ",
};

export const japanese: NameLanguage = {
  adjectives: Object.entries(STEMS).flatMap(([ending, stems]) => stems.map((stem) => stem + ending)),
  compose: (adjective, animal) => adjective + ANIMALS[animal],
};
