import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { start } from '../support/process.ts'

const src = resolve(import.meta.dirname, '../../src')
const program = (then: string) => `
  const { heedUnforeseen } = await import('${src}/cli/unforeseen.ts')
  const { makeLog, toStderr } = await import('${src}/host/log.ts')
  heedUnforeseen(process, makeLog({ to: [toStderr] }), process.exit)
  ${then}
  setTimeout(() => console.log('serves on'), 100)`
const run = (then: string) => start(process.execPath, ['--input-type=module', '-e', program(then)])

test('a promise that fails unheeded is logged, and the host serves on', async () => {
  const host = run("Promise.reject(new Error('nobody waits'))")
  expect(await host.exited).toMatchObject({ code: 0 })
  expect(host.out).toBe('serves on\n')
  expect(JSON.parse(host.err)).toMatchObject({ level: 'error', error: { message: 'nobody waits' } })
})

test('an error that nobody caught is logged before the host ends', async () => {
  const host = run("setImmediate(() => { throw new Error('halfway') })")
  expect(await host.exited).toMatchObject({ code: 1 })
  expect(host.out).toBe('')
  expect(JSON.parse(host.err)).toMatchObject({ level: 'error', error: { message: 'halfway' } })
})
