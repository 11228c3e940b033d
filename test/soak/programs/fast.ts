// A host whose clocks run fast, so that a day passes while one waits. `BATON_FAST` says how: see `Haste`.
import { join } from 'node:path'
import type { Kept } from '../../../src/core/keeping.ts'
import { makeLog, toFile } from '../../../src/host/log.ts'
import { serve } from '../../../src/host/serve.ts'

export interface Haste {
  readonly dir: string
  /** How many seconds pass for the host in one. */
  readonly speed: number
  readonly kept: Kept
}

const { dir, speed, kept } = JSON.parse(process.env.BATON_FAST ?? '') as Haste
const store = join(dir, '.baton')
const began = { wall: Date.now(), at: performance.now() }
const passed = () => (performance.now() - began.at) * speed
const host = await serve({
  place: {
    workspace: dir,
    database: join(store, 'tasks.db'),
    artifacts: join(store, 'artifacts'),
    backups: join(store, 'backups'),
  },
  product: '0.1.0',
  log: makeLog({ to: [toFile(join(dir, 'log'))], now: () => began.wall + passed() }),
  clocks: { wall: () => Math.floor(began.wall + passed()), monotonic: passed },
  beat: Math.max(20, 3_000 / speed),
  kept,
})
if ('why' in host) throw new Error(host.why)
console.log(JSON.stringify(host.record))
process.on('SIGTERM', () => void host.stop())
const reason = await host.ended
process.exit(reason ? 1 : 0)
