// Bundles what the browser runs: src/<name> -> dist/<name>, each file whole, so that nothing is asked of another host.
// A bundle whose source is not there is left out.
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const HOME = dirname(fileURLToPath(import.meta.url));
const BUNDLES = ["map.js", "vector.js", "map.css"];
const INLINED = { ".gif": "dataurl", ".png": "dataurl", ".svg": "dataurl", ".woff2": "dataurl" };

// A half-written bundle never stands under its own name.
const part = join(HOME, "dist.part");
const dist = join(HOME, "dist");
const bundles = BUNDLES.filter((name) => existsSync(join(HOME, "src", name)));

await rm(part, { recursive: true, force: true });
await mkdir(part, { recursive: true });
await build({
  absWorkingDir: HOME,
  entryPoints: bundles.map((name) => join("src", name)),
  outdir: part,
  bundle: true,
  format: "iife",
  target: "es2020",
  minify: true,
  legalComments: "inline", // the licences of what is bundled travel with it
  charset: "utf8",
  loader: INLINED,
  logLevel: "warning",
});
await rm(dist, { recursive: true, force: true });
await rename(part, dist);
for (const name of bundles) console.log(`dist/${name}`);
