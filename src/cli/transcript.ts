/** The end of a Claude Code transcript (JSON Lines): what was asked last, what was said since, and the list of to-dos. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

export interface Tail {
  readonly notes?: string
  readonly completed_steps?: string[]
  readonly remaining_steps?: string[]
}

/** So much of the file's end is read, and so much of it kept. */
const lastBytes = 256 * 1024
const mostAsked = 500
const mostSaid = 1_500

/** Empty where there is no such file, or nothing in it that is known. */
export function tailOf(file: string): Tail {
  const messages = linesAtEnd(file).flatMap(messageIn)
  const asked = messages.findLast(({ role, text }) => role === 'user' && text !== '')?.text
  const said = messages.filter(({ role, text }) => role === 'assistant' && text !== '').at(-1)?.text
  const notes = [asked && `Last asked: ${cut(asked, mostAsked)}`, said && `Last said: ${cut(said, mostSaid)}`].filter(
    Boolean,
  )
  return { ...(notes.length > 0 && { notes: notes.join('\n') }), ...stepsIn(messages) }
}

function linesAtEnd(file: string): string[] {
  let open: number
  try {
    // A pipe under that name must not keep us waiting.
    open = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch {
    return []
  }
  try {
    const about = fstatSync(open)
    if (!about.isFile()) return []
    const from = Math.max(0, about.size - lastBytes)
    const bytes = Buffer.alloc(about.size - from)
    const read = readSync(open, bytes, 0, bytes.length, from)
    const lines = bytes.subarray(0, read).toString('utf8').split('\n')
    return from > 0 ? lines.slice(1) : lines
  } finally {
    closeSync(open)
  }
}

interface Message {
  readonly role: string
  readonly text: string
  readonly todos: readonly Todo[] | undefined
}

interface Todo {
  readonly content?: unknown
  readonly status?: unknown
}

interface Part {
  readonly type?: string
  readonly text?: string
  readonly name?: string
  readonly input?: { readonly todos?: readonly Todo[] }
}

function messageIn(line: string): Message[] {
  try {
    const { type, isMeta, message } = JSON.parse(line) as {
      type?: string
      isMeta?: boolean
      message?: { role?: string; content?: string | readonly Part[] }
    }
    if ((type !== 'user' && type !== 'assistant') || isMeta || !message) return []
    const parts =
      typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : (message.content ?? [])
    const text = parts
      .filter((part) => part.type === 'text' && typeof part.text === 'string')
      .map((part) => part.text)
      .join('\n')
      .trim()
    const todos = parts.findLast((part) => part.type === 'tool_use' && Array.isArray(part.input?.todos))?.input?.todos
    return [{ role: type, text, todos }]
  } catch {
    return [] // half a line, or one of another kind
  }
}

function stepsIn(messages: readonly Message[]): Pick<Tail, 'completed_steps' | 'remaining_steps'> {
  const todos = messages.findLast((message) => message.todos)?.todos
  if (!todos) return {}
  const named = (done: boolean) =>
    todos
      .filter(({ content, status }) => typeof content === 'string' && (status === 'completed') === done)
      .map(({ content }) => cut(String(content), 1_000))
      .slice(0, 200)
  const [completed, remaining] = [named(true), named(false)]
  return {
    ...(completed.length > 0 && { completed_steps: completed }),
    ...(remaining.length > 0 && { remaining_steps: remaining }),
  }
}

const cut = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`)
