/** What to say to whoever wants to serve a store that another has. */
import { hostname } from 'node:os'
import type { HostRecord } from '../contract/places.ts'
import { isDead, ownerOf } from '../store/sqljs/election.ts'
import type { OwnerInfo } from '../store/sqljs/owner.ts'
import { isHere } from '../store/sqljs/process.ts'

/** Why a store can't be had. `record` is what is known here of its host. */
export function whyHeld(owner: OwnerInfo, record: HostRecord | undefined, database: string): string {
  const { pid, host, generation, serving } = owner
  const mark = `${database}.owner.${generation}.json`
  if (pid === 0) return `${mark} can't be read, so it is not known who serves this folder. Remove it if nobody does.`
  if (!isHere(owner)) {
    const where = host === hostname() ? 'in another container' : `on another machine or in a container (${host})`
    return `A Baton ${where} serves this folder: process ${pid} there. Two can't have one store: stop it there, or use it by TASK_COORDINATOR_URL. If it is gone for good, remove ${mark}`
  }
  if (!serving)
    return `Process ${pid} is opening or closing this folder's store. Try again in a moment; if it hangs, end it: kill ${pid}`
  if (record?.pid === pid)
    return `Baton serves this folder already: process ${pid}, ${record.url}. Stop it with "baton stop", or wait for it with --wait.`
  return `Process ${pid} serves this folder, and where it listens is not known here. If it has just started, try again in a moment; if another user or another home folder did, stop it there, or end it: kill ${pid}`
}

/** The same where whoever has it runs on another machine or in another container; undefined where nobody does. */
export function whyHeldElsewhere(database: string): string | undefined {
  const owner = ownerOf(database)
  return owner && !isDead(owner) && !isHere(owner) ? whyHeld(owner, undefined, database) : undefined
}
