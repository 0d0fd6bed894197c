// Names in Arabic, as in "ثعلب الماء الهادئ", "النحلة الهادئة".
import type { AvatarId } from "#protocol/avatars";
import { type NameLanguage, wordsOf } from "./name-language.ts";

/** In the masculine, without the article. With it, none is one of the names of God. */
const ADJECTIVES = wordsOf(`
  هادئ مرح ذكي نشيط شجاع مبتسم مبتهج متفائل مخلص وفي نبيل شهم سخي متعاون متسامح متواضع مهذب مؤدب محترم مثقف
  مبدع موهوب ماهر بارع حاذق متقن مجتهد مثابر نجيب لبيب فطن نبيه واعي متأمل متزن رزين رصين راقي أنيق لبق فصيح
  بليغ شاعري حالم متألق مشرق مضيء لامع ساطع زاهي باهر رائع مدهش مميز فريد نادر ممتاز متميز مبهج مسرور سعيد
  منشرح هانئ مطمئن واثق ثابت راسخ باسل مغامر مستكشف محب ودي مؤنس مرحب مساعد متفهم متعاطف منصف نزيه مستقيم
  موثوق ملتزم منظم متمهل متأني سريع حيوي متحمس متوقد متوهج سلس وديع مسالم باسم ضاحك مغرد بهيج بهي نقي صافي عذب
  مبتكر متعلم عارف شاكر ممتن راضي متوازن منسجم متناغم مرن ناجح موفق محظوظ متفوق ظريف طريف مسلي مهتم منتبه
  متيقظ يقظ متبصر متفكر مفكر مطلع أصيل مواظب مبادر رائد ملهم مشجع داعم مساند مستبشر ذهبي فضي لؤلؤي قمري نجمي
  ربيعي زمردي فيروزي مزدهر مزهر متلألئ متبسم مستقل متحضر منضبط متمكن محنك ألمعي عبقري نابغ فذ أريب أديب حصيف
  سديد عفوي صريح شفيق أنيس منعش منير وهاج متفاني
`);

const feminineOf = (adjective: string): string => `${adjective.replace(/ء$/, "ئ")}ة`;

/**
 * All definite, as the adjective is. Some have another name than their picture: the usual heron is called sad, the moth is a
 * pest, and an owl is an insult, but also "the bird of wisdom".
 */
const ANIMALS: Readonly<Record<AvatarId, readonly [gender: "m" | "f", noun: string]>> = {
  mayfly: ["f", "ذبابة مايو"],
  dragonfly: ["m", "اليعسوب"],
  frog: ["m", "الضفدع"],
  otter: ["m", "ثعلب الماء"],
  heron: ["m", "البلشون"],
  newt: ["m", "السمندل"],
  turtle: ["f", "السلحفاة"],
  fish: ["f", "السمكة"],
  snail: ["m", "الحلزون"],
  bee: ["f", "النحلة"],
  ladybird: ["f", "الدعسوقة"],
  moth: ["f", "الفراشة"],
  firefly: ["f", "اليراعة"],
  owl: ["m", "طائر الحكمة"],
  bat: ["m", "الخفاش"],
  hedgehog: ["m", "القنفذ"],
};

export const arabic: NameLanguage = {
  adjectives: ADJECTIVES,
  compose(adjective, animal) {
    const [gender, noun] = ANIMALS[animal];
    return `${noun} ال${gender === "f" ? feminineOf(adjective) : adjective}`;
  },
};
