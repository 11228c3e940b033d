import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from '../clients/sdk.ts'

/**
 * Runs the servers, ours and the floors alike: the machine's own Node, as it is for those who use them, where the
 * benches themselves were started with another one.
 */
export const serverNode = process.env.BATON_SYSTEM_NODE ?? process.execPath

/** A server that this run started. */
export interface Started {
  readonly pid: number
  /** The address that it said it listens on; ends in "/". */
  readonly url: string
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
const folders = new Set<string>()

/** Starts a server and waits until it says "… listening on <url>". */
export async function startServer({ command, args, env, cwd }: Command): Promise<Started> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(env && { env }),
    ...(cwd !== undefined && { cwd }),
  })
  running.add(child)
  const ended = once(child, 'close').finally(() => running.delete(child))
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk
      const found = /listening on (http:\S+\/)/.exec(said)?.[1]
      if (found) resolve(found)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    ended.then(([code]) => reject(new Error(`${args.join(' ')} ended with ${code}: ${said}`)), reject)
  })
  return {
    pid: child.pid ?? 0,
    url,
    async stop() {
      child.kill()
      await ended
    },
  }
}

/** Ends a process that is no child of this one, such as a host that a bridge of ours started. */
export async function endProcess(pid: number): Promise<void> {
  try {
    process.kill(pid)
    for (let waited = 0; waited < 10_000; waited += 20) {
      process.kill(pid, 0)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    process.kill(pid, 'SIGKILL')
  } catch {
    // It is gone.
  }
}

/** A new folder on the disk that all contenders of a run share. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'baton-bench-')))
  folders.add(folder)
  return folder
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  folders.delete(folder)
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (typeof address !== 'object' || !address) throw new Error('no port')
  return address.port
}

// A run that is broken off leaves nothing behind.
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
