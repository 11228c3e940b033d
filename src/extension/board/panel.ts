/** A board in a panel: carries its calls to the host and what happens back, and does what only an editor can. */
import { type Disposable, Disposable as Disposables, l10n, type Memento, type Uri, type WebviewPanel } from 'vscode'
import type { FeedItem } from '../../contract/baton.ts'
import type { FromBoard, Refusal, ToBoard, WayState } from '../../contract/board.ts'
import { isFailure } from '../../reach/failure.ts'
import type { Connection } from '../connection.ts'
import type { Servers } from '../server.ts'
import { doDeed } from './deeds.ts'
import { html, rootOf } from './html.ts'
import { keptViews } from './views.ts'

export interface PanelOptions {
  readonly servers: Servers
  readonly extension: Uri
  /** What the editor remembers of this workspace. */
  readonly memory: Memento
  /** Runs what a person asked for, and tells what was refused. */
  readonly attempt: (work: () => Promise<void>) => Promise<void>
}

/** What the panel shows: a store's board, or one task of it. */
export interface Shown {
  readonly store: string
  readonly task?: string
}

const longestTitle = 40

export class BoardPanel implements Disposable {
  private readonly panel: WebviewPanel
  private readonly shown: Shown
  private readonly options: PanelOptions
  private readonly listening: Disposable[]
  private connection: Connection | undefined
  private hearing: Disposable | undefined
  /** It is told things only between its own "ready" and the moment it is hidden, when the editor throws it away. */
  private ready = false

  constructor(panel: WebviewPanel, shown: Shown, options: PanelOptions) {
    this.panel = panel
    this.shown = shown
    this.options = options
    const { servers, extension, memory } = options
    panel.webview.options = { enableScripts: true, localResourceRoots: [rootOf(extension)] }
    this.listening = [
      panel.webview.onDidReceiveMessage((message: FromBoard) => this.hear(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.ready = false
      }),
      servers.onDidChange(() => this.connect()),
    ]
    this.connect()
    panel.webview.html = html(panel.webview, extension, { ...shown, views: keptViews(memory, shown.store) })
  }

  dispose(): void {
    Disposables.from(...this.listening, ...(this.hearing ? [this.hearing] : [])).dispose()
  }

  private connect(): void {
    const found = this.options.servers.connections.find(({ place }) => place.database === this.shown.store)
    if (found !== this.connection) {
      this.hearing?.dispose()
      this.connection = found
      this.hearing = found?.onDidHear((item) => this.pass(item))
    }
    this.tellState()
  }

  private get state(): WayState {
    if (!this.connection) return { kind: 'away' }
    const { state } = this.connection
    return state.kind === 'down' ? { kind: 'down', why: state.why } : { kind: state.kind }
  }

  private tellState(): void {
    this.say({ kind: 'state', state: this.state })
    // Somebody looks: tasks that are on disk are shown.
    const { connection } = this
    if (this.ready && connection?.state.kind === 'off' && connection.state.exists)
      connection.start({ asked: false }).catch(() => {}) // the state tells why
  }

  private hear(message: FromBoard): void {
    if (message.kind === 'ready') {
      this.ready = true
      this.tellState()
    } else if (message.kind === 'title') {
      const { title } = message
      this.panel.title = title.length > longestTitle ? `${title.slice(0, longestTitle)}…` : title
    } else if (message.kind === 'call') {
      void this.call(message)
    } else if (message.kind === 'do') {
      const { id, deed } = message
      const { memory } = this.options
      const work = () => doDeed(deed, { store: this.shown.store, connection: this.connection, memory })
      void this.options.attempt(work).finally(() => this.say({ kind: 'answered', id, output: {} }))
    }
  }

  private async call({ id, operation, input }: Extract<FromBoard, { kind: 'call' }>): Promise<void> {
    try {
      if (!this.connection) throw new Error(l10n.t('The folder of this board is not open in this window.'))
      this.say({ kind: 'answered', id, output: await this.connection.call(operation, input) })
    } catch (error) {
      this.say({ kind: 'refused', id, refusal: refusalOf(error) })
    }
  }

  private pass(item: FeedItem): void {
    this.say({ kind: 'heard', items: [item] })
  }

  private say(message: ToBoard): void {
    if (this.ready) void this.panel.webview.postMessage(message)
  }
}

const refusalOf = (error: unknown): Refusal =>
  isFailure(error)
    ? { code: error.code, message: error.message, details: error.details }
    : { code: 'unavailable', message: error instanceof Error ? error.message : String(error), details: {} }
