import type { WebSocket } from 'ws'
import { takeoverAfter } from './liveness.ts'

/**
 * Cuts a line whose other end has fallen silent. A stopped host keeps its sockets open, so nothing else would ever tell
 * those who wait for its answers. Cutting too early harms nobody: what was asked is asked again, and counts once.
 */
export function keepPulse(socket: WebSocket, silence = takeoverAfter() / 2): void {
  // Pings are counted, not seconds: after a sleep of this machine the other end is not to blame.
  let missed = 0
  const heard = () => {
    missed = 0
  }
  const timer = setInterval(() => {
    if (missed === 2) return socket.terminate()
    missed++
    socket.ping()
  }, silence / 2).unref()
  socket.on('pong', heard)
  socket.on('message', heard)
  socket.once('close', () => clearInterval(timer))
}
