// Spanish, in the familiar form.
import type { Draft } from "./languages.ts";
import { fenced, listed, plural } from "./plural.ts";

const people = (names: readonly string[]) =>
  names.length > 3
    ? `${names.length} personas`
    : listed(
        "es",
        names.map((name) => fenced(name)),
      );
const are = (names: readonly string[], one: string, many: string) => (names.length === 1 ? one : many);

export const es: Draft = {
  direction: "ltr",

  // Everywhere
  newRoom: "Nueva sala",
  allRooms: "Todas las salas",
  tryAgain: "Reintentar",
  close: "Cerrar",
  save: "Guardar",
  copied: "Copiado ✓",
  copyByHand: (label) => `${label}: cópialo a mano`,
  you: "tú",
  here: (count) => `${count} aquí`,
  minutes: (count) => plural("es", count, { one: "# minuto", many: "# de minutos", other: "# minutos" }),
  daysHours: (days, hours) => `${days} d ${hours} h`,
  hoursMinutes: (hours, minutes) => `${hours} h ${minutes} min`,
  left: (time) => `quedan ${time}`,

  // Refusals
  unreachable: "No se puede llegar al servidor.",
  refusals: {
    malformed: "El servidor no entiende eso.",
    not_joined: "Todavía no estás en la sala.",
    bad_token: "El servidor ya no te reconoce. Inténtalo otra vez.",
    not_allowed: "Aquí no puedes hacer eso.",
    room_full: "Esta sala está llena.",
    not_found: "Eso ya no está.",
    code_taken: "Ese código ya está ocupado.",
    ended: "Esta sala ha terminado.",
    too_large: "Es demasiado largo.",
    slow_down: "Demasiado de golpe. Espera un poco.",
    internal: "Algo ha fallado en el servidor.",
    server_full: "El servidor está lleno ahora mismo.",
    not_saved: "No se ha guardado: el disco del servidor tiene problemas.",
  },
  nothingToSee: "No hay nada que se vea.",
  invisibleCharacters: "Tiene caracteres de control o invisibles.",
  notUnicode: "No es Unicode válido.",
  longerThan: (max) =>
    `Como mucho ${plural("es", max, { one: "# carácter", many: "# de caracteres", other: "# caracteres" })}.`,
  lifeAtMost: (time) => `Aquí una sala puede vivir como mucho ${time}.`,
  idleAtMost: (time) => `Aquí una sala puede esperar como mucho ${time}.`,
  extendAtMost: (time) => `Como mucho ${time} a partir de ahora.`,
  membersAtMost: (max) => `En esta sala caben ${max} como mucho.`,
  codesAreDrawn: "Este servidor reparte los códigos él mismo.",
  codeShape: "Un código tiene de 3 a 32 letras de la a a la z, cifras y guiones.",

  // Languages, lobby, look
  language: "Idioma",
  look: "Aspecto",
  looks: { system: "Como el dispositivo", light: "Claro", dark: "Oscuro" },
  slogan: "Habla por un día. Después, se va.",
  promise: "Sin cuenta. No se guarda nada: cuando a una sala se le acaba el tiempo, todo lo dicho en ella se borra.",
  livesFor: "Una sala que vive",
  lives: { 10: "10 min", 60: "1 hora", 240: "4 horas", 1440: "24 horas", 10080: "7 días" },
  otherLife: "Otro…",
  howMany: "Cuánto",
  unit: "Unidad",
  units: { minute: "minutos", hour: "horas", day: "días" },
  between: (least, most) => `De ${least} a ${most}.`,
  moreChoices: "Más opciones",
  title: "Título",
  titleHint: "¿De qué va? (opcional)",
  ownCode: "Un código propio",
  ownCodeHint: "fiesta-de-verano (opcional)",
  whenEmpty: "Cuando todos se hayan ido,",
  idle: {
    0: "sigue hasta su hora",
    5: "termina a los 5 minutos",
    30: "termina a los 30 minutos",
    120: "termina a las 2 horas",
  },
  memberCap: "Máximo de personas",
  memberCapHint: "las que vengan",
  listedHere: "Visible aquí para todos",
  anyoneMayEnd: "Cualquiera que esté dentro puede terminarla",
  haveCode: "¿Tienes un código o un enlace?",
  join: "Entrar",
  neitherCodeNorLink: "Eso no es ni un código ni un enlace a una sala.",
  scan: "Escanear un código QR",
  scanHint: "Pon el código QR de la sala delante de la cámara.",
  scannedOther: "Este código QR no lleva a ninguna sala.",
  noCamera: "No se puede usar la cámara.",
  whoYouAre: "Así te ven",
  lately: "Donde has estado hace poco",
  yours: "tuya",
  forgetRoom: (name) => `Olvidar ${fenced(name)}`,
  openToAll: "Abiertas a todos",
  noneOpen: "Ahora mismo no hay ninguna sala abierta a todos.",
  endings: {
    ended: { title: "Esta sala ha terminado", words: "Todo lo que se dijo en ella se ha borrado." },
    unknown: { title: "Esta sala no existe", words: "Mira si hay un error en el código, o pide otra vez el enlace." },
    nowhere: { title: "Aquí no hay nada", words: "Esta dirección no lleva a ninguna sala." },
    refused: { title: "Ahora no puedes entrar", words: "La sala no te ha dejado pasar." },
    full: { title: "Esta sala está llena", words: "En cuanto alguien salga, habrá sitio para ti." },
    shownOut: { title: "Te han hecho salir", words: "Quien lleva esta sala te ha pedido que salgas." },
    replaced: { title: "Ya estás aquí en otro sitio", words: "Tienes esta sala abierta en demasiadas pestañas." },
  },
  endedBecause: {
    expired: "Se le acabó el tiempo. Todo lo que se dijo en ella se ha borrado.",
    idle: "Se habían ido todos. Todo lo que se dijo en ella se ha borrado.",
    ended: "Alguien la terminó. Todo lo que se dijo en ella se ha borrado.",
  },

  // Messages
  messages: "Mensajes",
  messageDeleted: "Este mensaje se ha borrado.",
  edited: "editado",
  waiting: "Esperando para enviarse…",
  notSent: (why) => `No enviado: ${why}`,
  discard: "Descartar",
  talkBegins: "Aquí empieza la conversación.",
  earlierGone: "Lo que se dijo antes ya no está.",
  nothingYet: (code) => `Nadie ha dicho nada todavía. Se entra con el código ${code}`,
  newMessages: "Mensajes nuevos",
  joined: (names) => `${people(names)} ${are(names, "ha entrado", "han entrado")}`,
  leftRoom: (names) => `${people(names)} ${are(names, "se ha ido", "se han ido")}`,
  joinedAndLeft: (joined, left) =>
    `${people(joined)} ${are(joined, "ha entrado", "han entrado")}, ${people(left)} ${are(left, "se ha ido", "se han ido")}`,
  retitled: (name, title) => `${fenced(name)} ha cambiado el título a «${fenced(title)}»`,
  untitled: (name) => `${fenced(name)} ha quitado el título`,
  extended: (name, until) => `${fenced(name)} ha dado más tiempo a la sala: hasta ${until}`,
  theOwner: "Quien creó la sala",
  typing: (names) => {
    if (names.length > 2) return "Varias personas están escribiendo…";
    return `${people(names)} ${are(names, "está", "están")} escribiendo…`;
  },

  // Composer and people
  message: "Mensaje",
  messageHint: "Di algo…",
  send: "Enviar",
  yourName: "Tu nombre",
  nameToChange: ", tu nombre: cambiarlo",
  whoIsHere: "Quién está aquí",
  hereNow: "Aquí ahora",
  roles: { owner: "dueño", admin: "admin", member: "miembro" },

  // Time, sharing, connection
  home: "Mayfly: todas las salas",
  endsAt: (time) => `Termina: ${time}`,
  invite: "Invitar",
  aboutRoom: "Sobre esta sala",
  offline: "Estás sin conexión.",
  connectionLost: "Se ha perdido la conexión. Reconectando.",
  reconnecting: "Reconectando…",
  nextTryIn: (seconds) => `Próximo intento en ${seconds} s.`,
  sentWhenBack: "Lo que has escrito se enviará en cuanto vuelvas.",
  tryNow: "Probar ya",
  copyLink: "Copiar enlace",
  time: "Tiempo",
  leftUntil: (time, until) => `Quedan ${time}. Termina el ${until}, y todo lo que hay en ella se borra.`,
  more: { 60: "+ 1 hora", 240: "+ 4 horas", 1440: "+ 1 día" },
  ownersLink: "Tu enlace de dueño",
  ownersLinkWhy: "Si lo abres en otro dispositivo, ese también manda en la sala. No lo compartas.",
  copyOwnersLink: "Copiar enlace de dueño",
  endRoom: "Terminar la sala",
  endRoomQuestion: "¿Terminar esta sala ahora?",
  endRoomWarning: "Todo lo que se dijo en ella se borra al momento, para todos. No se puede recuperar.",
  keepRoom: "Dejarla",
};
