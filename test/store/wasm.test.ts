import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test, vi } from 'vitest'
import { createDisk } from '../../src/store/sqljs/disk.ts'
import { fileCalls } from '../../src/store/sqljs/imports.ts'
import { locateWasm } from '../../src/store/sqljs/locate.ts'
import { pin, verifyBuild } from '../../src/store/sqljs/pin.ts'
import { sqlite } from '../../src/store/sqljs/wasm.ts'
import { addTask, open, scratch } from './scratch.ts'

test('the pinned build is the one that is installed', () => {
  const { version } = JSON.parse(readFileSync(join(dirname(locateWasm()), '..', 'package.json'), 'utf8'))
  expect(version).toBe(pin.version)
  verifyBuild(readFileSync(locateWasm()))
})

test('every call that is replaced is one that the build imports', async () => {
  const imported = WebAssembly.Module.imports(await WebAssembly.compile(readFileSync(locateWasm())))
  const names = imported.map(({ name }) => name)
  expect(Object.keys(fileCalls({}, () => ({}), createDisk())).filter((name) => !names.includes(name))).toEqual([])
})

test('another build is refused, with what to do, and the right one still starts after that', async () => {
  const wasm = join(scratch(), 'other.wasm')
  const bytes = readFileSync(locateWasm())
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  writeFileSync(wasm, bytes)
  await expect(sqlite(wasm)).rejects.toThrow(/pin\.ts/)
  await sqlite()
})

test('growing memory is not announced on the console', async () => {
  const warn = vi.spyOn(console, 'warn')
  const database = await open(join(scratch(), 'tasks.db'))
  await addTask(database, 'a', 'x'.repeat(40_000_000))
  expect(warn).not.toHaveBeenCalled()
})

test('bundled, it finds sqlite.wasm beside the running file', { timeout: 30_000 }, async () => {
  const folder = scratch()
  const outfile = join(folder, 'bundle.js')
  await build({
    stdin: {
      contents: `
        import { openDatabase } from ${JSON.stringify(fileURLToPath(new URL('../../src/store/sqljs/open.ts', import.meta.url)))}
        const migrations = [{ version: 1, name: 'start', up: 'CREATE TABLE t (x)' }]
        const database = await openDatabase({ file: ${JSON.stringify(join(folder, 'tasks.db'))}, migrations, product: '1' })
        await database.write((sql) => sql.run('INSERT INTO t VALUES (?1)', 7))
        console.log(JSON.stringify(await database.read((sql) => sql.all('SELECT x FROM t'))))
        await database.close()`,
      resolveDir: folder,
    },
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    // sql.js is CommonJS: it requires node:fs and asks for its folder.
    banner: {
      js: `import { createRequire as r } from 'node:module'
        const require = r(import.meta.url), __dirname = import.meta.dirname`,
    },
    outfile,
  })
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  const run = () => execFileSync(process.execPath, [outfile], { encoding: 'utf8', stdio: 'pipe', cwd: folder })
  expect(run).toThrow(/Cannot find module 'sql.js/)
  copyFileSync(locateWasm(), join(folder, 'sqlite.wasm'))
  expect(run()).toBe('[{"x":7}]\n')
  expect(run()).toBe('[{"x":7},{"x":7}]\n')
})
