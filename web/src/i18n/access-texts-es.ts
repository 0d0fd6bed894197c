// The Spanish texts about accounts, roles and moderation, and about how one comes into a room.

import type { AccessTexts } from "./access-texts-en.ts";
import { isolateName, joinList, plural } from "./plural.ts";

export const esAccessTexts: AccessTexts = {
  // Refusals
  refusals: {
    malformed: "El servidor no entiende eso.",
    not_joined: "Todavía no estás en la sala.",
    bad_token: "El servidor ya no te reconoce. Inténtalo otra vez.",
    not_allowed: "Aquí no puedes hacer eso.",
    room_full: "Esta sala está llena.",
    not_found: "Eso ya no está.",
    method_not_allowed: "El servidor no puede hacer eso aquí.",
    code_taken: "Ese código ya está ocupado.",
    ended: "Esta sala ha terminado.",
    too_large: "Es demasiado largo.",
    upgrade_needed: "Esta dirección es para WebSockets.",
    slow_down: "Demasiado de golpe. Espera un poco.",
    internal: "Algo ha fallado en el servidor.",
    server_full: "El servidor está lleno ahora mismo.",
    not_saved: "No se ha guardado: el disco del servidor tiene problemas.",
    kicked: "Te han pedido que salgas.",
    banned: "Aquí no puedes entrar.",
    muted: "Durante un rato no puedes hablar aquí.",
    locked: "Esta sala está cerrada: no entra nadie nuevo.",
    password_needed: "Esta sala pide una contraseña.",
    wrong_password: "Esa no es la contraseña de la sala.",
    account_needed: "Para eso necesitas una cuenta.",
    bad_login: "Ninguna cuenta tiene ese usuario y esa contraseña.",
    name_taken: "Alguien ya tiene ese nombre, o uno que se le parece.",
    registration_closed: "Este servidor no admite cuentas nuevas.",
    busy: "El servidor está ocupado. Inténtalo dentro de un momento.",
  },

  // Changes, told in the transcript
  theOwner: "Quien creó la sala",
  titleChanged: (name, title) => `${isolateName(name)} ha cambiado el título a «${isolateName(title)}»`,
  titleRemoved: (name) => `${isolateName(name)} ha quitado el título`,
  extended: (name, until) => `${isolateName(name)} ha dado más tiempo a la sala: hasta ${until}`,
  visibilityChanged: {
    public: (name) => `${isolateName(name)} ha puesto la sala en la lista de todos`,
    unlisted: (name) => `${isolateName(name)} ha quitado la sala de la lista`,
  },
  entryChanged: {
    open: (name) => `${isolateName(name)} ha abierto la sala a quien tenga el enlace`,
    password: (name) => `${isolateName(name)} ha puesto una contraseña para quien llega`,
    knock: (name) => `${isolateName(name)} pide que quien llega llame a la puerta`,
    locked: (name) => `${isolateName(name)} ha cerrado la sala`,
    members: (name) => `${isolateName(name)} ha dejado la sala solo para miembros`,
  },
  slowModeOn: (name, time) => `${isolateName(name)} ha frenado la charla: un mensaje cada ${time}`,
  slowModeOff: (name) => `${isolateName(name)} deja que todos hablen a su ritmo`,
  maxMembersChanged: (name, max) =>
    max === null
      ? `${isolateName(name)} deja entrar a cuantos vengan`
      : `${isolateName(name)} deja entrar a ${plural("es", max, { one: "# persona", many: "# de personas", other: "# personas" })} como mucho`,
  moderationActions: {
    admit: (name, whom) => `${isolateName(name)} ha dejado entrar a ${isolateName(whom)}`,
    kick: (name, whom) => `${isolateName(name)} ha pedido a ${isolateName(whom)} que salga`,
    ban: (name, whom) => `${isolateName(name)} ha vetado a ${isolateName(whom)}`,
    unban: (name, whom) => `${isolateName(name)} ha levantado el veto a ${isolateName(whom)}`,
    unmute: (name, whom) => `${isolateName(name)} deja hablar otra vez a ${isolateName(whom)}`,
    promote: (name, whom) => `${isolateName(name)} ha hecho admin a ${isolateName(whom)}`,
    demote: (name, whom) => `${isolateName(whom)} ya no es admin: lo ha decidido ${isolateName(name)}`,
    handover: (name, whom) => `${isolateName(name)} ha pasado la sala a ${isolateName(whom)}`,
    take: (name) => `${isolateName(name)} se ha hecho cargo de la sala`,
    wipe: (name, whom) => `${isolateName(name)} ha borrado lo que escribió ${isolateName(whom)}`,
  },
  mutedUntil: (name, whom, until) => `${isolateName(name)} ha silenciado a ${isolateName(whom)} hasta ${until}`,

  // At the door
  joinGates: {
    password: "Esta sala pide una contraseña",
    patience: "Esperando a que te dejen entrar",
    account: "Este servidor es para quien tiene cuenta",
    "another time": "Ahora mismo no puedes entrar",
  },
  roomPassword: "Contraseña de la sala",
  goIn: "Entrar",
  tooManyTries: (seconds) =>
    `Demasiados intentos. Espera ${plural("es", seconds, { one: "# segundo", many: "# de segundos", other: "# segundos" })}.`,
  waitingAs: (name) =>
    `Quien lleva la sala ve que tú, ${name}, estás en la puerta. Esta página se abre sola en cuanto te dejen entrar.`,
  stopWaiting: "No esperar más",
  accountsOnly: "Inicia sesión o crea una cuenta, y estás en la sala.",
  rejoin: "Volver",
  badInvite: "Esta invitación ya se ha usado o ya no vale.",

  // Knocks and what can be taken back
  knocks: "En la puerta",
  wantsToJoin: (name) => `${isolateName(name)} quiere entrar`,
  knockAnnouncement: (names) => {
    const who = joinList(
      "es",
      names.map((name) => isolateName(name)),
    );
    return `${who} ${names.length === 1 ? "quiere" : "quieren"} entrar`;
  },
  letIn: "Dejar entrar",
  letInName: (name) => `Dejar entrar a ${isolateName(name)}`,
  notNow: "Ahora no",
  notNowName: (name) => `Ahora no, ${isolateName(name)}`,
  kickPending: (name) => `${isolateName(name)} va a salir`,
  messagesDeleted: (count) =>
    plural("es", count, { one: "Mensaje borrado", many: "# de mensajes borrados", other: "# mensajes borrados" }),

  // People
  member: "Miembro",
  muted: "en silencio",
  statuses: { online: "aquí ahora", away: "ausente", offline: "no está" },
  lastSeen: (time) => `estuvo aquí: ${time}`,
  mutedUntilTime: (time) => `en silencio hasta ${time}`,
  absentMembers: "Ahora no están",
  banned: "Vetados",
  unban: "Levantar el veto",
  unbanName: (name) => `Levantar el veto a ${isolateName(name)}`,
  takeOver: "Hacerme cargo de la sala",
  makeAdmin: "Hacer admin",
  unmakeAdmin: "Quitar de admin",
  handOver: "Pasarle la sala",
  mute: "Silenciar",
  muteFor: { 10: "10 min", 60: "1 hora", 0: "hasta el final" },
  unmute: "Dejar hablar",
  wipe: "Borrar sus mensajes",
  kick: "Pedir que salga",
  ban: "Vetar",
  confirmations: {
    ban: {
      title: (name) => `¿Vetar a ${isolateName(name)}?`,
      words: "Sale ahora mismo y no puede volver hasta que la sala termine o se levante el veto.",
      act: "Vetar",
    },
    handover: {
      title: (name) => `¿Pasar esta sala a ${isolateName(name)}?`,
      words:
        "La sala será suya y tú serás admin. Tu enlace de dueño dejará de valer. Solo esa persona puede devolverla.",
      act: "Pasar la sala",
    },
    wipe: {
      title: (name) => `¿Borrar todo lo que ${isolateName(name)} ha escrito aquí?`,
      words: "Desaparece para todos y no se puede recuperar.",
      act: "Borrar",
    },
  },
  youAreMuted: (until) => `No puedes hablar aquí hasta ${until}.`,
  slowMode: (time) => `Modo lento: un mensaje cada ${time}.`,
  nextIn: (seconds) => `El tuyo sale en ${seconds} s.`,

  // Settings of a room
  accessHeading: "Quién entra",
  entry: "Quien llega entra",
  entries: {
    open: { name: "sin más", hint: "Cualquiera que tenga el enlace o el código." },
    password: { name: "con contraseña", hint: "Quien la sepa. Los que ya están se quedan." },
    knock: { name: "si le abren", hint: "Llama a la puerta, y tú o un admin le dejáis entrar." },
    locked: { name: "de ningún modo", hint: "Nadie nuevo. Los que ya estaban pueden volver." },
    members: { name: "solo si es miembro", hint: "Para los demás no existe. Con un enlace de invitación se entra." },
  },
  entryFacts: { password: "con contraseña", knock: "hay que llamar", locked: "cerrada", members: "solo miembros" },
  anotherPassword: "Otra contraseña",
  passwordMissing: "Pon una contraseña a la sala.",
  slowModeLabel: "Los miembros escriben",
  noSlowMode: "a su ritmo",
  slowModeInterval: (time) => `una vez cada ${time}`,
  listedInLobby: "En la lista del inicio, a la vista de todos",
  saved: "Guardado.",
  neverEnds: "Esta sala no tiene fin. Los mensajes más viejos se van cuando hay demasiados.",
  noEnd: "Sin fin",

  // Invites
  inviteLinks: "Enlaces de invitación",
  inviteLinksWhy: "Un enlace así deja entrar, esté como esté la puerta. Puedes retirarlo.",
  forHowMany: "Para cuántos",
  forHowLong: "Por cuánto tiempo",
  untilRoomEnds: "tanto como la sala",
  makeLink: "Crear enlace",
  shownOnce: "Cópialo ahora: solo se muestra esta vez.",
  copyInvite: "Copiar enlace de invitación",
  usesLeft: (left, uses) => (uses === 1 ? "para una persona" : `quedan ${left} usos de ${uses}`),
  goodUntil: (time) => `hasta ${time}`,
  revoke: "Retirar",

  // Rooms in the lobby
  myRooms: "Tus salas",
  findRoom: "Buscar una sala",
  sortBy: "Ordenar por",
  sorts: { people: "más gente", time: "más tiempo" },
  noneFound: "Ninguna sala se llama así.",
  moreRooms: "Más salas",

  // Accounts
  signIn: "Iniciar sesión",
  signInOrUp: "Iniciar sesión o crear una cuenta",
  makeAccount: "Crear una cuenta",
  noAccountYet: "¿Aún no tienes cuenta?",
  haveAccount: "Ya tengo cuenta",
  accountWhy: "Tu nombre, tus salas y tus papeles siguen siendo tuyos, en cualquier dispositivo.",
  username: "Usuario",
  password: "Contraseña",
  passwordHint: "Al menos 8 caracteres, y que no sea de las que todos prueban primero.",
  email: "Correo",
  emailHint: "opcional, no se muestra a nadie",
  yourAccount: "Tu cuenta",
  signedInAs: (name) => `Sesión iniciada como ${name}`,
  signOut: "Cerrar sesión aquí",
  currentPassword: "Contraseña actual",
  currentPasswordNeeded: "Escribe también tu contraseña actual.",
  currentPasswordWrong: "Esa no es tu contraseña actual.",
  newPassword: "Contraseña nueva",
  newPasswordWhy: "Cierra la sesión en tus demás dispositivos.",
  passwordChanged: "Tu contraseña ha cambiado.",
  eraseAccount: "Borrar la cuenta",
  eraseAccountQuestion: "¿Borrar tu cuenta?",
  eraseAccountWarning: "Tu nombre queda libre para otros y tus salas se quedan sin dueño. No se puede recuperar.",
  keepAccount: "Conservarla",
  usernameLength: (least, most) => `Un usuario tiene de ${least} a ${most} caracteres.`,
  usernameShape: "Un usuario lleva letras de una sola escritura, cifras y _ . - entre ellas.",
  passwordLength: "Una contraseña tiene de 8 a 1024 caracteres.",
  passwordIsName: "La contraseña es el usuario. Elige otra.",
  passwordIsCommon: "Esa contraseña es de las que todos prueban primero. Elige otra.",
  emailProblem: "Eso no es una dirección de correo.",
  endlessRoomsNotAllowed: "Aquí no se permiten salas sin fin.",
};
