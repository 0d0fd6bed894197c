// Makes a CA and the certificates it signs. The library takes 60 ms to load, so it is loaded when one is made. Rules N10, N11.
import type { CertificateNames } from "./certificate-names.ts";
import { NAME_CONSTRAINTS_ID, nameConstraints } from "./name-constraints.ts";

/** A certificate and its key, both in PEM. */
export type CertificatePair = { readonly cert: string; readonly key: string };

/** Two certificates with one key. Some clients refuse a certificate with addresses by a CA that is held to some addresses. */
export type Leaves = {
  readonly key: string;
  /** For clients that ask for a name: names alone. */
  readonly forNames: string;
  /** For all others: names and addresses. */
  readonly forAddresses: string;
};

export const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const DAY_MS = 86_400_000;
const CA_DAYS = 3_650;
const LEAF_DAYS = 90;
/** A common name has 64 characters at most. */
const MAX_LABEL_LENGTH = 40;
/** The clocks of visitors may be slow. */
const SKEW_MS = DAY_MS;

export async function library() {
  // The library looks for this one's functions when it is loaded.
  await import("reflect-metadata");
  return import("@peculiar/x509");
}
type Library = Awaited<ReturnType<typeof library>>;

/** @param label tells people which CA it is, in the list of those they trust */
export async function makeCa(now: number, label: string): Promise<CertificatePair> {
  const x509 = await library();
  const keys = await makeKeys();
  const cert = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [`Mayfly CA of ${label.slice(0, MAX_LABEL_LENGTH)}`] }, { OU: [serialNumber().slice(0, 8)] }],
    notBefore: new Date(now - SKEW_MS),
    notAfter: new Date(now + CA_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      serverAuth(x509),
      new x509.Extension(NAME_CONSTRAINTS_ID, true, nameConstraints()),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pemOf(cert), key: await keyPem(x509, keys.privateKey) };
}

/** Makes the certificates of a server. They begin with the CA if that begins later than now, and end with it at the latest. */
export async function makeLeaves(ca: CertificatePair, wanted: CertificateNames, now: number): Promise<Leaves> {
  const x509 = await library();
  const issuer = new x509.X509Certificate(ca.cert);
  const signingKey = await importKey(x509, ca.key);
  const keys = await makeKeys();
  const beginsAt = Math.max(now - SKEW_MS, issuer.notBefore.getTime());
  const endsAt = Math.min(Math.max(now, beginsAt) + LEAF_DAYS * DAY_MS, issuer.notAfter.getTime());
  const sign = async (subjects: CertificateNames) => {
    const leaf = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: [{ CN: ["Mayfly"] }],
      issuer: issuer.subject,
      notBefore: new Date(beginsAt),
      notAfter: new Date(endsAt),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey,
      signingKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        serverAuth(x509),
        alternativeNames(x509, subjects),
        await x509.AuthorityKeyIdentifierExtension.create(issuer),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    return pemOf(leaf);
  };
  return {
    key: await keyPem(x509, keys.privateKey),
    forNames: await sign({ names: wanted.names, addresses: [] }),
    forAddresses: await sign(wanted),
  };
}

export function alternativeNames({ SubjectAlternativeNameExtension }: Library, { names, addresses }: CertificateNames) {
  return new SubjectAlternativeNameExtension([
    ...names.map((value) => ({ type: "dns" as const, value })),
    ...addresses.map((value) => ({ type: "ip" as const, value })),
  ]);
}

const serverAuth = ({ ExtendedKeyUsage, ExtendedKeyUsageExtension }: Library) =>
  new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]);

export const makeKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);

/** Returns 16 random bytes in hexadecimal that are a positive number. */
function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toHex();
}

const pemOf = (certificate: { toString(format: "pem"): string }) => `${certificate.toString("pem")}\n`;

export async function keyPem({ PemConverter }: Library, key: CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), PemConverter.PrivateKeyTag)}\n`;
}

function importKey({ PemConverter }: Library, pem: string): Promise<CryptoKey> {
  const [der = new ArrayBuffer(0)] = PemConverter.decode(pem);
  return crypto.subtle.importKey("pkcs8", der, ALGORITHM, false, ["sign"]);
}
