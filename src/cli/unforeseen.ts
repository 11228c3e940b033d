/** What nobody caught. A host that was started by a client has no terminal: without this it would die without a word. */
import type { EventEmitter } from 'node:events'
import type { Log } from '../host/log.ts'

/** A promise that nobody waited for harms nobody, and the host serves on. Anything else may have stopped halfway. */
export function heedUnforeseen(of: EventEmitter, log: Log, exit: (code: number) => void): void {
  of.on('unhandledRejection', (error: unknown) => log.error('a promise failed unheeded', { error }))
  of.on('uncaughtException', (error: unknown) => {
    log.error('ends by an error that nobody caught', { error })
    exit(1)
  })
}
