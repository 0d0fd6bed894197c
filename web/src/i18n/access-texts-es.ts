// The Spanish texts about accounts, roles and moderation, and about how one comes into a room.

import type { AccessTexts } from "./access-texts-en.ts";
import { isolateName, joinList, plural } from "./plural.ts";

export const esAccessTexts: AccessTexts = {
  // Refusals
  refusals: {
    malformed: "El servidor no lo ha entendido.",
    not_joined: "Todavía no estás en la sala.",
    bad_token: "Tu sesión ha caducado. Inténtalo otra vez.",
    not_allowed: "No tienes permiso para hacer eso.",
    room_full: "Esta sala está llena.",
    not_found: "Eso ya no está.",
    method_not_allowed: "El servidor no puede hacer eso.",
    wrong_host: "El servidor no responde a esta dirección.",
    wrong_origin:
      "El servidor no acepta la dirección de esta página. Probablemente un proxy intermedio cambia la cabecera Host.",
    code_taken: "Ese código ya está en uso.",
    ended: "Esta sala ha terminado.",
    too_large: "Es demasiado largo.",
    upgrade_needed: "Esta dirección es para WebSockets.",
    slow_down: "Demasiados intentos. Espera un momento.",
    internal: "Algo ha fallado en el servidor.",
    server_full: "El servidor está lleno ahora mismo.",
    not_saved: "No se ha guardado: el servidor tiene un problema de disco.",
    kicked: "Te han sacado de la sala.",
    banned: "Te han bloqueado aquí.",
    muted: "Te han silenciado durante un rato.",
    locked: "Esta sala está cerrada. No puede entrar nadie nuevo.",
    password_needed: "Esta sala necesita una contraseña.",
    wrong_password: "Contraseña incorrecta.",
    account_needed: "Inicia sesión para hacer eso.",
    bad_login: "Usuario o contraseña incorrectos.",
    name_taken: "Ese nombre, o uno que se le parece, ya está en uso.",
    registration_closed: "Este servidor no admite cuentas nuevas.",
    busy: "El servidor está ocupado. Inténtalo dentro de un momento.",
    too_slow: "La subida se detuvo demasiado tiempo.",
    room_full_of_files: "En esta sala no caben más archivos.",
    board_full: "El tablón está lleno. Quita algo primero.",
    wrong_offset: "La subida y el servidor no coinciden. Inténtalo de nuevo.",
    wrong_version: "El servidor habla otra versión.",
    wrong_type: "El servidor no puede leer ese tipo de datos.",
    bad_range: "El archivo no tiene esa parte.",
    wrong_checksum: "El archivo se dañó por el camino. Inténtalo de nuevo.",
  },
  sendingTooFast: "Vas demasiado rápido. Espera un momento.",

  // Changes, told in the transcript
  theOwner: "El propietario",
  titleChanged: (name, title) => `${isolateName(name)} ha cambiado el título a «${isolateName(title)}»`,
  titleReplaced: (name) => `${isolateName(name)} ha cambiado el título`,
  titleRemoved: (name) => `${isolateName(name)} ha quitado el título`,
  extended: (name, until) => `${isolateName(name)} ha ampliado la sala: ahora termina el ${until}`,
  visibilityChanged: {
    public: (name) => `${isolateName(name)} ha añadido la sala a la lista pública`,
    unlisted: (name) => `${isolateName(name)} ha quitado la sala de la lista pública`,
  },
  entryChanged: {
    open: (name) => `${isolateName(name)} ha abierto la sala a quien tenga el enlace`,
    password: (name) => `${isolateName(name)} ha puesto una contraseña para entrar`,
    knock: (name) => `${isolateName(name)} ha hecho que haya que pedir permiso para entrar`,
    locked: (name) => `${isolateName(name)} ha cerrado la sala`,
    members: (name) => `${isolateName(name)} ha dejado la sala solo para miembros`,
  },
  slowModeOn: (name, time) => `${isolateName(name)} ha activado el modo lento: un mensaje cada ${time}`,
  slowModeOff: (name) => `${isolateName(name)} ha desactivado el modo lento`,
  vanishAfter: (name, time) => `${isolateName(name)} ha hecho que los mensajes nuevos desaparezcan al cabo de ${time}`,
  vanishSeen: (name) =>
    `${isolateName(name)} ha hecho que los mensajes nuevos desaparezcan cuando todos los hayan visto`,
  vanishOff: (name) => `${isolateName(name)} ha desactivado los mensajes temporales`,
  writersChanged: {
    moderators: (name) => `${isolateName(name)} ha decidido que aquí solo escriba quien administra la sala`,
    everyone: (name) => `${isolateName(name)} permite que todos escriban`,
  },
  pinnersChanged: {
    moderators: (name) => `${isolateName(name)} ha decidido que aquí solo fije mensajes quien administra la sala`,
    everyone: (name) => `${isolateName(name)} permite que todos fijen mensajes`,
  },
  pinned: (name) => `${isolateName(name)} ha fijado un mensaje`,
  unpinned: (name) => `${isolateName(name)} ha quitado un mensaje del tablón`,
  maxMembersChanged: (name, max) =>
    max === null
      ? `${isolateName(name)} ha quitado el límite de personas`
      : `${isolateName(name)} ha limitado la sala a ${plural("es", max, { one: "# persona", many: "# de personas", other: "# personas" })}`,
  idleChanged: (name, time) =>
    time === undefined
      ? `${isolateName(name)} mantiene la sala cuando todos se hayan ido`
      : `${isolateName(name)} termina la sala ${time} después de que todos se hayan ido`,
  moderationActions: {
    admit: (name, whom) => `${isolateName(name)} ha dejado entrar a ${isolateName(whom)}`,
    kick: (name, whom) => `${isolateName(name)} ha sacado a ${isolateName(whom)}`,
    ban: (name, whom) => `${isolateName(name)} ha bloqueado a ${isolateName(whom)}`,
    unban: (name, whom) => `${isolateName(name)} ha desbloqueado a ${isolateName(whom)}`,
    unmute: (name, whom) => `${isolateName(name)} ha dejado de silenciar a ${isolateName(whom)}`,
    promote: (name, whom) => `${isolateName(name)} ha nombrado admin a ${isolateName(whom)}`,
    demote: (name, whom) => `${isolateName(name)} ha quitado a ${isolateName(whom)} como admin`,
    handover: (name, whom) => `${isolateName(name)} ha transferido la propiedad a ${isolateName(whom)}`,
    take: (name) => `${isolateName(name)} es ahora el propietario`,
    wipe: (name, whom) => `${isolateName(name)} ha eliminado los mensajes de ${isolateName(whom)}`,
  },
  mutedUntil: (name, whom, until) => `${isolateName(name)} ha silenciado a ${isolateName(whom)} hasta ${until}`,

  // Before joining
  joinGates: {
    password: "Esta sala necesita una contraseña",
    knocking: "Esperando a que te dejen entrar",
    account: "Este servidor requiere una cuenta",
    later: "Ahora mismo no puedes entrar",
  },
  roomPassword: "Contraseña de la sala",
  enterRoom: "Entrar",
  tooManyTries: (seconds) =>
    `Demasiados intentos. Espera ${plural("es", seconds, { one: "# segundo", many: "# de segundos", other: "# segundos" })}.`,
  waitingAs: (name) =>
    `Quien administra la sala ve que estás esperando, ${name}. La sala se abre en cuanto te dejen entrar.`,
  stopWaiting: "Dejar de esperar",
  accountsOnly: "Inicia sesión o crea una cuenta para entrar en la sala.",
  rejoin: "Volver",
  comeBackIn: (time) => `Podrás volver dentro de ${time}, o en cuanto te dejen entrar otra vez.`,
  badInvite: "Esta invitación ya se ha usado o ya no es válida.",

  // Knocks and what can be taken back
  knocks: "Esperando para entrar",
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
  decline: "Rechazar",
  declineName: (name) => `Rechazar a ${isolateName(name)}`,
  kickPending: (name) => `Sacando a ${isolateName(name)}…`,
  messagesDeleted: (count) =>
    plural("es", count, { one: "Mensaje eliminado", many: "# de mensajes eliminados", other: "# mensajes eliminados" }),

  // People
  muted: "silenciado",
  statuses: { online: "aquí ahora", away: "ausente", offline: "no está" },
  lastSeen: (time) => `visto por última vez: ${time}`,
  mutedUntilTime: (time) => `silenciado hasta ${time}`,
  absentMembers: "Ahora no están",
  banned: "Bloqueados",
  unban: "Desbloquear",
  unbanName: (name) => `Desbloquear a ${isolateName(name)}`,
  becomeOwner: "Ser propietario",
  makeAdmin: "Hacer admin",
  removeAdmin: "Quitar como admin",
  transferOwnership: "Transferir la propiedad",
  muteFor: { 10: "10 min", 60: "1 hora", 0: "hasta que termine la sala" },
  unmute: "Dejar de silenciar",
  wipe: "Eliminar sus mensajes",
  kick: "Sacar de la sala",
  ban: "Bloquear",
  confirmations: {
    ban: {
      title: (name) => `¿Bloquear a ${isolateName(name)}?`,
      text: "Sale ahora mismo y no podrá volver a menos que se le desbloquee.",
      confirmLabel: "Bloquear",
    },
    handover: {
      title: (name) => `¿Transferir la propiedad a ${isolateName(name)}?`,
      text: "La sala será suya y tú pasarás a ser admin. Tu enlace de propietario dejará de funcionar. Solo esa persona puede devolvértela.",
      confirmLabel: "Transferir",
    },
    wipe: {
      title: (name) => `¿Eliminar todo lo que ${isolateName(name)} ha escrito aquí?`,
      text: "Sus mensajes desaparecen para todos. No se puede deshacer.",
      confirmLabel: "Eliminar",
    },
  },
  youAreMuted: (until) => `Te han silenciado hasta ${until}.`,
  mutedBy: (name, until) => `${isolateName(name)} te ha silenciado hasta ${until}`,
  onlyHostsWrite: "Aquí solo escribe quien administra la sala",
  slowMode: (time) => `Modo lento: un mensaje cada ${time}.`,
  slowModeWait: (seconds) => `Modo lento: podrás enviar otra vez en ${seconds} s.`,

  // Settings of a room
  accessHeading: "Acceso",
  entry: "Quién puede entrar",
  entries: {
    open: { name: "cualquiera con el enlace", hint: "Cualquiera que tenga el enlace o el código." },
    password: { name: "con contraseña", hint: "Quien la sepa. Los que ya están aquí se quedan." },
    knock: { name: "pidiendo permiso", hint: "Piden entrar y tú o un admin les dais permiso." },
    locked: { name: "nadie nuevo", hint: "Los que ya estuvieron pueden volver." },
    members: {
      name: "solo miembros",
      hint: "Para los demás esta sala no existe. Déjalos entrar con un enlace de un solo uso.",
    },
  },
  entryFacts: { password: "contraseña", knock: "pedir permiso", locked: "cerrada", members: "solo miembros" },
  anotherPassword: "Nueva contraseña de la sala",
  passwordMissing: "Pon una contraseña a la sala.",
  writersLabel: "Quién puede escribir",
  writers: { everyone: "todos", moderators: "solo el propietario y los admins" },
  slowModeLabel: "Modo lento",
  noSlowMode: "desactivado",
  slowModeInterval: (time) => `un mensaje cada ${time}`,
  saved: "Guardado.",
  neverEnds: "Esta sala no termina nunca. Cuando hay demasiados mensajes, se borran los más antiguos.",
  noEnd: "Sin límite",

  // Invites
  oneTimeLinks: "Enlaces de un solo uso",
  oneTimeLinksWhy: "Dejan entrar aunque la sala esté cerrada. Puedes revocarlos.",
  oneTimeLinksOpen: "Dejan entrar aunque más tarde cierres la sala. Hasta entonces basta con el enlace de arriba.",
  inviteUses: "Usos",
  inviteExpires: "Caduca",
  inviteExpiresWithRoom: "con la sala",
  createLink: "Crear enlace",
  shownOnce: "Cópialo ahora. No volverás a verlo.",
  copyInvite: "Copiar enlace de un solo uso",
  usesLeft: (left, uses) => (uses === 1 ? "para una persona" : `quedan ${left} usos de ${uses}`),
  goodUntil: (time) => `hasta ${time}`,
  revoke: "Revocar",

  // Rooms in the lobby
  myRooms: "Tus salas",
  findRoom: "Buscar una sala",
  sortBy: "Ordenar por",
  sorts: { people: "más gente", time: "más tiempo" },
  noneFound: "No hay ninguna sala con ese nombre.",
  moreRooms: "Más salas",

  // Accounts
  signIn: "Iniciar sesión",
  signInOrUp: "Iniciar sesión o crear cuenta",
  createAccount: "Crear cuenta",
  noAccountYet: "¿Eres nuevo? Crear cuenta",
  haveAccount: "¿Ya tienes una? Iniciar sesión",
  accountWhy: "Conserva tu nombre, tus salas y tus roles en todos tus dispositivos.",
  username: "Usuario",
  password: "Contraseña",
  passwordHint: "Al menos 8 caracteres, nada demasiado común.",
  yourAccount: "Tu cuenta",
  signedInAs: (name) => `Sesión iniciada como ${name}`,
  signOut: "Cerrar sesión",
  currentPassword: "Contraseña actual",
  currentPasswordNeeded: "Escribe también tu contraseña actual.",
  currentPasswordWrong: "Esa no es tu contraseña actual.",
  newPassword: "Contraseña nueva",
  newPasswordWhy: "Cierra la sesión en todos los demás dispositivos.",
  passwordChanged: "Contraseña cambiada.",
  eraseAccount: "Eliminar la cuenta",
  eraseAccountQuestion: "¿Eliminar tu cuenta?",
  eraseAccountWarning: "Otros podrán usar tu nombre y tus salas se quedan sin propietario. No se puede deshacer.",
  keepAccount: "Conservarla",
  haveAdminCode: "Tengo un código de administrador",
  adminCode: "Código de administrador",
  adminCodeWrong: "Este código es incorrecto, ya se usó o ha caducado.",
  serverAdmin: "Administración del servidor",
  becomeAdmin: "Ser administrador",
  usernameLength: (least, most) => `Un usuario tiene de ${least} a ${most} caracteres.`,
  usernameShape: "Usa letras de un solo alfabeto y números, con _ . - solo entre ellos.",
  passwordLength: "Una contraseña tiene de 8 a 1024 caracteres.",
  passwordIsName: "La contraseña no puede ser el usuario. Elige otra.",
  passwordIsCommon: "Demasiado común. Elige otra.",
  endlessRoomsNotAllowed: "Aquí no se permiten salas que no terminan nunca.",
};
