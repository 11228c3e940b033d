import { readFile } from 'node:fs/promises'
import initSqlJs, { type Database, type Options } from 'sql.js/dist/sql-wasm-debug.js'
import { createDisk, type Disk } from './disk.ts'
import { fileCalls } from './imports.ts'
import { locateWasm } from './locate.ts'
import { pin, verifyBuild } from './pin.ts'

/** SQLite, running, with the disk that it sees. */
export interface Sqlite {
  readonly disk: Disk
  /** Opens what was mounted last. */
  connect(): Database
}

let running: Promise<Sqlite> | undefined

/** Starts SQLite, once per process (sql.js is a singleton). `wasm` is the file's path, where it isn't found by itself. */
export function sqlite(wasm: string = locateWasm()): Promise<Sqlite> {
  running ??= start(wasm).catch((error) => {
    running = undefined
    throw error
  })
  return running
}

async function start(wasm: string): Promise<Sqlite> {
  const bytes = await readFile(wasm)
  verifyBuild(bytes)
  const module = await WebAssembly.compile(bytes)
  const disk = createDisk()
  let exports: WebAssembly.Exports = {}
  // What follows can't be reported from inside instantiateWasm (sql.js would wait for ever): so everything that may be
  // wrong with the build is looked at before.
  const ours = fileCalls({}, () => exports, disk)
  mustImport(module, Object.keys(ours))

  const settings: Options = {
    useOldExtensionFunctions: false,
    print: () => {},
    printErr: () => {},
    instantiateWasm(imports, done) {
      const original = Object.assign({}, ...Object.values(imports))
      const merged = { ...original, ...fileCalls(original, () => exports, disk), ...quiet(original) }
      const names = Object.keys(imports)
      const instance = new WebAssembly.Instance(module, Object.fromEntries(names.map((name) => [name, merged])))
      exports = instance.exports
      done(instance)
      return exports
    },
  }
  const { Database } = await initSqlJs(withDirectCalls(settings, () => exports))
  // An empty array gives the database a name in Emscripten's file system too, which sql.js removes at close.
  return { disk, connect: () => new Database(new Uint8Array(0)) }
}

function mustImport(module: WebAssembly.Module, names: string[]): void {
  const imported = new Set(WebAssembly.Module.imports(module).map(({ name }) => name))
  const missing = names.filter((name) => !imported.has(name))
  if (missing.length === 0) return
  throw new Error(
    `${pin.name}'s WebAssembly does not import ${missing.join(', ')}: its file calls can't be put on real files. ` +
      `Compare WebAssembly.Module.imports() of the new build with src/store/sqljs/imports.ts.`,
  )
}

type Wrap = (name: string, returns: string | null, takes: (string | null)[]) => unknown

/**
 * sql.js asks Emscripten for a wrapper of each function of SQLite, which looks at every argument's type again: an eighth
 * of the time of a write. Where there are only numbers, the function itself will do.
 */
function withDirectCalls<Settings extends object>(settings: Settings, exports: () => WebAssembly.Exports): Settings {
  let wrap: Wrap
  const direct: Wrap = (name, returns, takes) =>
    [returns, ...takes].every((type) => type === 'number' || type === null)
      ? exports()[name]
      : wrap(name, returns, takes)
  return Object.defineProperty(settings, 'cwrap', {
    enumerable: true,
    get: () => direct,
    set(given: Wrap) {
      wrap = given
    },
  })
}

/** The debug build tells console.warn whenever its memory grows. Growing is synchronous: nobody else's words are lost. */
function quiet({ emscripten_resize_heap: grow }: Record<string, (size: never) => number>) {
  return {
    emscripten_resize_heap(size: never) {
      const { warn } = console
      console.warn = () => {}
      try {
        return grow?.(size) ?? 0
      } finally {
        console.warn = warn
      }
    },
  }
}
