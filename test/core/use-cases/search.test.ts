import { expect, test } from 'vitest'
import { type Board, board } from '../board.ts'

async function find({ person }: Board, query: string, more = {}): Promise<(string | undefined)[]> {
  return (await person('list_tasks', { query, ...more })).tasks.map((task) => task.task_id)
}

test('a word is found wherever it stands: id, title, description, goal, label, holder, notes', async () => {
  const made = await board()
  const { person } = made
  await person('create_task', { task_id: 'zebra-1', title: 'a' })
  await person('create_task', { task_id: 'b', title: 'The ZEBRA' })
  await person('create_task', { task_id: 'c', title: 'c', description: 'one\nzebra' })
  await person('create_task', { task_id: 'd', title: 'd', goal: 'no zebras left' })
  await person('create_task', { task_id: 'e', title: 'e', labels: ['web', 'Zebra "stripes"'] })
  await person('create_task', { task_id: 'f', title: 'f' })
  await made.as('zebra')('claim_task', { task_id: 'f' })
  await person('create_task', { task_id: 'g', title: 'g' })
  await made.as('codex')('save_checkpoint', { task_id: 'g', notes: 'saw a "zebra"', completed_steps: ['giraffe'] })
  await made.as('codex')('save_checkpoint', { task_id: 'g', notes: 'and then none' })
  await person('create_task', { task_id: 'h', title: 'h', done_when: 'zebra' })
  expect(await find(made, 'zebra')).toEqual(['g', 'f', 'e', 'd', 'c', 'b', 'zebra-1'])
  expect(await find(made, '"stripes"')).toEqual(['e'])
  expect(await find(made, '"zebra"')).toEqual(['g'])
  expect(await find(made, 'giraffe')).toEqual([])
})

test('all words are asked for, in any order and any case', async () => {
  const made = await board()
  await made.person('create_task', { title: 'Seats are held', description: 'for ten minutes' })
  await made.person('create_task', { title: 'Seats are sold' })
  expect(await find(made, '  MINUTES \n seats')).toEqual(['T-1'])
  expect(await find(made, 'seats')).toEqual(['T-2', 'T-1'])
  expect(await find(made, 'seats hours')).toEqual([])
  expect(await find(made, ' ')).toEqual(['T-2', 'T-1'])
})

test.each([
  ['für', 'Texte FÜR das Formular'],
  ['FÜR', 'texte für das formular'],
  ['ÜBERFÄHRE', 'die Überfähre'],
  ['überfährtenplänenäh', 'DIE ÜBERFÄHRTENPLÄNENÄHE'],
  ['Überfährtenpläne[1]*', 'die überfährtenpläne[1]*2?'],
  ['привет', 'Скажи ПРИВЕТ'],
  ['Привет', 'скажи приветик'],
  ['航线', '渡轮航线表'],
  ['🛳', 'the 🛳 sails'],
])('%s is found in "%s"', async (query, title) => {
  const made = await board()
  await made.person('create_task', { title: 'something else, für nobody' })
  await made.person('create_task', { title })
  const found = await find(made, query)
  expect(found[0]).toBe('T-2')
})

test.each([
  ['für', 'fur, fûr, fr'],
  ['überfährtenplänenäh', 'überfährtenplanenah'],
  ['100%', '100 and more'],
  ['a_b', 'acb'],
  ['a*b', 'aXb'],
  ['[ab]', 'a'],
  ['\\', '/'],
  ['"', 'quote'],
  ['[', 'bracket'],
])('%s is not found in "%s"', async (query, title) => {
  const made = await board()
  await made.person('create_task', { title, labels: ['x', 'y'] })
  expect(await find(made, query)).toEqual([])
})

test.each(['100%', 'a_b', 'a*b', 'ä*b', '[ab]', '[äb]', 'c:\\tmp', '"x"', "o'clock", 'ä]', 'ä^', '?ä'])(
  'what means something to a database is a letter like others: %s',
  async (query) => {
    const made = await board()
    await made.person('create_task', { title: `before ${query} after` })
    await made.person('create_task', { title: 'x', labels: [`say ${query}`] })
    expect(await find(made, query)).toEqual(['T-2', 'T-1'])
  },
)

test('what is found is paged and filtered like any list', async () => {
  const made = await board()
  const tasks = Array.from({ length: 30 }, (_, i) => ({
    title: i % 2 ? 'ferry' : 'train',
    labels: [i % 3 ? 'a' : 'b'],
  }))
  await made.person('create_tasks', { tasks })
  const first = await made.person('list_tasks', { query: 'Ferry', limit: 10 })
  const second = await made.person('list_tasks', { query: 'Ferry', limit: 10, cursor: first.next_cursor })
  expect([...first.tasks, ...second.tasks].map((t) => t.task_id)).toEqual(
    Array.from({ length: 15 }, (_, i) => `T-${30 - 2 * i}`),
  )
  expect(second.next_cursor).toBeUndefined()
  expect(await find(made, 'ferry', { label: 'b' })).toEqual(['T-28', 'T-22', 'T-16', 'T-10', 'T-4'])
  await made.as('codex')('claim_task', { task_id: 'T-4' })
  expect(await find(made, 'ferry', { owner: 'codex' })).toEqual(['T-4'])
  expect(await find(made, 'ferry', { status: 'in_progress' })).toEqual(['T-4'])
})
