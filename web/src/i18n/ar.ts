// Arabic, from right to left, with its six forms of number.

import { arWhose } from "./access-texts-ar.ts";
import type { Words } from "./en.ts";
import { fenced, listed, plural } from "./plural.ts";

/** The six forms: for none, one, two, three to ten, eleven to ninety-nine, and hundreds. */
type Six = [zero: string, one: string, two: string, few: string, many: string, other: string];
const counted = (count: number, ...[zero, one, two, few, many, other]: Six) =>
  plural("ar", count, { zero, one, two, few, many, other });
const fence = (text: string) => fenced(text, "rtl");
const persons = (count: number) => counted(count, "لا أحد", "شخص واحد", "شخصان", "# أشخاص", "# شخصًا", "# شخص");
const letters = (count: number) => counted(count, "# حرف", "حرف واحد", "حرفان", "# أحرف", "# حرفًا", "# حرف");
const others = (count: number) => counted(count, "# آخرون", "شخص آخر", "شخصان آخران", "# آخرون", "# آخرون", "# آخرون");
const newOnes = (count: number) =>
  counted(count, "لا جديد", "رسالة جديدة", "رسالتان جديدتان", "# رسائل جديدة", "# رسالة جديدة", "# رسالة جديدة");
const people = (names: readonly string[]) =>
  names.length > 3 ? persons(names.length) : listed("ar", names.map(fence));
/** Verbs before their subject stand in the singular. */
const came = (names: readonly string[]) => `انضمّ ${people(names)}`;
const went = (names: readonly string[]) => `غادر ${people(names)}`;

