// The texts of the server's page, in every language. They come with that page.
import type { Language } from "../languages.ts";
import { isolateName } from "../plural.ts";
import { language } from "../t.ts";

type AdminTexts = {
  forAdmins: string;
  forOperator: string;
  withCode: string;
  operatorToken: string;
  operatorTokenHint: string;
  haveToken: string;
  codeOrToken: string;
  wrongToken: string;
  wrongCodeOrToken: string;
  openPage: string;
  forgetToken: string;
  refresh: string;
  runningSince: (version: string, time: string) => string;
  counts: Readonly<
    Record<"rooms" | "publicRooms" | "members" | "sockets" | "accounts" | "administrators" | "banned", string>
  >;
  memory: string;
  memoryUsed: (used: string, most: string) => string;
  files: string;
  freeDisk: string;
  cpu: string;
  longestWait: string;
  processMemory: string;
  turnedAway: string;
  turnedAwayWhy: Readonly<Record<"tooFast" | "tooLarge" | "noSpace" | "notSaved", string>>;
  /** Nobody was turned away. */
  nobody: string;
  disk: string;
  notSaving: string;
  certificate: string;
  validUntil: (time: string) => string;
  /** The names and addresses that the certificate is for come after it. */
  certificateFor: string;
  roomsBySize: string;
  roomsBySizeWhy: string;
  noRooms: string;
  createdAt: (time: string) => string;
  endsAt: (time: string) => string;
  neverEnds: string;
  end: string;
  endRoomOf: (size: string, created: string) => string;
  accounts: string;
  registrationOpen: string;
  registrationClosedHint: string;
  findAccount: string;
  showOnly: string;
  filters: Readonly<Record<"all" | "admins" | "banned", string>>;
  noAccounts: string;
  noneFound: string;
  moreAccounts: string;
  /** Said of an account. */
  isAdmin: string;
  isBanned: string;
  ban: (name: string) => string;
  banQuestion: (name: string) => string;
  banWarning: string;
};

