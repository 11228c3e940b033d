import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { cleanUp, type Later } from './later.ts'

export interface StartOptions {
  cwd?: string
  /** Added to this process's environment; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>
  later?: Later
}

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface Running {
  readonly child: ChildProcessWithoutNullStreams
  readonly pid: number
  /** Everything written so far. */
  readonly out: string
  readonly err: string
  /** Settles when the process has ended and its output was read. */
  readonly exited: Promise<Exit>
  /** The first match in either output, past or to come; rejects with that output when there is none in time. */
  line(pattern: RegExp, milliseconds?: number): Promise<RegExpMatchArray>
  /** Sends the signal to this one process, and SIGKILL where that does not end it. */
  end(signal?: NodeJS.Signals, milliseconds?: number): Promise<Exit>
}

/** Starts a program whose output is collected and which is ended, at the latest, with the test. */
export function start(command: string, args: string[] = [], options: StartOptions = {}): Running {
  const { cwd, env = {}, later } = options
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' })
  const text = { out: '', err: '' }
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text.out += chunk
    changed()
  })
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    text.err += chunk
    changed()
  })
  // A process that has gone no longer reads; the test sees that by its exit.
  child.stdin.on('error', () => {})

  let ended: Exit | undefined
  const exited = new Promise<Exit>((resolve) => {
    const end = (exit: Exit) => {
      ended = exit
      resolve(exit)
      changed()
    }
    child.on('error', (error) => {
      text.err += error.message
      end({ code: null, signal: null })
    })
    child.on('close', (code, signal) => end({ code, signal }))
    // A grandchild that inherited its output (a host started by a bridge) may keep that open for as long as it lives.
    child.on('exit', (code, signal) => setTimeout(() => end({ code, signal }), 1000).unref())
  })

  const running: Running = {
    child,
    pid: child.pid ?? -1,
    get out() {
      return text.out
    },
    get err() {
      return text.err
    },
    exited,
    line(pattern, milliseconds = 30_000) {
      return new Promise((resolve, reject) => {
        const fail = (why: string) =>
          done(() => reject(new Error(`${command}: no ${pattern} ${why}\nstdout: ${text.out}\nstderr: ${text.err}`)))
        const done = (settle: () => void) => {
          clearTimeout(timer)
          listeners.delete(look)
          settle()
        }
        const look = () => {
          const match = text.out.match(pattern) ?? text.err.match(pattern)
          if (match) done(() => resolve(match))
          else if (ended) fail(`before it ended with ${ended.code ?? ended.signal}`)
        }
        const timer = setTimeout(() => fail(`within ${milliseconds} ms`), milliseconds)
        listeners.add(look)
        look()
      })
    },
    async end(signal = 'SIGTERM', milliseconds = 10_000) {
      if (ended) return ended
      child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), milliseconds)
      try {
        return await exited
      } finally {
        clearTimeout(timer)
      }
    },
  }
  cleanUp(async () => {
    await running.end()
  }, later)
  return running
}
