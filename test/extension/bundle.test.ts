import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

test('the editor’s part is small, and brings along nothing that only the host needs', async () => {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/extension/main.ts'],
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['vscode'],
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  const inputs = Object.keys(metafile.inputs)
  const packages = new Set(inputs.flatMap((path) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []))
  const folders = new Set(inputs.flatMap((path) => /^src\/\w+/.exec(path)?.[0] ?? []))
  expect([...folders].sort()).toEqual(['src/contract', 'src/extension', 'src/reach'])
  expect([...packages].filter((path) => path.endsWith('/vscode-jsonrpc'))).toHaveLength(1)
  expect([...packages].filter((path) => /zod|modelcontextprotocol|sql/.test(path))).toEqual([])
  expect(outputFiles[0]?.contents.length).toBeLessThan(600 * 1024)
})
