const SWITCHING = "HTTP/1.1 101";

/**
 * Splits the bytes of a WebSocket server into the upgrade response and one chunk per unmasked frame (RFC 6455, section
 * 5.2). Joined together, the chunks are the bytes that arrived. A connection whose first response is no upgrade isn't split.
 */
export class WebSocketFrameSplitter {
  isUpgraded = false;
  #isPlain = false;
  #incomplete: Buffer = Buffer.alloc(0);

  /** Returns the chunks that are complete by now. Copies the given bytes. */
  split(bytes: Uint8Array): Buffer[] {
    if (this.#isPlain) return [Buffer.from(bytes)];
    const all = Buffer.concat([this.#incomplete, bytes]);
    this.#isPlain = !this.isUpgraded && all.length >= SWITCHING.length && !all.toString("latin1").startsWith(SWITCHING);
    if (this.#isPlain) return [all];
    const complete: Buffer[] = [];
    let at = 0;
    for (let end = this.#end(all, at); end !== undefined && end <= all.length; end = this.#end(all, at)) {
      complete.push(all.subarray(at, end));
      at = end;
    }
    this.#incomplete = all.subarray(at);
    return complete;
  }

  /** Returns where the chunk that begins at `at` ends; undefined while its header is incomplete. */
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
