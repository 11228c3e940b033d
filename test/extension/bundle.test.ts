import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { expect, test } from 'vitest'
import { usedIcons } from '../../scripts/icons.mjs'

const root = join(import.meta.dirname, '..', '..')

async function bundle(
  entry: string,
  options: { format: 'cjs' | 'esm' },
): Promise<{ metafile: Metafile; bytes: number }> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: 'dist',
    bundle: true,
    splitting: options.format === 'esm',
    platform: 'node',
    external: ['vscode'],
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
    ...options,
  })
  return { metafile, bytes: outputFiles.reduce((sum, { contents }) => sum + contents.length, 0) }
}

const packagesOf = ({ inputs }: Metafile) => [
  ...new Set(Object.keys(inputs).flatMap((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [])),
]
/** A message type of one copy means nothing to another. */
const jsonrpcs = (metafile: Metafile) => packagesOf(metafile).filter((path) => path.endsWith('/vscode-jsonrpc'))

test('the editor’s part is small, and brings along nothing that only the host needs', async () => {
  const { metafile, bytes } = await bundle('src/extension/main.ts', { format: 'cjs' })
  const folders = new Set(Object.keys(metafile.inputs).flatMap((path) => /^src\/\w+/.exec(path)?.[0] ?? []))
  expect([...folders].sort()).toEqual(['src/contract', 'src/extension', 'src/reach'])
  expect(jsonrpcs(metafile)).toHaveLength(1)
  expect(packagesOf(metafile).filter((path) => /zod|modelcontextprotocol|sql/.test(path))).toEqual([])
  expect(bytes).toBeLessThan(600 * 1024)
})

test('what speaks over the link is there, and evaluated for the first connection, not at activation', async () => {
  const { metafile } = await bundle('src/extension/main.ts', { format: 'cjs' })
  expect(packagesOf(metafile)).toContain('node_modules/vscode-languageclient')
  const atActivation = new Set(['src/extension/main.ts'])
  for (const path of atActivation)
    for (const { path: next, kind } of metafile.inputs[path]?.imports ?? [])
      if (kind !== 'dynamic-import') atActivation.add(next)
  expect([...atActivation].filter((path) => /node_modules\/(ws|vscode-)/.test(path))).toEqual([])
})

test('the command has one copy of vscode-jsonrpc', async () => {
  const { metafile } = await bundle('src/cli/entry.ts', { format: 'esm' })
  expect(jsonrpcs(metafile)).toHaveLength(1)
})

test('the webview is small, and knows the contract by its types alone', async () => {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['webview/main.tsx'],
    outdir: 'dist/webview',
    bundle: true,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'empty' },
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [usedIcons(join(root, 'webview'))],
  })
  expect(
    Object.keys(metafile.inputs)
      .filter((path) => path.startsWith('src/'))
      .sort(),
  ).toEqual(['feed', 'following', 'grouped', 'groups', 'rereading'].map((name) => `src/contract/${name}.ts`))
  expect(
    packagesOf(metafile).filter(
      (path) => !/\/(preact|signals|signals-core|marked|codicons|virtual-core|eventsource-parser|d3-dag)$/.test(path),
    ),
  ).toEqual([])
  expect(outputFiles.reduce((sum, { contents }) => sum + contents.length, 0)).toBeLessThan(400 * 1024)
})
