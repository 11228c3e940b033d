/** The stores of this window: one connection for each, however many folders lead to it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Disposable,
  EventEmitter,
  type ExtensionContext,
  type LogOutputChannel,
  l10n,
  type Uri,
  workspace,
} from 'vscode'
import type { Place } from '../contract/places.ts'
import { refreshLauncher } from '../reach/connect/launcher.ts'
import { canBeWritten, findPlace, storeWithoutFolder } from '../reach/place.ts'
import { Connection, type ConnectionOptions } from './connection.ts'
import { personKey } from './secret.ts'
import { settings } from './settings.ts'
import { together, type WindowState } from './state.ts'

export class Servers implements Disposable {
  private readonly byDatabase = new Map<string, Connection>()
  private readonly changed = new EventEmitter<void>()
  private readonly context: ExtensionContext
  private readonly log: LogOutputChannel
  private readonly key: ConnectionOptions['key']
  private readonly listening: Disposable[]
  /** A person asked for tasks without a folder in this window. */
  private withoutFolder = false

  /** Other connections, or another state of one. */
  readonly onDidChange = this.changed.event

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.context = context
    this.log = log
    this.key = personKey(context.secrets, log)
    this.listening = [
      workspace.onDidChangeWorkspaceFolders(() => this.look()),
      workspace.onDidGrantWorkspaceTrust(() => this.look()),
    ]
    this.look()
  }

  get connections(): readonly Connection[] {
    return [...this.byDatabase.values()]
  }

  get product(): string {
    return String(this.context.extension.packageJSON.version)
  }

  get script(): string {
    return join(this.context.extensionPath, 'dist', 'baton.js')
  }

  get state(): WindowState {
    if (!workspace.isTrusted) return 'untrusted'
    if (this.byDatabase.size === 0) return 'noFolder'
    const state = together(this.connections.map((connection) => connection.state))
    return state === 'down' && this.connections.some(isReadOnly) ? 'readOnly' : state
  }

  /** The store of a file, or the only one. */
  of(uri?: Uri): Connection | undefined {
    const folder = uri && workspace.getWorkspaceFolder(uri)
    const place = folder && this.placeOf(folder.uri)
    if (place) return this.byDatabase.get(place.database)
    return this.byDatabase.size === 1 ? this.connections[0] : undefined
  }

  /** Connects all; those that a person asked for also where they were stopped. Failures are told by the state. */
  async start(options: { asked: boolean; onlyExisting?: boolean }): Promise<void> {
    const wanted = this.connections.filter(
      ({ state }) => !(options.onlyExisting && state.kind === 'off' && !state.exists),
    )
    if (wanted.length > 0) this.refreshLauncher()
    await Promise.allSettled(wanted.map((connection) => connection.start(options)))
  }

  /** Tasks of nobody's folder, in the extension's own storage. Once made, every empty window has them. */
  async useWithoutFolder(): Promise<void> {
    const place = this.placeWithoutFolder()
    if (!place) throw new Error(l10n.t('This window has no place of its own for tasks. Open a folder instead.'))
    this.withoutFolder = true
    this.look()
    await this.byDatabase.get(place.database)?.start({ asked: true })
  }

  dispose(): void {
    for (const disposable of [...this.listening, ...this.connections, this.changed]) disposable.dispose()
  }

  /** Before a folder is trusted it is not even looked at: a cloned repository could bring a store along. */
  private look(): void {
    const places = workspace.isTrusted ? this.places() : []
    for (const [database, connection] of this.byDatabase) {
      if (places.some(({ place }) => place.database === database)) continue
      this.byDatabase.delete(database)
      connection.dispose()
    }
    for (const { name, place } of places) {
      if (this.byDatabase.has(place.database)) continue
      const connection = new Connection({
        name,
        place,
        runs: { node: process.execPath, script: this.script },
        product: this.product,
        person: settings.name,
        key: this.key,
        log: this.log,
      })
      connection.onDidChangeState(() => this.changed.fire())
      this.byDatabase.set(place.database, connection)
    }
    if (settings.connectAtStart()) this.start({ asked: false, onlyExisting: true }).catch(() => {})
    this.changed.fire()
  }

  private places(): { name: string; place: Place }[] {
    const { workspaceFolders = [] } = workspace
    const own = workspaceFolders.length === 0 ? this.placeWithoutFolder() : undefined
    if (own) return this.withoutFolder || existsSync(own.database) ? [{ name: l10n.t('No folder'), place: own }] : []
    return workspaceFolders.flatMap((folder) => {
      const place = this.placeOf(folder.uri)
      return place ? [{ name: folder.name, place }] : []
    })
  }

  private placeWithoutFolder(): Place | undefined {
    const { scheme, fsPath } = this.context.globalStorageUri
    return scheme === 'file' ? storeWithoutFolder(join(fsPath, 'no-folder')) : undefined
  }

  /** The extension's folder carries its version: what other clients start has to be led to the new one. */
  private refreshLauncher(): void {
    try {
      refreshLauncher(process.execPath, this.script)
    } catch (error) {
      this.log.warn(`The command for other clients was not refreshed: ${(error as Error).message}`)
    }
  }

  private placeOf(uri: Uri) {
    if (uri.scheme !== 'file') return undefined
    try {
      return findPlace({ dir: uri.fsPath })
    } catch (error) {
      this.log.warn(`${uri.fsPath}: ${(error as Error).message}`)
      return undefined
    }
  }
}

const isReadOnly = ({ state, place }: Connection) => state.kind === 'down' && !canBeWritten(place)
