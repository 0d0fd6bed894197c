// Where the client's files are: from source, in the folder they were built into. tools/build.ts replaces this module in the
// executable by one that embeds every file of that folder with its compressed variants.
import { join } from "node:path";
import type { ClientFile } from "./content-negotiation.ts";

/** The path of a folder, or the files by their path below it, such as `assets/index-3f2a.js`. */
export type ClientSource = Readonly<Record<string, ClientFile>> | string;

export const clientSource: ClientSource = join(import.meta.dir, "../../../dist/web");
