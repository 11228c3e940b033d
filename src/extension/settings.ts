/** What a person can set, each read in one place. */
import { userInfo } from 'node:os'
import { workspace } from 'vscode'

const read = <T>(name: string, fallback: T): T => {
  const value = workspace.getConfiguration('baton').get<unknown>(name)
  // Settings are typed by hand: nonsense counts as not set.
  return typeof value === typeof fallback ? (value as T) : fallback
}

export const settings = {
  /** Connect at start where this workspace has tasks already. */
  connectAtStart: () => read('connectAtStart', true),
  /** Offer Baton's tools to the agents of this editor. */
  offerToAgents: () => read('offerToAgents', true),
  /** Say it, once for each workspace, where a client is found that is not connected. */
  offerToConnect: () => read('offerToConnect', true),
  /** The name under which this person holds tasks. */
  name: () => read('name', '').trim().slice(0, 64) || nameOfUser(),
}

function nameOfUser(): string {
  try {
    return userInfo().username || 'person'
  } catch {
    return 'person'
  }
}
