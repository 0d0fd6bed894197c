/** Returns the address a text spells, or undefined: `URL.canParse` came to browsers years after `URL`. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
