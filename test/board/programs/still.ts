// A host whose time stands still, so that what it shows is the same each time: `still.ts DIR`. Each line of its input is
// what time it is from now on, in ms since 1970; it says so when it has heard. Leases do not run.
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { makeLog, toFile } from '../../../src/host/log.ts'
import { serve } from '../../../src/host/serve.ts'
import { placeIn } from '../../support/place.ts'

const [dir = ''] = process.argv.slice(2)
let wall = 0
const host = await serve({
  place: placeIn(dir),
  product: '0.1.0',
  log: makeLog({ to: [toFile(join(dir, 'log'))] }),
  clocks: { wall: () => wall, monotonic: () => 0 },
})
if ('why' in host) throw new Error(host.why)
console.log(JSON.stringify(host.record))
createInterface(process.stdin).on('line', (line) => {
  wall = Number(line)
  console.log(`It is ${line}.`)
})
process.on('SIGTERM', () => void host.stop())
const reason = await host.ended
process.exit(reason ? 1 : 0)
