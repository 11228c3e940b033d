import type { Place } from '../contract/places.ts'
import { ensureHost, gone } from '../reach/ensure.ts'
import { isFailure } from '../reach/failure.ts'
import { readRecord } from '../reach/records.ts'
import { starter, withBaton } from './reach.ts'

/** Runs `work` while no host has the store; one that ran before runs again afterwards. */
export async function alone<T>(place: Place, work: () => Promise<T>): Promise<T> {
  const idle = await stopHost(place)
  try {
    return await work()
  } finally {
    if (idle === undefined) await ensureHost(place, starter(true), async () => true)
  }
}

/** Ends the store's host and waits until it is gone. Resolves with the reason where there was none to end. */
export async function stopHost(place: Place): Promise<string | undefined> {
  const pid = readRecord(place.database)?.pid
  try {
    await withBaton(
      () => place,
      ({ baton }) => baton.stop(true),
      { start: false },
    )
  } catch (error) {
    if (isFailure(error) && error.code === 'unavailable') return error.message
    throw error
  }
  if (pid !== undefined) await gone(pid)
  return undefined
}
