// Stands for election again and again until it wins, holds office for a while, steps down or waits to be killed.
// Tells each step with the machine's monotonic clock, in µs, so that tenures of several processes can be compared.
import { elect } from '../../../src/store/sqljs/election.ts'

const [database = '', rounds = '1', milliseconds = '20', patience = '10000'] = process.argv.slice(2)
const tell = (step: string, generation: number) =>
  process.stdout.write(`${step} ${generation} ${process.hrtime.bigint() / 1000n}\n`)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const giveUp = performance.now() + Number(patience)
for (let round = 0; round < Number(rounds); round++) {
  let result = elect(database)
  while ('heldBy' in result && performance.now() < giveUp) {
    await pause(Math.random() * 5)
    result = elect(database)
  }
  if ('heldBy' in result) break
  const { won } = result
  tell('won', won.number)
  const end = performance.now() + Math.random() * Number(milliseconds)
  while (performance.now() < end) {
    tell(won.superseded() ? 'superseded' : 'holds', won.number)
    await pause(1)
  }
  tell('released', won.number)
  won.release()
}
