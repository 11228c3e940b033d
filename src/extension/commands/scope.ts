/** What commands work with, and how a person says which task is meant. */
import { type LogOutputChannel, l10n, type QuickPickItem, window } from 'vscode'
import type { TaskRef } from '../../contract/board.ts'
import type { OperationName } from '../../contract/operations/index.ts'
import type { Panels } from '../board/panels.ts'
import type { Connection } from '../connection.ts'
import type { Servers } from '../server.ts'
import type { TaskNode } from '../tree/nodes.ts'
import { type Row, rowOf } from '../tree/rows.ts'
import type { Tasks } from '../tree/view.ts'
import { stateInWords } from '../tree/words.ts'

export interface Scope {
  readonly servers: Servers
  readonly tasks: Tasks
  readonly panels: Panels
  readonly log: LogOutputChannel
}

/** Gets what is passed: a node of the tree from its menus, a `TaskRef` from a task's page, nothing from the palette. */
export type Handler = (scope: Scope, argument: unknown) => unknown

/** Somebody pressed Escape: nothing is to be said. */
export class Dismissed extends Error {}

export function given<T>(answer: T | undefined): T {
  if (answer === undefined) throw new Dismissed()
  return answer
}

export interface Chosen {
  readonly id: string
  readonly row: Row
  readonly connection: Connection
  /** Calls an operation on this task. */
  readonly call: (operation: OperationName, input?: Record<string, unknown>) => Promise<Record<string, unknown>>
}

/** The task of the row that was clicked, the one that is named, or one that a person chooses of those that fit. */
export async function chooseTask(
  { tasks, servers }: Scope,
  argument: unknown,
  placeHolder: string,
  fits: (row: Row) => boolean = () => true,
): Promise<Chosen> {
  if (isTask(argument)) return chosen(argument)
  if (isRef(argument)) return named(servers, argument)
  const items = tasks.tasks().flatMap((node): (QuickPickItem & { node: TaskNode })[] => {
    const row = node.reader.board.task(node.task)
    if (!row || !fits(row)) return []
    return [{ label: row.title, description: `${row.task_id}, ${stateInWords(row, Date.now())}`, node }]
  })
  if (items.length === 0) {
    window.setStatusBarMessage(l10n.t('No task fits that now.'), 5_000)
    throw new Dismissed()
  }
  return chosen(given(await window.showQuickPick(items, { placeHolder, matchOnDescription: true })).node)
}

const chosen = ({ task, reader }: TaskNode): Chosen =>
  of(reader.connection, reader.board.task(task) ?? { task_id: task, status: 'open', title: task })

/** Read afresh: the tree need not know it. */
async function named({ connections }: Servers, { task, store }: TaskRef): Promise<Chosen> {
  const connection = connections.find(({ place }) => place.database === store)
  if (!connection) throw new Error(l10n.t('The folder of {0} is not open in this window.', task))
  return of(connection, rowOf(await connection.call('get_task', { task_id: task })))
}

const of = (connection: Connection, row: Row): Chosen => ({
  id: row.task_id,
  row,
  connection,
  call: (operation, input = {}) => connection.call(operation, { task_id: row.task_id, ...input }),
})

const isRef = (argument: unknown): argument is TaskRef => {
  const { task, store } = (argument ?? {}) as Partial<TaskRef>
  return typeof task === 'string' && typeof store === 'string'
}

const isTask = (argument: unknown): argument is TaskNode => (argument as TaskNode | undefined)?.kind === 'task'

/** Where a new task goes: the store of the open file, the only one, or the one that is chosen. */
export async function chooseStore({ servers }: Scope, argument?: unknown): Promise<Connection> {
  const node = argument as { reader?: { connection: Connection } } | undefined
  const known = node?.reader?.connection ?? servers.of(window.activeTextEditor?.document.uri)
  if (known) return known
  const { connections, state } = servers
  if (connections.length === 0)
    throw new Error(
      state === 'untrusted'
        ? l10n.t('You have not trusted this folder, so the task server is off. Trust it to work with tasks.')
        : l10n.t('Baton keeps tasks beside your code. Open a folder first.'),
    )
  const items = connections.map((connection) => ({ label: connection.name, connection }))
  return given(await window.showQuickPick(items, { placeHolder: l10n.t('In which folder?') })).connection
}

/** A line of text that a person types. Empty is no answer unless `optional`. */
export async function ask(prompt: string, options: { value?: string; optional?: boolean } = {}): Promise<string> {
  const text = await window.showInputBox({ prompt, ...(options.value !== undefined && { value: options.value }) })
  const typed = given(text).trim()
  if (!typed && !options.optional) throw new Dismissed()
  return typed
}
