// Https: opens the certificates that the settings ask for, listens with them, and listens anew when they change. Rules N10 to N16, N19,
// N20.
import type { Server, ServerWebSocket } from "bun";
import type { Clock } from "./chat/lib/ports.ts";
import type { Config } from "./config/config.ts";
import { os } from "./config/lazy-node-modules.ts";
import type { HttpApp } from "./http/http-app.ts";
import type { SocketData } from "./http/realtime/websocket-handler.ts";
import type { AppContext } from "./http/request/app-context.ts";
import { type AskedPort, listen, listenOnFreePort } from "./http/server.ts";
import type { Logger } from "./logger.ts";
import type { AcmeCertificates } from "./tls/acme/acme-certificates.ts";
import type { CertificateSource } from "./tls/certificate-source.ts";
import type { LocalCertificates } from "./tls/local-certificates.ts";
import { version } from "./version.ts";

/** How often is looked whether other certificates are needed or there. */
const CHECK_MS = 10_000;

/** A port of https, and what is called whenever it is listened on. */
export type HttpsPort = AskedPort & { readonly onListening?: (port: number) => void };

/** The certificates; where they are by a CA of this server or by ACME, the source as such. */
export type OpenedCertificates = {
  readonly source: CertificateSource;
  readonly ca?: LocalCertificates;
  readonly acme?: AcmeCertificates;
};

/**
 * @param dataFile its path, with no symbolic link in it
 * @param mdnsNames returns the names on the local network that this server has or asks for
 * @returns a problem where they can't be used, undefined without https
 */
export async function openCertificates(
  config: Config,
  dataFile: string | undefined,
  clock: Clock,
  logger: Logger,
  mdnsNames: () => readonly string[],
): Promise<OpenedCertificates | string | undefined> {
  const { tls, tlsNames } = config;
  if (tls === undefined) return undefined;
  const warn = (problem: string) => logger.warn(`https: ${problem}`);
  // Imported only here, so that a server without https doesn't wait for it.
  const { CertificateProblem } = await import("./tls/certificate-source.ts");
  try {
    if (tls === "auto") return await openAcme(config, dataFile ?? "", clock, logger);
    if (tls !== "self") {
      const { CertificateFiles } = await import("./tls/certificate-files.ts");
      return { source: new CertificateFiles({ ...tls, clock, warn }) };
    }
    const { CertificateFolder, caFolderOf } = await import("./tls/certificate-folder.ts");
    const { certificateNames } = await import("./tls/certificate-names.ts");
    const { LocalCertificates } = await import("./tls/local-certificates.ts");
    const ca = await LocalCertificates.open({
      folder: dataFile === undefined ? undefined : new CertificateFolder(caFolderOf(dataFile), warn),
      names: () =>
        certificateNames({ hostname: os().hostname(), interfaces: os().networkInterfaces() }, [
          ...mdnsNames(),
          ...tlsNames,
        ]),
      label: os().hostname(),
      clock,
      warn,
    });
    return { source: ca, ca };
  } catch (error) {
    if (error instanceof CertificateProblem) return `MAYFLY_TLS: ${error.message}`;
    throw error;
  }
}

/** @throws CertificateProblem */
async function openAcme(config: Config, dataFile: string, clock: Clock, logger: Logger): Promise<OpenedCertificates> {
  const { host, publicUrl, tlsNames, acmeDirectory: directory, acmeEmail: email } = config;
  const { CertificateProblem } = await import("./tls/certificate-source.ts");
  const { AcmeCertificates } = await import("./tls/acme/acme-certificates.ts");
  const { AcmeFolder, acmeFolderOf } = await import("./tls/acme/acme-folder.ts");
  const { acmeSubjects } = await import("./tls/acme/acme-subjects.ts");
  const asked = [...(publicUrl === undefined ? [] : [hostOf(publicUrl)]), ...tlsNames];
  const subjects = () => acmeSubjects(asked, host, () => os().networkInterfaces());
  const warn = (problem: string) => logger.warn(`https: ${problem}`);
  const acme = new AcmeCertificates({
    folder: new AcmeFolder(acmeFolderOf(dataFile), directory, warn),
    directory,
    email,
    subjects,
    userAgent: `Mayfly/${version}`,
    clock,
    wait: Bun.sleep,
    warn,
    inform: (text) => logger.info(`https: ${text}`),
  });
  const { names, addresses } = subjects();
  // After a restart of the machine, its address may come later than this server. What is kept does until then.
  if (names.length + addresses.length === 0 && acme.certificates.length === 0) {
    throw new CertificateProblem("auto finds no public address of this machine; set MAYFLY_PUBLIC_URL to the server's");
  }
  return { source: acme, acme };
}

