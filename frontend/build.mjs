// Bundles what the browser runs: src/<name> -> dist/<name>, each file whole, so that nothing is asked of another host.
// A bundle whose source is not there is left out.
import { existsSync } from "node:fs";
import { copyFile, mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const HOME = dirname(fileURLToPath(import.meta.url));
const BUNDLES = ["map.js", "vector.js"];
const PANELS = [
  "page", "figure", "stagebar", "details", "notice", "editions", "changes", "card", "uploader", "meeting", "timebar", "timecharts", "forecasts",
  "asked", "desk", "deskcharts", "rows",
];
const PUBLIC = { "public.js": "main.js", "public.css": "public.css" }; // the public page (publishing/): from src/public
const INLINED = { ".gif": "dataurl", ".png": "dataurl", ".svg": "dataurl", ".woff2": "dataurl" };

// A half-written bundle never stands under its own name.
const part = join(HOME, "dist.part");
const dist = join(HOME, "dist");
const bundles = BUNDLES.filter((name) => existsSync(join(HOME, "src", name)));

await rm(part, { recursive: true, force: true });
await mkdir(part, { recursive: true });
try {
  // The map's style travels inside its script: one request less before the first picture.
  const style = await build({
    absWorkingDir: HOME,
    entryPoints: [join("src", "frame.css")],
    bundle: true,
    target: "es2020",
    minify: true,
    charset: "utf8",
    loader: INLINED,
    write: false,
    logLevel: "silent",
  });
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
    define: { MAP_STYLE: JSON.stringify(style.outputFiles[0].text) },
    logLevel: "silent",
  });
  // The public page's script and style, two files: its policy lets no style in that stands inside a page.
  for (const [name, source] of Object.entries(PUBLIC)) {
    await build({
      absWorkingDir: HOME,
      entryPoints: [join("src", "public", source)],
      outfile: join(part, name),
      bundle: true,
      format: name.endsWith(".js") ? "iife" : undefined,
      target: "es2020",
      minify: true,
      legalComments: "none",
      banner: name.endsWith(".js") ? { js: "/*! Leaflet, BSD-2-Clause, (c) Volodymyr Agafonkin, CloudMade */" } : undefined,
      charset: "utf8",
      loader: { ".png": "empty" }, // Leaflet's markers, of which there are none
      logLevel: "silent",
    });
  }
  // The panels of the pages: modules that Streamlit loads one by one, each with what it imports inside.
  await build({
    absWorkingDir: HOME,
    entryPoints: PANELS.flatMap((name) => [`src/panels/${name}.js`, `src/panels/${name}.css`]),
    outdir: join(part, "panels"),
    bundle: true,
    format: "esm",
    target: "es2020",
    minify: true,
    charset: "utf8",
    logLevel: "silent",
  });
  // Beside them the slices of the font, under names that tell their content; a style sheet stands at /map/<hash>/.
  await build({
    absWorkingDir: HOME,
    entryPoints: [join("src", "faces.css")],
    outdir: part,
    bundle: true,
    minify: true,
    loader: { ".woff2": "file" },
    assetNames: "fonts/[name]-[hash]",
    publicPath: "../..",
    logLevel: "silent",
  });
  await copyFile(join(HOME, "node_modules", "@fontsource-variable", "noto-sans-sc", "LICENSE"), join(part, "fonts", "LICENSE"));
} catch (error) {
  // one line, the last, says what is wrong
  for (const { text, location } of error.errors ?? [{ text: error.message }]) {
    console.error(location ? `${location.file}:${location.line}: ${text}` : text);
  }
  process.exit(1);
}
await rm(dist, { recursive: true, force: true });
await rename(part, dist);
for (const name of bundles) console.log(`dist/${name}`);
