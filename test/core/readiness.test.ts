import { expect, test } from 'vitest'
import { isOfferedTo, isReady, isReadyFor, mustBeReady } from '../../src/core/readiness.ts'
import { given, refused } from './given.ts'

test('open, handed on and given up tasks are ready; held, waiting, failed and finished ones are not', () => {
  const ready = [given.open(), given.handedOff(), given.exhausted()]
  const not = [given.inProgress(), given.asking({ hold: null }), given.failed(), given.done(), given.cancelled()]
  expect(ready.map(isReady)).toEqual([true, true, true])
  expect(not.map(isReady)).toEqual([false, false, false, false, false])
})

test('a task with an open dependency is not ready', () => {
  const task = given.open({ open_deps: 2 })
  expect(isReady(task)).toBe(false)
  expect(() => mustBeReady(task, 'codex', [])).toThrow(refused('not_ready', /waits for 2 other/))
})

test('a task that is offered to one agent is ready for that one alone', () => {
  const task = given.handedOff({ to: 'codex' })
  expect(isReadyFor(task, 'codex', [])).toBe(true)
  expect(isReadyFor(task, 'gemini', [])).toBe(false)
  expect(() => mustBeReady(task, 'gemini', [])).toThrow(refused('not_ready', /offered to codex/))
})

test('an offer matches the bare name, in whatever case: the second window of a client is meant too', () => {
  expect(isOfferedTo(given.handedOff({ to: 'codex' }), 'Codex#2')).toBe(true)
  expect(isOfferedTo(given.handedOff({ to: 'codex' }), 'codex2')).toBe(false)
  expect(isOfferedTo(given.handedOff({ to: null }), 'anyone')).toBe(true)
})

test('a task that needs something is ready for who can do all of it', () => {
  const task = given.open({ needs: ['GPU', 'python'] })
  expect(isReadyFor(task, 'codex', ['gpu', 'Python', 'more'])).toBe(true)
  expect(() => mustBeReady(task, 'codex', ['python'])).toThrow(refused('not_ready', /needs GPU; .*"can"/))
})
