// An open file that is closed once nobody works with it any more. Descriptors are numbers rather than FileHandles: one that is
// left to the garbage collector would end the process. No descriptor is closed while the system works with it, because its
// number might be given to another file meanwhile.
import { close, open } from "node:fs";
import { promisify } from "node:util";

const openFile = promisify(open);

export class OpenFile {
  readonly #file: number;
  #users = 0;
  #isClosing = false;

  private constructor(file: number) {
    this.#file = file;
  }

  static async open(path: string, flags: string): Promise<OpenFile> {
    return new OpenFile(await openFile(path, flags, 0o600));
  }

  async use<T>(work: (file: number) => Promise<T>): Promise<T> {
    if (this.#isClosing) throw new Error("the file is closed");
    this.#users++;
    try {
      return await work(this.#file);
    } finally {
      this.#users--;
      if (this.#isClosing && this.#users === 0) this.#close();
    }
  }

  close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    if (this.#users === 0) this.#close();
  }

  #close(): void {
    close(this.#file, () => {});
  }
}
