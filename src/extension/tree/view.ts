/** The view "Tasks": groups, their tasks, and a task's checkpoints. Only what changed is drawn again. */
import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  type TreeDataProvider,
  type TreeItem,
  TreeItemCheckboxState,
  type TreeView,
  window,
  workspace,
} from 'vscode'
import type { Touched } from '../../contract/grouped.ts'
import type { Connection } from '../connection.ts'
import type { Servers } from '../server.ts'
import type { Counts } from '../status.ts'

import { checkpointItem, groupItem, moreItem, storeItem, taskItem, tooltipOf } from './items.ts'
import { type MoreNode, type Node, Nodes, pageSize, type TaskNode } from './nodes.ts'
import { Reader } from './reader.ts'

/** Leases run by the minute, and are renewed without an event; both show only while somebody looks. */
const tick = 30_000

export class Tasks implements TreeDataProvider<Node>, Disposable {
  private readonly servers: Servers
  private readonly nodes = new Nodes()
  /** Rows that a person opened. The editor forgets it when a row moves to another group. */
  private readonly opened = new Set<string>()
  private readonly readers = new Map<Connection, Reader>()
  private readonly redraw = new EventEmitter<Node | Node[] | undefined>()
  private readonly counted = new EventEmitter<void>()
  private readonly view: TreeView<Node>
  private readonly listening: Disposable[]
  private readonly clock: NodeJS.Timeout

  readonly onDidChangeTreeData = this.redraw.event

