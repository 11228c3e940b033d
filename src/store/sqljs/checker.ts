// A thread's own program: checks one database file and answers with what is wrong with it. An entry of its own in the
// bundle; without it large copies are checked in the host's thread.
import { parentPort, workerData } from 'node:worker_threads'
import { translate } from './errors.ts'
import { type Failure, mustBeSound } from './integrity.ts'

const { path, wasm } = workerData as { path: string; wasm?: string }
const failure: Failure = await mustBeSound(path, wasm ? { wasm } : {}).then(
  () => undefined,
  (error) => {
    const { kind, message } = translate(error)
    return { kind, message }
  },
)
parentPort?.postMessage(failure)
