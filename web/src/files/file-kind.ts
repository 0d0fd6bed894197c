// What a file is to people, and what a browser can do with it in the page.
import type { FileView } from "#protocol/frames";

export type FileKind = "picture" | "video" | "sound" | "other";

type KnownFile = Pick<FileView, "type" | "width" | "height">;

/** The server hands these out to be shown (F13); pictures need their size, too. */
const SHOWN_PICTURE = /^image\/(?:png|jpeg|gif|webp|avif)$/;
const SHOWN_MEDIA = /^(?:audio|video)\/(?:mpeg|aac|ogg|wav|flac|mp4|webm|quicktime)$/;

export function kindOf({ type }: Pick<FileView, "type">): FileKind {
  if (type.startsWith("image/")) return "picture";
  if (type.startsWith("video/")) return "video";
  return type.startsWith("audio/") ? "sound" : "other";
}

export const isShownPicture = <F extends KnownFile>(file: F): file is F & { width: number; height: number } =>
  SHOWN_PICTURE.test(file.type) && file.width !== undefined && file.height !== undefined;

export const isPlayable = ({ type }: Pick<FileView, "type">) => SHOWN_MEDIA.test(type);

/** Returns whether it is a photo as iPhones take them, which most browsers can't show. */
export const isHeic = ({ type }: Pick<FileView, "type">) => /^image\/hei[cf]/.test(type);
