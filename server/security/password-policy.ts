// Decides which passwords an account may have. Rule U3.

export const PASSWORD_BYTES = { min: 8, max: 1024 } as const;

/** Returns what is wrong with a password, as half a sentence that never repeats it; undefined when it is acceptable. */
export async function passwordProblem(
  password: string,
  usernames: readonly string[],
  isCommon: (password: string) => Promise<boolean>,
): Promise<string | undefined> {
  const { min, max } = PASSWORD_BYTES;
  const bytes = byteLength(password);
  if (!password.isWellFormed()) return "is not valid Unicode";
  if (bytes < min || bytes > max) return `has from ${min} to ${max} bytes`;
  const lowerCase = password.toLowerCase();
  if (usernames.some((username) => username.toLowerCase() === lowerCase)) return "is the username";
  return (await isCommon(lowerCase)) ? "is too common" : undefined;
}

/** Returns whether a password is longer than any account's can be, so that hashing it would be wasted work. */
export function isTooLong(password: string): boolean {
  return byteLength(password) > PASSWORD_BYTES.max;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
