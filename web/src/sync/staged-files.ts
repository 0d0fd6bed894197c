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
