// Judges an event that opened: whether its member signed it, here, and about what the server says it is about. Rule C18.
import { toBase64url } from "#protocol/e2ee/bytes";
import type { OpenedEvent } from "#protocol/e2ee/event";
import { type Finding, HistoryChecker, remember } from "#protocol/e2ee/history-checker";
import type { Signer } from "#protocol/e2ee/keyring-record";
import type { Place, SignatureState } from "./opened-line.ts";

const FINDINGS: Partial<Record<Finding["kind"], string>> = {
  replay: "an earlier event once more",
  order: "not in its writer's order",
  old_key: "sealed under a key that had been replaced before",
};
/** Pages lack the events between messages, so what a writer had seen of the history can't be compared with them. */
const UNKNOWN_HISTORY = { seq: 2 ** 32 - 1, head: new Uint8Array(32) };
const MAX_REMEMBERED = 10_000;

type Facts = {
  readonly body: unknown;
  readonly isSigned: boolean;
  readonly place: Place;
  /** The digest of the message it is about, where that is known. */
  readonly of: string | undefined;
};
type Judgement = { readonly signature: SignatureState; readonly problem: string | undefined };

export class EventJudge {
  readonly #checker = new HistoryChecker(UNKNOWN_HISTORY.head, UNKNOWN_HISTORY);
  /** The keys that have signed for each member, in base64url. */
  readonly #memberKeys = new Map<string, Set<string>>();
  /** Which key signed each message. */
  readonly #messageKeys = new Map<number, string>();

  judge(opened: OpenedEvent, facts: Facts, signers: readonly Signer[] = []): Judgement {
    const key = toBase64url(opened.memberKey);
    const signature = facts.isSigned ? this.#judgeKey(opened.clear.sender, key) : "wrong";
    const problem =
      this.#problemOf(opened, facts, { signature, key, signers }) ?? this.#findingOf(opened, facts.place.seq);
    if (problem === undefined && opened.clear.class === "chat") {
      remember(this.#messageKeys, facts.place.seq, key, MAX_REMEMBERED);
    }
    return { signature, problem };
  }

  #problemOf(
    { clear, digest }: OpenedEvent,
    { body, place, of }: Facts,
    { signature, key, signers }: { signature: SignatureState; key: string; signers: readonly Signer[] },
  ): string | undefined {
    if (signature === "wrong") return "its signature is wrong: somebody else with the room's key may have written it";
    if (body === undefined) return "what is in it can't be read";
    if (place.digest !== undefined && place.digest !== toBase64url(digest)) {
      return "the server says another digest of it";
    }
    if (of !== undefined && (body as { of?: string }).of !== of) return "made for another message";
    const author = this.#messageKeys.get(Number(clear.about));
    if (clear.class === "edit" && (author === undefined ? signature === "other_key" : author !== key)) {
      return "an edit with another key than the message's";
    }
    if (clear.class === "title" && !signers.some((signer) => toBase64url(signer.key) === key)) {
      return "a title by somebody whom the keyring doesn't list";
    }
    return undefined;
  }

  #findingOf(opened: OpenedEvent, seq: number): string | undefined {
    // A title is a signal, which the room's events are counted without, although its change has a number.
    if (seq === 0 || opened.clear.class === "title") return undefined;
    const [finding] = this.#checker.check(seq, opened);
    return finding && FINDINGS[finding.kind];
  }

  /** A member may have several browsers, each with a key: a second one is told once. */
  #judgeKey(memberId: string, key: string): SignatureState {
    const keys = this.#memberKeys.get(memberId);
    if (keys?.has(key)) return "right";
    remember(this.#memberKeys, memberId, new Set([...(keys ?? []), key]), MAX_REMEMBERED);
    return keys === undefined ? "right" : "other_key";
  }
}
