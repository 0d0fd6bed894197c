/** The parts of a DataTransfer that tell files from text. */
export type Transfer = Pick<DataTransfer, "types" | "getData"> & { readonly files: Iterable<Pick<File, "name">> };

/** Returns whether files are being dragged; their names are known only once they are dropped. */
export const hasFiles = ({ types }: Pick<Transfer, "types">): boolean => types.includes("Files");

/**
 * Returns whether there are files and no text to paste instead. Spreadsheets add a picture of the text that was copied, and
 * some systems add a copied file's name as text.
 */
export function hasOnlyFiles(transfer: Transfer): boolean {
  if (!hasFiles(transfer)) return false;
  const text = transfer.getData("text/plain").trim();
  return text === "" || text === [...transfer.files].map(({ name }) => name).join("\n");
}
