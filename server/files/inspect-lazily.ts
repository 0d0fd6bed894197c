// Inspects files with a module that is loaded for the first of them: whoever sends none doesn't wait for it at the start.
import type { FileContent, FileKind } from "../chat/lib/file-ports.ts";

export async function inspectLazily(content: FileContent): Promise<FileKind> {
  const { inspectFile } = await import("./inspect-file.ts");
  return inspectFile(content);
}
