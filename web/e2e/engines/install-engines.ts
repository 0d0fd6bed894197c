// Installs Firefox and WebKit where they are missing and may be installed. `bun run test` does so while the build and other
// tests run, so that the tests of these engines need not wait.
import { provideFirefox } from "./firefox.ts";
import { provideWebKit } from "./webkit.ts";

await provideFirefox();
await provideWebKit();
