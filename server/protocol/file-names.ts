// Makes of what somebody calls a file a name that is safe in every file system and on every page. Rule F10.
import { graphemesOf } from "./graphemes.ts";
import { MAX_FILE_NAME_BYTES } from "./limits.ts";

/** The name of a file that has none. */
const UNNAMED = "file";
/** The longest ending that counts as an extension. */
const MAX_EXTENSION_BYTES = 20;
/** Controls, line separators, and whatever is not drawn but joiners and the emoji selector: they disguise names. */
const UNSAFE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]|(?!\u200c|\u200d|\ufe0f)\p{Default_Ignorable_Code_Point}/gu;
/** Characters that Windows allows in no name. */
const RESERVED_CHARACTERS = /[<>:"|?*]/g;
/** Names that Windows keeps for devices, whatever their extension. */
const DEVICES = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?= *(?:\.|$))/i;

const encoder = new TextEncoder();
const bytesOf = (text: string) => encoder.encode(text).length;

/** Returns a name without path, of at most 200 bytes in UTF-8. */
export function cleanFileName(given: string): string {
  // A folder's name is no better than none: whoever names one means what lies in it.
  const last = given.replaceAll("\\", "/").split("/").at(-1) ?? "";
  const plain = last.normalize("NFC").replace(UNSAFE, "").replace(RESERVED_CHARACTERS, "_").replace(/\s+/gu, " ");
  // Windows drops dots and blanks at the end, and a name of dots alone is a folder.
  const trimmed = plain.trim().replace(/[. ]+$/, "");
  const safe = DEVICES.test(trimmed) ? `_${trimmed}` : trimmed;
  return safe === "" ? UNNAMED : cutName(safe);
}

/** Cuts the part before the extension, between two characters as people see them. */
function cutName(name: string): string {
  if (bytesOf(name) <= MAX_FILE_NAME_BYTES) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 ? name.slice(dot) : "";
  const extension = bytesOf(ending) <= MAX_EXTENSION_BYTES ? ending : "";
  let left = MAX_FILE_NAME_BYTES - bytesOf(extension);
  let cut = "";
  for (const { segment } of graphemesOf(name.slice(0, name.length - extension.length))) {
    left -= bytesOf(segment);
    if (left < 0) break;
    cut += segment;
  }
  const beginning = cut.replace(/[. ]+$/, "");
  return (beginning === "" ? UNNAMED : beginning) + extension;
}
