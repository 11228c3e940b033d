import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { Inbox, type Message } from './inbox.ts'
import type { Command } from './sdk.ts'

/** A stdio server, spoken to line by line: what a test sends goes out as it stands, also what no client would send. */
export interface RawStdio {
  readonly pid: number
  readonly inbox: Inbox
  /** Lines that were no JSON: a server may write nothing else on its stdout. */
  readonly noise: string[]
  stderr(): string
  send(line: string | Message): void
  /** Sends and waits for the answer by the message's own id. */
  ask(line: string | Message): Promise<Message>
  /** Ends stdin, as a client does that leaves; the exit code. */
  close(): Promise<number | null>
  kill(signal?: NodeJS.Signals): Promise<void>
}

export function startRawStdio({ command, args, env, cwd }: Command): RawStdio {
  const child = spawn(command, args, { stdio: 'pipe', ...(env && { env }), ...(cwd !== undefined && { cwd }) })
  const inbox = new Inbox()
  const noise: string[] = []
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  // A server that is gone is reported by `exit`; its broken pipe would only hide why.
  child.stdin.on('error', () => {})
  child.on('error', (error) => inbox.close(error))
  createInterface({ input: child.stdout }).on('line', (line) => {
    const messages = parse(line)
    if (!messages) noise.push(line)
    else for (const message of messages) inbox.push(message)
  })
  const gone = once(child, 'close').then(([code]) => {
    inbox.close(new Error(`the server ended with code ${code}: ${errors.slice(-2_000)}`))
    return code as number | null
  })
  const send = (line: string | Message) => {
    child.stdin.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
  }
  return {
    pid: child.pid ?? 0,
    inbox,
    noise,
    stderr: () => errors,
    send,
    ask(line) {
      const { id } = typeof line === 'string' ? (JSON.parse(line) as Message) : line
      if (id === undefined || id === null) throw new Error('only a request with an id gets an answer')
      send(line)
      return inbox.answer(id)
    },
    close() {
      child.stdin.end()
      return gone
    },
    async kill(signal = 'SIGKILL') {
      child.kill(signal)
      await gone
    },
  }
}

function parse(line: string): Message[] | undefined {
  try {
    return [JSON.parse(line)].flat()
  } catch {
    return undefined
  }
}
