// A host whose clocks run fast, so that a day passes while one waits. `BATON_FAST` says how: see `Haste`.
import { join } from 'node:path'
import type { Kept } from '../../../src/core/keeping.ts'
import { makeLog, toFile } from '../../../src/host/log.ts'
import { serve } from '../../../src/host/serve.ts'
import { realFiles } from '../../../src/store/sqljs/files.ts'
import { placeIn } from '../../support/place.ts'

export interface Haste {
  readonly dir: string
  /** How many seconds pass for the host in one. */
  readonly speed: number
  readonly kept: Kept
  /** The planted bug: bytes that stay in memory for each write to the disk. */
  readonly leak: number
}

const { dir, speed, kept, leak } = JSON.parse(process.env.BATON_FAST ?? '') as Haste
const began = { wall: Date.now(), at: performance.now() }
const forgotten: unknown[] = []
const passed = () => (performance.now() - began.at) * speed
const host = await serve({
  place: placeIn(dir),
  product: '0.1.0',
  log: makeLog({ to: [toFile(join(dir, 'log'))], now: () => began.wall + passed() }),
  clocks: { wall: () => Math.floor(began.wall + passed()), monotonic: passed },
  beat: Math.max(20, 3_000 / speed),
  kept,
  ...(leak > 0 && {
    files: {
      ...realFiles,
      write(...write: Parameters<typeof realFiles.write>) {
        forgotten.push(Array.from({ length: leak / 8 }, (_, n) => n + 0.5))
        return realFiles.write(...write)
      },
    },
  }),
})
if ('why' in host) throw new Error(host.why)
console.log(JSON.stringify(host.record))
process.on('SIGTERM', () => void host.stop())
let asked = 0
process.on('SIGUSR2', () => {
  globalThis.gc?.()
  const { heapUsed: heap, external } = process.memoryUsage()
  console.log(`memory ${++asked} ${JSON.stringify({ heap, external })}`)
})
const reason = await host.ended
process.exit(reason ? 1 : 0)
