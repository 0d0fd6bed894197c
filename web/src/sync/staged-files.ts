/** The files that the next message takes along. */
export type StagedFiles = {
  count(): number;
  /** Returns whether each of them is uploaded, or will be. */
  maySend(): boolean;
  /**
   * Takes all of them, and returns their ids.
   * @param sendLater called once all are uploaded, if they aren't yet: then nothing is taken, and undefined returned
   */
  take(sendLater: () => unknown): readonly string[] | undefined;
  /** Forgets that a message was to be sent later. */
  cancelSending(): void;
};

/** Stands for files while the code that uploads them is loaded, so that no message goes out without them. */
export function createExpectedFiles(): StagedFiles & { sendHeld(): void } {
  let held: (() => unknown) | undefined;
  const cancelSending = () => {
    held = undefined;
  };
  return {
    count: () => 1,
    maySend: () => true,
    take(sendLater) {
      held = sendLater;
      return undefined;
    },
    cancelSending,
    /** Sends what was to be sent meanwhile. The files themselves, which are staged by now, hold it back until they are up. */
    sendHeld() {
      const send = held;
      cancelSending();
      send?.();
    },
  };
}
