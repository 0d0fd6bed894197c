// The texts of the page that tests a connection, in every language. They are loaded with it, which few people need.
import type { Finding, Outcome } from "#protocol/connection-checks";
import type { Language } from "../languages.ts";
import { plural } from "../plural.ts";
import { language } from "../t.ts";

type DoctorTexts = {
  title: string;
  running: string;
  allFine: string;
  troubles: (count: number) => string;
  again: string;
  proxyLabel: string;
  copyLines: string;
  /** What administrators see of the server's settings and its log. */
  setup: string;
  setupWhy: string;
  noticed: string;
  nothingNoticed: string;
  allSettings: string;
  /** In place of a secret. */
  secretSet: string;
  states: Readonly<Record<Finding["state"], string>>;
  /** What a check found; the fact is an address, a number, or nothing. */
  outcomes: Readonly<Record<Outcome, (fact: string) => string>>;
};

const megabytes = (bytes: string) =>
  (Number(bytes) / 1_000_000).toLocaleString(language(), { maximumFractionDigits: 1 });

const TEXTS: Readonly<Record<Language, DoctorTexts>> = {
  en: {
    title: "Connection test",
    running: "Testing… The last check takes a minute.",
    allFine: "Everything gets through.",
    troubles: (count) => plural("en-GB", count, { one: "1 problem.", other: "# problems." }),
    again: "Test again",
    proxyLabel: "Lines for",
    copyLines: "Copy lines",
    setup: "Set-up of this server",
    setupWhy: "Only administrators see this.",
    noticed: "Noticed since the start",
    nothingNoticed: "Nothing.",
    allSettings: "All settings",
    secretSet: "(set)",
    states: { good: "Fine", note: "Note", bad: "Problem" },
    outcomes: {
      away: (host) => `${host} doesn’t answer, or something else answers in its place.`,
      originFine: (origin) => `The server accepts pages from ${origin}.`,
      originRefused: (origin) =>
        `The server doesn’t accept pages from ${origin}: the proxy changes the Host header or drops its port.`,
      addressSeen: (address) => `The server sees you as ${address}.`,
      addressOfProxy: (address) =>
        `The server takes everyone for ${address}, because it doesn’t trust the proxy there. Limits and bans hit everyone at once.`,
      urlFine: (url) => `The server knows its own address: ${url}`,
      urlWrong: (url) => `The server thinks its address is ${url}. Links it writes for programs begin with that.`,
      schemeWrong: (url) => `The proxy tells the server the wrong scheme: links begin with ${url}`,
      clockFine: () => "Your clock and the server’s agree.",
      clockWrong: (minutes) => `The server’s clock differs from yours by ${minutes} min.`,
      secure: () => "Secure: microphone, notifications, copying and installing are available.",
      insecureHere: () =>
        "Plain http in your own network: browsers allow it without a warning, but microphone, notifications and installing need https.",
      insecurePublic: (host) =>
        `Plain http at ${host}: anyone on the way can read along, Chrome warns before it opens, and microphone and notifications need https.`,
      streamFlows: () => "Event streams arrive as they are sent.",
      streamHeld: () => "Event streams are held back: something buffers or compresses them.",
      uploadFine: (bytes) => `Uploads of ${megabytes(bytes)} MB pass in one piece.`,
      uploadCut: (bytes) =>
        `Something limits uploads: only ${megabytes(bytes)} MB pass in one piece. Files go up in smaller parts, slower.`,
      socketPasses: () => "Live connections (WebSockets) get through.",
      socketBlocked: () => "Live connections (WebSockets) don’t get through.",
      quietFine: (seconds) => `A quiet connection lives for at least ${seconds} s.`,
      quietCut: (seconds) => `Something cuts quiet connections after ${seconds} s.`,
      nameHeard: (name) => `${name} is the server’s name on this network, and your device knows it.`,
      nameAnnounced: (name) => `On this network the server is also found as ${name}.`,
      nameMissing: () => "The server announces no name on this network (mDNS). Its log says why.",
    },
  },
  de: {
    title: "Verbindungstest",
    running: "Wird geprüft … Die letzte Prüfung dauert eine Minute.",
    allFine: "Alles kommt durch.",
    troubles: (count) => plural("de", count, { one: "1 Problem.", other: "# Probleme." }),
    again: "Noch mal prüfen",
    proxyLabel: "Zeilen für",
    copyLines: "Zeilen kopieren",
    setup: "Einrichtung dieses Servers",
    setupWhy: "Das sehen nur Administratoren.",
    noticed: "Seit dem Start aufgefallen",
    nothingNoticed: "Nichts.",
    allSettings: "Alle Einstellungen",
    secretSet: "(gesetzt)",
    states: { good: "In Ordnung", note: "Hinweis", bad: "Problem" },
    outcomes: {
      away: (host) => `${host} antwortet nicht, oder etwas anderes antwortet an seiner Stelle.`,
      originFine: (origin) => `Der Server nimmt Seiten von ${origin} an.`,
      originRefused: (origin) =>
        `Der Server nimmt Seiten von ${origin} nicht an: Der Proxy ändert den Host-Header oder lässt den Port weg.`,
      addressSeen: (address) => `Der Server sieht dich als ${address}.`,
      addressOfProxy: (address) =>
        `Der Server hält alle für ${address}, weil er dem Proxy dort nicht vertraut. Grenzen und Sperren treffen alle zugleich.`,
      urlFine: (url) => `Der Server kennt seine Adresse: ${url}`,
      urlWrong: (url) => `Der Server hält ${url} für seine Adresse. Links, die er Programmen gibt, beginnen damit.`,
      schemeWrong: (url) => `Der Proxy nennt dem Server das falsche Schema: Links beginnen mit ${url}`,
      clockFine: () => "Deine Uhr und die des Servers stimmen überein.",
      clockWrong: (minutes) => `Die Uhr des Servers weicht um ${minutes} min von deiner ab.`,
      secure: () => "Sicher: Mikrofon, Benachrichtigungen, Kopieren und Installieren sind möglich.",
      insecureHere: () =>
        "Einfaches http im eigenen Netz: Browser erlauben es ohne Warnung, aber Mikrofon, Benachrichtigungen und Installieren brauchen https.",
      insecurePublic: (host) =>
        `Einfaches http unter ${host}: Jeder dazwischen kann mitlesen, Chrome warnt vor dem Öffnen, Mikrofon und Benachrichtigungen brauchen https.`,
      streamFlows: () => "Ereignisströme kommen an, wie sie gesendet werden.",
      streamHeld: () => "Ereignisströme werden zurückgehalten: Etwas puffert oder komprimiert sie.",
      uploadFine: (bytes) => `Uploads von ${megabytes(bytes)} MB kommen an einem Stück durch.`,
      uploadCut: (bytes) =>
        `Etwas begrenzt Uploads: Nur ${megabytes(bytes)} MB kommen an einem Stück durch. Dateien gehen in kleineren Teilen, langsamer.`,
      socketPasses: () => "Live-Verbindungen (WebSockets) kommen durch.",
      socketBlocked: () => "Live-Verbindungen (WebSockets) kommen nicht durch.",
      quietFine: (seconds) => `Eine stille Verbindung hält mindestens ${seconds} s.`,
      quietCut: (seconds) => `Etwas trennt stille Verbindungen nach ${seconds} s.`,
      nameHeard: (name) => `${name} ist der Name des Servers in diesem Netz, und dein Gerät kennt ihn.`,
      nameAnnounced: (name) => `In diesem Netz findet man den Server auch als ${name}.`,
      nameMissing: () => "Der Server gibt in diesem Netz keinen Namen bekannt (mDNS). Sein Protokoll sagt, warum.",
    },
  },
  es: {
    title: "Prueba de conexión",
    running: "Probando… La última prueba tarda un minuto.",
    allFine: "Todo llega.",
    troubles: (count) => plural("es", count, { one: "1 problema.", other: "# problemas." }),
    again: "Probar de nuevo",
    proxyLabel: "Líneas para",
    copyLines: "Copiar líneas",
    setup: "Configuración de este servidor",
    setupWhy: "Esto solo lo ven los administradores.",
    noticed: "Observado desde el inicio",
    nothingNoticed: "Nada.",
    allSettings: "Todos los ajustes",
    secretSet: "(definido)",
    states: { good: "Bien", note: "Nota", bad: "Problema" },
    outcomes: {
      away: (host) => `${host} no responde, o responde otra cosa en su lugar.`,
      originFine: (origin) => `El servidor acepta páginas de ${origin}.`,
      originRefused: (origin) =>
        `El servidor no acepta páginas de ${origin}: el proxy cambia la cabecera Host o le quita el puerto.`,
      addressSeen: (address) => `El servidor te ve como ${address}.`,
      addressOfProxy: (address) =>
        `El servidor toma a todos por ${address}, porque no confía en ese proxy. Los límites y bloqueos afectan a todos a la vez.`,
      urlFine: (url) => `El servidor conoce su dirección: ${url}`,
      urlWrong: (url) => `El servidor cree que su dirección es ${url}. Los enlaces que da a programas empiezan así.`,
      schemeWrong: (url) => `El proxy le indica al servidor un esquema equivocado: los enlaces empiezan por ${url}`,
      clockFine: () => "Tu reloj y el del servidor coinciden.",
      clockWrong: (minutes) => `El reloj del servidor difiere del tuyo en ${minutes} min.`,
      secure: () => "Conexión segura: micrófono, notificaciones, copiar e instalar están disponibles.",
      insecureHere: () =>
        "http sin cifrar en tu propia red: los navegadores lo permiten sin avisar, pero micrófono, notificaciones e instalación necesitan https.",
      insecurePublic: (host) =>
        `http sin cifrar en ${host}: cualquiera en el camino puede leerlo, Chrome avisa antes de abrir, y micrófono y notificaciones necesitan https.`,
      streamFlows: () => "Los flujos de eventos llegan según se envían.",
      streamHeld: () => "Los flujos de eventos quedan retenidos: algo los acumula o los comprime.",
      uploadFine: (bytes) => `Las subidas de ${megabytes(bytes)} MB pasan de una vez.`,
      uploadCut: (bytes) =>
        `Algo limita las subidas: solo ${megabytes(bytes)} MB pasan de una vez. Los archivos suben en partes más pequeñas, más despacio.`,
      socketPasses: () => "Las conexiones en vivo (WebSockets) pasan.",
      socketBlocked: () => "Las conexiones en vivo (WebSockets) no pasan.",
      quietFine: (seconds) => `Una conexión inactiva dura al menos ${seconds} s.`,
      quietCut: (seconds) => `Algo corta las conexiones inactivas a los ${seconds} s.`,
      nameHeard: (name) => `${name} es el nombre del servidor en esta red, y tu dispositivo lo reconoce.`,
      nameAnnounced: (name) => `En esta red, el servidor también se encuentra como ${name}.`,
      nameMissing: () => "El servidor no anuncia ningún nombre en esta red (mDNS). Su registro dice por qué.",
    },
  },
  ar: {
    title: "اختبار الاتصال",
    running: "جارٍ الاختبار… يستغرق الاختبار الأخير دقيقة.",
    allFine: "كل شيء يمرّ.",
    troubles: (count) =>
      plural("ar", count, {
        one: "مشكلة واحدة.",
        two: "مشكلتان.",
        few: "# مشكلات.",
        many: "# مشكلة.",
        other: "# مشكلة.",
      }),
    again: "إعادة الاختبار",
    proxyLabel: "أسطر لـ",
    copyLines: "نسخ الأسطر",
    setup: "إعداد هذا الخادم",
    setupWhy: "لا يرى هذا إلا المديرون.",
    noticed: "ما لوحظ منذ التشغيل",
    nothingNoticed: "لا شيء.",
    allSettings: "كل الإعدادات",
    secretSet: "(محدّد)",
    states: { good: "سليم", note: "ملاحظة", bad: "مشكلة" },
    outcomes: {
      away: (host) => `لا يجيب ⁦${host}⁩، أو يجيب شيء آخر مكانه.`,
      originFine: (origin) => `يقبل الخادم صفحات من ⁦${origin}⁩.`,
      originRefused: (origin) => `لا يقبل الخادم صفحات من ⁦${origin}⁩: يغيّر الخادم الوكيل ترويسة Host أو يحذف منفذها.`,
      addressSeen: (address) => `يراك الخادم بالعنوان ⁦${address}⁩.`,
      addressOfProxy: (address) =>
        `يحسب الخادم الجميع ⁦${address}⁩ لأنه لا يثق بالخادم الوكيل هناك. تصيب الحدود وعمليات الحظر الجميع معًا.`,
      urlFine: (url) => `يعرف الخادم عنوانه: ⁦${url}⁩`,
      urlWrong: (url) => `يظن الخادم أن عنوانه ⁦${url}⁩. تبدأ به الروابط التي يعطيها للبرامج.`,
      schemeWrong: (url) => `يخبر الوكيل الخادم ببروتوكول خاطئ: تبدأ الروابط بـ ⁦${url}⁩`,
      clockFine: () => "ساعتك وساعة الخادم متفقتان.",
      clockWrong: (minutes) => `تختلف ساعة الخادم عن ساعتك بمقدار ⁦${minutes}⁩ دقيقة.`,
      secure: () => "اتصال آمن: الميكروفون والإشعارات والنسخ والتثبيت متاحة.",
      insecureHere: () =>
        "‏http عادي في شبكتك: تسمح به المتصفحات بلا تحذير، لكن الميكروفون والإشعارات والتثبيت تحتاج إلى https.",
      insecurePublic: (host) =>
        `‏http عادي على ⁦${host}⁩: يستطيع أي طرف في الطريق القراءة، ويحذّر Chrome قبل الفتح، ويحتاج الميكروفون والإشعارات إلى https.`,
      streamFlows: () => "تصل تدفقات الأحداث كما تُرسل.",
      streamHeld: () => "تُحتجز تدفقات الأحداث: شيء ما يجمّعها أو يضغطها.",
      uploadFine: (bytes) => `تمرّ عمليات رفع بحجم ${megabytes(bytes)} م.ب دفعة واحدة.`,
      uploadCut: (bytes) =>
        `شيء ما يحدّ الرفع: لا يمرّ دفعة واحدة إلا ${megabytes(bytes)} م.ب. تُرفع الملفات بأجزاء أصغر وأبطأ.`,
      socketPasses: () => "تمرّ الاتصالات المباشرة (WebSocket).",
      socketBlocked: () => "لا تمرّ الاتصالات المباشرة (WebSocket).",
      quietFine: (seconds) => `يبقى الاتصال الساكن ${seconds} ث على الأقل.`,
      quietCut: (seconds) => `شيء ما يقطع الاتصالات الساكنة بعد ${seconds} ث.`,
      nameHeard: (name) => `‏⁦${name}⁩ هو اسم الخادم في هذه الشبكة، وجهازك يعرفه.`,
      nameAnnounced: (name) => `يمكن العثور على الخادم في هذه الشبكة أيضًا بالاسم ⁦${name}⁩.`,
      nameMissing: () => "لا يعلن الخادم اسمًا في هذه الشبكة (mDNS). يذكر سجلّه السبب.",
    },
  },
  ja: {
    title: "接続テスト",
    running: "テスト中… 最後の確認には1分かかります。",
    allFine: "すべて問題なく通っています。",
    troubles: (count) => `問題が${count}件あります。`,
    again: "もう一度テスト",
    proxyLabel: "設定の対象",
    copyLines: "設定をコピー",
    setup: "このサーバーの設定",
    setupWhy: "管理者にだけ表示されます。",
    noticed: "起動後に気づいたこと",
    nothingNoticed: "特にありません。",
    allSettings: "すべての設定",
    secretSet: "（設定済み）",
    states: { good: "正常", note: "メモ", bad: "問題" },
    outcomes: {
      away: (host) => `${host}が応答しないか、別のものが代わりに応答しています。`,
      originFine: (origin) => `サーバーは${origin}のページを受け付けています。`,
      originRefused: (origin) =>
        `サーバーは${origin}のページを受け付けません。プロキシがHostヘッダーを書き換えているか、ポートを落としています。`,
      addressSeen: (address) => `サーバーから見たあなたのアドレスは${address}です。`,
      addressOfProxy: (address) =>
        `サーバーはそこのプロキシを信頼していないため、全員を${address}とみなします。制限や追放が全員に及びます。`,
      urlFine: (url) => `サーバーは自分のアドレスを正しく認識しています: ${url}`,
      urlWrong: (url) => `サーバーは自分のアドレスを${url}だと考えています。プログラムに渡すリンクはこれで始まります。`,
      schemeWrong: (url) => `プロキシがサーバーに誤ったスキームを伝えています。リンクは${url}で始まります`,
      clockFine: () => "お使いの時計とサーバーの時計は合っています。",
      clockWrong: (minutes) => `サーバーの時計はお使いの時計と${minutes}分ずれています。`,
      secure: () => "安全な接続です。マイク、通知、コピー、インストールが使えます。",
      insecureHere: () =>
        "ご自身のネットワーク内の暗号化なしのhttpです。ブラウザーは警告なしで許可しますが、マイク、通知、インストールにはhttpsが必要です。",
      insecurePublic: (host) =>
        `${host}は暗号化なしのhttpです。途中で読み取られる可能性があり、Chromeは開く前に警告します。マイクと通知にはhttpsが必要です。`,
      streamFlows: () => "イベントストリームは送信と同時に届いています。",
      streamHeld: () => "イベントストリームが途中で止められています。何かが溜め込むか圧縮しています。",
      uploadFine: (bytes) => `${megabytes(bytes)} MBのアップロードが一度に通ります。`,
      uploadCut: (bytes) =>
        `アップロードが制限されています。一度に通るのは${megabytes(bytes)} MBまでです。ファイルは小さく分けて送るため遅くなります。`,
      socketPasses: () => "リアルタイム接続（WebSocket）は通ります。",
      socketBlocked: () => "リアルタイム接続（WebSocket）が通りません。",
      quietFine: (seconds) => `無通信の接続は少なくとも${seconds}秒続きます。`,
      quietCut: (seconds) => `無通信の接続が${seconds}秒で切られます。`,
      nameHeard: (name) => `${name}はこのネットワークでのサーバーの名前で、お使いの端末から見つかります。`,
      nameAnnounced: (name) => `このネットワークでは、サーバーは${name}でも見つかります。`,
      nameMissing: () => "サーバーはこのネットワークで名前を公開していません（mDNS）。理由はサーバーのログにあります。",
    },
  },
};

export const doctorTexts = (): DoctorTexts => TEXTS[language()];