/** Returns the host of an address, without a port or brackets. */
const hostOf = (url: string) => new URL(url).hostname.replace(/^\[|\]$/g, "");

/**
 * Returns what http answers beside https by ACME, before anything else.
 * @param httpsPort the port of https, undefined as long as it isn't there
 */
export async function answerBesideAcme(
  { publicUrl, basePath }: Config,
  acme: AcmeCertificates,
  httpsPort: () => number | undefined,
): Promise<(request: Request) => Response | undefined> {
  const { createHttpsRedirect } = await import("./http/https-redirect.ts");
  return createHttpsRedirect({
    basePath,
    challengeAnswer: (token) => acme.challengeAnswer(token),
    secureHost(hostname) {
      const [port, { names, addresses } = { names: [], addresses: [] }] = [httpsPort(), acme.subjects];
      const known = [...names, ...addresses];
      if (port === undefined || known.length === 0) return undefined;
      const ownHost = publicUrl === undefined ? (known[0] ?? "") : hostOf(publicUrl);
      const host = known.includes(hostname) ? hostname : ownHost;
      // Where it is reached by another port than it listens on, the public address has it.
      const seenPort = publicUrl === undefined ? port : new URL(publicUrl).port;
      return `${host.includes(":") ? `[${host}]` : host}${seenPort === "" || seenPort === 443 ? "" : `:${seenPort}`}`;
    },
  });
}

/** Listens with the certificates, and from then on with those that take their place. @returns a problem where it can't */
export async function listenWithCertificates(
  http: HttpApp,
  asked: HttpsPort & { readonly hostname: string },
  source: CertificateSource,
  { node, logger, clock }: { readonly node: AppContext; readonly logger: Logger; readonly clock: Clock },
): Promise<{ server: { readonly port: number; stop(): Promise<void> } } | { problem: string }> {
  const { RotatingServer } = await import("./tls/rotating-server.ts");
  const { wheel } = node.rooms.ports;
  let port = asked.port;
  const opened = listenOnFreePort(asked, (tried) => {
    port = tried;
    if (source.certificates.length === 0) checkPort(tried, asked.hostname);
    return new RotatingServer(
      {
        listen(certificates) {
          const sockets = new Set<ServerWebSocket<SocketData>>();
          const server = listen(http, { port, hostname: asked.hostname, certificates, sockets });
          // Where any port was asked for, it is this one from now on.
          port = Number(server.port);
          asked.onListening?.(port);
          return { server, sockets };
        },
        onOpened: (server: Server<unknown>) => node.fanout.attach(server),
        onClosed: (server: Server<unknown>) => node.fanout.detach(server),
        runAfter: (ms, run) => void wheel.schedule(clock() + ms, run),
      },
      source.certificates,
    );
  });
  if ("problem" in opened) return opened;
  const rotating = opened.server;
  let hasFailed = false;
  const check = async () => {
    const hasChanged = await source.refresh();
    if (node.isStopping() || source.certificates.length === 0 || (!hasChanged && rotating.isListening)) return;
    try {
      rotating.rotate(source.certificates);
      logger.info("new certificate in use");
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) node.reportFault(error);
      hasFailed = true;
    }
  };
  const scheduleCheck = (delayMs: number): void => {
    const checkAgain = () => scheduleCheck(CHECK_MS);
    wheel.schedule(clock() + delayMs, () => void check().catch(node.reportFault).finally(checkAgain));
  };
  scheduleCheck(source.certificates.length === 0 ? 0 : CHECK_MS);
  return { server: { port, stop: () => rotating.stop() } };
}

/** A port that is listened on only later is tried at the start. @throws the system's error */
function checkPort(port: number, hostname: string): void {
  Bun.serve({ port, hostname, reusePort: false, fetch: () => new Response() }).stop(true);
}
