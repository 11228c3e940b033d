/** One task's page: tells it what there is whenever it shows, and does what it asks for. */
import { type Disposable, Disposable as Disposables, type Uri, type WebviewPanel } from 'vscode'
import type { FeedItem } from '../../contract/baton.ts'
import type { FromPage, PageState, TaskPicture, TaskRef, ToPage } from '../../contract/page.ts'
import { isFailure } from '../../reach/failure.ts'
import type { Connection } from '../connection.ts'
import type { Servers } from '../server.ts'
import { html, rootOf } from './html.ts'
import { readPicture } from './reading.ts'
import { fulfil } from './wishes.ts'

export interface PanelOptions {
  readonly servers: Servers
  readonly extension: Uri
  /** Runs what a person asked for, and tells what was refused. */
  readonly attempt: (work: () => Promise<void>) => Promise<void>
}

/** Changes within so many milliseconds are shown together. */
const breath = 20
/** A lease is renewed without an event; who looks is told this often. */
const tick = 30_000
const longestTitle = 40

export class TaskPanel implements Disposable {
  readonly ref: TaskRef
  private readonly panel: WebviewPanel
  private readonly options: PanelOptions
  private readonly listening: Disposable[]
  private readonly clock: NodeJS.Timeout
  private connection: Connection | undefined
  private hearing: Disposable | undefined
  /** It is drawn into only between its own "ready" and the moment it is hidden, when the editor throws it away. */
  private ready = false
  private picture: TaskPicture | undefined
  private timer: NodeJS.Timeout | undefined
  private reading = false
  private again = false

  constructor(panel: WebviewPanel, ref: TaskRef, options: PanelOptions) {
    this.panel = panel
    this.ref = ref
    this.options = options
    const { servers, extension } = options
    panel.webview.options = { enableScripts: true, localResourceRoots: [rootOf(extension)] }
    this.listening = [
      panel.webview.onDidReceiveMessage((message: FromPage) => this.hear(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.ready = false
      }),
      servers.onDidChange(() => this.connect()),
    ]
    this.clock = setInterval(() => this.picture?.task.lease && this.refresh(), tick)
    this.connect()
    panel.webview.html = html(panel.webview, extension, ref)
  }

  dispose(): void {
    clearInterval(this.clock)
    clearTimeout(this.timer)
    Disposables.from(...this.listening, ...(this.hearing ? [this.hearing] : [])).dispose()
  }

  private connect(): void {
    const found = this.options.servers.connections.find(({ place }) => place.database === this.ref.store)
    if (found !== this.connection) {
      this.hearing?.dispose()
      this.connection = found
      this.hearing = found?.onDidHear((item) => this.concerns(item) && this.refresh())
    }
    this.tellState()
  }

  /** The other tasks that it names are drawn too. */
  private concerns(item: FeedItem): boolean {
    if (item.kind === 'reset') return true
    const { depends_on = [], dependents = [] } = this.picture?.around ?? {}
    return (
      item.task_id === this.ref.task || [...depends_on, ...dependents].some(({ task_id }) => task_id === item.task_id)
    )
  }

  private get state(): PageState {
    if (!this.connection) return { kind: 'away' }
    const { state } = this.connection
    return state.kind === 'down' ? { kind: 'down', why: state.why } : { kind: state.kind }
  }

  private tellState(): void {
    this.say({ kind: 'state', state: this.state })
    if (this.state.kind === 'up') this.refresh()
    // Somebody looks: tasks that are on disk are shown.
    else if (this.ready && this.connection?.state.kind === 'off' && this.connection.state.exists)
      this.connection.start({ asked: false }).catch(() => {}) // the state tells why
  }

  private hear(message: FromPage): void {
    if (message.kind === 'ready') {
      this.ready = true
      this.tellState()
      if (this.picture && this.state.kind !== 'up') this.showPicture(this.picture)
    } else if (message.kind === 'wish') {
      const { id, wish } = message
      void this.options
        .attempt(() => fulfil(wish, { ref: this.ref, connection: this.connection, picture: this.picture }))
        .finally(() => this.say({ kind: 'settled', id }))
    }
  }

  private refresh(): void {
    if (this.ready) this.timer ??= setTimeout(() => this.read(), breath)
  }

  private async read(): Promise<void> {
    this.timer = undefined
    this.again = this.reading
    if (this.reading || this.connection?.state.kind !== 'up') return
    this.reading = true
    try {
      this.showPicture(await readPicture(this.connection, this.ref.task))
    } catch (error) {
      // Otherwise the connection's state tells why.
      if (isFailure(error) && error.code === 'not_found') this.say({ kind: 'gone' })
    } finally {
      this.reading = false
      if (this.again) this.refresh()
    }
  }

  private showPicture(picture: TaskPicture): void {
    this.picture = picture
    const { task_id, title } = picture.task
    const name = `${task_id} ${title}`
    this.panel.title = name.length > longestTitle ? `${name.slice(0, longestTitle)}…` : name
    this.say({ kind: 'picture', picture, state: this.state })
  }

  private say(message: ToPage): void {
    if (this.ready) void this.panel.webview.postMessage(message)
  }
}
