// What `mayfly doctor` says of a server's certificate. Rule N24.
import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { type ConnectionOptions, connect } from "node:tls";

const LIMIT_MS = 10_000;
const DAY_MS = 86_400_000;
/** What is wrong with a certificate whoever issued it; that is told by itself. */
const OF_ITS_OWN = /EXPIRED|NOT_YET_VALID|ALTNAME_INVALID/;

type CertificateFinding = { readonly isGood: boolean; readonly text: string };

/** @param trusted CAs to trust in place of those that every browser knows */
export function describeCertificate({ hostname, port }: URL, trusted?: string): Promise<CertificateFinding> {
  const host = hostname.replace(/^\[|\]$/g, "");
  const options: ConnectionOptions = {
    host,
    port: Number(port || 443),
    rejectUnauthorized: false,
    ...(isIP(host) === 0 && { servername: host }),
    ...(trusted !== undefined && { ca: trusted }),
  };
  return new Promise((resolve) => {
    const socket = connect(options, () => {
      const certificate = socket.getPeerX509Certificate();
      resolve(
        certificate === undefined
          ? { isGood: false, text: "The server has no certificate." }
          : judge(certificate, host, trustProblem(socket.authorizationError), Date.now()),
      );
      socket.destroy();
    });
    socket.setTimeout(LIMIT_MS, () => socket.destroy(new Error("no answer")));
    socket.on("error", ({ message }) => {
      resolve({ isGood: false, text: `The certificate can't be read: ${message}.` });
    });
  });
}

/** Returns the library's name for why who issued it isn't trusted. */
function trustProblem(error: unknown): string | undefined {
  if (error === null || error === undefined) return undefined;
  const { code = String(error) } = error as { code?: string };
  return OF_ITS_OWN.test(code) ? undefined : code;
}

function judge(
  certificate: X509Certificate,
  host: string,
  distrust: string | undefined,
  now: number,
): CertificateFinding {
  const [beginsAt, endsAt] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
  const isForHost = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  const names = (certificate.subjectAltName ?? "").replace(/(DNS|IP Address):/g, "");
  const problems = [
    now < beginsAt && `isn't valid before ${new Date(beginsAt).toISOString()}, by this machine's clock`,
    now > endsAt && `ended ${Math.floor((now - endsAt) / DAY_MS)} days ago`,
    isForHost === undefined && `isn't for ${host}, but for ${names || "no name"}`,
    distrust !== undefined &&
      `is by a CA that isn't known here (${distrust}); that of --tls self is at the server's /ca`,
  ].filter((problem) => problem !== false);
  if (problems.length > 0) return { isGood: false, text: `The certificate ${problems.join("; it ")}.` };
  const days = Math.floor((endsAt - now) / DAY_MS);
  return { isGood: true, text: `The certificate is for ${host}, is trusted here and ends in ${days} days.` };
}
