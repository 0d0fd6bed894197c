import { type CaTexts, COMMANDS, DOMAINS } from "./text-shape.ts";

export const es: CaTexts = {
  title: "Confiar en el https de este servidor",
  intro:
    "En esta red, Mayfly usa https con un certificado propio. Un dispositivo que confía en él abre el chat sin advertencias, y con el micrófono, las notificaciones y la app en la pantalla de inicio.",
  download: "Descargar el certificado",
  compareTitle: "Compara antes de confiar",
  compare:
    "Quien administra este servidor ve esta huella (SHA-256) donde lo inició. Si la tuya es otra, alguien está entre tú y el servidor: no sigas.",
  scope: `El certificado solo puede responder por nombres de redes locales (${DOMAINS}) y direcciones privadas, nunca por un sitio de internet.`,
  forPhones: "Esta página, para un teléfono:",
  installTitle: "Instálalo",
  systems: [
    {
      name: "iPhone y iPad",
      steps: [
        "Abre esta página en Safari, descarga el certificado y permite el perfil.",
        "En Ajustes, abre “Perfil descargado” y toca Instalar.",
        "En Ajustes › General › Información › Ajustes de confianza de los certificados, activa el certificado. Sin este paso no cambia nada.",
      ],
    },
    {
      name: "Android",
      steps: [
        "Descarga el certificado.",
        "En Ajustes, busca “certificado de CA”, elige “Instalar de todos modos” y el archivo `mayfly-ca.crt`.",
        "Chrome y la mayoría de los navegadores lo siguen. Para Firefox, mira más abajo.",
      ],
    },
    {
      name: "Windows",
      steps: [
        "Descarga el certificado, abre el archivo y elige “Instalar certificado”.",
        "Elige “Usuario actual” y luego “Colocar todos los certificados en el siguiente almacén”: “Entidades de certificación raíz de confianza”.",
        "Responde Sí y reinicia el navegador.",
      ],
    },
    {
      name: "macOS",
      steps: [
        "Descarga el certificado y abre el archivo; añádelo al llavero “inicio de sesión”.",
        "En Acceso a Llaveros, ábrelo, despliega Confiar y elige “Confiar siempre” para SSL.",
        "Reinicia el navegador.",
      ],
    },
    {
      name: "Linux",
      steps: [
        `Debian, Ubuntu: ${COMMANDS.debian}`,
        `Fedora, Arch: ${COMMANDS.fedora}`,
        `Chrome y Chromium tienen su propia lista: ${COMMANDS.chromium}`,
      ],
    },
    {
      name: "Firefox, en todas partes",
      steps: [
        "En Ajustes › Privacidad y seguridad › Certificados, elige “Ver certificados” y luego Autoridades › Importar.",
        "Elige el archivo y marca “Confiar en esta CA para identificar sitios web”.",
        "En Android: en Ajustes › Acerca de Firefox, toca cinco veces el logo; luego, en los ajustes secretos, activa los certificados de CA de terceros.",
      ],
    },
  ],
  untrustedTitle: "Sin instalarlo",
  untrusted:
    "Los navegadores avisan y dejan continuar desde la advertencia. Lo que se envía va cifrado igualmente, pero nada muestra quién está al otro lado, y mientras el dispositivo no confíe en el certificado faltan algunas cosas:",
  shut: [
    "la app en la pantalla de inicio, y abrirla sin conexión;",
    "las notificaciones en los teléfonos;",
    "en iPhone y iPad, en muchos casos, la propia conexión con el chat.",
  ],
  forOneRun:
    "Este servidor crea un certificado nuevo en cada inicio, porque no guarda nada en el disco. Por eso no hay ninguno que instalar. Quien lo administra puede definir `MAYFLY_DATA`, que también conserva el certificado.",
  back: "Al chat",
};
