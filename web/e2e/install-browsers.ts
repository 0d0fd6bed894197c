// Installs the browsers that tests need where they are missing and may be installed. `bun run test` does so while the build and
// other tests run, so that the tests in browsers need not wait.

import { provideFirefox } from "./engines/firefox.ts";
import { provideWebKit } from "./engines/webkit.ts";
import { installHeadlessShell } from "./launch-browser.ts";

await installHeadlessShell();
await provideFirefox();
await provideWebKit();
