// Splits what a WebSocket server sends: the answer to the upgrade, then one chunk a frame (RFC 6455, section 5.2;
// unmasked). Invariant: chunks in a row are the bytes as they came.
export class FrameReader {
  isUpgraded = false;
  #rest: Buffer = Buffer.alloc(0);

  /** @returns what is whole by now; the bytes given are not held on to */
  read(bytes: Uint8Array): Buffer[] {
    const all = Buffer.concat([this.#rest, bytes]);
    const whole: Buffer[] = [];
    let at = 0;
    for (let end = this.#end(all, at); end !== undefined && end <= all.length; end = this.#end(all, at)) {
      whole.push(all.subarray(at, end));
      at = end;
    }
    this.#rest = all.subarray(at);
    return whole;
  }

  /** Where the chunk that begins at `at` ends, as soon as that can be told. */
  #end(all: Buffer, at: number): number | undefined {
    if (!this.isUpgraded) {
      const head = all.indexOf("\r\n\r\n", at);
      if (head < 0) return undefined;
      this.isUpgraded = true;
      return head + 4;
    }
    const length = all[at + 1];
    if (length === undefined) return undefined;
    if (length < 126) return at + 2 + length;
    if (length === 126) return all.length < at + 4 ? undefined : at + 4 + all.readUInt16BE(at + 2);
    return all.length < at + 10 ? undefined : at + 10 + Number(all.readBigUInt64BE(at + 2));
  }
}

/** One whole frame's opcode and what it carries. */
export function opened(frame: Buffer): { opcode: number; payload: Buffer } {
  const length = (frame[1] as number) & 127;
  return { opcode: (frame[0] as number) & 15, payload: frame.subarray(length < 126 ? 2 : length === 126 ? 4 : 10) };
}
