/** One store's connection: made when something asks for it, kept while the window lives, and its state as an event. */
import { existsSync, type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { type Disposable, EventEmitter, type LogOutputChannel, l10n } from 'vscode'
import type { Caller, FeedItem } from '../contract/baton.ts'
import { link } from '../contract/link.ts'
import type { OperationName, Output } from '../contract/operations/index.ts'
import type { HostRecord, Place } from '../contract/places.ts'
import type { LinkBaton, LinkOptions } from '../reach/link.ts'
import type { PersonKey } from '../reach/person.ts'
import { readRecord, recordFile } from '../reach/records.ts'
import type { State } from './state.ts'

export interface ConnectionOptions {
  readonly name: string
  readonly place: Place
  /** The Node and the script that run a host. */
  readonly runs: { readonly node: string; readonly script: string }
  readonly product: string
  readonly person: () => string
  /** Shows hosts that this person is one. */
  readonly key: () => Promise<PersonKey>
  readonly log: LogOutputChannel
}

/** After so many failures in a row a person has to look. */
const tries = 5

export class Connection implements Disposable {
  readonly name: string
  readonly place: Place
  private readonly options: ConnectionOptions
  private readonly end = new AbortController()
  private readonly changed = new EventEmitter<State>()
  private readonly heard = new EventEmitter<FeedItem>()
  /** True only while a person's own start is on its way: what was stopped on purpose is not restarted by the way. */
  private asked = false
  private stopping = false
  private baton: Promise<LinkBaton> | undefined
  private following: Promise<void> | undefined
  private watcher: FSWatcher | undefined
  private current: State

  readonly onDidChangeState = this.changed.event
  readonly onDidHear = this.heard.event

  constructor(options: ConnectionOptions) {
    this.options = options
    this.name = options.name
    this.place = options.place
    this.current = { kind: 'off', exists: existsSync(options.place.database) }
  }

  get state(): State {
    return this.current
  }

  /** The host's record, connecting first if need be. Rejects with the reason where there is none to be had. */
  async start(options: { asked: boolean }): Promise<HostRecord> {
    this.asked ||= options.asked
    try {
      if (this.current.kind !== 'up') this.set({ kind: 'connecting' })
      const record = await (await this.link()).ready()
      if (!record) throw new Error(l10n.t('Baton has no address here.'))
      // Who follows already may be waiting for its next try.
      if (this.following) this.set({ kind: 'up', record })
      this.following ??= this.follow().finally(() => {
        this.following = undefined
      })
      return record
    } catch (error) {
      this.fail(error)
      throw error
    } finally {
      this.asked = false
    }
  }

  async call<N extends OperationName>(operation: N, input: Record<string, unknown>): Promise<Output<N>> {
    if (this.current.kind !== 'up') await this.start({ asked: false })
    const baton = await this.link()
    const client = { name: this.options.person(), version: this.options.product }
    const caller: Caller = { role: 'person', principal: 'local', client, connection: baton.connection }
    return (await baton.call(operation, input, caller)) as Output<N>
  }

  /** An address that logs a browser in as this person, good once. `through`: the host's, as that browser will see it. */
  async login(through: string): Promise<string> {
    const { url } = await (await this.link()).ask(link.login, { through })
    return url
  }

  /** Ends the host, for everybody, and waits until it has left. Hangs up first: whoever loses a host looks for another. */
  async stop(): Promise<void> {
    if (this.current.kind !== 'up') return
    const { pid } = this.current.record
    const baton = await this.link()
    this.stopping = true
    try {
      await baton.stop(true)
      baton.close()
      this.baton = undefined
      await this.following
      const { gone } = await import('../reach/ensure.ts')
      await gone(pid)
      this.set({ kind: 'stopped' })
    } finally {
      this.stopping = false
    }
  }

  dispose(): void {
    this.end.abort()
    this.watcher?.close()
    this.baton?.then((baton) => baton.close()).catch(() => {})
    this.changed.dispose()
    this.heard.dispose()
  }

  /** What it takes to connect is most of the extension, so it is loaded for the first connection and not before. */
  private link(): Promise<LinkBaton> {
    this.baton ??= import('./language.ts').then(({ linkOf }) => linkOf(this.linkOptions(), this.options.log))
    return this.baton
  }

  private linkOptions(): LinkOptions {
    const { place, runs, product, person, key } = this.options
    const isAsked = () => this.asked
    return {
      to: place,
      worktree: place.workspace,
      starter: {
        ...runs,
        get mayRestart() {
          return isAsked()
        },
      },
      role: 'person',
      through: 'editor',
      key,
      client: { name: person(), version: product },
      product,
    }
  }

  /** Hears everything that happens. The link finds its way to a new host by itself; this tries again where it can't. */
  private async follow(): Promise<void> {
    const { signal } = this.end
    let failures = 0
    while (!signal.aborted && !this.stopping) {
      try {
        const baton = await this.link()
        const record = await baton.ready()
        const { seq } = await baton.status()
        if (record) this.set({ kind: 'up', record })
        this.watchRecord()
        failures = 0
        for await (const item of baton.feed(seq, signal)) this.heard.fire(item)
      } catch (error) {
        if (signal.aborted || this.stopping || this.fail(error).kind === 'stopped') return
        failures++
        if (failures === tries) return
        await new Promise((resolve) => setTimeout(resolve, 250 * 2 ** failures))
      }
    }
  }

  private fail(error: unknown): State {
    const why = error instanceof Error ? error.message : String(error)
    this.options.log.warn(`${this.name}: ${why}`)
    const stopped = readRecord(this.place.database)?.stopped === 'by_person'
    this.set(stopped ? { kind: 'stopped' } : { kind: 'down', why })
    return this.current
  }

  /** Its record tells when the host moved, and when somebody started again what was stopped. */
  private watchRecord(): void {
    if (this.watcher) return
    const file = recordFile(this.place.database)
    try {
      this.watcher = watch(dirname(file), { persistent: false }, (_, name) => {
        if (name === null || name === basename(file)) this.recordChanged()
      })
      this.watcher.on('error', (error) => this.options.log.warn(error.message))
    } catch (error) {
      this.options.log.warn(`The host's address cannot be watched: ${(error as Error).message}`)
    }
  }

  private recordChanged(): void {
    const record = readRecord(this.place.database)
    if (!record || record.stopped || this.end.signal.aborted) return
    if (this.current.kind === 'up') {
      const { url, token, pid } = this.current.record
      if (record.url !== url || record.token !== token || record.pid !== pid) this.set({ kind: 'up', record })
    } else if (this.current.kind === 'stopped' || this.current.kind === 'down') {
      this.start({ asked: false }).catch(() => {})
    }
  }

  private set(state: State): void {
    if (this.end.signal.aborted || (state.kind !== 'up' && state.kind === this.current.kind)) return
    this.current = state
    this.options.log.info(`${this.name}: ${state.kind}${state.kind === 'up' ? ` at ${state.record.url}` : ''}`)
    this.changed.fire(state)
  }
}
