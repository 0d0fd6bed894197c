// Spanish, in the familiar form.

import { esAccessTexts } from "./access-texts-es.ts";
import type { Texts } from "./en.ts";
import { isolateName, joinList, plural } from "./plural.ts";

/** One, millions, and all others. */
const counted = (count: number, one: string, many: string, other: string) => plural("es", count, { one, many, other });
const people = (names: readonly string[]) =>
  names.length > 3
    ? `${names.length} personas`
    : joinList(
        "es",
        names.map((name) => isolateName(name)),
      );
const are = (names: readonly string[], one: string, many: string) => (names.length === 1 ? one : many);

/** One o'clock is in the singular. */
const at = (time: string) => (/^0?1\D/.test(time) ? `a la ${time}` : `a las ${time}`);

export const es: Texts = {
  ...esAccessTexts,
  direction: "ltr",

  // Everywhere
  newRoom: "Nueva sala",
  allRooms: "Todas las salas",
  tryAgain: "Reintentar",
  close: "Cerrar",
  save: "Guardar",
  copied: "Copiado ✓",
  copyByHand: (label) => `${label}: cópialo tú mismo`,
  you: "tú",
  peopleHere: (count) => `${count} aquí`,
  timeUnits: {
    day: (count) => `${count} d`,
    hour: (count) => `${count} h`,
    minute: (count) => `${count} min`,
  },
  timeLeft: (time) => `quedan ${time}`,

  // Refusals
  unreachable: "No se puede conectar con el servidor.",
  nothingToSee: "No tiene ningún carácter visible.",
  invisibleCharacters: "Tiene caracteres de control o invisibles.",
  piledMarks: "Acumula demasiados signos en una letra.",
  notUnicode: "No es Unicode válido.",
  longerThan: (max) => `Son más de ${counted(max, "# carácter", "# de caracteres", "# caracteres")}.`,
  lifeAtMost: (time) => `En este servidor las salas duran como máximo ${time}.`,
  idleAtMost: (time) => `En este servidor las salas vacías se conservan como máximo ${time}.`,
  extendAtMost: (time) => `Desde ahora pueden quedar como máximo ${time}.`,
  membersAtMost: (max) => `En esta sala caben como máximo ${counted(max, "# persona", "# de personas", "# personas")}.`,
  codesAreGenerated: "Este servidor no permite códigos personalizados.",
  codeShape: "De 3 a 32 caracteres: letras de la a a la z, números y guiones.",

  // Languages, lobby, look
  language: "Idioma",
  theme: "Tema",
  themes: { system: "Igual que el dispositivo", light: "Claro", dark: "Oscuro" },
  slogan: "Habla por un día. Después, se va.",
  promise: (needsAccount, roomsMayLast) =>
    `${
      needsAccount
        ? "Inicia sesión, abre una sala de chat y comparte el enlace. Aquí todos necesitan una cuenta."
        : "Abre una sala de chat y comparte el enlace, sin cuenta."
    } Cuando ${roomsMayLast ? "termina" : "se acaba su tiempo"}, se borra todo.`,
  licences: "Licencias",
  apiDocs: "API",
  filesRefused: "Aquí no se pueden enviar archivos.",
  lifeLabel: "La sala dura",
  lifeOptions: { 10: "10 min", 60: "1 hora", 240: "4 horas", 1440: "24 horas", 10080: "7 días" },
  customLife: "Otra…",
  amount: "Cuánto tiempo",
  unit: "Unidad",
  units: { minute: "minutos", hour: "horas", day: "días" },
  range: (least, most) => `De ${least} a ${most}.`,
  moreOptions: "Más opciones",
  title: "Título",
  titleHint: "Tema (opcional)",
  customCode: "Código personalizado",
  customCodeHint: "fiesta-de-verano (opcional)",
  whenEmpty: "Cuando todos se hayan ido",
  idleOptions: {
    0: "conservarla hasta que se acabe su tiempo",
    5: "cerrarla a los 5 minutos",
    30: "cerrarla a los 30 minutos",
    120: "cerrarla a las 2 horas",
  },
  memberCap: "Máximo de personas",
  memberCapHint: "sin límite",
  listPublicly: "Mostrar en la lista pública",
  anyoneCanEndRoom: "Cualquiera puede cerrar la sala",
  encryptedRoom: {
    name: "Cifrada de extremo a extremo",
    hint: "El servidor no puede leer lo que se escribe. La clave está en el enlace: quien lo tenga puede leer.",
  },
  haveCode: "¿Tienes un código o un enlace?",
  join: "Entrar",
  invalidRoomInput: "Eso no es un código ni un enlace de sala.",
  scan: "Escanear un código QR",
  scanHint: "Apunta la cámara al código QR de la sala.",
  wrongQrCode: "Ese no es el código QR de una sala.",
  noCamera: "La cámara no está disponible.",
  cameraDenied:
    "El navegador no deja que esta página use la cámara. Permítela con el icono junto a la dirección e inténtalo de nuevo.",
  yourIdentity: "Así te ven",
  recentRooms: "Salas recientes",
  ownRoom: "tuya",
  forgetRoom: (name) => `Olvidar ${isolateName(name)}`,
  publicRooms: "Salas públicas",
  roomClosed: {
    ended: { title: "Esta sala ha terminado", text: "Se ha borrado todo su contenido." },
    unknown: {
      title: "Esta sala no existe",
      text: "Revisa si hay alguna errata en el código o vuelve a pedir el enlace.",
    },
    nowhere: { title: "Aquí no hay nada", text: "Esta dirección no lleva a ninguna sala." },
    refused: { title: "Ahora mismo no puedes entrar", text: "La sala no te ha dejado entrar." },
    full: { title: "Esta sala está llena", text: "Podrás entrar en cuanto salga alguien." },
    removed: { title: "Te han sacado de la sala", text: "Te ha sacado quien administra esta sala." },
    banned: { title: "Te han bloqueado en esta sala", text: "No puedes volver a menos que te desbloqueen." },
    denied: { title: "No te han dejado entrar", text: "Quien administra la sala ha dicho que ahora no." },
    locked: { title: "Esta sala está cerrada", text: "Ahora mismo no puede entrar nadie nuevo." },
    signedOut: { title: "Has cerrado la sesión", text: "Vuelve como invitado o inicia sesión otra vez." },
    left: { title: "Has salido de esta sala", text: "Puedes volver hasta que termine." },
    forgotten: { title: "Has salido de esta sala", text: "Este navegador la ha olvidado." },
    replaced: { title: "Abierta en otra pestaña", text: "Tienes esta sala abierta en demasiadas pestañas." },
  },
  endReasons: {
    expired: "Se acabó su tiempo. Se ha borrado todo su contenido.",
    idle: "Se habían ido todos. Se ha borrado todo su contenido.",
    ended: "Alguien la cerró. Se ha borrado todo su contenido.",
  },

  // Messages
  messages: "Mensajes",
  messageDeleted: "Este mensaje se ha eliminado.",
  edited: "editado",
  sendPending: "Enviando…",
  sendFailed: (why) => `No enviado: ${why}`,
  discard: "Descartar",
  historyStart: "Este es el principio.",
  historyGone: "Los mensajes anteriores ya no están.",
  emptyRoom: "Esto está tranquilo",
  emptyRoomHint: "Envía este enlace a quienes quieras invitar.",
  joined: (names) => `${people(names)} ${are(names, "ha entrado", "han entrado")}`,
  left: (names) => `${people(names)} ${are(names, "se ha ido", "se han ido")}`,
  joinedAndLeft: (joined, left) =>
    `${people(joined)} ${are(joined, "ha entrado", "han entrado")}, ${people(left)} ${are(left, "se ha ido", "se han ido")}`,
  typing: (names) => {
    const shown = names.map((name) => isolateName(name));
    const who = joinList("es", names.length > 3 ? [...shown.slice(0, 2), `${names.length - 2} más`] : shown);
    return `${who} ${are(names, "está", "están")} escribiendo…`;
  },
  newMessages: (count) => counted(count, "# mensaje nuevo", "# de mensajes nuevos", "# mensajes nuevos"),
  manyNewMessages: (count) => `Más de ${count} mensajes nuevos`,
  jumpToLatest: "Ir al último mensaje",
  unreadSince: (time) => `Nuevo desde las ${time}`,
  loadingOlder: "Cargando mensajes anteriores…",
  hideJoins: "Ocultar entradas y salidas",
  showJoins: "Mostrar entradas y salidas",
  messageLabel: (name, time) => `${isolateName(name)}, ${time}`,
  editPending: "Guardando…",
  editFailed: (why) => `No se ha podido editar: ${why}`,
  copyCode: "Copiar",
  messageActions: "Acciones del mensaje",
  react: "Reaccionar",
  reply: "Responder",
  moreActions: "Más",
  moreEmoji: "Más emojis",
  copyText: "Copiar texto",
  pin: "Fijar en el tablón",
  unpin: "Quitar del tablón",
  editMessage: "Editar",
  deleteMessage: "Eliminar",
  inReplyTo: (name) => `Respuesta a ${isolateName(name)}`,
  quotedMissing: "Este mensaje ya no está",
  reactions: "Reacciones",
  reactedWith: (emoji, names, others) => {
    const more = others > 0 ? [`${others} más`] : [];
    return `${emoji} ${joinList("es", [...names.map((name) => isolateName(name)), ...more])}`;
  },

  // Composer and people
  message: "Mensaje",
  messagePlaceholder: "Escribe algo…",
  send: "Enviar",
  yourName: "Tu nombre",
  changeName: ", cambiar tu nombre",
  whoIsHere: "Quién está aquí",
  hereNow: "Aquí ahora",
  roles: { owner: "propietario", admin: "admin", member: "miembro" },
  emoji: "Emojis",
  keysAndFormatting: "Teclado y formato",
  changeAvatar: "Cambiar tu imagen",
  anotherName: "Otro nombre",
  draftCleared: "Borrador eliminado.",
  sendCommand: (command) => `¿Enviar «${isolateName(command)}» como mensaje?`,
  commandHints: { "/me": "escribir en cursiva", "/shrug": "añadir \u2068¯\\_(ツ)_/¯\u2069" },
  nameTaken: {
    present: (name, have) => `Aquí ya hay alguien que se llama ${isolateName(name)}. Tú eres ${isolateName(have)}.`,
    reserved: (name, have) => `El nombre ${isolateName(name)} ya está en uso. Aquí eres ${isolateName(have)}.`,
  },
  undo: "Deshacer",
  cancel: "Cancelar",
  editingMessage: "Editando tu mensaje",
  replyingTo: (name) => `Respondiendo a ${isolateName(name)}`,
  charactersLeft: (count) => counted(count, "Queda # carácter", "Quedan # de caracteres", "Quedan # caracteres"),
  charactersOver: (count) => counted(count, "Sobra # carácter", "Sobran # de caracteres", "Sobran # caracteres"),
  messageAtMost: (max) => `Un mensaje tiene ${plural("es", max, { other: "# caracteres" })} como mucho.`,
  away: "ausente",

  // Time, sharing, connection
  home: "Mayfly: todas las salas",
  endsAt: (time) => `Termina: ${time}`,
  invite: "Invitar",
  aboutRoom: "Sobre esta sala",
  offline: "Estás sin conexión.",
  connectionLost: "Conexión perdida. Reconectando…",
  reconnecting: "Reconectando…",
  retryIn: (seconds) => `Nuevo intento en ${seconds} s.`,
  sentOnceReconnected: "Tus mensajes se enviarán en cuanto vuelva la conexión.",
  retryNow: "Probar ahora",
  copyLink: "Copiar enlace",
  time: "Tiempo",
  nearDayAt: (day, time) => `${day} ${at(time)}`,
  dateAt: (date, time) => `el ${date} ${at(time)}`,
  endsAndErases: (time) => `Termina ${time} y entonces se borra todo.`,
  more: { 60: "+ 1 hora", 240: "+ 4 horas", 1440: "+ 1 día" },
  ownerLink: "Tu enlace de propietario",
  ownerLinkWhy: "Ábrelo en otro dispositivo para ser propietario también allí. No lo compartas.",
  copyOwnerLink: "Copiar enlace de propietario",
  endRoom: "Cerrar la sala",
  endRoomQuestion: "¿Cerrar esta sala ahora?",
  endRoomWarning: "Todo su contenido se borra al momento para todos. No se puede deshacer.",
  keepRoom: "Conservarla",
  inviteOthers: "Invitar a otros",
  share: "Compartir…",
  shareBySms: "SMS",
  shareByEmail: "Correo",
  typeTheCode: (address) => `O abre ${address} y escribe`,
  qrCode: "Código QR del enlace",
  localAddressOnly:
    "Esta dirección solo funciona en este ordenador. Comparte una de las direcciones de red que Mayfly mostró al arrancar.",
  serverUnreachable: "No se puede conectar con el servidor.",
  socketBlocked:
    "El servidor responde, pero la conexión en vivo está bloqueada. Probablemente un proxy intermedio no deja pasar los WebSockets.",
  tooManySockets: "Hay demasiadas conexiones en vivo abiertas.",
  serverRestarting: "El servidor se está reiniciando. Te reconectarás automáticamente.",
  extendByMinutes: "Ampliar (minutos)",
  extendLife: "Ampliar",
  deadlines: {
    hour: "Esta sala termina en menos de una hora.",
    minutes: "Esta sala termina en menos de cinco minutos.",
    minute: "Queda menos de un minuto. Después se borra todo lo que hay en la sala.",
  },
  createNextRoom: "Seguir en una sala nueva",
  nextRoomMessage: (link) => `Seguimos aquí: ${link}`,
  continuedInNextRoom: "La conversación sigue en una sala nueva.",
  joinNextRoom: "Entrar",
  showOwnerLink: "Mostrar",
  notifyWhenAway: "Avisarme cuando no esté",
  notifyAbout: { none: "nunca", mentions: "menciones", all: "todos los mensajes" },
  withSound: "con un sonido",
  withNotification: "con una notificación",
  notificationObstacles: {
    insecure:
      "Los navegadores solo permiten notificaciones en páginas https. En su lugar te avisan un sonido y el título de la pestaña.",
    lacking: "Este navegador no admite notificaciones. En su lugar te avisan un sonido y el título de la pestaña.",
    denied:
      "Las notificaciones de este sitio están bloqueadas en los ajustes del navegador. En su lugar te avisan un sonido y el título de la pestaña.",
  },
  notificationOffer: "¿Recibir una notificación cuando alguien te mencione?",
  turnOn: "Activar",
  notNow: "Ahora no",
  newVersion: "Hay una versión nueva disponible.",
  reload: "Recargar",
};
