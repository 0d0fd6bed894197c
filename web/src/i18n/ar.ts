// Arabic, from right to left, with its six forms of number.

import { arAccessTexts } from "./access-texts-ar.ts";
import type { Texts } from "./en.ts";
import { isolateName, joinList, plural } from "./plural.ts";

/** The six forms: for none, one, two, three to ten, eleven to ninety-nine, and hundreds. */
type Six = [zero: string, one: string, two: string, few: string, many: string, other: string];
const counted = (count: number, ...[zero, one, two, few, many, other]: Six) =>
  plural("ar", count, { zero, one, two, few, many, other });
const fence = (text: string) => isolateName(text, "rtl");
const persons = (count: number) => counted(count, "لا أحد", "شخص واحد", "شخصان", "# أشخاص", "# شخصًا", "# شخص");
const letters = (count: number) => counted(count, "# حرف", "حرف واحد", "حرفان", "# أحرف", "# حرفًا", "# حرف");
const others = (count: number) => counted(count, "# آخرون", "شخص آخر", "شخصان آخران", "# آخرون", "# آخرون", "# آخرون");
const newOnes = (count: number) =>
  counted(count, "لا جديد", "رسالة جديدة", "رسالتان جديدتان", "# رسائل جديدة", "# رسالة جديدة", "# رسالة جديدة");
const people = (names: readonly string[]) =>
  names.length > 3 ? persons(names.length) : joinList("ar", names.map(fence));
/** Verbs before their subject stand in the singular. */
const came = (names: readonly string[]) => `انضمّ ${people(names)}`;
const went = (names: readonly string[]) => `غادر ${people(names)}`;

