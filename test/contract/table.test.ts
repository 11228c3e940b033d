import { expect, test } from 'vitest'
import { operationNamed, operations, operationsOn } from '../../src/contract/operations/index.ts'
import { errorCodes, roles } from '../../src/contract/words.ts'
import { useCases } from '../../src/core/use-cases/index.ts'

test('each operation has one use case, and each use case its operation', () => {
  expect(Object.keys(useCases).sort()).toEqual(operations.map((o) => o.name).sort())
  expect(operationNamed.size).toBe(operations.length)
})

test('every toolset that agents are promised is there', () => {
  const names = operationsOn('mcp').map((o) => o.name)
  expect(names).toEqual([
    ...['create_task', 'add_task', 'create_tasks', 'get_task', 'list_tasks', 'get_all_tasks', 'update_task'],
    ...['complete_task', 'cancel_task', 'save_checkpoint', 'handoff_task', 'mark_exhausted', 'attach_artifact'],
    ...['get_artifact', 'request_input', 'get_available_tasks', 'claim_task', 'claim_next_task', 'heartbeat'],
    ...['release_task', 'reset_failed_task', 'claim_worker_slot', 'release_worker_slot', 'get_workers'],
    ...['trigger_notification', 'get_history'],
  ])
})

test.each(operations.map((o) => [o.name, o] as const))('%s is described in few, plain words', (name, operation) => {
  expect(name).toMatch(/^[a-z0-9_]{1,46}$/)
  expect(operation.title).toMatch(/^[A-Z][^.]{1,40}$/)
  expect(operation.description).toMatch(/\.$/)
  expect(operation.description.match(/\.(?=\s|$)/g)?.length).toBeLessThanOrEqual(2)
  expect(operation.description.length).toBeLessThanOrEqual(200)
})

test.each(operations.map((o) => [o.name, o] as const))('%s refers only to what there is', (_, operation) => {
  const input = Object.keys(operation.input)
  const output = Object.keys(operation.output)
  for (const code of operation.errors) expect(errorCodes).toContain(code)
  expect(new Set(operation.errors).size).toBe(operation.errors.length)
  expect(roles).toContain(operation.who)
  for (const field of operation.quiet ?? []) expect(input).toContain(field)
  for (const field of operation.mcpOutput ?? []) expect(output).toContain(field)
  for (const [alias, field] of Object.entries(operation.aliases ?? {})) {
    expect(input).toContain(field)
    expect(input).not.toContain(alias)
  }
})

test('what only a person may do is not offered to agents', () => {
  for (const operation of operations) if (operation.who !== 'agent') expect(operation.on).not.toContain('mcp')
})

test('every write can be repeated safely, and every caller say who it is', () => {
  for (const operation of operations) {
    expect(operation.input, operation.name).toHaveProperty('agent')
    if (operation.effect !== 'read' && operation.name !== 'backup')
      expect(operation.input, operation.name).toHaveProperty('idempotency_key')
  }
})

test('reads never say that they change anything', () => {
  for (const { name, effect } of operations) if (/^(get|list)_/.test(name)) expect(effect, name).toBe('read')
})
