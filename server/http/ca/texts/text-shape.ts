export type CaTexts = {
  readonly title: string;
  readonly intro: string;
  readonly download: string;
  readonly compareTitle: string;
  readonly compare: string;
  /** What the CA may vouch for. */
  readonly scope: string;
  /** Stands before the address that the QR code has. */
  readonly forPhones: string;
  readonly installTitle: string;
  /** The steps on each system. */
  readonly systems: readonly { readonly name: string; readonly steps: readonly string[] }[];
  readonly untrustedTitle: string;
  readonly untrusted: string;
  /** What doesn't work where the warning was clicked away. */
  readonly shut: readonly string[];
  /** Of a server that keeps no CA. */
  readonly forOneRun: string;
  readonly back: string;
};

/** What to type on Linux; the same in every language. */
export const COMMANDS = {
  debian: "`sudo cp mayfly-ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates`",
  fedora: "`sudo trust anchor mayfly-ca.crt`",
  chromium: "`certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Mayfly -i mayfly-ca.crt`",
} as const;

/** The domains that the CA may vouch for. */
export const DOMAINS = "`.local`, `.lan`, `.home.arpa`, `.internal`, `localhost`";
