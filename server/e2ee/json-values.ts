// Finds the JSON values in a text that comes in parts: lines, pages printed one behind the other, indented, or the data of an
// event stream. Rule C18.

/** More than a page of messages, or a room's whole keyring. */
const MAX_VALUE_CHARACTERS = 16 * 1024 * 1024;
/** What stands around the data in an event stream: the names of its fields, and its comments. */
const STREAM_FIELD = /^(?:(?:data|event|id|retry)(?::|$)|:)/;

export type JsonResult = { readonly value: unknown } | { readonly problem: string };

export class JsonValues {
  #text = "";
  /** How many brackets are open. Between values, the text is a line that is no value. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #line = 1;

  /** Returns the values that end in this part of the text. */
  *push(part: string): Generator<JsonResult> {
    let start = 0;
    for (let at = 0; at < part.length; at++) {
      const character = part.charCodeAt(at);
      if (this.#depth === 0) {
        if (character === NEWLINE) {
          yield* this.#endLine(part.slice(start, at));
          start = at + 1;
        } else if (character === OPEN_BRACE || character === OPEN_BRACKET) {
          yield* this.#endLine(part.slice(start, at), false);
          start = at;
          this.#depth = 1;
        }
      } else if (this.#isClosedBy(character)) {
        yield this.#parse(this.#text + part.slice(start, at + 1));
        this.#text = "";
        start = at + 1;
      }
      if (character === NEWLINE) this.#line++;
    }
    this.#text += part.slice(start);
    if (this.#text.length <= MAX_VALUE_CHARACTERS) return;
    yield { problem: `line ${this.#line}: too long` };
    this.#text = "";
    this.#depth = 0;
    this.#isInString = false;
  }

  /** Returns what is wrong with the end of the text, if anything is. */
  *end(): Generator<JsonResult> {
    if (this.#depth > 0) yield { problem: `line ${this.#line}: the input was cut off` };
    else yield* this.#endLine("");
  }

  #isClosedBy(character: number): boolean {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (character === BACKSLASH) this.#isEscaped = true;
      else if (character === QUOTE) this.#isInString = false;
      return false;
    }
    if (character === QUOTE) this.#isInString = true;
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) this.#depth++;
    else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) this.#depth--;
    return this.#depth === 0;
  }

  *#endLine(rest: string, isWhole = true): Generator<JsonResult> {
    const text = (this.#text + rest).trim();
    this.#text = "";
    if (text !== "" && !STREAM_FIELD.test(text)) {
      yield { problem: `line ${this.#line}: ${isWhole ? "not JSON" : "not JSON before its first bracket"}` };
    }
  }

  #parse(text: string): JsonResult {
    try {
      return { value: JSON.parse(text) };
    } catch {
      return { problem: `line ${this.#line}: not JSON` };
    }
  }
}

const [NEWLINE, QUOTE, BACKSLASH] = [10, 34, 92];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [91, 93, 123, 125];
