// The texts of voice messages: recording them, why that can't be, and playing them. They come in every language, with the parts
// that need them.
import type { Language } from "../languages.ts";
import { plural } from "../plural.ts";
import { language } from "../t.ts";

export type VoiceTexts = {
  voiceMessage: string;
  starting: string;
  recording: string;
  stop: string;
  discard: string;
  discardQuestion: string;
  goOn: string;
  secondsLeft: (count: number) => string;
  /** The room takes no more than this. */
  onlySpaceFor: (time: string) => string;
  /** How it ended. */
  stopped: string;
  full: string;
  interrupted: string;
  nothingRecorded: string;
  discarded: string;
  /** Why there is no recording. */
  insecure: string;
  /** Stands before an address. */
  useInstead: string;
  unsupported: string;
  denied: string;
  none: string;
  inUse: string;
  noFiles: string;
  roomIsFull: string;
  play: string;
  pause: string;
  position: string;
  speed: (rate: string) => string;
  cannotPlay: string;
};

const TEXTS: Readonly<Record<Language, VoiceTexts>> = {
  en: {
    voiceMessage: "Voice message",
    starting: "Allow the microphone to begin.",
    recording: "Recording",
    stop: "Stop recording",
    discard: "Discard",
    discardQuestion: "Discard this recording?",
    goOn: "Keep recording",
    secondsLeft: (count) => plural("en", count, { one: "# second left", other: "# seconds left" }),
    onlySpaceFor: (time) => `There is space for ${time} only.`,
    stopped: "Recorded. Listen to it, or send it with your message.",
    full: "That was as long as it can be. What you recorded is attached.",
    interrupted: "The microphone went away. What you recorded is attached.",
    nothingRecorded: "Nothing was recorded. Try again.",
    discarded: "Discarded",
    insecure: "Browsers only allow the microphone on https pages.",
    useInstead: "Open this room here instead:",
    unsupported: "This browser can’t record sound.",
    denied: "The browser doesn’t let this page use the microphone. Allow it in the browser’s settings for this page.",
    none: "There is no microphone.",
    inUse: "The microphone isn’t available. Another app may be using it.",
    noFiles: "This server takes no files, so it takes no voice messages.",
    roomIsFull: "There is no space left in this room for a recording.",
    play: "Play",
    pause: "Pause",
    position: "Position",
    speed: (rate) => `Speed: ${rate}`,
    cannotPlay: "This browser can’t play it. Download it to listen.",
  },
  de: {
    voiceMessage: "Sprachnachricht",
    starting: "Erlaube das Mikrofon, dann geht es los.",
    recording: "Aufnahme läuft",
    stop: "Aufnahme beenden",
    discard: "Verwerfen",
    discardQuestion: "Diese Aufnahme verwerfen?",
    goOn: "Weiter",
    secondsLeft: (count) => plural("de", count, { one: "noch # Sekunde", other: "noch # Sekunden" }),
    onlySpaceFor: (time) => `Platz ist nur für ${time}.`,
    stopped: "Aufgenommen. Hör sie an oder sende sie mit deiner Nachricht.",
    full: "Länger geht es nicht. Deine Aufnahme ist angehängt.",
    interrupted: "Das Mikrofon ist weg. Was du aufgenommen hast, ist angehängt.",
    nothingRecorded: "Es wurde nichts aufgenommen. Versuch es noch einmal.",
    discarded: "Verworfen",
    insecure: "Browser erlauben das Mikrofon nur auf https-Seiten.",
    useInstead: "Öffne den Raum stattdessen hier:",
    unsupported: "Dieser Browser kann keinen Ton aufnehmen.",
    denied:
      "Der Browser lässt diese Seite nicht ans Mikrofon. Erlaube es in den Einstellungen des Browsers für diese Seite.",
    none: "Es gibt kein Mikrofon.",
    inUse: "Das Mikrofon ist nicht verfügbar. Vielleicht benutzt es gerade eine andere App.",
    noFiles: "Dieser Server nimmt keine Dateien an, also auch keine Sprachnachrichten.",
    roomIsFull: "In diesem Raum ist kein Platz mehr für eine Aufnahme.",
    play: "Abspielen",
    pause: "Anhalten",
    position: "Stelle",
    speed: (rate) => `Tempo: ${rate}`,
    cannotPlay: "Dieser Browser kann sie nicht abspielen. Lade sie herunter, um sie zu hören.",
  },
  es: {
    voiceMessage: "Mensaje de voz",
    starting: "Permite el micrófono para empezar.",
    recording: "Grabando",
    stop: "Detener la grabación",
    discard: "Descartar",
    discardQuestion: "¿Descartar esta grabación?",
    goOn: "Seguir grabando",
    secondsLeft: (count) => plural("es", count, { one: "queda # segundo", other: "quedan # segundos" }),
    onlySpaceFor: (time) => `Solo hay espacio para ${time}.`,
    stopped: "Grabado. Escúchalo o envíalo con tu mensaje.",
    full: "No puede durar más. Lo que grabaste está adjunto.",
    interrupted: "El micrófono ya no está. Lo que grabaste está adjunto.",
    nothingRecorded: "No se grabó nada. Inténtalo de nuevo.",
    discarded: "Descartado",
    insecure: "Los navegadores solo permiten el micrófono en páginas https.",
    useInstead: "Abre esta sala aquí:",
    unsupported: "Este navegador no puede grabar sonido.",
    denied:
      "El navegador no deja que esta página use el micrófono. Permítelo en los ajustes del navegador para esta página.",
    none: "No hay ningún micrófono.",
    inUse: "El micrófono no está disponible. Quizá lo esté usando otra aplicación.",
    noFiles: "Este servidor no acepta archivos, así que tampoco mensajes de voz.",
    roomIsFull: "En esta sala no queda espacio para una grabación.",
    play: "Reproducir",
    pause: "Pausar",
    position: "Posición",
    speed: (rate) => `Velocidad: ${rate}`,
    cannotPlay: "Este navegador no puede reproducirlo. Descárgalo para escucharlo.",
  },
  ar: {
    voiceMessage: "رسالة صوتية",
    starting: "اسمح باستخدام الميكروفون للبدء.",
    recording: "جارٍ التسجيل",
    stop: "إيقاف التسجيل",
    discard: "تجاهل",
    discardQuestion: "هل تريد تجاهل هذا التسجيل؟",
    goOn: "متابعة التسجيل",
    secondsLeft: (count) =>
      plural("ar", count, {
        one: "بقيت ثانية واحدة",
        two: "بقيت ثانيتان",
        few: "بقيت # ثوانٍ",
        other: "بقيت # ثانية",
      }),
    onlySpaceFor: (time) => `لا تتسع المساحة إلا لـ ${time}.`,
    stopped: "تم التسجيل. استمع إليه أو أرسله مع رسالتك.",
    full: "هذه أقصى مدة ممكنة. أُرفق ما سجّلته.",
    interrupted: "لم يعد الميكروفون متاحًا. أُرفق ما سجّلته.",
    nothingRecorded: "لم يُسجَّل شيء. حاول مرة أخرى.",
    discarded: "تم التجاهل",
    insecure: "لا تسمح المتصفحات بالميكروفون إلا في صفحات https.",
    useInstead: "افتح هذه الغرفة هنا بدلًا من ذلك:",
    unsupported: "لا يستطيع هذا المتصفح تسجيل الصوت.",
    denied: "لا يسمح المتصفح لهذه الصفحة باستخدام الميكروفون. اسمح به في إعدادات المتصفح لهذه الصفحة.",
    none: "لا يوجد ميكروفون.",
    inUse: "الميكروفون غير متاح. قد يكون تطبيق آخر يستخدمه.",
    noFiles: "هذا الخادم لا يقبل الملفات، ولا الرسائل الصوتية.",
    roomIsFull: "لم تعد في هذه الغرفة مساحة لتسجيل.",
    play: "تشغيل",
    pause: "إيقاف مؤقت",
    position: "الموضع",
    speed: (rate) => `السرعة: ${rate}`,
    cannotPlay: "لا يستطيع هذا المتصفح تشغيلها. نزّلها للاستماع إليها.",
  },
  ja: {
    voiceMessage: "ボイスメッセージ",
    starting: "マイクを許可すると録音が始まります。",
    recording: "録音中",
    stop: "録音を終了",
    discard: "破棄",
    discardQuestion: "この録音を破棄しますか？",
    goOn: "録音を続ける",
    secondsLeft: (count) => plural("ja", count, { other: "残り#秒" }),
    onlySpaceFor: (time) => `空きは残り${time}です。`,
    stopped: "録音しました。聞いて確かめるか、メッセージと一緒に送信してください。",
    full: "録音できる長さはここまでです。録音したものを添付しました。",
    interrupted: "マイクが使えなくなりました。録音できた分を添付しました。",
    nothingRecorded: "何も録音されませんでした。もう一度お試しください。",
    discarded: "破棄しました",
    insecure: "ブラウザーのマイクはhttpsのページでのみ使えます。",
    useInstead: "代わりにこちらでルームを開いてください：",
    unsupported: "このブラウザーでは録音できません。",
    denied: "このページはマイクの使用を許可されていません。ブラウザーの設定でこのページに許可してください。",
    none: "マイクがありません。",
    inUse: "マイクを使えません。ほかのアプリが使用中かもしれません。",
    noFiles: "このサーバーではファイルを送れないため、ボイスメッセージも送れません。",
    roomIsFull: "このルームには録音を送る空きがありません。",
    play: "再生",
    pause: "一時停止",
    position: "再生位置",
    speed: (rate) => `速度：${rate}`,
    cannotPlay: "このブラウザーでは再生できません。ダウンロードしてお聞きください。",
  },
};

export const voiceTexts = (): VoiceTexts => TEXTS[language()];
