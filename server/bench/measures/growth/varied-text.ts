const WORDS = "rain river lamp quiet otter stone window paper garden letter silver morning".split(" ");

/** Returns a text of exactly that length, in words, different for each number. */
export function variedText(number: number, length: number): string {
  let text = `${number}`;
  for (let at = number; text.length < length; at = (at * 31 + 7) % 100_003) text += ` ${WORDS[at % WORDS.length]}`;
  return text.slice(0, length).trimEnd().padEnd(length, ".");
}
