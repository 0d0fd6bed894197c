/** How many of the most frequent passwords count as common (rule U3). */
const MAX_RANK = 10_000;

// The list is loaded on the first use, because most servers never register an account.
let commonPasswords: Promise<ReadonlySet<string>> | undefined;

/**
 * Returns whether a password is among the most frequent ones of zxcvbn's list.
 * @param password in lower case
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  commonPasswords ??= loadCommonPasswords();
  return (await commonPasswords).has(password);
}

async function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import("@zxcvbn-ts/language-common");
  return new Set(dictionary["passwords-common"].slice(0, MAX_RANK));
}
