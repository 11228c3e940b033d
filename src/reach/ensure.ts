/** Makes sure that a store has a host: asks the one that is known, else starts one and waits for it. */
import { spawn } from 'node:child_process'
import type { HostRecord, Place } from '../contract/places.ts'
import { failure } from './failure.ts'
import { mustBeOurs } from './ground.ts'
import { isAlive, takeoverAfter } from './liveness.ts'
import { flagsFor } from './place.ts'
import { readRecord } from './records.ts'

export interface Starter {
  /** The Node that runs the host, and Baton's own script. */
  readonly node: string
  readonly script: string
  /** A person or an editor may start what was stopped on purpose; a bridge may not. */
  readonly mayRestart: boolean
}

/** Said by a host to whoever started it, over the child's channel. */
export type Started = { readonly ready: HostRecord } | { readonly lost: string } | { readonly failed: string }

const patience = 15_000

/**
 * Resolves with the record of a host that `answers`, starting one if need be. Rejects with `unavailable` and the
 * reason if none can be had.
 */
export async function ensureHost(
  place: Place,
  starter: Starter | undefined,
  answers: (record: HostRecord) => Promise<boolean>,
  product?: string,
): Promise<HostRecord> {
  mustBeOurs(place)
  const known = readRecord(place.database)
  if (known && !known.stopped && isAlive(known.pid) && (await answers(known))) return known
  if (known?.stopped === 'by_person' && !starter?.mayRestart) {
    throw failure(
      'unavailable',
      'Baton was stopped for this folder by a person. Start it again in the editor, or with: baton serve',
    )
  }
  if (!starter) throw failure('unavailable', 'Baton is not running for this folder. Start it with: baton serve')
  // Whoever asked for the room starts it; the others would be as old as the one that left.
  const left = readRecord(place.database)
  if (left?.stopped === 'for_newer' && left.room_for !== product) {
    const newer = await appears(place, answers)
    if (newer) return newer
  }
  const until = performance.now() + patience + takeoverAfter()
  let why = `Baton did not start within ${patience / 1000} seconds. Run "baton doctor" to see why.`
  while (performance.now() < until) {
    const started = await start(place, starter)
    if ('failed' in started) throw failure('unavailable', started.failed)
    if ('ready' in started) return started.ready
    // Another was elected: its record appears once it listens.
    const other = await appears(place, answers)
    if (other) return other
    why = started.lost
  }
  throw failure('unavailable', why)
}

/** Hosts being started by this process: whoever else here wants one waits for the same. */
const starting = new Map<string, Promise<Started>>()

function start(place: Place, starter: Starter): Promise<Started> {
  const under = starting.get(place.database) ?? launch(place, starter).finally(() => starting.delete(place.database))
  starting.set(place.database, under)
  return under
}

/** The host is nobody's child for long: it must outlive the window or the agent that happened to come first. */
function launch(place: Place, { node, script }: Starter): Promise<Started> {
  const child = spawn(node, [script, 'serve', ...flagsFor(place), '--leave-when-idle'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    windowsHide: true,
  })
  return new Promise((resolve) => {
    const done = (started: Started) => {
      child.removeAllListeners()
      if (child.connected) child.disconnect()
      child.unref()
      resolve(started)
    }
    child.on('message', (message) => done(message as Started))
    child.on('error', (error) => done({ failed: `Baton could not be started with ${node}: ${error.message}` }))
    child.on('exit', (code) =>
      done(
        code === 3
          ? { lost: 'Another Baton has this store, and does not answer. Run "baton doctor" to see why.' }
          : { failed: `Baton's host ended at once (exit code ${code}). Run "baton doctor" to see why.` },
      ),
    )
  })
}

async function appears(
  place: Place,
  answers: (record: HostRecord) => Promise<boolean>,
): Promise<HostRecord | undefined> {
  for (let waited = 0; waited < 3_000; waited += 20) {
    const record = readRecord(place.database)
    if (record && !record.stopped && isAlive(record.pid) && (await answers(record))) return record
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return undefined
}

/** Waits for a process to end, ten seconds at most. */
export async function gone(pid: number): Promise<void> {
  for (let waited = 0; isAlive(pid) && waited < 10_000; waited += 25)
    await new Promise((resolve) => setTimeout(resolve, 25))
}
