// Https: opens the certificates that the settings ask for, listens with them, and listens anew when they change. Rules N10 to N16.
import type { Server, ServerWebSocket } from "bun";
import type { Clock } from "./chat/lib/ports.ts";
import type { Config } from "./config/config.ts";
import { os } from "./config/lazy-node-modules.ts";
import type { AppContext } from "./http/request/app-context.ts";
import type { SocketData } from "./http/routes/websocket.ts";
import { type AskedPort, type HttpApp, listen, listenOnFreePort } from "./http/server.ts";
import type { Logger } from "./logger.ts";
import type { CertificateSource } from "./tls/certificate-source.ts";
import type { LocalCertificates } from "./tls/local-certificates.ts";

/** How often is looked whether other certificates are needed or there. */
const CHECK_MS = 10_000;

/** The certificates, and the CA where there is one of this server. */
export type OpenedCertificates = { readonly source: CertificateSource; readonly ca?: LocalCertificates };

/**
 * @param dataFile its path, with no symbolic link in it
 * @param mdnsNames returns the names on the local network that this server has or asks for
 * @returns a problem where they can't be used, undefined without https
 */
export async function openCertificates(
  { tls, tlsNames }: Config,
  dataFile: string | undefined,
  clock: Clock,
  logger: Logger,
  mdnsNames: () => readonly string[],
): Promise<OpenedCertificates | string | undefined> {
  if (tls === undefined) return undefined;
  const warn = (problem: string) => logger.warn(`https: ${problem}`);
  // Imported only here, so that a server without https doesn't wait for it.
  const { CertificateProblem } = await import("./tls/certificate-source.ts");
  try {
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

/** Listens with the certificates, and from then on with those that take their place. @returns a problem where it can't */
export async function listenWithCertificates(
  http: HttpApp,
  asked: AskedPort & { readonly hostname: string },
  source: CertificateSource,
  { node, logger, clock }: { readonly node: AppContext; readonly logger: Logger; readonly clock: Clock },
): Promise<{ server: { readonly port: number; stop(): Promise<void> } } | { problem: string }> {
  const { RotatingServer } = await import("./tls/rotating-server.ts");
  const { wheel } = node.rooms.ports;
  let port = asked.port;
  const opened = listenOnFreePort(asked, (tried) => {
    port = tried;
    return new RotatingServer(
      {
        listen(certificates) {
          const sockets = new Set<ServerWebSocket<SocketData>>();
          const server = listen(http, { port, hostname: asked.hostname, certificates, sockets });
          // Where any port was asked for, it is this one from now on.
          port = Number(server.port);
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
    if (node.isStopping() || (!hasChanged && rotating.isListening)) return;
    try {
      rotating.rotate(source.certificates);
      logger.info("new certificate in use");
      hasFailed = false;
    } catch (error) {
      if (!hasFailed) node.reportFault(error);
      hasFailed = true;
    }
  };
  const scheduleCheck = (): void => {
    wheel.schedule(clock() + CHECK_MS, () => void check().catch(node.reportFault).finally(scheduleCheck));
  };
  scheduleCheck();
  return { server: { port, stop: () => rotating.stop() } };
}
