/** The command that ships with the extension, run by the editor's own Node. What it says is the answer, as for a terminal. */
import { execFile } from 'node:child_process'
import { flagsFor } from '../reach/place.ts'
import type { Connection } from './connection.ts'
import type { Servers } from './server.ts'

/** Runs `baton …` for one store. Rejects with what it said where it was refused. */
export function runBaton({ script }: Servers, { place }: Connection, args: readonly string[]): Promise<string> {
  // This window's own store is meant, whatever the environment says of others.
  const { TASK_COORDINATOR_URL: _, ...env } = process.env
  const options = { env: { ...env, ELECTRON_RUN_AS_NODE: '1' }, timeout: 60_000, maxBuffer: 16 * 1024 * 1024 }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, ...args, ...flagsFor(place)], options, (error, out, err) => {
      const said = `${out}${err}`.trim()
      // Doctor's exit code tells that something is wrong, which is what it was asked.
      if (error && !(args[0] === 'doctor' && said)) reject(new Error(said || error.message))
      else resolve(said)
    })
  })
}
