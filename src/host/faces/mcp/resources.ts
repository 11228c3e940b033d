/** The board as resources: a task, its brief, and what is ready. */
import type { Baton, Caller } from '../../../contract/baton.ts'
import type { Resource, ResourceContents, ResourceListing, Template } from './protocol.ts'

interface Row {
  task_id: string
  title: string
}

export const readyUri = 'board://ready'

/** The id in `task://{id}` and `task://{id}/brief`. */
export function taskIdIn(uri: string): string | undefined {
  return matcher('task://{id}')(uri)?.id ?? matcher('task://{id}/brief')(uri)?.id
}

export const readyResource = (baton: Baton): Resource => ({
  listing: {
    uri: readyUri,
    name: 'ready',
    title: 'What is ready',
    description: 'Tasks that can be taken now, most urgent first.',
    mimeType: 'application/json',
  },
  read: async (caller) => json(readyUri, await baton.call('get_available_tasks', {}, caller)),
})

export const taskTemplates = (baton: Baton): Template[] => [
  {
    listing: {
      uriTemplate: 'task://{id}',
      name: 'task',
      title: 'A task',
      description: 'A task whole, with its last checkpoint.',
      mimeType: 'application/json',
    },
    match: matcher('task://{id}'),
    read: async (uri, { id }, caller) => json(uri, await baton.call('get_task', { task_id: id }, caller)),
    complete: (_, typed, caller) => taskIdsLike(baton, typed, caller),
  },
  {
    listing: {
      uriTemplate: 'task://{id}/brief',
      name: 'brief',
      title: 'Brief of a task',
      description: 'What whoever carries on must know, as one text.',
      mimeType: 'text/plain',
    },
    match: matcher('task://{id}/brief'),
    async read(uri, { id }, caller) {
      return { uri, mimeType: 'text/plain', text: await briefOf(baton, id ?? '', caller) }
    },
    complete: (_, typed, caller) => taskIdsLike(baton, typed, caller),
  },
]

/** A page of tasks as resources. */
export async function taskListings(baton: Baton, cursor: string | undefined, caller: Caller) {
  const page = (await baton.call('list_tasks', { ...(cursor !== undefined && { cursor }) }, caller)) as {
    tasks: Row[]
    next_cursor?: string
  }
  const resources = page.tasks.map(
    ({ task_id, title }): ResourceListing => ({
      uri: `task://${task_id}`,
      name: task_id,
      title,
      mimeType: 'application/json',
    }),
  )
  return { resources, ...(page.next_cursor !== undefined && { nextCursor: page.next_cursor }) }
}

/** Nothing has happened to a fresh task yet, so it has no brief: what it asks for takes its place. */
export async function briefOf(baton: Baton, id: string, caller: Caller): Promise<string> {
  const { task_id, title, brief, goal, description, done_when } = await baton.call('get_task', { task_id: id }, caller)
  if (typeof brief === 'string') return brief
  const parts = [`${task_id}: ${title}`, goal && `Goal: ${goal}`, description, done_when && `Done when: ${done_when}`]
  return parts.filter(Boolean).join('\n')
}

/** Ids that begin so, in whatever case: among the newest tasks, or the one that is called exactly so. */
export async function taskIdsLike(baton: Baton, typed: string, caller: Caller): Promise<string[]> {
  const { tasks } = (await baton.call('list_tasks', { limit: 200 }, caller)) as { tasks: Row[] }
  const found = tasks.map(({ task_id }) => task_id).filter((id) => id.toLowerCase().startsWith(typed.toLowerCase()))
  if (found.length > 0 || typed === '') return found
  return baton.call('get_task', { task_id: typed }, caller).then(
    ({ task_id }) => [String(task_id)],
    () => [],
  )
}

const json = (uri: string, value: unknown): ResourceContents => ({
  uri,
  mimeType: 'application/json',
  text: JSON.stringify(value),
})

/** Matches a template whose variables each stand for one piece between slashes. */
export function matcher(template: string): Template['match'] {
  const names: string[] = []
  const pattern = template
    .split(/\{(\w+)\}/)
    .map((part, at) => {
      if (at % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      names.push(part)
      return '([^/?#]+)'
    })
    .join('')
  const whole = new RegExp(`^${pattern}$`)
  return (uri) => {
    const values = whole.exec(uri)?.slice(1)
    return values && Object.fromEntries(names.map((name, at) => [name, decoded(values[at] ?? '')]))
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
