// Which types decrypted content may have in the page. A type comes from whoever sent the file, so only those are used that no
// browser runs: everything else is bytes.

/** F13: pictures, sound and films that browsers show by themselves. */
const SAFE = /^(?:image\/(?:png|jpeg|gif|webp|avif)|(?:audio|video)\/(?:mpeg|aac|ogg|wav|flac|mp4|webm|quicktime))$/;

/** What browsers call types that have another name as well. */
const SAME: Readonly<Record<string, string>> = {
  "audio/mp3": "audio/mpeg",
  "audio/x-m4a": "audio/mp4",
  "audio/m4a": "audio/mp4",
  "audio/x-wav": "audio/wav",
  "audio/wave": "audio/wav",
  "audio/x-flac": "audio/flac",
  "audio/opus": "audio/ogg",
  "image/jpg": "image/jpeg",
};
export const BYTES_TYPE = "application/octet-stream";

/** Returns the one name of the type that a browser found for a file, without parameters. */
export function plainType(type: string): string {
  const name = type.split(";")[0]?.trim().toLowerCase() ?? "";
  return SAME[name] ?? (/^[\w.+-]+\/[\w.+-]+$/.test(name) ? name : BYTES_TYPE);
}

/** Returns the type that decrypted content is given in the page. */
export const safeType = (type: string): string => {
  const plain = plainType(type);
  return SAFE.test(plain) ? plain : BYTES_TYPE;
};

/** Returns whether it is sound or a film that browsers may play. */
export const isMedia = (type: string): boolean => SAFE.test(type) && !type.startsWith("image/");
