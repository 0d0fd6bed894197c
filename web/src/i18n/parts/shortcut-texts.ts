// The texts of the overview of keys and formatting, in every language. They are loaded with it, which few pages need.
import type { Language } from "../languages.ts";

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
    newLine: "New line",
    editLast: "Edit your last message, if the field is empty",
    stepBack: "Cancel the reply or edit, then clear the draft",
    emoji: "Find an emoji by name",
    mention: "Mention someone",
    messages: "In the messages",
    moveFocus: "Move between messages",
    actions: "Message actions",
    reply: "Reply, quoting any selected text",
    edit: "Edit (if it’s yours)",
    remove: "Delete (if allowed)",
    anywhere: "Anywhere in the room",
    write: "Write a message",
    overview: "Show this list",
    single: "Use the keys / ? + and − when you aren’t typing",
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
    newLine: "Neue Zeile",
    editLast: "Deine letzte Nachricht bearbeiten, wenn das Feld leer ist",
    stepBack: "Antwort oder Bearbeitung abbrechen, dann den Entwurf leeren",
    emoji: "Emoji nach Namen suchen",
    mention: "Jemanden erwähnen",
    messages: "In den Nachrichten",
    moveFocus: "Zwischen Nachrichten wechseln",
    actions: "Aktionen für die Nachricht",
    reply: "Antworten und Markiertes zitieren",
    edit: "Bearbeiten (wenn es deine ist)",
    remove: "Löschen (wenn erlaubt)",
    anywhere: "Überall im Raum",
    write: "Nachricht schreiben",
    overview: "Diese Liste zeigen",
    single: "Tasten / ? + und − nutzen, wenn du nicht schreibst",
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
    newLine: "Línea nueva",
    editLast: "Editar tu último mensaje, si el campo está vacío",
    stepBack: "Cancelar la respuesta o la edición y luego vaciar el borrador",
    emoji: "Buscar un emoji por nombre",
    mention: "Mencionar a alguien",
    messages: "En los mensajes",
    moveFocus: "Moverse entre mensajes",
    actions: "Acciones del mensaje",
    reply: "Responder, citando el texto seleccionado",
    edit: "Editar (si es tuyo)",
    remove: "Eliminar (si está permitido)",
    anywhere: "En cualquier parte de la sala",
    write: "Escribir un mensaje",
    overview: "Mostrar esta lista",
    single: "Usar las teclas / ? + y − cuando no estás escribiendo",
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
    newLine: "سطر جديد",
    editLast: "تعديل رسالتك الأخيرة إن كان الحقل فارغًا",
    stepBack: "إلغاء الرد أو التعديل، ثم مسح المسودة",
    emoji: "البحث عن رمز تعبيري باسمه",
    mention: "الإشارة إلى أحدهم",
    messages: "في الرسائل",
    moveFocus: "الانتقال من رسالة إلى أخرى",
    actions: "إجراءات الرسالة",
    reply: "ردّ مع اقتباس النص المحدد",
    edit: "تعديل (إن كانت لك)",
    remove: "حذف (إن كان مسموحًا)",
    anywhere: "في أي مكان من الغرفة",
    write: "كتابة رسالة",
    overview: "عرض هذه القائمة",
    single: "استخدام المفاتيح / ? + و − عندما لا تكتب",
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
    editLast: "入力欄が空のとき、自分の最後のメッセージを編集",
    stepBack: "返信や編集をキャンセルし、次に下書きを消去",
    emoji: "名前で絵文字を検索",
    mention: "誰かをメンション",
    messages: "メッセージの中で",
    moveFocus: "メッセージ間を移動",
    actions: "メッセージの操作",
    reply: "返信（選択した文があれば引用）",
    edit: "編集（自分のメッセージ）",
    remove: "削除（できる場合）",
    anywhere: "ルームのどこでも",
    write: "メッセージを書く",
    overview: "この一覧を表示",
    single: "入力していないときに / ? + − のキーを使う",
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
