/** Whether a host lives: it answers a nonce, with a proof that it knows the store's secret. Its pid alone says little. */
import { WebSocket } from 'ws'
import { type Hello, link, linkProtocol, type Welcome } from '../contract/link.ts'
import type { HostRecord } from '../contract/places.ts'
import { isSame, nonce, proofOf } from './proof.ts'
import { connectionOver } from './socket.ts'

const usual = 10

/** Milliseconds that a host may be silent before another takes its place. */
export function takeoverAfter(env: NodeJS.ProcessEnv = process.env): number {
  const seconds = Number(env.BATON_TAKEOVER_AFTER ?? usual)
  return 1000 * (seconds > 0 ? seconds : usual)
}

const between = 250

/** Asks until there is an answer, the host's process is gone, or `wait` ms are over. */
export async function answers(record: HostRecord, wait: number): Promise<boolean> {
  const until = performance.now() + wait
  for (;;) {
    const left = until - performance.now()
    if (left <= 0 || !isAlive(record.pid)) return false
    if (await proves(record, left)) return true
    await new Promise((resolve) => setTimeout(resolve, Math.min(between, left)))
  }
}

/** One question. A host that is merely busy answers it late, so the socket stays open for as long as there is time. */
async function proves({ url, token, product }: HostRecord, wait: number): Promise<boolean> {
  const socket = new WebSocket(new URL('link', url.replace(/^http/, 'ws')), { perMessageDeflate: false })
  const ours = nonce()
  let late: NodeJS.Timeout | undefined
  const answered = new Promise<boolean>((resolve) => {
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(false))
    late = setTimeout(() => resolve(false), wait)
    socket.once('open', () => {
      const rpc = connectionOver(socket)
      rpc.onError(() => {})
      rpc.listen()
      const hello: Hello = {
        protocol: linkProtocol,
        product,
        connection: 'liveness',
        role: 'agent',
        client: { name: 'baton' },
        nonce: ours,
      }
      rpc.sendRequest<Welcome>(link.hello.method, hello).then(
        (welcome) => resolve(isSame(welcome.proof, proofOf(token, 'host', welcome.nonce, ours))),
        () => resolve(false),
      )
    })
  })
  return answered.finally(() => {
    clearTimeout(late)
    socket.terminate()
  })
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