export const ar: Texts = {
  ...arAccessTexts,
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
  peopleHere: (count) => counted(count, "لا أحد هنا", "شخص هنا", "شخصان هنا", "# أشخاص هنا", "# شخصًا هنا", "# شخص هنا"),
  daysHours: (days, hours) => `${days} ي ${hours} س`,
  hoursMinutes: (hours, minutes) => `${hours} س ${minutes} د`,
  timeLeft: (time) => `باقٍ ${time}`,

  // Refusals
  unreachable: "تعذّر الوصول إلى الخادم.",
  nothingToSee: "لا شيء يُرى فيه.",
  invisibleCharacters: "فيه محارف تحكّم أو محارف خفيّة.",
  piledMarks: "تتراكم علامات كثيرة على حرف واحد.",
  notUnicode: "ليس نصّ يونيكود صحيحًا.",
  longerThan: (max) => `الحدّ الأقصى: ${letters(max)}.`,
  lifeAtMost: (time) => `أقصى عمر لغرفة هنا: ${time}.`,
  idleAtMost: (time) => `أقصى انتظار لغرفة هنا: ${time}.`,
  extendAtMost: (time) => `الحدّ الأقصى من الآن: ${time}.`,
  membersAtMost: (max) => `أقصى عدد في هذه الغرفة: ${max}.`,
  codesAreGenerated: "هذا الخادم يختار الرموز بنفسه.",
  codeShape: "الرمز من 3 إلى 32 محرفًا: a-z وأرقام وشرطات.",

  // Languages, lobby, look
  language: "اللغة",
  theme: "المظهر",
  themes: { system: "مثل الجهاز", light: "فاتح", dark: "داكن" },
  slogan: "حديثُ يوم، ثم يمضي.",
  promise: "بلا حساب، ولا شيء يُحفظ: حين ينقضي وقت الغرفة يُمحى كل ما قيل فيها.",
  lifeLabel: "غرفة تعيش",
  lifeOptions: { 10: "10 دقائق", 60: "ساعة", 240: "4 ساعات", 1440: "24 ساعة", 10080: "7 أيام" },
  otherLife: "مدّة أخرى…",
  amount: "كم",
  unit: "الوحدة",
  units: { minute: "دقائق", hour: "ساعات", day: "أيام" },
  range: (least, most) => `من ${least} إلى ${most}.`,
  moreChoices: "خيارات أخرى",
  title: "العنوان",
  titleHint: "عمّ تتحدث؟ (اختياري)",
  ownCode: "رمز من اختيارك",
  ownCodeHint: "summer-party (اختياري)",
  whenEmpty: "حين يغادر الجميع",
  idleOptions: {
    0: "تبقى حتى موعدها",
    5: "تنتهي بعد 5 دقائق",
    30: "تنتهي بعد 30 دقيقة",
    120: "تنتهي بعد ساعتين",
  },
  memberCap: "أقصى عدد من الأشخاص",
  memberCapHint: "كل من يأتي",
  listPublicly: "تظهر هنا للجميع",
  anyoneMayEnd: "لأي شخص فيها أن ينهيها",
  haveCode: "هل لديك رمز أو رابط؟",
  join: "ادخل",
  invalidRoomInput: "هذا ليس رمزًا ولا رابطًا لغرفة.",
  scan: "امسح رمز QR",
  scanHint: "ضع رمز QR للغرفة أمام الكاميرا.",
  wrongQrCode: "رمز QR هذا لا يقود إلى غرفة.",
  noCamera: "تعذّر استخدام الكاميرا.",
  yourIdentity: "هذا أنت",
  recentRooms: "حيث كنت مؤخرًا",
  ownRoom: "لك",
  forgetRoom: (name) => `انسَ ${fence(name)}`,
  publicRooms: "مفتوحة للجميع",
  noPublicRooms: "لا غرفة مفتوحة للجميع الآن.",
  roomClosed: {
    ended: { title: "انتهت هذه الغرفة", text: "مُحي كل ما قيل فيها." },
    unknown: { title: "لا توجد غرفة كهذه", text: "تحقّق من الرمز، أو اطلب الرابط مجددًا." },
    nowhere: { title: "لا شيء هنا", text: "هذا العنوان لا يقود إلى غرفة." },
    refused: { title: "لا يمكنك الدخول الآن", text: "لم تسمح لك الغرفة بالدخول." },
    full: { title: "هذه الغرفة ممتلئة", text: "ما إن يغادر أحدهم حتى يتوفّر مكان لك." },
    shownOut: { title: "طُلب منك الخروج", text: "طلب منك القائم على هذه الغرفة أن تغادر." },
    banned: { title: "حُظرت من هذه الغرفة", text: "لا يمكنك العودة إليها حتى تنتهي." },
    denied: { title: "لم يُسمح لك بالدخول", text: "قال من يدير هذه الغرفة: ليس الآن." },
    locked: { title: "هذه الغرفة مقفلة", text: "لا يدخلها أحد جديد الآن." },
    signedOut: { title: "سُجّل خروجك", text: "يمكنك العودة ضيفًا، أو تسجيل الدخول من جديد." },
    left: { title: "غادرت هذه الغرفة", text: "يمكنك العودة ما دامت قائمة." },
    replaced: { title: "أنت هنا في مكان آخر", text: "هذه الغرفة مفتوحة عندك في علامات تبويب كثيرة." },
  },
  endReasons: {
    expired: "انقضى وقتها. مُحي كل ما قيل فيها.",
    idle: "غادرها الجميع. مُحي كل ما قيل فيها.",
    ended: "أنهاها أحدهم. مُحي كل ما قيل فيها.",
  },

  // Messages
  messages: "الرسائل",
  messageDeleted: "حُذفت هذه الرسالة.",
  edited: "معدّلة",
  sendPending: "بانتظار الإرسال…",
  sendFailed: (why) => `لم تُرسل: ${why}`,
  discard: "تجاهل",
  historyStart: "من هنا يبدأ الحديث.",
  historyGone: "ما قيل قبل ذلك مضى.",
  noMessagesYet: (code) => `لم يقل أحد شيئًا بعد. يدخل الآخرون بالرمز ${fence(code)}`,
  joined: came,
  left: went,
  joinedAndLeft: (joined, left) => `${came(joined)}، و${went(left)}`,
  typing: (names) => {
    const shown = names.map(fence);
    const who = joinList("ar", names.length > 3 ? [...shown.slice(0, 2), others(names.length - 2)] : shown);
    return `يكتب ${who}…`;
  },
  newMessages: newOnes,
  manyNewMessages: (count) => `أكثر من ${count} رسالة جديدة`,
  jumpToLatest: "إلى الأحدث",
  unreadSince: (time) => `جديد منذ ${time}`,
  loadingOlder: "نجلب الرسائل السابقة…",
  hideJoins: "إخفاء من يدخل ومن يخرج",
  showJoins: "إظهار من يدخل ومن يخرج",
  messageLabel: (name, time) => `${fence(name)}، ${time}`,
  editPending: "يجري التعديل…",
  editFailed: (why) => `لم تُعدَّل: ${why}`,
  copyCode: "نسخ",
  messageActions: "رسالة",
  react: "تفاعَل",
  reply: "ردّ",
  moreActions: "المزيد",
  moreEmoji: "رموز أخرى",
  copyText: "نسخ النص",
  editMessage: "تعديل",
  deleteMessage: "حذف",
  inReplyTo: (name) => `ردًّا على ${fence(name)}`,
  quotedMissing: "رسالة لم تعد هنا",
  reactions: "التفاعلات",
  reactedWith: (emoji, names, count) =>
    `${emoji} ${joinList("ar", [...names.map(fence), ...(count > 0 ? [others(count)] : [])])}`,

  // Composer and people
  message: "رسالة",
  messagePlaceholder: "قل شيئًا…",
  send: "إرسال",
  yourName: "اسمك",
  changeName: "، اسمك: غيّره",
  whoIsHere: "من هنا",
  hereNow: "هنا الآن",
  roles: { owner: "صاحب الغرفة", admin: "مشرف", member: "عضو" },
  emoji: "الرموز التعبيرية",
  keysAndFormatting: "لوحة المفاتيح والتنسيق",
  changeAvatar: "صورتك: غيّرها",
  anotherName: "اسم آخر",
  cleared: "مُسح.",
  undo: "تراجع",
  cancel: "إلغاء",
  editingMessage: "تعدّل رسالتك",
  replyingTo: (name) => `تردّ على ${fence(name)}`,
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
  retryIn: (seconds) => `المحاولة التالية بعد ${seconds} ث.`,
  sentOnceReconnected: "سيُرسل ما كتبته فور عودتك.",
  retryNow: "حاول الآن",
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
  localAddressOnly: "هذا العنوان يعمل على هذا الجهاز وحده. يحتاج الآخرون إلى أحد العناوين التي عرضها Mayfly عند بدئه.",
  serverUnreachable: "تعذّر الوصول إلى الخادم.",
  socketBlocked:
    "الخادم يستجيب، لكن الاتصال المباشر لا يكتمل. على الأرجح يوجد خادم وكيل في الطريق لا يمرّر اتصالات WebSocket أو يغيّر ترويسة Host.",
  tooManySockets: "عدد الاتصالات المباشرة المفتوحة من شبكتك كبير جدًّا.",
  serverRestarting: "الخادم يعيد التشغيل. ستعود من تلقاء نفسك.",
  moreMinutes: "دقائق إضافية",
  extendLife: "أضف",
  deadlines: {
    hour: "تنتهي هذه الغرفة خلال أقل من ساعة.",
    minutes: "تنتهي هذه الغرفة خلال أقل من خمس دقائق.",
    minute: "بقي أقل من دقيقة، ثم يُمحى كل ما قيل هنا.",
  },
  createNextRoom: "غرفة جديدة مع الأشخاص أنفسهم",
  nextRoomMessage: (link) => `نكمل هنا: ${link}`,
  continuedElsewhere: "الحديث مستمر في غرفة أخرى.",
  goToNextRoom: "اذهب إليها",
  showOwnersLink: "أظهره",
  notifyMeOf: "حين أكون في مكان آخر، نبّهني إلى",
  notifyAbout: { none: "لا شيء", mentions: "ذكر اسمي", all: "كل شيء" },
  withSound: "بصوت",
  withNotification: "بإشعار",
  notificationObstacles: {
    insecure: "لا تسمح المتصفحات بالإشعارات إلا في صفحات تأتي عبر https.",
    lacking: "لا إشعارات في هذا المتصفح.",
    denied: "الإشعارات معطّلة لهذا العنوان في إعدادات متصفحك.",
  },
  newVersion: "توجد نسخة جديدة.",
  reload: "أعد التحميل",
};
