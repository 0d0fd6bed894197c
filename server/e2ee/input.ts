// What comes by stdin, and what goes to stdout.

export type ByteStream = AsyncIterable<Uint8Array>;
/** Prints a line. */
export type Print = (line: string) => void;

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** Returns the lines of a stream without their ends; undefined for one that has more bytes than `max`. */
export async function* linesOf(stream: ByteStream, max: number): AsyncGenerator<Uint8Array | undefined> {
  let line: Uint8Array[] = [];
  let length = 0;
  const end = () => {
    const whole = length > max ? undefined : Buffer.concat(line);
    [line, length] = [[], 0];
    return whole?.at(-1) === CARRIAGE_RETURN ? whole.subarray(0, -1) : whole;
  };
  for await (const chunk of stream) {
    let start = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, start)) {
      line.push(chunk.subarray(start, at));
      length += at - start;
      yield end();
      start = at + 1;
    }
    length += chunk.length - start;
    // What is too long is read to its end, and kept no more.
    if (length <= max) line.push(chunk.slice(start));
    else line = [];
  }
  if (length > 0) yield end();
}

/** Returns the texts of a stream, whatever its parts cut through. */
export async function* textsOf(stream: ByteStream): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
