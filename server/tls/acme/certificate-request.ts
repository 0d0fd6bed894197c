// The request for a certificate (RFC 2986), with a new key. Rule N19.
import type { CertificateNames } from "../certificate-names.ts";
import { ALGORITHM, alternativeNames, keyPem, library, makeKeys } from "../make-certificates.ts";

/** It has no common name: CAs refuse an address there, and nothing reads a name there any more. */
export async function makeRequest(subjects: CertificateNames): Promise<{ csr: Uint8Array; key: string }> {
  const x509 = await library();
  const keys = await makeKeys();
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [alternativeNames(x509, subjects)],
  });
  return { csr: new Uint8Array(request.rawData), key: await keyPem(x509, keys.privateKey) };
}
