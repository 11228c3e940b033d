// Builds what ships into dist/: `node esbuild.mjs [--watch]`, with the Node of the development dependencies.
//
//   baton.js      the command, a few lines; everything else is in chunks that it loads when they are needed
//   extension.cjs the editor's part, which the editor loads by require()
//   webview/      the board, for the editor's panels and for browsers, with its styles and the editor's icons as a font
//   checker.js    the thread that checks large backups
//   marks.woff    the state marks as a font, for the tree
//   sqlite.wasm   SQLite, exactly the build that was tested
//   NOTICES.txt   the licences of the packages that are in these
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { build, context } from 'esbuild'
import { usedIcons } from './scripts/icons.mjs'
import { marksFont } from './scripts/marks.mjs'
import { noticesOf } from './scripts/notices.mjs'
import { pin, verifyBuild } from './src/store/sqljs/pin.ts'

const root = import.meta.dirname
const dist = join(root, 'dist')

/** package.json holds the whole manifest of the extension; the product asks only for its name and version. */
const manifest = {
  name: 'manifest',
  setup(build) {
    build.onLoad({ filter: /[\\/]package\.json$/ }, async ({ path }) => {
      if (dirname(path) !== root) return undefined
      const { name, displayName, version } = JSON.parse(await readFile(path, 'utf8'))
      return { contents: JSON.stringify({ name, displayName, version }), loader: 'json', watchFiles: [path] }
    })
  },
}

/** What a file `*.built.ts` exports is data that never changes: it is made here instead of at every start. */
const builtNow = {
  name: 'built-now',
  setup({ onLoad }) {
    onLoad({ filter: /\.built\.ts$/ }, async ({ path }) => {
      const { outputFiles, metafile } = await build({
        absWorkingDir: root,
        entryPoints: [path],
        bundle: true,
        format: 'esm',
        platform: 'node',
        write: false,
        metafile: true,
      })
      const made = await import(
        `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
      )
      const contents = Object.entries(made).map(
        ([name, value]) => `export const ${name} = JSON.parse(${JSON.stringify(JSON.stringify(value))})`,
      )
      return { contents: contents.join('\n'), watchFiles: Object.keys(metafile.inputs).map((file) => join(root, file)) }
    })
  },
}

const parts = new Map()
let written = Promise.resolve()

/** Writes dist once all its parts are built, and again, whole, when one of them changed. */
const replace = (part) => ({
  name: 'replace',
  setup(build) {
    build.initialOptions.metafile = true
    build.onEnd(async ({ errors, outputFiles, metafile }) => {
      if (errors.length > 0) return
      parts.set(part, { outputFiles, metafile })
      if (parts.size < 3) return
      written = written.then(() => write([...parts.values()]))
      await written
    })
  },
})

/** Replaces dist as a whole, so that nothing of an earlier build survives and a failed one leaves none. */
async function write(built) {
  const outputFiles = built.flatMap((part) => part.outputFiles)
  const wasm = await readFile(join(root, 'node_modules', pin.name, pin.file))
  verifyBuild(wasm)
  await rm(dist, { recursive: true, force: true })
  await mkdir(dist, { recursive: true })
  await writeFile(join(dist, 'sqlite.wasm'), wasm)
  await writeFile(join(dist, 'marks.woff'), await marksFont())
  // Its program is the file above, which no bundle counts.
  await writeFile(
    join(dist, 'NOTICES.txt'),
    noticesOf(
      built.map(({ metafile }) => metafile),
      [pin.name],
    ),
  )
  // The command last: who finds it newer than the sources may trust the rest to be there.
  const files = outputFiles.toSorted(
    (a, b) => Number(a.path.endsWith('baton.js')) - Number(b.path.endsWith('baton.js')),
  )
  for (const { path, contents } of files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, contents, { mode: path.endsWith('baton.js') ? 0o755 : 0o644 })
  }
  const kilobytes = outputFiles.reduce((sum, { contents }) => sum + contents.length, 0) / 1024
  console.log(
    `Built ${relative(process.cwd(), dist) || 'dist'}: ${outputFiles.length} files, ${Math.round(kilobytes)} KB of code.`,
  )
}

/** Its main file is UMD, whose require() a bundler can't follow. */
const jsonc = { 'jsonc-parser': join(root, 'node_modules', 'jsonc-parser', 'lib', 'esm', 'main.js') }

const options = {
  absWorkingDir: root,
  entryPoints: { baton: 'src/cli/entry.ts', checker: 'src/store/sqljs/checker.ts' },
  outdir: 'dist',
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
  write: false,
  logLevel: 'warning',
  // Packages written for CommonJS call require() for node's own modules, which ES modules don't have.
  banner: {
    js: `import{createRequire as __require}from'node:module';const require=__require(import.meta.url);const __dirname=import.meta.dirname;`,
  },
  alias: {
    // The SDK's legacy SSE transport reads bodies by raw-body, which brings 493 KB of tables of character sets.
    'iconv-lite': join(root, 'scripts', 'iconv-lite.mjs'),
    ...jsonc,
  },
  plugins: [manifest, builtNow, replace('command')],
}

const extension = {
  absWorkingDir: root,
  entryPoints: { extension: 'src/extension/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  external: ['vscode'],
  alias: jsonc,
  minify: true,
  write: false,
  logLevel: 'warning',
  plugins: [replace('extension')],
}

const webview = {
  absWorkingDir: root,
  entryPoints: { board: 'webview/main.tsx', browser: 'webview/css/browser.css' },
  outdir: 'dist/webview',
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  // The editor's oldest version that is served draws with a browser that knows nested rules and container queries.
  supported: { nesting: true },
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  minify: true,
  write: false,
  logLevel: 'warning',
  plugins: [usedIcons(join(root, 'webview')), replace('webview')],
}

try {
  if (!existsSync(join(root, 'src/cli/main.ts')))
    throw new Error('src/cli/main.ts is missing: there is nothing to build.')
  if (process.argv.includes('--watch')) {
    for (const part of [options, extension, webview]) await (await context(part)).watch()
    console.log('Watching src and webview. Ctrl-C ends it.')
  } else {
    await Promise.all([options, extension, webview].map((part) => build(part)))
  }
} catch (error) {
  await rm(dist, { recursive: true, force: true })
  // esbuild has already printed what it found in the sources.
  if (!error.errors) console.error(error.message)
  console.error('The build failed; dist was removed.')
  process.exitCode = 1
}
