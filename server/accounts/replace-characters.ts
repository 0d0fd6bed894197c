// Replaces characters by a table: names are compared so often that this has to be quick.
/** Returns a function that replaces each character of a text by what the table has for it. */
export function createReplacer(table: ReadonlyMap<string, string>): (text: string) => string {
  const code = (one: string) => `\\x${one.charCodeAt(0).toString(16).padStart(2, "0")}`;
  const ascii = [...table.keys()].filter((one) => one < "\x80").map(code);
  // Of ASCII only what is replaced is looked up, which in most names is nothing or little.
  const candidates = new RegExp(`[^\\x00-\\x7f]|[${ascii.join("")}]`, "gu");
  return (text) => text.replace(candidates, (one) => table.get(one) ?? one);
}
