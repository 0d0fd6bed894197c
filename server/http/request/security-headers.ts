// The security headers of every response. Rule S1.

const POLICY = {
  "default-src": "'none'",
  "script-src": "'self'",
  "style-src": "'self'",
  "img-src": "'self' blob: data:",
  "media-src": "'self' blob:",
  "connect-src": "'self'",
  "font-src": "'self'",
  "manifest-src": "'self'",
  "worker-src": "'self'",
  "base-uri": "'self'",
  "form-action": "'self'",
  "frame-ancestors": "'none'",
  "require-trusted-types-for": "'script'",
  "trusted-types": "solid service-worker crypto-worker file-worker",
} as const;

type Directive = keyof typeof POLICY;

/** Returns the Content-Security-Policy, with the directives that a page needs changed. */
export function contentSecurityPolicy(changes: Partial<Record<Directive, string>> = {}): string {
  return Object.entries({ ...POLICY, ...changes })
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");
}

/** The further headers of answers over the server's own https; over http browsers ignore them, and one says so aloud. */
export const HTTPS_HEADERS = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
} as const;

/** Makes browsers use https alone for this host, at every port: not for a server that serves more than the way to https over http. */
export const HTTPS_ONLY_HEADERS = { "strict-transport-security": "max-age=31536000" } as const;

export const SECURITY_HEADERS = {
  "content-security-policy": contentSecurityPolicy(),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), camera=(self), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(self), midi=(), payment=(), usb=()",
} as const;

export type HttpSecurity = {
  /** Where the certificate is from: https is in place of http if it is an object, and alone if it is `auto`, too. */
  readonly tls?: unknown;
  /** Whether https is spoken beside another server that speaks http. */
  readonly isBesideHttp?: boolean;
};

export const isHttps = ({ tls, isBesideHttp = false }: HttpSecurity): boolean =>
  typeof tls === "object" || isBesideHttp;

/** Returns the headers that every answer has. */
export function headersOfEveryAnswer(security: HttpSecurity): Readonly<Record<string, string>> {
  const isHttpsAlone = isHttps(security) && (typeof security.tls === "object" || security.tls === "auto");
  return {
    ...SECURITY_HEADERS,
    ...(isHttps(security) && HTTPS_HEADERS),
    ...(isHttpsAlone && HTTPS_ONLY_HEADERS),
  };
}
