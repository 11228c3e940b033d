/** What a person can set, each read in one place, at the moment when it counts: a change needs no reload. */
import { userInfo } from 'node:os'
import { type Disposable, type LogOutputChannel, l10n, workspace } from 'vscode'

type Fits<T> = (value: T) => boolean

/** Settings are typed by hand: nonsense counts as not set. */
const read = <T>(name: string, fallback: T, fits: Fits<T> = () => true): T => {
  const value = workspace.getConfiguration('baton').get<unknown>(name)
  if (isLike(value, fallback) && fits(value)) return value
  complain(`baton.${name} = ${JSON.stringify(value)}`, JSON.stringify(fallback))
  return fallback
}

let say: ((text: string) => void) | undefined
const told = new Set<string>()

function complain(what: string, instead: string): void {
  if (!say || told.has(what)) return
  told.add(what)
  say(l10n.t('{0} makes no sense, so it counts as {1}.', what, instead))
}

const isLike = <T>(value: unknown, example: T): value is T =>
  typeof value === typeof example && Array.isArray(value) === Array.isArray(example) && value !== null

const between = (least: number, most: number) => (value: number) =>
  Number.isFinite(value) && value >= least && value <= most

const isName = (value: unknown) => typeof value === 'string' && /^[^\p{Cc}]{1,64}$/u.test(value.trim())

export const settings = {
  /** Connect at start where this workspace has tasks already. */
  connectAtStart: () => read('connectAtStart', true),
  /** Offer Baton's tools to the agents of this editor. */
  offerToAgents: () => read('offerToAgents', true),
  /** Say it, once for each workspace, where a client is found that is not connected. */
  offerToConnect: () => read('offerToConnect', true),
  /** Offer a task for a comment that says what is left to do. */
  offerForTodos: () => read('offerForTodos', true),
  /** The name under which this person holds tasks. */
  name: () => read('name', '', (value) => value.trim() === '' || isName(value)).trim() || nameOfUser(),
  /** For how long this person holds a task without a sign of life. */
  leaseMinutes: () => read('leaseMinutes', 15, between(1, 1440)),
  /** Agents to choose from when a task is handed on, beside those seen here. */
  agents: () => read<string[]>('agents', [], (names) => names.every(isName)).map((name) => name.trim()),
}

/** From now on what is set and makes no sense is told in the log, at once and each only once. */
export function watchSettings(log: LogOutputChannel): Disposable {
  say = (text) => log.warn(text)
  const look = () => Object.values(settings).forEach((setting) => void setting())
  look()
  return workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('baton') && look())
}

function nameOfUser(): string {
  try {
    return userInfo().username || 'person'
  } catch {
    return 'person'
  }
}