export const ar: Words = {
  ...arWhose,
  direction: "rtl",

  // Everywhere
  newRoom: "غرفة جديدة",
  allRooms: "كل الغرف",
  tryAgain: "حاول مجددًا",
  close: "إغلاق",
  save: "حفظ",
  copied: "نُسخ ✓",
  copyByHand: (label) => `${label}: انسخه بنفسك`,
  you: "أنت",
  here: (count) => counted(count, "لا أحد هنا", "شخص هنا", "شخصان هنا", "# أشخاص هنا", "# شخصًا هنا", "# شخص هنا"),
  daysHours: (days, hours) => `${days} ي ${hours} س`,
  hoursMinutes: (hours, minutes) => `${hours} س ${minutes} د`,
  left: (time) => `باقٍ ${time}`,

  // Refusals
  unreachable: "تعذّر الوصول إلى الخادم.",
  nothingToSee: "لا شيء يُرى فيه.",
  invisibleCharacters: "فيه محارف تحكّم أو محارف خفيّة.",
  notUnicode: "ليس نصّ يونيكود صحيحًا.",
  longerThan: (max) => `الحدّ الأقصى: ${letters(max)}.`,
  lifeAtMost: (time) => `أقصى عمر لغرفة هنا: ${time}.`,
  idleAtMost: (time) => `أقصى انتظار لغرفة هنا: ${time}.`,
  extendAtMost: (time) => `الحدّ الأقصى من الآن: ${time}.`,
  membersAtMost: (max) => `أقصى عدد في هذه الغرفة: ${max}.`,
  codesAreDrawn: "هذا الخادم يختار الرموز بنفسه.",
  codeShape: "الرمز من 3 إلى 32 محرفًا: a-z وأرقام وشرطات.",

  // Languages, lobby, look
  language: "اللغة",
  look: "المظهر",
  looks: { system: "مثل الجهاز", light: "فاتح", dark: "داكن" },
  slogan: "حديثُ يوم، ثم يمضي.",
  promise: "بلا حساب، ولا شيء يُحفظ: حين ينقضي وقت الغرفة يُمحى كل ما قيل فيها.",
  livesFor: "غرفة تعيش",
  lives: { 10: "10 دقائق", 60: "ساعة", 240: "4 ساعات", 1440: "24 ساعة", 10080: "7 أيام" },
  otherLife: "مدّة أخرى…",
  howMany: "كم",
  unit: "الوحدة",
  units: { minute: "دقائق", hour: "ساعات", day: "أيام" },
  between: (least, most) => `من ${least} إلى ${most}.`,
  moreChoices: "خيارات أخرى",
  title: "العنوان",
  titleHint: "عمّ تتحدث؟ (اختياري)",
  ownCode: "رمز من اختيارك",
  ownCodeHint: "summer-party (اختياري)",
  whenEmpty: "حين يغادر الجميع",
  idle: {
    0: "تبقى حتى موعدها",
    5: "تنتهي بعد 5 دقائق",
    30: "تنتهي بعد 30 دقيقة",
    120: "تنتهي بعد ساعتين",
  },
  memberCap: "أقصى عدد من الأشخاص",
  memberCapHint: "كل من يأتي",
  listedHere: "تظهر هنا للجميع",
  anyoneMayEnd: "لأي شخص فيها أن ينهيها",
  haveCode: "هل لديك رمز أو رابط؟",
  join: "ادخل",
  neitherCodeNorLink: "هذا ليس رمزًا ولا رابطًا لغرفة.",
  scan: "امسح رمز QR",
  scanHint: "ضع رمز QR للغرفة أمام الكاميرا.",
  scannedOther: "رمز QR هذا لا يقود إلى غرفة.",
  noCamera: "تعذّر استخدام الكاميرا.",
  whoYouAre: "هذا أنت",
  lately: "حيث كنت مؤخرًا",
  yours: "لك",
  forgetRoom: (name) => `انسَ ${fence(name)}`,
  openToAll: "مفتوحة للجميع",
  noneOpen: "لا غرفة مفتوحة للجميع الآن.",
  endings: {
    ended: { title: "انتهت هذه الغرفة", words: "مُحي كل ما قيل فيها." },
    unknown: { title: "لا توجد غرفة كهذه", words: "تحقّق من الرمز، أو اطلب الرابط مجددًا." },
    nowhere: { title: "لا شيء هنا", words: "هذا العنوان لا يقود إلى غرفة." },
    refused: { title: "لا يمكنك الدخول الآن", words: "لم تسمح لك الغرفة بالدخول." },
    full: { title: "هذه الغرفة ممتلئة", words: "ما إن يغادر أحدهم حتى يتوفّر مكان لك." },
    shownOut: { title: "طُلب منك الخروج", words: "طلب منك القائم على هذه الغرفة أن تغادر." },
    banned: { title: "حُظرت من هذه الغرفة", words: "لا يمكنك العودة إليها حتى تنتهي." },
    denied: { title: "لم يُسمح لك بالدخول", words: "قال من يدير هذه الغرفة: ليس الآن." },
    locked: { title: "هذه الغرفة مقفلة", words: "لا يدخلها أحد جديد الآن." },
    signedOut: { title: "سُجّل خروجك", words: "يمكنك العودة ضيفًا، أو تسجيل الدخول من جديد." },
    left: { title: "غادرت هذه الغرفة", words: "يمكنك العودة ما دامت قائمة." },
    replaced: { title: "أنت هنا في مكان آخر", words: "هذه الغرفة مفتوحة عندك في علامات تبويب كثيرة." },
  },
  endedBecause: {
    expired: "انقضى وقتها. مُحي كل ما قيل فيها.",
    idle: "غادرها الجميع. مُحي كل ما قيل فيها.",
    ended: "أنهاها أحدهم. مُحي كل ما قيل فيها.",
  },

  // Messages
  messages: "الرسائل",
  messageDeleted: "حُذفت هذه الرسالة.",
  edited: "معدّلة",
  waiting: "بانتظار الإرسال…",
  notSent: (why) => `لم تُرسل: ${why}`,
  discard: "تجاهل",
  talkBegins: "من هنا يبدأ الحديث.",
  earlierGone: "ما قيل قبل ذلك مضى.",
  nothingYet: (code) => `لم يقل أحد شيئًا بعد. يدخل الآخرون بالرمز ${fence(code)}`,
  joined: came,
  leftRoom: went,
  joinedAndLeft: (joined, left) => `${came(joined)}، و${went(left)}`,
  typing: (names) => {
    const shown = names.map(fence);
    const who = listed("ar", names.length > 3 ? [...shown.slice(0, 2), others(names.length - 2)] : shown);
    return `يكتب ${who}…`;
  },
  newCount: newOnes,
  newMany: (count) => `أكثر من ${count} رسالة جديدة`,
  toNewest: "إلى الأحدث",
  newSince: (time) => `جديد منذ ${time}`,
  gettingEarlier: "نجلب الرسائل السابقة…",
  hideComings: "إخفاء من يدخل ومن يخرج",
  showComings: "إظهار من يدخل ومن يخرج",
  saidBy: (name, time) => `${fence(name)}، ${time}`,
  beingChanged: "يجري التعديل…",
  notChanged: (why) => `لم تُعدَّل: ${why}`,
  copyCode: "نسخ",
  messageActions: "رسالة",
  react: "تفاعَل",
  reply: "ردّ",
  moreToDo: "المزيد",
  moreEmoji: "رموز أخرى",
  copyText: "نسخ النص",
  editMessage: "تعديل",
  deleteMessage: "حذف",
  inAnswerTo: (name) => `ردًّا على ${fence(name)}`,
  quotedGone: "رسالة لم تعد هنا",
  reactions: "التفاعلات",
  reactedWith: (emoji, names, count) =>
    `${emoji} ${listed("ar", [...names.map(fence), ...(count > 0 ? [others(count)] : [])])}`,

  // Composer and people
  message: "رسالة",
  messageHint: "قل شيئًا…",
  send: "إرسال",
  yourName: "اسمك",
  nameToChange: "، اسمك: غيّره",
  whoIsHere: "من هنا",
  hereNow: "هنا الآن",
  roles: { owner: "صاحب الغرفة", admin: "مشرف", member: "عضو" },
  emoji: "الرموز التعبيرية",
  keysAndFormatting: "لوحة المفاتيح والتنسيق",
  changePicture: "صورتك: غيّرها",
  anotherName: "اسم آخر",
  cleared: "مُسح.",
  undo: "تراجع",
  cancel: "إلغاء",
  editingYours: "تعدّل رسالتك",
  answering: (name) => `تردّ على ${fence(name)}`,
  charactersLeft: (count) => `المتبقّي: ${letters(count)}`,
  charactersOver: (count) => `الزائد: ${letters(count)}`,
  messageAtMost: (max) => `أقصى طول للرسالة: ${letters(max)}.`,
  away: "غائب",

  // Time, sharing, connection
  home: "Mayfly: كل الغرف",
  endsAt: (time) => `تنتهي ${time}`,
  invite: "ادعُ",
  aboutRoom: "عن هذه الغرفة",
  offline: "أنت غير متصل.",
  connectionLost: "انقطع الاتصال. نعيد المحاولة.",
  reconnecting: "نعيد الاتصال…",
  nextTryIn: (seconds) => `المحاولة التالية بعد ${seconds} ث.`,
  sentWhenBack: "سيُرسل ما كتبته فور عودتك.",
  tryNow: "حاول الآن",
  copyLink: "انسخ الرابط",
  time: "الوقت",
  leftUntil: (time, until) => `باقٍ ${time}. تنتهي ${until}، ويُمحى كل ما فيها.`,
  more: { 60: "+ ساعة", 240: "+ 4 ساعات", 1440: "+ يوم" },
  ownersLink: "رابط المالك الخاص بك",
  ownersLinkWhy: "إن فُتح على جهاز آخر صار ذلك الجهاز مالكًا أيضًا. احتفظ به لنفسك.",
  copyOwnersLink: "انسخ رابط المالك",
  endRoom: "إنهاء الغرفة",
  endRoomQuestion: "إنهاء هذه الغرفة الآن؟",
  endRoomWarning: "يُمحى كل ما قيل فيها فورًا وعند الجميع، ولا سبيل إلى استعادته.",
  keepRoom: "أبقِها",
  inviteOthers: "ادعُ آخرين",
  share: "مشاركة…",
  typeTheCode: (address) => `أو افتح ${fence(address)} واكتب`,
  qrCode: "رمز QR للرابط",
  thisDeviceAlone: "هذا العنوان يعمل على هذا الجهاز وحده. يحتاج الآخرون إلى أحد العناوين التي عرضها Mayfly عند بدئه.",
  serverAway: "تعذّر الوصول إلى الخادم.",
  serverRestarting: "الخادم يعيد التشغيل. ستعود من تلقاء نفسك.",
  moreMinutes: "دقائق إضافية",
  giveTime: "أضف",
  deadlines: {
    hour: "تنتهي هذه الغرفة خلال أقل من ساعة.",
    minutes: "تنتهي هذه الغرفة خلال أقل من خمس دقائق.",
    minute: "بقي أقل من دقيقة، ثم يُمحى كل ما قيل هنا.",
  },
  sameAgain: "غرفة جديدة مع الأشخاص أنفسهم",
  goesOnAt: (link) => `نكمل هنا: ${link}`,
  goesOn: "الحديث مستمر في غرفة أخرى.",
  goThere: "اذهب إليها",
  showOwnersLink: "أظهره",
  tellMeOf: "حين أكون في مكان آخر، نبّهني إلى",
  tellOf: { none: "لا شيء", mentions: "ذكر اسمي", all: "كل شيء" },
  withSound: "بصوت",
  withNotification: "بإشعار",
  noNotifications: {
    insecure: "لا تسمح المتصفحات بالإشعارات إلا في صفحات تأتي عبر https.",
    lacking: "لا إشعارات في هذا المتصفح.",
    denied: "الإشعارات معطّلة لهذا العنوان في إعدادات متصفحك.",
  },
  newVersion: "توجد نسخة جديدة.",
  reload: "أعد التحميل",
};
