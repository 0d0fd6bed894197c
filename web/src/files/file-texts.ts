// The texts about files. They come in every language, with the parts that need them.
import type { Language } from "../i18n/languages.ts";
import { isolateName, plural } from "../i18n/plural.ts";
import { language } from "../i18n/t.ts";

export type FileTexts = {
  chooseFiles: string;
  takePhoto: string;
  /** Files that wait to be sent. */
  staged: string;
  remove: (name: string) => string;
  moveEarlier: (name: string) => string;
  moveLater: (name: string) => string;
  pause: (name: string) => string;
  resume: (name: string) => string;
  retry: (name: string) => string;
  progressOf: (name: string) => string;
  queued: string;
  waiting: string;
  paused: string;
  ready: string;
  tooLarge: (max: string) => string;
  roomIsFull: (left: string) => string;
  tooMany: (max: string) => string;
  noFiles: string;
  folder: string;
  unreadable: string;
  sendsWhenReady: string;
  download: (name: string) => string;
  heic: string;
  /** To who is about to send one. */
  heicAttached: string;
  /** Files of a message that this page no longer knows. */
  fileCount: (count: number) => string;
  viewer: string;
  previous: string;
  next: string;
  zoomIn: string;
  zoomOut: string;
  position: (place: string, count: string) => string;
  files: string;
  showFiles: string;
  kinds: Readonly<Record<"all" | "picture" | "video" | "sound" | "other", string>>;
  grid: string;
  list: string;
  used: (used: string, max: string) => string;
  downloadAll: string;
  packing: (percent: string) => string;
  packingFailed: string;
  empty: string;
};

const EN: FileTexts = {
  chooseFiles: "Choose files",
  takePhoto: "Take a photo",
  staged: "Attached files",
  remove: (name) => `Remove ${isolateName(name)}`,
  moveEarlier: (name) => `Move ${isolateName(name)} up`,
  moveLater: (name) => `Move ${isolateName(name)} down`,
  pause: (name) => `Pause ${isolateName(name)}`,
  resume: (name) => `Resume ${isolateName(name)}`,
  retry: (name) => `Try ${isolateName(name)} again`,
  progressOf: (name) => `Upload of ${isolateName(name)}`,
  queued: "waiting its turn",
  waiting: "waiting for the connection",
  paused: "paused",
  ready: "ready",
  tooLarge: (max) => `Too large: a file can have ${max} at most.`,
  roomIsFull: (left) => `No room left: this room can take ${left} more.`,
  tooMany: (max) => `A message can have ${max} files at most.`,
  noFiles: "This server takes no files.",
  folder: "Folders can’t be sent. Pack them into a zip file first.",
  unreadable: "The browser can’t read this file.",
  sendsWhenReady: "Your message is sent when all files are uploaded.",
  download: (name) => `Download ${isolateName(name)}`,
  heic: "HEIC picture: browsers can’t show it here. Download it to see it.",
  heicAttached: "HEIC picture: others may have to download it to see it.",
  fileCount: (count) => plural("en", count, { one: "# file", other: "# files" }),
  viewer: "Picture viewer",
  previous: "Previous",
  next: "Next",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  position: (place, count) => `${place} of ${count}`,
  files: "Files",
  showFiles: "Show all files",
  kinds: { all: "All", picture: "Pictures", video: "Videos", sound: "Sound", other: "Other files" },
  grid: "Grid",
  list: "List",
  used: (used, max) => `${used} of ${max} used`,
  downloadAll: "Download all",
  packing: (percent) => `Packing… ${percent}`,
  packingFailed: "The files couldn’t be packed. Try again.",
  empty: "No files here yet.",
};

