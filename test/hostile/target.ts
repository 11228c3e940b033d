/** A whole host in this process, as `baton serve` puts it together, and ways to be rude to it. */
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { makeLog } from '../../src/host/log.ts'
import { type Host, serve } from '../../src/host/serve.ts'
import { type Later, tempDir } from '../support/temp.ts'

export interface Target {
  readonly url: string
  readonly port: number
  readonly token: string
  /** What was logged as an error: something that nobody thought of. */
  readonly errors: string[]
  readonly host: Host
}

export async function target(later: Later = onTestFinished): Promise<Target> {
  const workspace = tempDir(later)
  const store = join(workspace, '.baton')
  const place = { workspace, database: join(store, 'tasks.db'), artifacts: join(store, 'a'), backups: join(store, 'b') }
  const errors: string[] = []
  const log = makeLog({ to: [(line) => void (line.includes('"level":"error"') && errors.push(line))] })
  const host = await serve({ place, product: '0.1.0', log, port: 0 })
  if (!('record' in host)) throw new Error('held')
  later(() => host.stop())
  const { url, port, token } = host.record
  return { url, port, token, errors, host }
}

export const json = ({ token }: Target, more: Record<string, string> = {}) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/json',
  ...more,
})

export interface Wire {
  readonly socket: Socket
  /** All that came so far. */
  said(): string
  /** Resolves when the other end has closed. */
  readonly closed: Promise<void>
}

/** A connection of bytes. Its own end is never closed first, as that of somebody who has gone without a word. */
export function wire(port: number, first = '', later: Later = onTestFinished): Wire {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  let said = ''
  socket.on('data', (chunk) => {
    said += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  later(() => void socket.destroy())
  if (first) socket.write(first)
  const closed = new Promise<void>((resolve) => {
    socket.on('end', resolve)
    socket.on('close', () => resolve())
  })
  return { socket, said: () => said, closed }
}
