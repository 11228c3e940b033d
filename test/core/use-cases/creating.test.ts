import { describe, expect, onTestFinished, test } from 'vitest'
import { board } from '../board.ts'
import { refused } from '../given.ts'

test('ids are given in turn, and pass over those that were given by hand', async () => {
  const { as } = await board()
  const create = async (task_id?: string) =>
    (await as('codex')('create_task', { title: 'x', ...(task_id && { task_id }) })).task_id
  expect([await create(), await create('T-3'), await create(), await create()]).toEqual(['T-1', 'T-3', 'T-4', 'T-5'])
})

test('ids are one without regard to case', async () => {
  const { as } = await board()
  await as('codex')('create_task', { title: 'x', task_id: 'task-001' })
  await expect(as('codex')('create_task', { title: 'y', task_id: 'TASK-001' })).rejects.toThrow(
    refused('already_exists', /task-001 exists already \("x"\)/),
  )
})

test.each([
  [{ description: 'First line\nsecond' }, 'First line'],
  [{ description: '\n\n  Indented  \n' }, 'Indented'],
  [{ goal: 'A goal alone' }, 'A goal alone'],
  [{ description: 'Tab\there' }, 'Tab here'],
  [{ description: `${'word '.repeat(30)}end` }, `${'word '.repeat(23).trim()}…`],
  [{ title: 'Given', description: 'Other' }, 'Given'],
])('a title is derived from the first line: %j', async (input, title) => {
  const { as } = await board()
  expect(await as('codex')('create_task', input)).toMatchObject({ title })
})

test('a task without any words is refused', async () => {
  const { as, events } = await board()
  await expect(as('codex')('create_task', {})).rejects.toThrow(refused('invalid_input', /title or a description/))
  await expect(as('codex')('create_task', { description: ' \n' })).rejects.toThrow(refused('invalid_input'))
  expect(await events()).toEqual([])
})

test.each([
  ['2026-04-20T12:00:00Z', '2026-04-20T12:00:00.000Z'],
  ['2026-04-20T12:00:00', '2026-04-20T12:00:00.000Z'],
  ['2026-04-20 12:00', '2026-04-20T12:00:00.000Z'],
  ['2026-04-20', '2026-04-20T00:00:00.000Z'],
  ['2026-04-20T12:00:00+02:00', '2026-04-20T10:00:00.000Z'],
  ['2026-04-20t12:00:00.123456z', '2026-04-20T12:00:00.123Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
])('due %s is %s', async (due, instant) => {
  const { as } = await board()
  await as('codex')('create_task', { title: 'x', due })
  expect((await as('codex')('get_task', { task_id: 'T-1' })).due).toBe(instant)
})

/** The machine's zone must not matter, nor whether its clocks skip or repeat the hour that is named. */
describe.each(['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia', 'Pacific/Chatham', 'Australia/Lord_Howe'])(
  'on a machine in %s',
  (zone) => {
    test.each([
      ['2026-03-29T02:30:00', '2026-03-29T02:30:00.000Z'],
      ['2026-10-25T02:30', '2026-10-25T02:30:00.000Z'],
      ['2026-03-08T02:30', '2026-03-08T02:30:00.000Z'],
      ['2026-11-01 01:30', '2026-11-01T01:30:00.000Z'],
      ['2026-10-25T02:30:00+02:00', '2026-10-25T00:30:00.000Z'],
      ['2026-10-25T02:30:00+01:00', '2026-10-25T01:30:00.000Z'],
      ['2026-04-20T01:00:00+05:45', '2026-04-19T19:15:00.000Z'],
      ['2026-12-31T23:30:00-1000', '2027-01-01T09:30:00.000Z'],
      ['2011-12-30', '2011-12-30T00:00:00.000Z'],
    ])('due %s is %s, and stays so when it is sent back', async (due, instant) => {
      const before = process.env.TZ
      process.env.TZ = zone
      onTestFinished(() => {
        if (before === undefined) delete process.env.TZ
        else process.env.TZ = before
      })
      expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone)
      const { as } = await board()
      const read = async () => (await as('codex')('get_task', { task_id: 'T-1' })).due
      await as('codex')('create_task', { title: 'x', due })
      expect(await read()).toBe(instant)
      await as('codex')('update_task', { task_id: 'T-1', due: await read() })
      expect(await read()).toBe(instant)
    })
  },
)

test.each([
  '2026-04-31',
  '2026-02-29T10:00:00Z',
  '2026-13-01',
  'tomorrow',
  '2026-04-20T25:00:00Z',
  '20260420',
  '',
  '9999-12-31T23:30:00-01:00',
  '0000-01-01T00:30:00+01:00',
])('due "%s" is refused', async (due) => {
  const { as } = await board()
  await expect(as('codex')('create_task', { title: 'x', due })).rejects.toThrow(refused('invalid_input', /"due"/))
})