const DE: FileTexts = {
  chooseFiles: "Dateien auswählen",
  takePhoto: "Foto aufnehmen",
  staged: "Angehängte Dateien",
  remove: (name) => `${isolateName(name)} entfernen`,
  moveEarlier: (name) => `${isolateName(name)} nach oben`,
  moveLater: (name) => `${isolateName(name)} nach unten`,
  pause: (name) => `${isolateName(name)} anhalten`,
  resume: (name) => `${isolateName(name)} fortsetzen`,
  retry: (name) => `${isolateName(name)} noch einmal versuchen`,
  progressOf: (name) => `Hochladen von ${isolateName(name)}`,
  queued: "gleich an der Reihe",
  waiting: "wartet auf die Verbindung",
  paused: "angehalten",
  ready: "bereit",
  tooLarge: (max) => `Zu groß: Eine Datei darf höchstens ${max} groß sein.`,
  roomIsFull: (left) => `Kein Platz mehr: In diesen Raum passen noch ${left}.`,
  tooMany: (max) => `Eine Nachricht kann höchstens ${max} Dateien haben.`,
  noFiles: "Dieser Server nimmt keine Dateien an.",
  folder: "Ordner lassen sich nicht senden. Pack sie vorher in eine Zip-Datei.",
  unreadable: "Der Browser kann diese Datei nicht lesen.",
  sendsWhenReady: "Deine Nachricht wird gesendet, sobald alle Dateien hochgeladen sind.",
  download: (name) => `${isolateName(name)} herunterladen`,
  heic: "HEIC-Bild: Browser können es hier nicht zeigen. Lade es herunter, um es zu sehen.",
  heicAttached: "HEIC-Bild: Andere müssen es vielleicht herunterladen, um es zu sehen.",
  fileCount: (count) => plural("de", count, { one: "# Datei", other: "# Dateien" }),
  viewer: "Bildansicht",
  previous: "Vorheriges",
  next: "Nächstes",
  zoomIn: "Vergrößern",
  zoomOut: "Verkleinern",
  position: (place, count) => `${place} von ${count}`,
  files: "Dateien",
  showFiles: "Alle Dateien zeigen",
  kinds: { all: "Alle", picture: "Bilder", video: "Videos", sound: "Ton", other: "Andere" },
  grid: "Kacheln",
  list: "Liste",
  used: (used, max) => `${used} von ${max} belegt`,
  downloadAll: "Alle herunterladen",
  packing: (percent) => `Wird gepackt… ${percent}`,
  packingFailed: "Die Dateien ließen sich nicht packen. Versuch es noch einmal.",
  empty: "Hier gibt es noch keine Dateien.",
};

const ES: FileTexts = {
  chooseFiles: "Elegir archivos",
  takePhoto: "Hacer una foto",
  staged: "Archivos adjuntos",
  remove: (name) => `Quitar ${isolateName(name)}`,
  moveEarlier: (name) => `Subir ${isolateName(name)}`,
  moveLater: (name) => `Bajar ${isolateName(name)}`,
  pause: (name) => `Pausar ${isolateName(name)}`,
  resume: (name) => `Reanudar ${isolateName(name)}`,
  retry: (name) => `Reintentar ${isolateName(name)}`,
  progressOf: (name) => `Subida de ${isolateName(name)}`,
  queued: "en espera",
  waiting: "esperando la conexión",
  paused: "en pausa",
  ready: "listo",
  tooLarge: (max) => `Demasiado grande: un archivo puede tener ${max} como máximo.`,
  roomIsFull: (left) => `No queda espacio: en esta sala caben ${left} más.`,
  tooMany: (max) => `Un mensaje puede tener ${max} archivos como máximo.`,
  noFiles: "Este servidor no acepta archivos.",
  folder: "No se pueden enviar carpetas. Comprímelas antes en un zip.",
  unreadable: "El navegador no puede leer este archivo.",
  sendsWhenReady: "Tu mensaje se enviará cuando se hayan subido todos los archivos.",
  download: (name) => `Descargar ${isolateName(name)}`,
  heic: "Imagen HEIC: los navegadores no pueden mostrarla aquí. Descárgala para verla.",
  heicAttached: "Imagen HEIC: quizá los demás tengan que descargarla para verla.",
  fileCount: (count) => plural("es", count, { one: "# archivo", other: "# archivos" }),
  viewer: "Visor de imágenes",
  previous: "Anterior",
  next: "Siguiente",
  zoomIn: "Acercar",
  zoomOut: "Alejar",
  position: (place, count) => `${place} de ${count}`,
  files: "Archivos",
  showFiles: "Mostrar todos los archivos",
  kinds: { all: "Todos", picture: "Imágenes", video: "Vídeos", sound: "Sonido", other: "Otros" },
  grid: "Cuadrícula",
  list: "Lista",
  used: (used, max) => `${used} de ${max} en uso`,
  downloadAll: "Descargar todo",
  packing: (percent) => `Comprimiendo… ${percent}`,
  packingFailed: "No se pudieron comprimir los archivos. Inténtalo de nuevo.",
  empty: "Aún no hay archivos aquí.",
};

