/** What `health` and `doctor` try: each check is one thing that has to work, and what to do where it does not. */
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Place } from '../contract/places.ts'
import { whyHeldElsewhere } from '../host/held.ts'
import { product } from '../host/product.ts'
import { mustBeOurs } from '../reach/ground.ts'
import { mustBeLocal, whyElsewhere } from '../reach/mounts.ts'
import { flagsFor } from '../reach/place.ts'
import { readRecord, recordFile } from '../reach/records.ts'
import { script, withBaton } from './reach.ts'

export interface Check {
  readonly what: string
  readonly ok: boolean
  readonly says: string
}

async function check(what: string, work: () => Promise<string> | string): Promise<Check> {
  try {
    return { what, ok: true, says: await work() }
  } catch (error) {
    return { what, ok: false, says: (error as Error).message }
  }
}

/** Everything an agent needs, tried for real. */
export const healthChecks = (place: Place): Promise<Check>[] => [
  check('database write', () =>
    withBaton(
      () => place,
      async ({ baton, caller }) => {
        // A write transaction that changes no task: its answer is kept under the call's id.
        await baton.call('heartbeat', {}, caller)
        return place.database
      },
    ),
  ),
  check('artifacts folder', () => {
    mkdirSync(place.artifacts, { recursive: true, mode: 0o700 })
    const file = join(place.artifacts, `.try-${process.pid}`)
    writeFileSync(file, '')
    rmSync(file)
    return place.artifacts
  }),
  check('stdio answer', () => stdioAnswers(place)),
  check('HTTP', async () => {
    const { url } = await withBaton(
      () => place,
      ({ baton }) => baton.status(),
    )
    const answer = await fetch(new URL('health', url))
    if (!answer.ok) throw new Error(`${url}health answered ${answer.status}.`)
    return url
  }),
]

function stdioAnswers(place: Place): Promise<string> {
  const child = spawn(process.execPath, [script, 'stdio', ...flagsFor(place)], { stdio: ['pipe', 'pipe', 'pipe'] })
  const clientInfo = { name: 'baton-health', version: product }
  const initialize = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo },
  }
  child.stdin.write(`${JSON.stringify(initialize)}\n`)
  return new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('"baton stdio" did not answer within 10 seconds.')), 10_000)
    child.on('error', reject)
    child.on('exit', (code) => reject(new Error(`"baton stdio" ended at once (exit code ${code}).`)))
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(late)
      const { result } = JSON.parse(line) as { result?: { serverInfo: { version: string } } }
      if (result) resolve(`version ${result.serverInfo.version}`)
      else reject(new Error(`"baton stdio" answered ${line.slice(0, 200)}`))
    })
  }).finally(() => child.kill())
}

/** What goes wrong on other people's machines, looked at without starting anything. */
export const doctorChecks = (place: Place, mounts?: () => string): Promise<Check>[] => [
  check('node', () => {
    const [major = 0] = process.versions.node.split('.').map(Number)
    if (major >= 20) return process.versions.node
    throw new Error(`Node ${process.versions.node} is too old. Baton needs Node 20 or newer.`)
  }),
  check('store', () =>
    existsSync(place.database)
      ? `${place.database}, ${Math.ceil(statSync(place.database).size / 1024)} KB`
      : `none yet; it will be ${place.database}`,
  ),
  check('disk of this machine', () => {
    mustBeLocal(place, mounts)
    return whyElsewhere(place, mounts) ?? dirname(place.database)
  }),
  check('no host elsewhere', () => {
    const why = whyHeldElsewhere(place.database)
    if (why) throw new Error(why)
    return 'none'
  }),
  check('store is the user’s own', () => {
    mustBeOurs(place)
    return dirname(place.database)
  }),
  check('folder can be written', () => {
    const above = place.workspace ?? dirname(dirname(place.database))
    const folder = [dirname(place.database), above].find(existsSync) ?? above
    accessSync(folder, constants.W_OK)
    return folder
  }),
  check('no damaged database was set aside', () => {
    const folder = dirname(place.database)
    const damaged = existsSync(folder)
      ? readdirSync(folder).filter(
          (name) => name.startsWith(`${basename(place.database)}.damaged-`) && !name.endsWith('-wal'),
        )
      : []
    if (damaged.length === 0) return 'none'
    throw new Error(
      `${damaged.join(', ')} in ${folder}. Backups are in ${place.backups}; put one back with "baton restore FILE", then move the damaged file away.`,
    )
  }),
  check('known host', () => {
    const record = readRecord(place.database)
    if (!record) return 'none yet'
    if ((statSync(recordFile(place.database)).mode & 0o077) !== 0 && process.platform !== 'win32') {
      throw new Error(
        `Others can read ${recordFile(place.database)}, which holds the token. Run: chmod 600 ${recordFile(place.database)}`,
      )
    }
    if (record.stopped === 'by_person') return 'stopped by a person; start it with: baton serve'
    if (record.product !== product) return `version ${record.product} was the last to serve; this is ${product}`
    return `${record.url}, process ${record.pid}${record.stopped ? ', gone when idle' : ''}`
  }),
]
