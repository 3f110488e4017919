import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

const COMPRESSIBLE = /\.(js|css|html|svg|json|webmanifest)$/;
/** Below one network packet compressing saves nothing. */
const SMALLEST_BYTES = 1024;

/** Writes `.br` and `.gz` beside every text file once the build is on disk, so that the server never compresses twice. */
function precompress(): Plugin {
  let outDir = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const entries = await readdir(outDir, { recursive: true, withFileTypes: true });
      for (const entry of entries) {
        if (!entry.isFile() || !COMPRESSIBLE.test(entry.name)) continue;
        const path = join(entry.parentPath, entry.name);
        const plain = await readFile(path);
        if (plain.byteLength < SMALLEST_BYTES) continue;
        const brotli = await promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } });
        await writeFile(`${path}.br`, brotli);
        await writeFile(`${path}.gz`, await promisify(gzip)(plain, { level: 9 }));
      }
    },
  };
}

const WEB = resolve('src/web');
const FIRST_CHUNK = 'app';

/** Our own files that a file imports, itself included; what they need of other packages the bundler adds. */
function filesOf(start: string, context: Rolldown.ChunkingContext): Set<string> {
  const found = new Set<string>();
  const open = [start];
  for (let id = open.pop(); id; id = open.pop()) {
    if (found.has(id) || id.includes('/node_modules/')) continue;
    found.add(id);
    open.push(...(context.getModuleInfo(id)?.importedIds ?? []));
  }
  return found;
}

let firstScreen: Set<string> | undefined;

/** A request costs more than its bytes: the first screen after sign-in travels as one file, the texts of a language as another. */
function chunkName(moduleId: string, context: Rolldown.ChunkingContext): string | null {
  const locale = /\/locales\/(ko|en)(\.ts|\/[^/]+\.json)$/.exec(moduleId);
  if (locale) return `locale-${locale[1]}`;
  firstScreen ??= filesOf(`${WEB}/start.tsx`, context);
  return firstScreen.has(moduleId) ? FIRST_CHUNK : null;
}

/** Files that run before the first screen does, whatever order the bundler finds for the rest. */
const BEFORE: Record<string, string> = {
  // The first questions to the server go out while the first screen is still on its way.
  [`${WEB}/lib/early.ts`]: 'early',
  '\0vite/preload-helper.js': 'early',
  // Takes zod along: no schema may be made before zod is told not to try eval.
  [`${WEB}/no-eval.ts`]: 'schemas',
};

/** Has the browser fetch the first screen while it reads the page, not when the script that asks for it has come. */
function preloadFirstScreen(): Plugin {
  return {
    name: 'preload-first-screen',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const first = Object.values(bundle).find((file) => file.type === 'chunk' && file.name === FIRST_CHUNK);
        if (first?.type !== 'chunk') throw new Error('the build has no chunk of the first screen');
        const styles = [...(first.viteMetadata?.importedCss ?? [])];
        const scripts = [...first.imports, first.fileName];
        return [
          ...styles.map((file) => ({ tag: 'link', attrs: { rel: 'stylesheet', crossorigin: true, href: `/${file}` } })),
          ...scripts.map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
          })),
        ];
      },
    },
  };
}

export default defineConfig({
  root: 'src/web',
  plugins: [react(), preloadFirstScreen(), precompress()],
  server: {
    port: 5173,
    // The server compares Origin with Host: the browser's own Host has to reach it.
    proxy: { '/api': { target: `http://127.0.0.1:${process.env['DANGOL_PORT'] ?? 4300}`, changeOrigin: false } },
  },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    // The content policy allows fonts and scripts from our own origin only, never as data.
    assetsInlineLimit: 0,
    // The first screen with all it needs; everything else is far below.
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: (id) => BEFORE[id] ?? null, priority: 1 }, { name: chunkName }] } },
    },
  },
});
