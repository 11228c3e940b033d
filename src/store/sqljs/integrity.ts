import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { type DatabaseOptions, openFile, type SqliteFile } from './database.ts'
import { DatabaseError, type Trouble } from './errors.ts'
import { realFiles } from './files.ts'
import { sizeOf } from './header.ts'

/** Throws kind `corrupt`. `quick` (1.5 ms per MB) leaves out whether each row is in each index (20 ms per MB). */
export function checkIntegrity(file: SqliteFile, how: 'integrity' | 'quick' = 'integrity'): void {
  const [row] = file.all<Record<string, string>>(`PRAGMA ${how}_check(1)`)
  const [verdict] = Object.values(row ?? {})
  if (verdict !== 'ok') throw new DatabaseError('corrupt', verdict ?? 'the check gave no answer')
}

/** Opens a database file that nobody uses and checks all of it; throws kind `corrupt`, `notadb` or `io`. */
export async function mustBeSound(path: string, options: DatabaseOptions): Promise<void> {
  const { files = realFiles } = options
  const logged = sizeOf(`${path}-wal`, files) > 0
  try {
    const file = await openFile(path, options)
    try {
      checkIntegrity(file)
    } finally {
      file.close()
    }
  } finally {
    // What SQLite began beside a file that it then refused.
    if (!logged && files.exists(`${path}-wal`)) files.unlink(`${path}-wal`)
  }
}

export async function isSound(path: string, options: DatabaseOptions): Promise<boolean> {
  return mustBeSound(path, options).then(
    () => true,
    () => false,
  )
}

/** Beyond this a check would make others wait for more than about 0.2 s; starting a thread costs half of that. */
const LARGE = 8_000_000

/** The same as `mustBeSound`, but a large file is checked in a thread of its own: 150 MB take three seconds. */
export async function mustBeSoundElsewhere(path: string, options: DatabaseOptions): Promise<void> {
  const { files = realFiles } = options
  const program = ['checker.js', 'checker.ts']
    .map((name) => fileURLToPath(new URL(name, import.meta.url)))
    .find(existsSync)
  if (!program || files !== realFiles || sizeOf(path, files) < LARGE) return mustBeSound(path, options)
  const failure = await inThread(program, { path, wasm: options.wasm })
  if (failure) throw new DatabaseError(failure.kind, failure.message)
}

/** What `checker.ts` answers; undefined if the file is sound. */
export type Failure = { kind: Trouble; message: string } | undefined

function inThread(program: string, workerData: { path: string; wasm: string | undefined }): Promise<Failure> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData })
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', (code) =>
      reject(new DatabaseError('other', `The check of ${workerData.path} ended with ${code}.`)),
    )
  })
}
