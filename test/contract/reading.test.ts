import { expect, test } from 'vitest'
import { nearest } from '../../src/contract/nearest.ts'
import { operationNamed, operations } from '../../src/contract/operations/index.ts'

const camel = (name: string) => name.replace(/_([a-z])/g, (_, c: string) => c.toUpperCase())

/** What `field` of the operation reads as when it is spelled `spelling`; undefined where it is refused by name. */
function read(operation: string, spelling: string): string | undefined {
  const reading = operationNamed.get(operation)?.read({ [spelling]: undefined })
  if (reading?.ok) return Object.keys(reading.value)[0]
  return reading?.message.includes('has no argument') ? undefined : 'known'
}

test.each(operations.map((o) => [o.name, o] as const))(
  '%s takes its arguments in snake_case and camelCase, and by its aliases',
  (name, operation) => {
    for (const field of Object.keys(operation.input)) {
      expect(read(name, field), field).toBeDefined()
      expect(read(name, camel(field)), camel(field)).toBeDefined()
    }
    for (const alias of Object.keys(operation.aliases ?? {})) {
      expect(read(name, alias), alias).toBeDefined()
      expect(read(name, camel(alias)), camel(alias)).toBeDefined()
    }
  },
)

test.each([
  ['get_task', { id: 'T-1' }, { task_id: 'T-1' }],
  ['get_task', { taskId: 'T-1', workerId: 'w' }, { task_id: 'T-1', agent: 'w' }],
  ['handoff_task', { task_id: 'a', from_agent: 'x', toAgent: 'y' }, { task_id: 'a', agent: 'x', to_agent: 'y' }],
  ['claim_task', { taskId: 'a', workerId: 'w', workerSlot: 2 }, { task_id: 'a', agent: 'w', slot: 2 }],
  ['create_task', { title: 'a', dependencies: ['b'] }, { title: 'a', depends_on: ['b'] }],
  ['add_task', { task_id: 'a', description: 'b', depends_on: [] }, { id: 'a', description: 'b', dependencies: [] }],
  ['attach_artifact', { task_id: 'a', type: 'log' }, { task_id: 'a', kind: 'log' }],
  ['update_task', { taskId: 'a', currentOwner: 'x' }, { task_id: 'a', current_owner: 'x' }],
  ['update_task', { task_id: 'a', git: { diffStat: 'x' } }, { task_id: 'a', git: { diff_stat: 'x' } }],
  ['create_tasks', { tasks: [{ id: 'a', dependsOn: ['b'] }] }, { tasks: [{ task_id: 'a', depends_on: ['b'] }] }],
])('%s reads %j as %j', (name, input, value) => {
  expect(operationNamed.get(name)?.read(input)).toEqual({ ok: true, value })
})

test('an argument’s own name wins over another spelling of it, whichever came first', () => {
  const get = operationNamed.get('get_task')
  expect(get?.read({ id: 'x', task_id: 'a' })).toMatchObject({ value: { task_id: 'a' } })
  expect(get?.read({ task_id: 'a', id: 'x' })).toMatchObject({ value: { task_id: 'a' } })
})

test('null is "not given", but where a field can be cleared', () => {
  const update = operationNamed.get('update_task')
  expect(update?.read({ task_id: 'a', title: null, goal: null })).toEqual({
    ok: true,
    value: { task_id: 'a', goal: null },
  })
  expect(update?.read({ task_id: null })).toMatchObject({
    ok: false,
    message: expect.stringMatching(/"task_id" is missing/),
  })
})

test('names that every object has are no arguments', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
    expect(operationNamed.get('get_task')?.read(JSON.parse(`{"task_id":"a","${name}":1}`))).toMatchObject({ ok: false })
})

test('a refusal is short, however long what was sent', () => {
  const reading = operationNamed.get('get_task')?.read({ ['x'.repeat(100_000)]: 1 })
  expect(reading?.ok === false && reading.message.length).toBeLessThan(200)
  expect(JSON.stringify(reading).length).toBeLessThan(500)
})

test('the nearest word is a few letters away, or none', () => {
  const known = ['title', 'description', 'task_id']
  expect(nearest('titel', known)).toBe('title')
  expect(nearest('Descripton', known)).toBe('description')
  expect(nearest('taskID', known)).toBe('task_id')
  expect(nearest('colour', known)).toBeUndefined()
})