test.each([
  [{ title: 'x'.repeat(201) }, /"title"/],
  [{ title: 'two\nlines' }, /"title"/],
  [{ title: '' }, /"title"/],
  [{ title: 'x', description: 'x'.repeat(20_001) }, /"description".*20000/],
  [{ title: 'x', task_id: '-x' }, /"task_id"/],
  [{ title: 'x', task_id: 'x'.repeat(65) }, /"task_id"/],
  [{ title: 'x', task_id: 'a/../b' }, /"task_id"/],
  [{ title: 'x', priority: 'huge' }, /"priority" must be one of low, normal, high, urgent/],
  [{ title: 'x', labels: Array(21).fill('l') }, /"labels"/],
  [{ title: 'x', depends_on: 'T-1' }, /"depends_on" must be an array/],
  [{ title: 'x', max_attempts: 0 }, /"max_attempts" must be at least 1/],
  [{ title: 'x', needs_approval: 'yes' }, /"needs_approval" must be a boolean/],
])('what is out of bounds is refused by name: %#', async (input, message) => {
  const { as, events } = await board()
  await expect(as('codex')('create_task', input)).rejects.toThrow(refused('invalid_input', message))
  expect(await events()).toEqual([])
})

test('arguments that are no object are refused', async () => {
  const { baton } = await board()
  const caller = { role: 'agent', principal: 'local', client: { name: 'x' }, connection: 'link:x' } as const
  for (const input of [[], 'x', 7])
    await expect(baton.call('create_task', input, caller)).rejects.toThrow(refused('invalid_input', /takes an object/))
})

test('null stands for "not given"', async () => {
  const { as } = await board()
  expect(await as('codex')('create_task', { title: 'x', due: null, labels: null })).toMatchObject({ status: 'open' })
})

test('a new task says what blocks it', async () => {
  const { as } = await board()
  const codex = as('codex')
  await codex('create_task', { title: 'one' })
  await codex('create_task', { title: 'two' })
  await codex('complete_task', { task_id: 'T-1' })
  expect(await codex('create_task', { title: 'three', depends_on: ['t-1', 't-2'] })).toMatchObject({
    blocked_by: ['T-2'],
  })
})

test('what a task depends on or belongs to must exist', async () => {
  const { as, events } = await board()
  const codex = as('codex')
  await expect(codex('create_task', { title: 'x', depends_on: ['T-9'] })).rejects.toThrow(refused('not_found', /T-9/))
  await expect(codex('create_task', { title: 'x', parent: 'T-9' })).rejects.toThrow(refused('not_found', /T-9/))
  expect(await events()).toEqual([])
})

test('a task that would wait for itself is refused with the way round', async () => {
  const { as } = await board()
  const codex = as('codex')
  await codex('create_task', { title: 'a', task_id: 'a' })
  await codex('create_task', { title: 'b', task_id: 'b', depends_on: ['a'] })
  await codex('create_task', { title: 'c', task_id: 'c', depends_on: ['b'] })
  await expect(codex('update_task', { task_id: 'a', depends_on: ['C'] })).rejects.toThrow(
    refused('dependency_cycle', /a waits for C waits for b waits for a/),
  )
  await expect(codex('create_task', { title: 'd', task_id: 'd', depends_on: ['D'] })).rejects.toThrow(
    refused('dependency_cycle', /d waits for d/),
  )
  expect(await codex('get_task', { task_id: 'a' })).toMatchObject({ version: 1, ready: true })
})

test('a plan is created at once; its tasks may name each other before they exist', async () => {
  const { as } = await board()
  const codex = as('codex')
  const plan = await codex('create_tasks', {
    tasks: [
      { ref: 'ship', title: 'Ship', depends_on: ['build', 'docs-1'], parent: 'epic' },
      { ref: 'build', title: 'Build' },
      { task_id: 'docs-1', title: 'Docs' },
      { ref: 'epic', title: 'Release' },
    ],
  })
  expect(plan.tasks).toMatchObject([
    { task_id: 'T-1', ref: 'ship' },
    { task_id: 'T-2', ref: 'build' },
    { task_id: 'docs-1' },
    { task_id: 'T-3', ref: 'epic' },
  ])
  expect(await codex('get_task', { task_id: 'T-1' })).toMatchObject({
    parent: 'T-3',
    ready: false,
    blocked_by: [{ task_id: 'T-2' }, { task_id: 'docs-1' }],
  })
})

test('a plan that goes wrong anywhere leaves nothing behind', async () => {
  const { as, events } = await board()
  const codex = as('codex')
  const plan = (...tasks: object[]) => codex('create_tasks', { tasks })
  await expect(
    plan({ title: 'a', ref: 'a', depends_on: ['b'] }, { title: 'b', ref: 'b', depends_on: ['a'] }),
  ).rejects.toThrow(refused('dependency_cycle'))
  await expect(plan({ title: 'a' }, { title: 'b', depends_on: ['nowhere'] })).rejects.toThrow(refused('not_found'))
  await expect(plan({ title: 'a', ref: 'x' }, { title: 'b', ref: 'X' })).rejects.toThrow(
    refused('already_exists', /stands twice/),
  )
  await expect(plan({ title: 'a' }, {})).rejects.toThrow(refused('invalid_input'))
  await expect(plan()).rejects.toThrow(refused('invalid_input', /"tasks"/))
  expect(await events()).toEqual([])
})

test('an id that is given in the list is not given out by the list itself', async () => {
  const { as } = await board()
  const plan = await as('codex')('create_tasks', { tasks: [{ title: 'a' }, { title: 'b', task_id: 'T-1' }] })
  expect(plan.tasks.map((t) => t.task_id)).toEqual(['T-2', 'T-1'])
})
