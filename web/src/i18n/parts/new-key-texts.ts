// The texts of giving an encrypted room a new key. They come in every language, with the part that needs them.
import type { Language } from "../languages.ts";
import { language } from "../t.ts";

export type NewKeyTexts = {
  heading: string;
  hint: string;
  /** Who comes later can't read what was said so far. */
  closePast: string;
  passwordAsBefore: string;
  noPassword: string;
  otherPassword: string;
  make: string;
  made: string;
  /** This browser may make none, or somebody else was quicker. */
  refused: string;
  unknownPassword: string;
};

const TEXTS: Readonly<Record<Language, NewKeyTexts>> = {
  en: {
    heading: "New key",
    hint: "Whoever is here goes on; whoever is away needs the new link. The links of before, also those for one use, let nobody in any more.",
    closePast: "Whoever comes with the new link can’t read what was said before",
    passwordAsBefore: "As before",
    noPassword: "None",
    otherPassword: "Another one",
    make: "Make a new key",
    made: "The room has a new key. Hand out its new link.",
    refused: "This browser couldn’t make a new key. Try again, or ask another owner or admin.",
    unknownPassword: "This browser doesn’t know the room’s password. Choose another one, or none.",
  },
  de: {
    heading: "Neuer Schlüssel",
    hint: "Wer gerade da ist, bleibt dabei; wer weg ist, braucht den neuen Link. Die bisherigen Links, auch die einmaligen, lassen niemanden mehr herein.",
    closePast: "Wer mit dem neuen Link kommt, kann nicht lesen, was vorher gesagt wurde",
    passwordAsBefore: "Wie bisher",
    noPassword: "Keines",
    otherPassword: "Ein anderes",
    make: "Neuen Schlüssel erstellen",
    made: "Der Raum hat einen neuen Schlüssel. Gib seinen neuen Link weiter.",
    refused:
      "Dieser Browser konnte keinen neuen Schlüssel erstellen. Versuch es noch mal oder frag jemanden mit Admin-Rechten.",
    unknownPassword: "Dieser Browser kennt das Raumpasswort nicht. Wähl ein anderes oder keines.",
  },
  es: {
    heading: "Clave nueva",
    hint: "Quien está aquí sigue dentro; quien no está necesita el enlace nuevo. Los enlaces de antes, también los de un solo uso, ya no dejan entrar a nadie.",
    closePast: "Quien llegue con el enlace nuevo no podrá leer lo que se dijo antes",
    passwordAsBefore: "La de antes",
    noPassword: "Ninguna",
    otherPassword: "Otra",
    make: "Crear una clave nueva",
    made: "La sala tiene una clave nueva. Reparte su nuevo enlace.",
    refused:
      "Este navegador no pudo crear una clave nueva. Inténtalo otra vez o pídelo a otra persona que administre la sala.",
    unknownPassword: "Este navegador no conoce la contraseña de la sala. Elige otra o ninguna.",
  },
  ar: {
    heading: "مفتاح جديد",
    hint: "يبقى كل من هو هنا، ويحتاج من هو غائب إلى الرابط الجديد. الروابط السابقة، ومنها ما يصلح لمرة واحدة، لن تُدخل أحدًا بعد الآن.",
    closePast: "من يأتي بالرابط الجديد لا يستطيع قراءة ما قيل من قبل",
    passwordAsBefore: "كما كانت",
    noPassword: "بلا كلمة مرور",
    otherPassword: "كلمة مرور أخرى",
    make: "إنشاء مفتاح جديد",
    made: "للغرفة مفتاح جديد. شارك رابطها الجديد.",
    refused: "تعذّر على هذا المتصفح إنشاء مفتاح جديد. حاول مرة أخرى، أو اطلب ذلك من مالك أو مشرف آخر.",
    unknownPassword: "هذا المتصفح لا يعرف كلمة مرور الغرفة. اختر كلمة مرور أخرى، أو «بلا كلمة مرور».",
  },
  ja: {
    heading: "新しい鍵",
    hint: "今いる人はそのまま続けられます。今いない人には新しいリンクが必要です。これまでのリンクは、1回限りのものも含めて、もう使えません。",
    closePast: "新しいリンクで来る人には、これまでの会話を読めなくする",
    passwordAsBefore: "これまでどおり",
    noPassword: "なし",
    otherPassword: "別のパスワード",
    make: "新しい鍵を作る",
    made: "ルームの鍵が新しくなりました。新しいリンクを渡してください。",
    refused: "このブラウザーでは新しい鍵を作れませんでした。もう一度試すか、ほかのオーナーか管理者に頼んでください。",
    unknownPassword: "このブラウザーではルームのパスワードがわかりません。別のパスワードか「なし」を選んでください。",
  },
};

export const newKeyTexts = (): NewKeyTexts => TEXTS[language()];
