/** Eight hosts that start in the same millisecond: one serves, the others say who does, and nothing is left behind. */
import { mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { start } from '../support/process.ts'
import { homeFor, tempDir } from '../support/temp.ts'
import type { Orders } from './programs/host.ts'

const rounds = Number(process.env.BATON_CROWD_ROUNDS ?? 3)
const program = resolve(import.meta.dirname, 'programs/host.ts')

test(`eight at once, ${rounds} rounds: one host`, { timeout: 60_000 + rounds * 30_000 }, async () => {
  for (let round = 0; round < rounds; round++) {
    const dir = tempDir()
    const lives = join(dir, 'lives')
    mkdirSync(lives)
    // By then all of them have loaded what they need.
    const orders: Orders = { seed: round, lives, troubles: ['none'], at: Date.now() + 3_000 }
    const env = { ...homeFor(tempDir()), BATON_SOAK_LIFE: JSON.stringify(orders) }
    const database = join(dir, '.baton', 'tasks.db')
    const crowd = Array.from({ length: 8 }, () =>
      start(process.execPath, [program, '--dir', dir, '--db', database, '--artifacts', join(dir, 'artifacts')], {
        env,
      }),
    )
    const heard = await Promise.all(
      crowd.map(async (one) => {
        const [line] = await one.line(/^(serves|lost|failed).*$/m, 60_000)
        return line
      }),
    )
    const lost = heard.filter((line) =>
      /^lost (Process \d+ (is opening|serves)|Baton serves this folder already)/.test(line),
    )
    expect(heard.filter((line) => !lost.includes(line))).toEqual(['serves'])
    expect(lost).toHaveLength(7)
    expect(readdirSync(join(dir, '.baton')).filter((name) => name.includes('owner'))).toEqual(['tasks.db.owner.1.json'])
    await Promise.all(crowd.map((one) => one.end('SIGKILL')))
  }
})
