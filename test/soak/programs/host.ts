// A host as `ensureHost` starts it, with something wrong with it. `BATON_SOAK_LIFE` says what: see `Orders`.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeLog, toFile } from '../../../src/host/log.ts'
import { serve } from '../../../src/host/serve.ts'
import type { Started } from '../../../src/reach/ensure.ts'
import { chance } from '../chance.ts'
import { type Trouble, troubled, troubles } from '../trouble.ts'

export interface Orders {
  readonly seed: number
  /** Where each life writes its number, its process and its trouble. */
  readonly lives: string
  /** Only these; all of them if not given. */
  readonly troubles?: readonly Trouble[]
  /** Not before this moment, so that many start at once. */
  readonly at?: number
  readonly product?: string
}

/** What stands in the file of a life. */
export interface Life {
  readonly pid: number
  readonly trouble: Trouble
}

const {
  seed,
  lives,
  troubles: allowed = troubles,
  at = 0,
  product = '0.1.0',
} = JSON.parse(process.env.BATON_SOAK_LIFE ?? '') as Orders

/** Numbers lives in the order in which they begin. */
function born(): number {
  for (let n = 1; ; n++) {
    try {
      writeFileSync(join(lives, String(n)), '', { flag: 'wx' })
      return n
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** To whoever started it, over the channel that it opened, or else in words. */
function tell(started: Started): Promise<void> {
  if (!process.connected) {
    console.log('ready' in started ? 'serves' : 'lost' in started ? `lost ${started.lost}` : `failed ${started.failed}`)
    return Promise.resolve()
  }
  return new Promise((resolve) => process.send?.(started, () => resolve()))
}

const { values } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: 'string', default: '' },
    db: { type: 'string', default: '' },
    artifacts: { type: 'string', default: '' },
    'leave-when-idle': { type: 'boolean' },
  },
})
const life = born()
const luck = chance(seed + life)
const trouble = luck.of(allowed)
writeFileSync(join(lives, String(life)), JSON.stringify({ pid: process.pid, trouble } satisfies Life))
const { files, clocks, begin } = troubled(trouble, luck)
await new Promise((resolve) => setTimeout(resolve, at - Date.now() - 20))
while (Date.now() < at);
const host = await serve({
  place: { workspace: values.dir, database: values.db, artifacts: values.artifacts, backups: `${values.db}.backups` },
  product,
  log: makeLog({ to: [toFile(join(lives, 'log'))] }),
  files,
  clocks,
  leaveWhenIdle: values['leave-when-idle'],
}).catch(async (error: Error) => {
  await tell({ failed: error.message })
  process.exit(1)
})
if ('why' in host) {
  await tell({ lost: host.why })
  process.exit(3)
}
await tell({ ready: host.record })
begin()
const reason = await host.ended
process.exit(reason ? 1 : 0)
