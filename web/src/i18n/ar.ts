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
/** Nouns, because a verb would have to know whether the person is a woman or a man. */
const came = (names: readonly string[]) => `انضمام: ${people(names)}`;
const went = (names: readonly string[]) => `مغادرة: ${people(names)}`;

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
  copyByHand: (label) => `${label}: انسخه يدويًا`,
  you: "أنت",
  peopleHere: (count) => counted(count, "لا أحد هنا", "شخص هنا", "شخصان هنا", "# أشخاص هنا", "# شخصًا هنا", "# شخص هنا"),
  timeUnits: {
    day: (count) => `${count} ي`,
    hour: (count) => `${count} س`,
    minute: (count) => `${count} د`,
  },
  timeLeft: (time) => `باقٍ ${time}`,

  // Refusals
  unreachable: "تعذّر الوصول إلى الخادم.",
  nothingToSee: "لا يحتوي على أي محرف مرئي.",
  invisibleCharacters: "فيه محارف تحكّم أو محارف خفيّة.",
  piledMarks: "تتراكم علامات كثيرة على حرف واحد.",
  notUnicode: "ليس نصّ يونيكود صحيحًا.",
  longerThan: (max) => `هذا أطول من الحدّ: ${letters(max)}.`,
  lifeAtMost: (time) => `أقصى مدّة للغرف على هذا الخادم: ${time}.`,
  idleAtMost: (time) => `أقصى مدّة لبقاء الغرف الفارغة على هذا الخادم: ${time}.`,
  extendAtMost: (time) => `أقصى مدّة متبقّية بدءًا من الآن: ${time}.`,
  membersAtMost: (max) => `أقصى عدد في هذه الغرفة: ${persons(max)}.`,
  codesAreGenerated: "لا يسمح هذا الخادم برموز مخصّصة.",
  codeShape: "من 3 إلى 32 محرفًا: حروف من a إلى z وأرقام وشرطات.",

  // Languages, lobby, look
  language: "اللغة",
  theme: "المظهر",
  themes: { system: "مثل الجهاز", light: "فاتح", dark: "داكن" },
  slogan: "حديثُ يوم، ثم يمضي.",
  promise: (needsAccount, roomsMayLast) =>
    `${
      needsAccount
        ? "سجّل الدخول وافتح غرفة محادثة وشارك الرابط. يحتاج الجميع هنا إلى حساب."
        : "افتح غرفة محادثة وشارك الرابط، بلا حساب."
    } ${roomsMayLast ? "عند انتهاء الغرفة" : "عند انتهاء وقتها"} يُمحى كل شيء.`,
  licences: "التراخيص",
  apiDocs: "API",
  filesRefused: "لا يمكن إرسال الملفات هنا.",
  lifeLabel: "مدّة الغرفة",
  lifeOptions: { 10: "10 دقائق", 60: "ساعة", 240: "4 ساعات", 1440: "24 ساعة", 10080: "7 أيام" },
  customLife: "مخصّصة…",
  amount: "المدّة",
  unit: "الوحدة",
  units: { minute: "دقائق", hour: "ساعات", day: "أيام" },
  range: (least, most) => `من ${least} إلى ${most}.`,
  moreOptions: "المزيد من الخيارات",
  title: "العنوان",
  titleHint: "الموضوع (اختياري)",
  customCode: "رمز مخصّص",
  customCodeHint: "summer-party (اختياري)",
  whenEmpty: "عندما يغادر الجميع",
  idleOptions: {
    0: "تبقى حتى ينتهي وقتها",
    5: "تنتهي بعد 5 دقائق",
    30: "تنتهي بعد 30 دقيقة",
    120: "تنتهي بعد ساعتين",
  },
  memberCap: "الحدّ الأقصى للأشخاص",
  memberCapHint: "بلا حدّ",
  listPublicly: "إظهارها في القائمة العامة",
  anyoneCanEndRoom: "يمكن لأي شخص إنهاء الغرفة",
  encryptedRoom: {
    name: "مشفّرة من طرف إلى طرف",
    hint: "لا يستطيع الخادم قراءة ما يُكتب. المفتاح في الرابط: من لديه الرابط يقرأ.",
  },
  haveCode: "هل لديك رمز أو رابط؟",
  join: "انضمام",
  invalidRoomInput: "هذا ليس رمز غرفة ولا رابطها.",
  scan: "امسح رمز QR",
  scanHint: "وجّه الكاميرا إلى رمز QR الخاص بالغرفة.",
  wrongQrCode: "هذا ليس رمز QR لغرفة.",
  noCamera: "الكاميرا غير متاحة.",
  cameraDenied: "المتصفح لا يسمح لهذه الصفحة باستخدام الكاميرا. اسمح بها من الرمز المجاور للعنوان، ثم حاول من جديد.",
  yourIdentity: "هذا أنت",
  recentRooms: "الغرف الأخيرة",
  ownRoom: "لك",
  forgetRoom: (name) => `انسَ ${fence(name)}`,
  publicRooms: "الغرف العامة",
  roomClosed: {
    ended: { title: "انتهت هذه الغرفة", text: "مُحي كل ما فيها." },
    unknown: { title: "هذه الغرفة غير موجودة", text: "تحقّق من الرمز، فربما فيه خطأ، أو اطلب الرابط مجددًا." },
    nowhere: { title: "لا شيء هنا", text: "هذا العنوان لا يؤدي إلى غرفة." },
    refused: { title: "لا يمكنك الانضمام الآن", text: "لم تسمح لك الغرفة بالدخول." },
    full: { title: "هذه الغرفة ممتلئة", text: "يمكنك الانضمام حالما يغادر أحدهم." },
    removed: { title: "أُزلت من الغرفة", text: "أزالك القائمون على هذه الغرفة." },
    banned: { title: "حُظرت من هذه الغرفة", text: "لا يمكنك العودة ما لم يُرفع الحظر عنك." },
    denied: { title: "لم يُسمح لك بالدخول", text: "قال المضيف: ليس الآن." },
    locked: { title: "هذه الغرفة مقفلة", text: "لا يمكن لأحد جديد الانضمام الآن." },
    signedOut: { title: "سُجّل خروجك", text: "يمكنك العودة ضيفًا، أو تسجيل الدخول من جديد." },
    left: { title: "غادرت هذه الغرفة", text: "يمكنك العودة حتى تنتهي." },
    forgotten: { title: "غادرت هذه الغرفة", text: "نسيها هذا المتصفح." },
    replaced: { title: "مفتوحة في علامة تبويب أخرى", text: "هذه الغرفة مفتوحة لديك في علامات تبويب كثيرة." },
  },
  endReasons: {
    expired: "انتهى وقتها. مُحي كل ما فيها.",
    idle: "غادر الجميع. مُحي كل ما فيها.",
    ended: "أنهاها أحدهم. مُحي كل ما فيها.",
  },

  // Messages
  messages: "الرسائل",
  messageDeleted: "حُذفت هذه الرسالة.",
  edited: "معدّلة",
  sendPending: "جارٍ الإرسال…",
  sendFailed: (why) => `لم تُرسل: ${why}`,
  discard: "تجاهل",
  historyStart: "هذه هي البداية.",
  historyGone: "الرسائل السابقة لم تعد موجودة.",
  emptyRoom: "الهدوء يعمّ المكان",
  emptyRoomHint: "أرسل هذا الرابط إلى من تريد دعوتهم.",
  joined: came,
  left: went,
  joinedAndLeft: (joined, left) => `${came(joined)}، ${went(left)}`,
  typing: (names) => {
    const shown = names.map(fence);
    const who = joinList("ar", names.length > 3 ? [...shown.slice(0, 2), others(names.length - 2)] : shown);
    return `جارٍ الكتابة: ${who}…`;
  },
  newMessages: newOnes,
  manyNewMessages: (count) => `أكثر من ${count} رسالة جديدة`,
  jumpToLatest: "الانتقال إلى الأحدث",
  unreadSince: (time) => `جديد منذ ${time}`,
  loadingOlder: "جارٍ تحميل الرسائل السابقة…",
  hideJoins: "إخفاء الانضمام والمغادرة",
  showJoins: "إظهار الانضمام والمغادرة",
  messageLabel: (name, time) => `${fence(name)}، ${time}`,
  editPending: "جارٍ الحفظ…",
  editFailed: (why) => `فشل التعديل: ${why}`,
  copyCode: "نسخ",
  messageActions: "إجراءات الرسالة",
  react: "تفاعَل",
  reply: "ردّ",
  moreActions: "المزيد",
  moreEmoji: "رموز أخرى",
  copyText: "نسخ النص",
  pin: "تثبيت على اللوحة",
  unpin: "إزالة من اللوحة",
  editMessage: "تعديل",
  deleteMessage: "حذف",
  inReplyTo: (name) => `ردّ على ${fence(name)}`,
  quotedMissing: "هذه الرسالة لم تعد موجودة",
  reactions: "التفاعلات",
  reactedWith: (emoji, names, count) =>
    `${emoji} ${joinList("ar", [...names.map(fence), ...(count > 0 ? [others(count)] : [])])}`,

  // Composer and people
  message: "رسالة",
  messagePlaceholder: "اكتب شيئًا…",
  send: "إرسال",
  yourName: "اسمك",
  changeName: "، غيّر اسمك",
  whoIsHere: "من هنا",
  hereNow: "هنا الآن",
  roles: { owner: "المالك", admin: "مشرف", member: "عضو" },
  emoji: "الرموز التعبيرية",
  keysAndFormatting: "لوحة المفاتيح والتنسيق",
  changeAvatar: "غيّر صورتك",
  anotherName: "اسم آخر",
  draftCleared: "مُسحت المسودة.",
  sendCommand: (command) => `هل تريد إرسال «${isolateName(command)}» كرسالة؟`,
  commandHints: { "/me": "الكتابة بخط مائل", "/shrug": "إضافة \u2068¯\\_(ツ)_/¯\u2069" },
  nameTaken: {
    present: (name, have) => `يوجد هنا من اسمه ${isolateName(name)}. أنت ${isolateName(have)}.`,
    reserved: (name, have) => `الاسم ${isolateName(name)} محجوز. أنت هنا ${isolateName(have)}.`,
  },
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
  connectionLost: "انقطع الاتصال. جارٍ إعادة الاتصال…",
  reconnecting: "جارٍ إعادة الاتصال…",
  retryIn: (seconds) => `المحاولة التالية بعد ${seconds} ث.`,
  sentOnceReconnected: "ستُرسل رسائلك حالما يعود الاتصال.",
  retryNow: "حاول الآن",
  copyLink: "انسخ الرابط",
  time: "الوقت",
  nearDayAt: (day, time) => `${day} الساعة ${time}`,
  dateAt: (date, time) => `في ${date} الساعة ${time}`,
  endsAndErases: (time) => `تنتهي ${time}، ثم يُمحى كل شيء.`,
  more: { 60: "+ ساعة", 240: "+ 4 ساعات", 1440: "+ يوم" },
  ownerLink: "رابط المالك الخاص بك",
  ownerLinkWhy: "افتحه على جهاز آخر لتكون المالك هناك أيضًا. لا تشاركه مع أحد.",
  copyOwnerLink: "انسخ رابط المالك",
  endRoom: "إنهاء الغرفة",
  endRoomQuestion: "إنهاء هذه الغرفة الآن؟",
  endRoomWarning: "يُمحى كل ما فيها فورًا لدى الجميع. لا يمكن التراجع عن ذلك.",
  keepRoom: "أبقِها",
  inviteOthers: "ادعُ آخرين",
  share: "مشاركة…",
  shareBySms: "رسالة نصية",
  shareByEmail: "بريد إلكتروني",
  typeTheCode: (address) => `أو افتح ${fence(address)} واكتب`,
  qrCode: "رمز QR للرابط",
  localAddressOnly: "هذا العنوان يعمل على هذا الجهاز فقط. شارك أحد عناوين الشبكة التي عرضها Mayfly عند بدئه.",
  serverUnreachable: "تعذّر الوصول إلى الخادم.",
  socketBlocked:
    "الخادم يستجيب، لكن الاتصال المباشر محجوب. على الأرجح يوجد خادم وكيل في الطريق لا يمرّر اتصالات WebSocket.",
  tooManySockets: "عدد الاتصالات المباشرة المفتوحة كبير جدًّا.",
  serverRestarting: "الخادم يعيد التشغيل. سيُعاد اتصالك تلقائيًا.",
  extendByMinutes: "تمديد (بالدقائق)",
  extendLife: "تمديد",
  deadlines: {
    hour: "تنتهي هذه الغرفة خلال أقل من ساعة.",
    minutes: "تنتهي هذه الغرفة خلال أقل من خمس دقائق.",
    minute: "بقي أقل من دقيقة، ثم يُمحى كل ما في الغرفة.",
  },
  createNextRoom: "المتابعة في غرفة جديدة",
  nextRoomMessage: (link) => `نتابع هنا: ${link}`,
  continuedInNextRoom: "تستمر المحادثة في غرفة جديدة.",
  joinNextRoom: "انضمّ إليها",
  showOwnerLink: "إظهار",
  notifyWhenAway: "نبّهني عندما أكون بعيدًا",
  notifyAbout: { none: "أبدًا", mentions: "عند الإشارة إليّ", all: "عند كل رسالة" },
  withSound: "بصوت",
  withNotification: "بإشعار",
  notificationObstacles: {
    insecure: "لا تسمح المتصفحات بالإشعارات إلا في صفحات https. ينبّهك بدلًا منها صوت وعنوان علامة التبويب.",
    lacking: "هذا المتصفح لا يدعم الإشعارات. ينبّهك بدلًا منها صوت وعنوان علامة التبويب.",
    denied: "الإشعارات من هذا الموقع محظورة في إعدادات متصفحك. ينبّهك بدلًا منها صوت وعنوان علامة التبويب.",
  },
  notificationOffer: "هل تريد إشعارًا عند الإشارة إليك؟",
  turnOn: "تفعيل",
  notNow: "ليس الآن",
  newVersion: "يتوفّر إصدار جديد.",
  reload: "أعد التحميل",
};
