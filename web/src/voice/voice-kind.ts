import type { FileView } from "#protocol/frames";

/** Returns whether a file is a voice message: only who records says how long it is. Rule F57. */
export const isVoice = ({ type, seconds }: Pick<FileView, "type" | "seconds">): boolean =>
  seconds !== undefined && type.startsWith("audio/");
