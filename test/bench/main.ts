// `npm run bench [-- names] [--json FILE] [--rounds N] [--ms N]`: measures everything, or what is named. A goal that is
// missed is shown, with by how much, and is no failure of the run: on a busy machine that would only teach to ignore it.
import { execFileSync } from 'node:child_process'
import { closeSync, fdatasyncSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { boardBench } from './board.ts'
import { editorBench } from './editor.ts'
import { feedBench } from './feed.ts'
import { type Baton, built } from './fixture.ts'
import { httpBench } from './http.ts'
import { median, type Pace } from './measure.ts'
import { memoryBench } from './memory.ts'
import { newFolder, serverNode } from './process.ts'
import { missedBy, type Row, table } from './row.ts'
import { scaleBench } from './scale.ts'
import { startBench } from './start.ts'
import { stdioBench } from './stdio.ts'
import { storeBench } from './store.ts'

type Bench = (baton: Baton, pace: Pace) => Promise<Row[]>

const benches: Record<string, Bench> = {
  store: async (_, pace) => (await storeBench(pace)).map(storeRow),
  scale: (_, pace) => scaleBench(pace),
  http: httpBench,
  stdio: stdioBench,
  start: startBench,
  feed: feedBench,
  memory: memoryBench,
  editor: editorBench,
  board: boardBench,
}

const storeRow = ({
  name,
  clients,
  ours,
  theirs,
  ratio,
  goal,
}: Awaited<ReturnType<typeof storeBench>>[number]): Row => ({
  name: `store: ${name}, ${clients} client${clients === 1 ? '' : 's'}`,
  value: ratio,
  unit: '× native',
  goal,
  better: 'more',
  perSecond: ours,
  floor: theirs,
})

/** Milliseconds that a sync takes where the stores will be: what all durable figures hang on. */
function syncTime(): number {
  const file = openSync(join(newFolder(), 'sync'), 'w')
  const took = Array.from({ length: 200 }, () => {
    const start = performance.now()
    writeSync(file, 'x'.repeat(300))
    fdatasyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  return median(took)
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    ms: { type: 'string', default: '1000' },
  },
})
const unknown = positionals.filter((name) => !benches[name])
if (unknown.length > 0) {
  console.error(`There is no bench "${unknown.join('", "')}". There are: ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}

const pace = { rounds: Number(values.rounds), milliseconds: Number(values.ms) }
const machine = {
  node: process.version,
  server_node: execFileSync(serverNode, ['--version'], { encoding: 'utf8' }).trim(),
  processors: `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
  sync_ms: syncTime(),
}
console.log(
  `Servers on Node ${machine.server_node}, clients on ${machine.node}; ${machine.processors}; ` +
    `write and sync ${machine.sync_ms.toFixed(2)} ms`,
)

const rows: Row[] = []
const broken: string[] = []
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  console.log(`measuring ${name} …`)
  try {
    rows.push(...(await bench(built, pace)))
  } catch (error) {
    // One that cannot run hides nothing of the others, but fails the run: that is no figure.
    broken.push(`${name} could not be measured: ${(error as Error).stack}`)
  }
}
const missed = rows.filter((row) => missedBy(row) > 0).length
console.log(`\n${table(rows)}\n\n${rows.filter((row) => row.goal !== undefined).length} goals, ${missed} missed`)
for (const reason of broken) console.error(reason)
if (values.json) writeFileSync(values.json, `${JSON.stringify({ at: new Date(), ...machine, pace, rows }, null, 2)}\n`)
process.exit(broken.length > 0 ? 1 : 0)
