// Letters from one node to another, and questions to all. Each node has a channel of its own, and one that all listen to.
import type { NodeMail } from "../../../chat/lib/node-ports.ts";

/** How long answers are waited for. */
const ANSWER_MS = 500;
/** The kind of letters that bring answers. */
const ANSWER = "answer";

export type MailPorts = {
  /** Names this node. */
  readonly nodeId: string;
  readonly prefix: string;
  /** @returns how many subscribers it has reached; 0 where Redis can't be reached */
  readonly publish: (channel: string, message: string) => Promise<number>;
  /** Has what comes on a channel passed on, once something has subscribed to it. */
  readonly listen: (channel: string, listener: (message: string) => void) => void;
  readonly reportFault: (error: unknown) => void;
};

type Answers = { left: number; readonly texts: string[]; readonly resolve: () => void };

export class RedisMail implements NodeMail {
  readonly #ports: MailPorts;
  readonly #letters = new Map<string, (text: string) => void>();
  readonly #questions = new Map<string, (question: string) => string | Promise<string>>();
  readonly #asked = new Map<string, Answers>();
  #count = 0;

  constructor(ports: MailPorts) {
    this.#ports = ports;
    const [own, all] = this.channels;
    ports.listen(own, (message) => this.#take(message));
    ports.listen(all, (message) => void this.#answer(message));
    this.onLetter(ANSWER, (text) => this.#collect(text));
  }

  get address(): string {
    return this.#ports.nodeId;
  }

  /** The channels that this node must be subscribed to. */
  get channels(): readonly [own: string, all: string] {
    return [this.#channelOf(this.address), `${this.#ports.prefix}{nodes}:questions`];
  }

  async send(address: string, kind: string, text: string): Promise<boolean> {
    return (await this.#ports.publish(this.#channelOf(address), `${kind}\n${text}`)) > 0;
  }

  onLetter(kind: string, listener: (text: string) => void): void {
    this.#letters.set(kind, listener);
  }

  onQuestion(kind: string, answer: (question: string) => string | Promise<string>): void {
    this.#questions.set(kind, answer);
  }

  async askAll(kind: string, question: string): Promise<readonly string[]> {
    const id = `${++this.#count}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    const answers: Answers = { left: 0, texts: [], resolve };
    this.#asked.set(id, answers);
    const timer = setTimeout(resolve, ANSWER_MS);
    const [, all] = this.channels;
    answers.left += await this.#ports.publish(all, `${this.address} ${id} ${kind}\n${question}`);
    // Some may have answered already, or there is nobody.
    if (answers.left <= 0) resolve();
    await promise;
    clearTimeout(timer);
    this.#asked.delete(id);
    return answers.texts;
  }

  #channelOf(address: string): string {
    return `${this.#ports.prefix}{node${address}}:letters`;
  }

  #take(message: string): void {
    const end = message.indexOf("\n");
    try {
      this.#letters.get(message.slice(0, end))?.(message.slice(end + 1));
    } catch (error) {
      this.#ports.reportFault(error);
    }
  }

  async #answer(message: string): Promise<void> {
    const end = message.indexOf("\n");
    const [asker = "", id = "", kind = ""] = message.slice(0, end).split(" ");
    try {
      const text = await this.#questions.get(kind)?.(message.slice(end + 1));
      await this.send(asker, ANSWER, `${id}\n${text ?? ""}`);
    } catch (error) {
      this.#ports.reportFault(error);
    }
  }

  #collect(text: string): void {
    const end = text.indexOf("\n");
    const answers = this.#asked.get(text.slice(0, end));
    if (answers === undefined) return;
    const answer = text.slice(end + 1);
    // A node that knows no such question says nothing.
    if (answer !== "") answers.texts.push(answer);
    if (--answers.left === 0) answers.resolve();
  }
}
