// A CA as those on the internet are: a root, which clients trust, and an intermediate one, which signs. For tests.
import type { CertificateNames } from "../tls/certificate-names.ts";
import { ALGORITHM, alternativeNames, keyPem, library, makeKeys } from "../tls/make-certificates.ts";

const DAY_MS = 86_400_000;
/** Let's Encrypt's certificates begin an hour before they are issued. */
const BACKDATED_MS = 3_600_000;

type X509 = Awaited<ReturnType<typeof library>>;
type PublicCa = Awaited<ReturnType<typeof makePublicCa>>;

const pem = (certificate: { toString(format: "pem"): string }) => `${certificate.toString("pem")}\n`;
const serialNumber = () => `40${crypto.getRandomValues(new Uint8Array(8)).toHex()}`;

export async function makePublicCa(now: number) {
  const x509 = await library();
  const times = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + 3_650 * DAY_MS) };
  const [rootKeys, keys] = [await makeKeys(), await makeKeys()];
  const extensions = (usage: X509["KeyUsageFlags"]) => [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(usage.keyCertSign, true),
  ];
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...times,
    serialNumber: serialNumber(),
    name: "CN=Test Root",
    signingAlgorithm: ALGORITHM,
    keys: rootKeys,
    extensions: extensions(x509.KeyUsageFlags),
  });
  const intermediate = await x509.X509CertificateGenerator.create({
    ...times,
    serialNumber: serialNumber(),
    subject: "CN=Test Intermediate",
    issuer: root.subject,
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey,
    signingKey: rootKeys.privateKey,
    extensions: extensions(x509.KeyUsageFlags),
  });
  return {
    root: pem(root),
    intermediate: pem(intermediate),
    issuer: intermediate.subject,
    signingKey: keys.privateKey,
  };
}

/** Reads a request for a certificate, of DER. */
export async function readRequest(der: Uint8Array<ArrayBuffer>) {
  const x509 = await library();
  const request = new x509.Pkcs10CertificateRequest(der);
  const subjects = request.extensions.find((each) => each instanceof x509.SubjectAlternativeNameExtension);
  const those = (kind: string) =>
    (subjects?.names.toJSON() ?? []).flatMap(({ type, value }) => (type === kind ? String(value) : []));
  return {
    names: those("dns"),
    addresses: those("ip"),
    publicKey: request.publicKey,
    /** Whether its key signed it, and it has no common name, which CAs refuse for an address. */
    isGood: (await request.verify()) && request.subject === "",
  };
}

/** @returns the certificate and the intermediate one, in PEM */
export async function issueCertificate(
  { intermediate, issuer, signingKey }: PublicCa,
  subjects: CertificateNames,
  publicKey: CryptoKey | Awaited<ReturnType<typeof readRequest>>["publicKey"],
  now: number,
  lifeMs: number,
): Promise<string> {
  const x509 = await library();
  const begin = now - BACKDATED_MS;
  const leaf = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    issuer,
    notBefore: new Date(begin),
    notAfter: new Date(begin + lifeMs),
    signingAlgorithm: ALGORITHM,
    publicKey: publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      alternativeNames(x509, subjects),
    ],
  });
  return pem(leaf) + intermediate;
}

/** Makes a certificate for these names and addresses and its key. @returns the root, too */
export async function makePublicPair(subjects: CertificateNames, now = Date.now()) {
  const [ca, { publicKey, privateKey }] = [await makePublicCa(now), await makeKeys()];
  const cert = await issueCertificate(ca, subjects, publicKey, now, 90 * DAY_MS);
  return { cert, key: await keyPem(await library(), privateKey), root: ca.root };
}
