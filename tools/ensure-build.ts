// Makes `dist/mayfly` where there is none, or it is older than what it is made of: what comes next runs or measures it.
import { isBuildCurrent } from "./build-age.ts";
import { installPackages, run } from "./run-quietly.ts";

await installPackages();
if (!isBuildCurrent()) {
  process.stderr.write("Building…\n");
  run("tools/build.ts");
}
