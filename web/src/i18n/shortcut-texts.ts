// The texts of the overview of keys and formatting, in every language. They are loaded with it, which few pages need.
import type { Language } from "./languages.ts";

export type ShortcutTexts = {
  title: string;
  writing: string;
  send: string;
  newLine: string;
  editLast: string;
  stepBack: string;
  emoji: string;
  mention: string;
  /** The heading of the keys that work while a message has the focus. */
  messages: string;
  moveFocus: string;
  actions: string;
  reply: string;
  edit: string;
  remove: string;
  anywhere: string;
  write: string;
  overview: string;
  /** The label of the checkbox that turns on keys without Ctrl or Command. */
  single: string;
  formatting: string;
  /** The words in the examples of formatting. */
  samples: Readonly<Record<"bold" | "italic" | "struck" | "code" | "quote" | "item" | "link", string>>;
  /** The names of keys. */
  keys: Readonly<Record<"enter" | "shift" | "control" | "escape" | "delete", string>>;
};

const TEXTS: Readonly<Record<Language, ShortcutTexts>> = {
  en: {
    title: "Keyboard and formatting",
    writing: "While you write",
    send: "Send",
    newLine: "Start a new line",
    editLast: "Edit your last message, when nothing is written",
    stepBack: "One step back: leave a reply or an edit, then clear what is written",
    emoji: "Find an emoji by its name",
    mention: "Mention somebody",
    messages: "In the messages",
    moveFocus: "From message to message",
    actions: "See what can be done with it",
    reply: "Answer it",
    edit: "Edit it, if it is yours",
    remove: "Delete it, if you may",
    anywhere: "Anywhere in the room",
    write: "Write",
    overview: "Show this overview",
    single: "/ ? + and − work while you aren’t writing",
    formatting: "Formatting",
    samples: {
      bold: "bold",
      italic: "italic",
      struck: "struck out",
      code: "code",
      quote: "quoted",
      item: "an item",
      link: "a link",
    },
    keys: { enter: "Enter", shift: "Shift", control: "Ctrl", escape: "Esc", delete: "Del" },
  },
  de: {
    title: "Tastatur und Formatierung",
    writing: "Beim Schreiben",
    send: "Senden",
    newLine: "Neue Zeile beginnen",
    editLast: "Deine letzte Nachricht bearbeiten, wenn noch nichts dasteht",
    stepBack: "Ein Schritt zurück: Antwort oder Bearbeitung verlassen, dann leeren, was dasteht",
    emoji: "Ein Emoji nach seinem Namen finden",
    mention: "Jemanden erwähnen",
    messages: "In den Nachrichten",
    moveFocus: "Von Nachricht zu Nachricht",
    actions: "Zeigen, was man damit tun kann",
    reply: "Darauf antworten",
    edit: "Bearbeiten, wenn es deine ist",
    remove: "Löschen, wenn du darfst",
    anywhere: "Überall im Raum",
    write: "Schreiben",
    overview: "Diese Übersicht zeigen",
    single: "/ ? + und − wirken, solange du nicht schreibst",
    formatting: "Formatierung",
    samples: {
      bold: "fett",
      italic: "kursiv",
      struck: "gestrichen",
      code: "Code",
      quote: "zitiert",
      item: "ein Punkt",
      link: "ein Link",
    },
    keys: { enter: "Enter", shift: "Umschalt", control: "Strg", escape: "Esc", delete: "Entf" },
  },
  es: {
    title: "Teclado y formato",
    writing: "Al escribir",
    send: "Enviar",
    newLine: "Empezar una línea nueva",
    editLast: "Editar tu último mensaje, si no hay nada escrito",
    stepBack: "Un paso atrás: dejar la respuesta o la edición, luego borrar lo escrito",
    emoji: "Buscar un emoji por su nombre",
    mention: "Mencionar a alguien",
    messages: "En los mensajes",
    moveFocus: "De mensaje en mensaje",
    actions: "Ver qué se puede hacer con él",
    reply: "Responder",
    edit: "Editarlo, si es tuyo",
    remove: "Eliminarlo, si puedes",
    anywhere: "En cualquier parte de la sala",
    write: "Escribir",
    overview: "Mostrar esta ayuda",
    single: "/ ? + y − funcionan mientras no escribes",
    formatting: "Formato",
    samples: {
      bold: "negrita",
      italic: "cursiva",
      struck: "tachado",
      code: "código",
      quote: "citado",
      item: "un punto",
      link: "un enlace",
    },
    keys: { enter: "Intro", shift: "Mayús", control: "Ctrl", escape: "Esc", delete: "Supr" },
  },
  ar: {
    title: "لوحة المفاتيح والتنسيق",
    writing: "أثناء الكتابة",
    send: "إرسال",
    newLine: "بدء سطر جديد",
    editLast: "تعديل رسالتك الأخيرة إن لم تكتب شيئًا بعد",
    stepBack: "خطوة إلى الوراء: ترك الرد أو التعديل، ثم مسح ما كُتب",
    emoji: "العثور على رمز تعبيري باسمه",
    mention: "الإشارة إلى أحدهم",
    messages: "في الرسائل",
    moveFocus: "الانتقال من رسالة إلى أخرى",
    actions: "عرض ما يمكن فعله بها",
    reply: "الرد عليها",
    edit: "تعديلها إن كانت لك",
    remove: "حذفها إن جاز لك ذلك",
    anywhere: "في أي مكان من الغرفة",
    write: "الكتابة",
    overview: "عرض هذه القائمة",
    single: "تعمل المفاتيح / و ? و + و − ما دمت لا تكتب",
    formatting: "التنسيق",
    samples: {
      bold: "عريض",
      italic: "مائل",
      struck: "مشطوب",
      code: "شيفرة",
      quote: "اقتباس",
      item: "بند",
      link: "رابط",
    },
    keys: { enter: "Enter", shift: "Shift", control: "Ctrl", escape: "Esc", delete: "Del" },
  },
  ja: {
    title: "キーボードと書式",
    writing: "書いているとき",
    send: "送信",
    newLine: "改行",
    editLast: "何も書いていないとき、自分の最後のメッセージを編集",
    stepBack: "一つ戻る：返信や編集をやめ、次に入力を消去",
    emoji: "名前で絵文字を探す",
    mention: "だれかをメンション",
    messages: "メッセージの中で",
    moveFocus: "メッセージからメッセージへ移る",
    actions: "できることを表示",
    reply: "返信",
    edit: "自分のものなら編集",
    remove: "できる場合は削除",
    anywhere: "ルームのどこでも",
    write: "書く",
    overview: "この一覧を表示",
    single: "書いていないとき / ? + − を使う",
    formatting: "書式",
    samples: {
      bold: "太字",
      italic: "斜体",
      struck: "取り消し線",
      code: "コード",
      quote: "引用",
      item: "項目",
      link: "リンク",
    },
    keys: { enter: "Enter", shift: "Shift", control: "Ctrl", escape: "Esc", delete: "Del" },
  },
};

export const shortcutTexts = (language: Language): ShortcutTexts => TEXTS[language];