const TEXTS: Readonly<Record<Language, AdminTexts>> = {
  en: {
    forAdmins: "This page is for the administrators of this server.",
    forOperator: "This page is for whoever runs this server.",
    withCode: "Create an account or sign in, and you’re an administrator of this server.",
    operatorToken: "Operator token",
    operatorTokenHint: "Mayfly shows it in its terminal when it starts, or you set it as MAYFLY_ADMIN_TOKEN.",
    haveToken: "I have the operator token",
    codeOrToken: "Administrator code or operator token",
    wrongToken: "Wrong token.",
    wrongCodeOrToken: "This is neither a valid code nor the operator token.",
    openPage: "Continue",
    forgetToken: "Forget token",
    refresh: "Refresh",
    runningSince: (version, time) => `Mayfly ${version}, running since ${time}`,
    counts: {
      rooms: "Rooms",
      publicRooms: "Public rooms",
      members: "People in rooms",
      sockets: "Live connections",
      accounts: "Accounts",
      administrators: "Administrators",
      banned: "Banned",
    },
    memory: "Memory for rooms",
    memoryUsed: (used, most) => `${used} of ${most}`,
    files: "Files",
    freeDisk: "Free for files",
    cpu: "CPU, of one core",
    longestWait: "Longest wait",
    processMemory: "Process memory",
    turnedAway: "Turned away since the start",
    turnedAwayWhy: { tooFast: "too fast", tooLarge: "too large", noSpace: "no space", notSaved: "not saved" },
    nobody: "nobody",
    disk: "Disk",
    notSaving: "Messages can’t be saved now",
    certificate: "Certificate",
    validUntil: (time) => `valid until ${time}`,
    certificateFor: "Certificate for",
    roomsBySize: "Rooms by size",
    roomsBySizeWhy: "Without names, codes or messages: what people write isn’t shown here.",
    noRooms: "No rooms right now.",
    createdAt: (time) => `created ${time}`,
    endsAt: (time) => `ends ${time}`,
    neverEnds: "never ends",
    end: "End",
    endRoomOf: (size, created) => `End the room of ${size}, created ${created}`,
    accounts: "Accounts",
    registrationOpen: "Anyone can create an account",
    registrationClosedHint: "New accounts need an administrator code.",
    findAccount: "Find an account",
    showOnly: "Show",
    filters: { all: "all", admins: "administrators", banned: "banned" },
    noAccounts: "No accounts yet.",
    noneFound: "No such account.",
    moreAccounts: "More accounts",
    isAdmin: "administrator",
    isBanned: "banned",
    ban: (name) => `Ban ${isolateName(name)}`,
    banQuestion: (name) => `Ban ${isolateName(name)}?`,
    banWarning:
      "They’re signed out on all their devices and can’t sign in unless you unban them. Their rooms and messages stay.",
  },
  de: {
    forAdmins: "Diese Seite ist für die Administratoren dieses Servers.",
    forOperator: "Diese Seite ist für alle, die diesen Server betreiben.",
    withCode: "Erstell ein Konto oder melde dich an, dann bist du Administrator dieses Servers.",
    operatorToken: "Betreiber-Token",
    operatorTokenHint: "Mayfly zeigt es beim Start im Terminal, oder du legst es mit MAYFLY_ADMIN_TOKEN fest.",
    haveToken: "Ich habe das Betreiber-Token",
    codeOrToken: "Administratorcode oder Betreiber-Token",
    wrongToken: "Falsches Token.",
    wrongCodeOrToken: "Das ist weder ein gültiger Code noch das Betreiber-Token.",
    openPage: "Weiter",
    forgetToken: "Token vergessen",
    refresh: "Aktualisieren",
    runningSince: (version, time) => `Mayfly ${version}, läuft seit ${time}`,
    counts: {
      rooms: "Räume",
      publicRooms: "Öffentliche Räume",
      members: "Leute in Räumen",
      sockets: "Live-Verbindungen",
      accounts: "Konten",
      administrators: "Administratoren",
      banned: "Gesperrt",
    },
    memory: "Speicher für Räume",
    memoryUsed: (used, most) => `${used} von ${most}`,
    files: "Dateien",
    freeDisk: "Frei für Dateien",
    cpu: "CPU, von einem Kern",
    longestWait: "Längste Wartezeit",
    processMemory: "Prozessspeicher",
    turnedAway: "Abgewiesen seit dem Start",
    turnedAwayWhy: { tooFast: "zu schnell", tooLarge: "zu groß", noSpace: "kein Platz", notSaved: "nicht gespeichert" },
    nobody: "niemand",
    disk: "Festplatte",
    notSaving: "Nachrichten können gerade nicht gespeichert werden",
    certificate: "Zertifikat",
    validUntil: (time) => `gültig bis ${time}`,
    certificateFor: "Zertifikat für",
    roomsBySize: "Räume nach Größe",
    roomsBySizeWhy: "Ohne Namen, Codes und Nachrichten: Was Leute schreiben, steht hier nicht.",
    noRooms: "Gerade keine Räume.",
    createdAt: (time) => `erstellt ${time}`,
    endsAt: (time) => `endet ${time}`,
    neverEnds: "endet nie",
    end: "Beenden",
    endRoomOf: (size, created) => `Raum mit ${size} beenden, erstellt ${created}`,
    accounts: "Konten",
    registrationOpen: "Alle können ein Konto erstellen",
    registrationClosedHint: "Neue Konten brauchen einen Administratorcode.",
    findAccount: "Konto suchen",
    showOnly: "Zeigen",
    filters: { all: "alle", admins: "Administratoren", banned: "gesperrte" },
    noAccounts: "Noch keine Konten.",
    noneFound: "Kein solches Konto.",
    moreAccounts: "Weitere Konten",
    isAdmin: "Administrator",
    isBanned: "gesperrt",
    ban: (name) => `Sperren: ${isolateName(name)}`,
    banQuestion: (name) => `${isolateName(name)} sperren?`,
    banWarning:
      "Wird auf allen Geräten abgemeldet und kann sich ohne Entsperren nicht anmelden. Räume und Nachrichten bleiben.",
  },
  es: {
    forAdmins: "Esta página es para los administradores de este servidor.",
    forOperator: "Esta página es para quien gestiona este servidor.",
    withCode: "Crea una cuenta o inicia sesión y administrarás este servidor.",
    operatorToken: "Token del operador",
    operatorTokenHint: "Mayfly lo muestra en su terminal al iniciarse, o lo defines con MAYFLY_ADMIN_TOKEN.",
    haveToken: "Tengo el token del operador",
    codeOrToken: "Código de administrador o token del operador",
    wrongToken: "Token incorrecto.",
    wrongCodeOrToken: "No es un código válido ni el token del operador.",
    openPage: "Continuar",
    forgetToken: "Olvidar el token",
    refresh: "Actualizar",
    runningSince: (version, time) => `Mayfly ${version}, en marcha desde ${time}`,
    counts: {
      rooms: "Salas",
      publicRooms: "Salas públicas",
      members: "Personas en salas",
      sockets: "Conexiones en vivo",
      accounts: "Cuentas",
      administrators: "Administradores",
      banned: "Bloqueadas",
    },
    memory: "Memoria de las salas",
    memoryUsed: (used, most) => `${used} de ${most}`,
    files: "Archivos",
    freeDisk: "Libre para archivos",
    cpu: "CPU, de un núcleo",
    longestWait: "Espera más larga",
    processMemory: "Memoria del proceso",
    turnedAway: "Rechazos desde el inicio",
    turnedAwayWhy: {
      tooFast: "demasiado rápido",
      tooLarge: "demasiado grande",
      noSpace: "sin espacio",
      notSaved: "sin guardar",
    },
    nobody: "ninguno",
    disk: "Disco",
    notSaving: "Ahora no se pueden guardar mensajes",
    certificate: "Certificado",
    validUntil: (time) => `válido hasta el ${time}`,
    certificateFor: "Certificado para",
    roomsBySize: "Salas por tamaño",
    roomsBySizeWhy: "Sin nombres, códigos ni mensajes: aquí no se ve lo que la gente escribe.",
    noRooms: "Ahora no hay salas.",
    createdAt: (time) => `creada ${time}`,
    endsAt: (time) => `termina ${time}`,
    neverEnds: "no termina nunca",
    end: "Cerrar",
    endRoomOf: (size, created) => `Cerrar la sala de ${size}, creada ${created}`,
    accounts: "Cuentas",
    registrationOpen: "Cualquiera puede crear una cuenta",
    registrationClosedHint: "Las cuentas nuevas necesitan un código de administrador.",
    findAccount: "Buscar una cuenta",
    showOnly: "Mostrar",
    filters: { all: "todas", admins: "administradores", banned: "bloqueadas" },
    noAccounts: "Aún no hay cuentas.",
    noneFound: "No hay ninguna cuenta así.",
    moreAccounts: "Más cuentas",
    isAdmin: "administrador",
    isBanned: "bloqueada",
    ban: (name) => `Bloquear a ${isolateName(name)}`,
    banQuestion: (name) => `¿Bloquear a ${isolateName(name)}?`,
    banWarning:
      "Se cierra su sesión en todos sus dispositivos y no podrá iniciarla si no se desbloquea. Sus salas y mensajes se quedan.",
  },
  ar: {
    forAdmins: "هذه الصفحة لمديري هذا الخادم.",
    forOperator: "هذه الصفحة لمن يشغّل هذا الخادم.",
    withCode: "أنشئ حسابًا أو سجّل الدخول لتصبح مديرًا لهذا الخادم.",
    operatorToken: "رمز المشغّل",
    operatorTokenHint: "يعرضه Mayfly في الطرفية عند بدء التشغيل، أو تحدّده أنت في MAYFLY_ADMIN_TOKEN.",
    haveToken: "لديّ رمز المشغّل",
    codeOrToken: "رمز المدير أو رمز المشغّل",
    wrongToken: "رمز خاطئ.",
    wrongCodeOrToken: "ليس هذا رمز مدير صالحًا ولا رمز المشغّل.",
    openPage: "متابعة",
    forgetToken: "نسيان الرمز",
    refresh: "تحديث",
    runningSince: (version, time) => `Mayfly ${version}، يعمل منذ ${time}`,
    counts: {
      rooms: "الغرف",
      publicRooms: "الغرف العامة",
      members: "الأشخاص في الغرف",
      sockets: "الاتصالات المباشرة",
      accounts: "الحسابات",
      administrators: "المديرون",
      banned: "المحظورون",
    },
    memory: "ذاكرة الغرف",
    memoryUsed: (used, most) => `${used} من ${most}`,
    files: "الملفات",
    freeDisk: "المتاح للملفات",
    cpu: "المعالج، من نواة واحدة",
    longestWait: "أطول انتظار",
    processMemory: "ذاكرة العملية",
    turnedAway: "حالات الرفض منذ التشغيل",
    turnedAwayWhy: { tooFast: "سرعة زائدة", tooLarge: "حجم زائد", noSpace: "لا مساحة", notSaved: "تعذّر الحفظ" },
    nobody: "لا شيء",
    disk: "القرص",
    notSaving: "لا يمكن حفظ الرسائل الآن",
    certificate: "الشهادة",
    validUntil: (time) => `صالحة حتى ${time}`,
    certificateFor: "الشهادة لأجل",
    roomsBySize: "الغرف حسب الحجم",
    roomsBySizeWhy: "دون أسماء أو رموز أو رسائل: ما يكتبه الناس لا يظهر هنا.",
    noRooms: "لا توجد غرف الآن.",
    createdAt: (time) => `أُنشئت ${time}`,
    endsAt: (time) => `تنتهي ${time}`,
    neverEnds: "لا تنتهي",
    end: "إنهاء",
    endRoomOf: (size, created) => `إنهاء الغرفة بحجم ${size}، أُنشئت ${created}`,
    accounts: "الحسابات",
    registrationOpen: "يمكن لأي شخص إنشاء حساب",
    registrationClosedHint: "تحتاج الحسابات الجديدة إلى رمز مدير.",
    findAccount: "ابحث عن حساب",
    showOnly: "عرض",
    filters: { all: "الكل", admins: "المديرون", banned: "المحظورون" },
    noAccounts: "لا توجد حسابات بعد.",
    noneFound: "لا يوجد حساب كهذا.",
    moreAccounts: "المزيد من الحسابات",
    isAdmin: "مدير",
    isBanned: "محظور",
    ban: (name) => `حظر ${isolateName(name, "rtl")}`,
    banQuestion: (name) => `حظر ${isolateName(name, "rtl")}؟`,
    banWarning: "يُسجَّل خروجه من كل أجهزته ولا يمكنه الدخول ما لم ترفع الحظر. تبقى غرفه ورسائله.",
  },
  ja: {
    forAdmins: "このページはサーバーの管理者用です。",
    forOperator: "このページはサーバーの運営者用です。",
    withCode: "アカウントを作成するかログインすると、このサーバーの管理者になります。",
    operatorToken: "運営者トークン",
    operatorTokenHint: "Mayflyの起動時にターミナルに表示されます。MAYFLY_ADMIN_TOKENで指定することもできます。",
    haveToken: "運営者トークンを持っている",
    codeOrToken: "管理者コードまたは運営者トークン",
    wrongToken: "トークンが違います。",
    wrongCodeOrToken: "有効なコードでも運営者トークンでもありません。",
    openPage: "続ける",
    forgetToken: "トークンを忘れる",
    refresh: "更新",
    runningSince: (version, time) => `Mayfly ${version}（${time}から稼働中）`,
    counts: {
      rooms: "ルーム",
      publicRooms: "公開ルーム",
      members: "ルームにいる人",
      sockets: "ライブ接続",
      accounts: "アカウント",
      administrators: "管理者",
      banned: "追放中",
    },
    memory: "ルームのメモリー",
    memoryUsed: (used, most) => `${most}中${used}`,
    files: "ファイル",
    freeDisk: "ファイル用の空き容量",
    cpu: "CPU（1コア比）",
    longestWait: "最長の待ち時間",
    processMemory: "プロセスのメモリ",
    turnedAway: "起動後の拒否",
    turnedAwayWhy: { tooFast: "速すぎ", tooLarge: "大きすぎ", noSpace: "空きなし", notSaved: "保存できず" },
    nobody: "なし",
    disk: "ディスク",
    notSaving: "今はメッセージを保存できません",
    certificate: "証明書",
    validUntil: (time) => `${time}まで有効`,
    certificateFor: "証明書の対象",
    roomsBySize: "大きい順のルーム",
    roomsBySizeWhy: "名前、コード、メッセージはありません。書かれた内容はここには表示されません。",
    noRooms: "今はルームがありません。",
    createdAt: (time) => `作成: ${time}`,
    endsAt: (time) => `終了: ${time}`,
    neverEnds: "無期限",
    end: "終了",
    endRoomOf: (size, created) => `${created}に作成された${size}のルームを終了`,
    accounts: "アカウント",
    registrationOpen: "だれでもアカウントを作成できる",
    registrationClosedHint: "新しいアカウントには管理者コードが必要です。",
    findAccount: "アカウントを探す",
    showOnly: "表示",
    filters: { all: "すべて", admins: "管理者", banned: "追放中" },
    noAccounts: "アカウントはまだありません。",
    noneFound: "該当するアカウントはありません。",
    moreAccounts: "ほかのアカウント",
    isAdmin: "管理者",
    isBanned: "追放中",
    ban: (name) => `${isolateName(name)}を追放`,
    banQuestion: (name) => `${isolateName(name)}を追放しますか？`,
    banWarning: "すべての端末からログアウトし、追放を解除するまでログインできません。ルームとメッセージは残ります。",
  },
};

/** Returns the texts in the current language. */
export const adminTexts = (): AdminTexts => TEXTS[language()];
