/** Returns what is wrong with an e-mail address, as half a sentence. Only its form is checked, not whether mail arrives. */
export function emailProblem(email: string): string | undefined {
  return /^[^\s@\p{C}]{1,64}@[^\s@\p{C}]{1,189}$/u.test(email) ? undefined : "is not an address";
}
