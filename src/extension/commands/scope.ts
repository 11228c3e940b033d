/** What commands work with, and how a person says which task is meant. */
import { type LogOutputChannel, type QuickPickItem, window } from 'vscode'
import type { OperationName } from '../../contract/operations/index.ts'
import type { Connection } from '../connection.ts'
import type { Servers } from '../server.ts'
import type { Row } from '../tree/groups.ts'
import type { TaskNode } from '../tree/nodes.ts'
import type { Tasks } from '../tree/view.ts'
import { stateInWords } from '../tree/words.ts'

export interface Scope {
  readonly servers: Servers
  readonly tasks: Tasks
  readonly log: LogOutputChannel
}

/** Gets what the editor passes: a node of the tree from its menus, nothing from the palette. */
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

/** The task of the row that was clicked, or one that a person chooses of those that fit. */
export async function chooseTask(
  { tasks }: Scope,
  argument: unknown,
  placeHolder: string,
  fits: (row: Row) => boolean = () => true,
): Promise<Chosen> {
  if (isTask(argument)) return chosen(argument)
  const items = tasks.tasks().flatMap((node): (QuickPickItem & { node: TaskNode })[] => {
    const row = node.reader.board.task(node.task)
    if (!row || !fits(row)) return []
    return [{ label: row.title, description: `${row.task_id}, ${stateInWords(row, Date.now())}`, node }]
  })
  if (items.length === 0) {
    window.setStatusBarMessage('No task fits that now.', 5_000)
    throw new Dismissed()
  }
  return chosen(given(await window.showQuickPick(items, { placeHolder, matchOnDescription: true })).node)
}

function chosen({ task, reader }: TaskNode): Chosen {
  const { connection } = reader
  return {
    id: task,
    row: reader.board.task(task) ?? { task_id: task, status: 'open', title: task },
    connection,
    call: (operation, input = {}) => connection.call(operation, { task_id: task, ...input }),
  }
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
        ? 'You have not trusted this folder, so the task server is off. Trust it to work with tasks.'
        : 'Baton keeps tasks beside your code. Open a folder first.',
    )
  const items = connections.map((connection) => ({ label: connection.name, connection }))
  return given(await window.showQuickPick(items, { placeHolder: 'In which folder?' })).connection
}

/** A line of text that a person types. Empty is no answer unless `optional`. */
export async function ask(prompt: string, options: { value?: string; optional?: boolean } = {}): Promise<string> {
  const text = await window.showInputBox({ prompt, ...(options.value !== undefined && { value: options.value }) })
  const typed = given(text).trim()
  if (!typed && !options.optional) throw new Dismissed()
  return typed
}
