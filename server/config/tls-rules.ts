// The rules between the settings of https, which depend on where the certificate is from. Rules N20, C15, C20.
import { isLocal, isPublic, LOCAL_DOMAINS } from "../network/local-names.ts";

type TlsSettings = {
  readonly tls: "self" | "auto" | object | undefined;
  readonly tlsNames: readonly string[];
  readonly data: string | undefined;
  readonly publicUrl: string | undefined;
  readonly basePath: string;
} & Ports;

type Ports = {
  readonly port: number;
  readonly portAsked: boolean;
  readonly httpsPort: number;
  readonly httpsPortAsked: boolean;
};

/** What each of these settings needs `MAYFLY_TLS` to be, else it does nothing. */
const USED_WITH = {
  httpsPort: ["self", "auto"],
  tlsNames: ["self", "auto"],
  acmeEmail: ["auto"],
  acmeDirectory: ["auto"],
} as const;

type Field = "tls" | "publicUrl" | keyof typeof USED_WITH;

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
const LOCAL = `names under ${LOCAL_DOMAINS.slice(0, -1).join(", ")} or ${LOCAL_DOMAINS.at(-1)}, or private addresses`;

/**
 * Returns the settings that follow from the certificate's source.
 * @param givenAs returns the flag or variable that a problem names
 */
export function applyTlsRules(
  settings: TlsSettings,
  givenAs: (field: Field) => string,
  report: (problem: string) => void,
): Ports & Pick<TlsSettings, "publicUrl"> {
  const { tls, tlsNames, data, publicUrl, port, portAsked, httpsPort, httpsPortAsked } = settings;
  // A variable passes: an image may set one for whoever turns https on.
  for (const [field, sources] of Object.entries(USED_WITH) as [keyof typeof USED_WITH, readonly unknown[]][]) {
    if (givenAs(field).startsWith("--") && !sources.includes(tls)) {
      report(`${givenAs(field)}: needs MAYFLY_TLS=${sources.join(" or ")}`);
    }
  }
  if (tls !== "auto") {
    if (!tlsNames.every(isLocal)) report(`${givenAs("tlsNames")}: expected ${LOCAL}, separated by commas`);
    return { port, portAsked, httpsPort, httpsPortAsked, publicUrl };
  }
  if (data === undefined) report(`${givenAs("tls")}: auto keeps its certificate beside the data file; set MAYFLY_DATA`);
  const reachable = "that the internet can reach; others get no certificate by --tls auto";
  if (!tlsNames.every(isPublic)) report(`${givenAs("tlsNames")}: expected names or addresses ${reachable}`);
  if (publicUrl !== undefined && !isPublicHttps(new URL(publicUrl))) {
    report(`${givenAs("publicUrl")}: expected https:// and a name or address ${reachable}`);
  }
  // The CA asks at port 80, and links have no port: others are for those who lead these two there.
  const ports = {
    port: portAsked ? port : HTTP_PORT,
    portAsked: true,
    httpsPort: httpsPortAsked ? httpsPort : HTTPS_PORT,
    httpsPortAsked: true,
  };
  return { ...ports, publicUrl: publicUrl ?? firstAddress(settings, ports.httpsPort) };
}

const isPublicHttps = ({ protocol, hostname }: URL) =>
  protocol === "https:" && isPublic(hostname.replace(/^\[|\]$/g, ""));

/** Returns the address that links begin with: the first of the names. */
function firstAddress({ tlsNames: [name], basePath }: TlsSettings, httpsPort: number): string | undefined {
  if (name === undefined) return undefined;
  // Any free port, 0, isn't known yet.
  const port = httpsPort === 0 || httpsPort === HTTPS_PORT ? "" : `:${httpsPort}`;
  return `https://${name.includes(":") ? `[${name}]` : name}${port}${basePath}`;
}
