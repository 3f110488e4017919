import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

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

/** All texts of one language travel in one file: a language is one request, however many features there are. */
function chunkName(moduleId: string): string | null {
  const locale = /\/locales\/(ko|en)\/[^/]+\.json/.exec(moduleId);
  return locale ? `locale-${locale[1]}` : null;
}

export default defineConfig({
  root: 'src/web',
  plugins: [react(), precompress()],
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
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: chunkName }] } },
    },
  },
});
