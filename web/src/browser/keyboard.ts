/** Returns the key's name; for a key that types no Latin letter, the letter in its place on a Latin keyboard. */
export function latinKey({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  const isLatin = /^[a-z]$/i.test(key);
  return isLatin ? key.toLowerCase() : key.length === 1 ? code.replace(/^Key/, "").toLowerCase() : key;
}

/** Returns whether shortcuts are pressed with Command, as on Apple's systems, where Ctrl moves the caret. */
export const hasCommandKey = (): boolean => /Mac|iP(hone|ad|od)/.test(navigator.platform);
