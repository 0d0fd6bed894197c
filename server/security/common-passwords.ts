// Passwords everybody tries first. The list is read when first asked for: most servers never do. Rule U3.

/** How many of the most frequent count. */
const COMMON = 10_000;

let common: Promise<ReadonlySet<string>> | undefined;

/** @param password in small letters */
export async function isCommonPassword(password: string): Promise<boolean> {
  common ??= read();
  return (await common).has(password);
}

async function read(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return new Set(dictionary["passwords-common"].slice(0, COMMON));
}