  constructor(servers: Servers, complete: (node: TaskNode) => Promise<void>) {
    this.servers = servers
    this.look()
    this.view = window.createTreeView('baton.tasks', {
      treeDataProvider: this,
      showCollapseAll: true,
      manageCheckboxStateManually: true,
    })
    this.clock = setInterval(() => this.view.visible && this.drawClocks(), tick)
    this.listening = [
      this.view,
      this.view.onDidExpandElement(({ element }) => this.opened.add(element.id)),
      this.view.onDidCollapseElement(({ element }) => this.opened.delete(element.id)),
      this.view.onDidChangeVisibility(({ visible }) => visible && this.seen()),
      this.view.onDidChangeCheckboxState(async ({ items }) => {
        for (const [node, state] of items) {
          if (node.kind !== 'task') continue
          if (state === TreeItemCheckboxState.Checked) await complete(node)
          // What was refused, and what is done and stays so, shows its old mark again.
          this.redraw.fire(node)
        }
      }),
      servers.onDidChange(() => this.look()),
      // Which tasks are one's own is told by the name.
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('baton.name')) this.redraw.fire(undefined)
      }),
    ]
    this.tell()
  }

  /** What the status bar counts. */
  get counts(): { value: Counts; onDidChange: Servers['onDidChange'] } {
    const sum = (group: 'progress' | 'needs') =>
      [...this.readers.values()].reduce((total, { board }) => total + board.count(group), 0)
    return {
      get value() {
        return { running: sum('progress'), needing: sum('needs') }
      },
      onDidChange: this.counted.event,
    }
  }

  get isEmpty(): boolean {
    return [...this.readers.values()].every(({ board }) => board.size === 0)
  }

  /** Every task that is known here, for a person to choose from. */
  tasks(): TaskNode[] {
    return [...this.readers.values()].flatMap((reader) =>
      reader.board
        .groups()
        .flatMap((group) => reader.board.in(group).map((row) => this.nodes.task(reader, row.task_id))),
    )
  }

  async showMore({ of: group }: MoreNode): Promise<void> {
    const { board, hasOlder } = group.reader
    if (group.group === 'done' && hasOlder && group.shown >= board.count('done')) await group.reader.showOlder()
    group.shown += pageSize
    this.redraw.fire(group)
  }

  getTreeItem(node: Node): TreeItem {
    const now = Date.now()
    switch (node.kind) {
      case 'store':
        return storeItem(node)
      case 'group':
        return groupItem(node)
      case 'checkpoint':
        return checkpointItem(node, now)
      case 'more':
        return moreItem(node)
      case 'task':
        return taskItem(node, node.reader.board.task(node.task) ?? gone(node.task), now, this.opened.has(node.id))
    }
  }

  resolveTreeItem(item: TreeItem, node: Node): TreeItem {
    const row = node.kind === 'task' ? node.reader.board.task(node.task) : undefined
    if (row) item.tooltip = tooltipOf(row, Date.now())
    return item
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) {
      const up = [...this.readers.values()].filter(({ board }) => board.size > 0)
      if (this.readers.size > 1) return up.map(this.nodes.store)
      return up.flatMap((reader) => this.groupsOf(reader))
    }
    if (node.kind === 'store') return this.groupsOf(node.reader)
    if (node.kind === 'group') {
      const rows = node.reader.board.in(node.group)
      const more = rows.length > node.shown || (node.group === 'done' && node.reader.hasOlder)
      const tasks = rows.slice(0, node.shown).map((row) => this.nodes.task(node.reader, row.task_id))
      return more ? [...tasks, this.nodes.more(node)] : tasks
    }
    if (node.kind !== 'task') return []
    const { checkpoints } = await node.reader.connection.call('list_checkpoints', { task_id: node.task, limit: 50 })
    return checkpoints.map((checkpoint) => this.nodes.checkpoint(node, checkpoint))
  }

  dispose(): void {
    clearInterval(this.clock)
    for (const disposable of [...this.listening, ...this.readers.values(), this.redraw, this.counted])
      disposable.dispose()
  }

  private groupsOf = (reader: Reader) => reader.board.groups().map((group) => this.nodes.group(reader, group))

  /** Someone looks: tasks that are on disk are shown. A store where there is none is made only on demand. */
  private seen(): void {
    const off = this.servers.connections.some(({ state }) => state.kind === 'off' && state.exists)
    if (off) this.servers.start({ asked: false, onlyExisting: true }).catch(() => {})
  }

  /** Follows the window's stores. */
  private look(): void {
    const { connections } = this.servers
    for (const [connection, reader] of this.readers) {
      if (connections.includes(connection)) continue
      reader.dispose()
      this.readers.delete(connection)
      this.redraw.fire(undefined)
    }
    for (const connection of connections) {
      if (this.readers.has(connection)) continue
      const reader = new Reader(connection)
      reader.onDidChange((touched) => this.draw(reader, touched))
      reader.onDidSaveCheckpoint((task) => {
        this.redraw.fire(this.nodes.task(reader, task))
        // A step of the walkthrough.
        commands.executeCommand('setContext', 'baton.checkpointSeen', true)
      })
      this.readers.set(connection, reader)
    }
    this.tell()
  }

  private draw(reader: Reader, touched: Touched | 'all'): void {
    if (touched === 'all' || touched.root) this.redraw.fire(undefined)
    else {
      const nodes: Node[] = [
        ...[...touched.groups].map((group) => this.nodes.group(reader, group)),
        ...[...touched.tasks].map((task) => this.nodes.task(reader, task)),
      ]
      if (nodes.length > 0) this.redraw.fire(nodes)
    }
    this.tell()
  }

  private drawClocks(): void {
    for (const reader of this.readers.values()) {
      const nodes = reader.board.in('progress').map((row) => this.nodes.task(reader, row.task_id))
      if (nodes.length === 0) continue
      reader.readLeases().catch(() => {}) // the connection's state tells why
      this.redraw.fire(nodes)
    }
  }

  /** Badge, conditions of the welcome texts, and whoever counts. */
  private tell(): void {
    const { state } = this.servers
    const reading = [...this.readers.values()].some((reader) => reader.connection.state.kind === 'up' && !reader.isRead)
    commands.executeCommand('setContext', 'baton.state', state === 'up' && reading ? 'connecting' : state)
    this.counted.fire()
    if (!this.view) return
    const { needing } = this.counts.value
    const tooltip = needing === 1 ? l10n.t('1 task needs you') : l10n.t('{0} tasks need you', needing)
    this.view.badge = needing > 0 ? { value: needing, tooltip } : undefined
  }
}

/** Drawn for the moment between a task's end and its row's. */
const gone = (task: string) => ({ task_id: task, status: 'cancelled' as const, title: task })
