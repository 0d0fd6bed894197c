// The program's version and commit. tools/build.ts defines BUILD_COMMIT; when run from source there is none.
import { version } from "../package.json";

declare const BUILD_COMMIT: string | undefined;

export const commit: string = typeof BUILD_COMMIT === "string" ? BUILD_COMMIT : "source";
export { version };
/** `0.1.0 (58e3e3e)` */
export const versionText = `${version} (${commit})`;