const AR: FileTexts = {
  chooseFiles: "اختيار ملفات",
  takePhoto: "التقاط صورة",
  staged: "الملفات المرفقة",
  remove: (name) => `إزالة ${isolateName(name, "rtl")}`,
  moveEarlier: (name) => `نقل ${isolateName(name, "rtl")} إلى أعلى`,
  moveLater: (name) => `نقل ${isolateName(name, "rtl")} إلى أسفل`,
  pause: (name) => `إيقاف ${isolateName(name, "rtl")} مؤقتًا`,
  resume: (name) => `استئناف ${isolateName(name, "rtl")}`,
  retry: (name) => `إعادة محاولة ${isolateName(name, "rtl")}`,
  progressOf: (name) => `رفع ${isolateName(name, "rtl")}`,
  queued: "في الانتظار",
  waiting: "بانتظار الاتصال",
  paused: "متوقف مؤقتًا",
  ready: "جاهز",
  tooLarge: (max) => `كبير جدًا: أقصى حجم للملف ${max}.`,
  roomIsFull: (left) => `لا توجد مساحة كافية: تتسع هذه الغرفة لـ ${left} أخرى.`,
  tooMany: (max) => `يمكن أن تحتوي الرسالة على ${max} ملفات على الأكثر.`,
  noFiles: "هذا الخادم لا يقبل الملفات.",
  folder: "لا يمكن إرسال المجلدات. اضغطها أولًا في ملف zip.",
  unreadable: "لا يستطيع المتصفح قراءة هذا الملف.",
  sendsWhenReady: "ستُرسل رسالتك عند اكتمال رفع كل الملفات.",
  download: (name) => `تنزيل ${isolateName(name, "rtl")}`,
  heic: "صورة HEIC: لا تستطيع المتصفحات عرضها هنا. نزّلها لرؤيتها.",
  heicAttached: "صورة HEIC: قد يحتاج الآخرون إلى تنزيلها لرؤيتها.",
  fileCount: (count) => plural("ar", count, { one: "ملف واحد", two: "ملفان", few: "# ملفات", other: "# ملفًا" }),
  viewer: "عارض الصور",
  previous: "السابق",
  next: "التالي",
  zoomIn: "تكبير",
  zoomOut: "تصغير",
  position: (place, count) => `${place} من ${count}`,
  files: "الملفات",
  showFiles: "عرض كل الملفات",
  kinds: { all: "الكل", picture: "الصور", video: "الفيديو", sound: "الصوت", other: "ملفات أخرى" },
  grid: "شبكة",
  list: "قائمة",
  used: (used, max) => `المستخدم ${used} من ${max}`,
  downloadAll: "تنزيل الكل",
  packing: (percent) => `جارٍ الضغط… ${percent}`,
  packingFailed: "تعذّر ضغط الملفات. حاول مرة أخرى.",
  empty: "لا توجد ملفات هنا بعد.",
};

const JA: FileTexts = {
  chooseFiles: "ファイルを選択",
  takePhoto: "写真を撮る",
  staged: "添付ファイル",
  remove: (name) => `${isolateName(name)}を外す`,
  moveEarlier: (name) => `${isolateName(name)}を上へ`,
  moveLater: (name) => `${isolateName(name)}を下へ`,
  pause: (name) => `${isolateName(name)}を一時停止`,
  resume: (name) => `${isolateName(name)}を再開`,
  retry: (name) => `${isolateName(name)}を再試行`,
  progressOf: (name) => `${isolateName(name)}のアップロード`,
  queued: "順番待ち",
  waiting: "接続を待っています",
  paused: "一時停止中",
  ready: "準備完了",
  tooLarge: (max) => `大きすぎます。ファイルは${max}までです。`,
  roomIsFull: (left) => `空きがありません。このルームにはあと${left}まで送れます。`,
  tooMany: (max) => `1つのメッセージに添付できるファイルは${max}件までです。`,
  noFiles: "このサーバーではファイルを送れません。",
  folder: "フォルダーは送れません。先にzipにまとめてください。",
  unreadable: "このファイルは読み込めません。",
  sendsWhenReady: "すべてのアップロードが終わるとメッセージが送信されます。",
  download: (name) => `${isolateName(name)}をダウンロード`,
  heic: "HEIC画像はここでは表示できません。ダウンロードしてご覧ください。",
  heicAttached: "HEIC画像です。相手はダウンロードしないと見られないことがあります。",
  fileCount: (count) => plural("ja", count, { other: "ファイル#件" }),
  viewer: "画像ビューアー",
  previous: "前へ",
  next: "次へ",
  zoomIn: "拡大",
  zoomOut: "縮小",
  position: (place, count) => `${place} / ${count}`,
  files: "ファイル",
  showFiles: "すべてのファイルを表示",
  kinds: { all: "すべて", picture: "画像", video: "動画", sound: "音声", other: "その他" },
  grid: "グリッド",
  list: "リスト",
  used: (used, max) => `${max}中${used}使用`,
  downloadAll: "すべてダウンロード",
  packing: (percent) => `まとめています… ${percent}`,
  packingFailed: "ファイルをまとめられませんでした。もう一度お試しください。",
  empty: "まだファイルはありません。",
};

const TEXTS: Readonly<Record<Language, FileTexts>> = { en: EN, de: DE, es: ES, ar: AR, ja: JA };

export const fileTexts = (): FileTexts => TEXTS[language()];
