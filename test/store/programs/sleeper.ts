// Owns a store and writes into it with 8 clients, telling each acknowledged number, until it is killed, finds that it
// was superseded, or has written `limit`. Where it is told to, it stops itself at the worst moments.
import { writeSync } from 'node:fs'
import { type OpenStore, openStore } from '../../../src/host/store.ts'
import { type Files, realFiles } from '../../../src/store/sqljs/files.ts'

export interface Orders {
  database: string
  /** The first number that it writes; its own, so that two of them never write the same. */
  from: number
  limit?: number
  silent?: number
  /** Before it writes a page in a checkpoint, or after it looked for a newer owner and before it acknowledges. */
  stop?: 'checkpoint' | 'acknowledgement'
  /** The copy does not take the file's place, and the new owner works on the old one: what must never be. */
  inPlace?: boolean
}

const { database, from, limit, silent, stop, inPlace } = JSON.parse(process.argv[2] ?? '') as Orders
const tell = (line: string | number) => writeSync(1, `${line}\n`)

let acknowledged = 0
let stopped = false
const stopHere = () => {
  if (stopped || acknowledged < 500) return
  stopped = true
  tell('stops')
  process.kill(process.pid, 'SIGSTOP')
}

const paths = new Map<number, string>()
let spared = false
const files: Files = {
  ...realFiles,
  open(path, flags, mode) {
    const fd = realFiles.open(path, flags, mode)
    paths.set(fd, path)
    return fd
  },
  write(fd, ...rest) {
    if (stop === 'checkpoint' && paths.get(fd) === database) stopHere()
    return realFiles.write(fd, ...rest)
  },
  exists(path) {
    const there = realFiles.exists(path)
    if (stop === 'acknowledgement' && !there && path.includes('.owner.')) stopHere()
    return there
  },
  rename(old, path) {
    if (!inPlace || !old.includes('.taken-')) return realFiles.rename(old, path)
    spared = true
  },
  unlink(path) {
    if (spared && path === `${database}-wal`) spared = false
    else realFiles.unlink(path)
  },
}

const place = { workspace: '/', database, artifacts: '/nowhere', backups: `${database}.backups` }
const won = await openStore(place, '0.1.0', { files, silent })
if ('heldBy' in won) {
  tell(`held by ${won.heldBy.pid}`)
  process.exit(3)
}
const opened: OpenStore = won
// Checkpoints come often, so that there are many to be stopped in.
await opened.database.read((sql) => sql.all('PRAGMA wal_autocheckpoint=60'))
tell(`won ${opened.generation.number}`)
void opened.database.lost.then((reason) => {
  tell(`lost ${reason.message}`)
  process.exit(1)
})

let next = from
async function client(): Promise<void> {
  while (limit === undefined || next < from + limit) {
    const mine = next++
    try {
      await opened.database.write(async (sql) => {
        await sql.run('INSERT INTO meta VALUES (?1, ?2)', `n${mine}`, 'x'.repeat(400))
        await sql.run(`INSERT INTO meta VALUES ('total', '1') ON CONFLICT(key) DO UPDATE SET value = value + 1`)
      })
    } catch {
      return
    }
    acknowledged++
    tell(mine)
  }
}
await Promise.all(Array.from({ length: 8 }, client))
await new Promise((resolve) => setTimeout(resolve, 1_000))
await opened.close()
