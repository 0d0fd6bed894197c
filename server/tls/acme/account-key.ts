// The key by which a CA knows who asks: it signs every request. RFC 8555, 6.2; RFC 7515; RFC 7638. Rule N21.
import { keyFromPem, keyToPem } from "../pem.ts";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

/** The members of a public key, in the order in which its thumbprint is made of them. */
type PublicJwk = { readonly crv: string; readonly kty: string; readonly x: string; readonly y: string };

export const toBase64Url = (bytes: ArrayBuffer | Uint8Array | string): string =>
  Buffer.from(bytes as Uint8Array).toString("base64url");

export class AccountKey {
  private constructor(
    readonly pem: string,
    readonly publicJwk: PublicJwk,
    /** Stands for the key in answers to the CA's checks. */
    readonly thumbprint: string,
    readonly key: CryptoKey,
  ) {}

  static async create(): Promise<AccountKey> {
    const { privateKey } = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
    return AccountKey.parse(keyToPem(await crypto.subtle.exportKey("pkcs8", privateKey)));
  }

  /** @throws where it is no such key */
  static async parse(pem: string): Promise<AccountKey> {
    const key = await crypto.subtle.importKey("pkcs8", keyFromPem(pem), ALGORITHM, true, ["sign"]);
    const { crv = "", kty = "", x = "", y = "" } = await crypto.subtle.exportKey("jwk", key);
    const publicJwk = { crv, kty, x, y };
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(publicJwk)));
    return new AccountKey(pem, publicJwk, toBase64Url(digest), key);
  }

  /**
   * Returns the body of a signed request.
   * @param payload undefined where the request only reads
   */
  async sign(header: object, payload: object | undefined): Promise<string> {
    const content = {
      protected: toBase64Url(JSON.stringify({ alg: "ES256", ...header })),
      payload: payload === undefined ? "" : toBase64Url(JSON.stringify(payload)),
    };
    const text = new TextEncoder().encode(`${content.protected}.${content.payload}`);
    const signature = await crypto.subtle.sign(ALGORITHM, this.key, text);
    return JSON.stringify({ ...content, signature: toBase64Url(signature) });
  }
}
