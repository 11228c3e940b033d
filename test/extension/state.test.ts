import { expect, test } from 'vitest'
import { type State, together } from '../../src/extension/state.ts'

const off: State = { kind: 'off', exists: false }
const down: State = { kind: 'down', why: 'no' }
const stopped: State = { kind: 'stopped' }
const connecting: State = { kind: 'connecting' }

test.each<[State[], State['kind']]>([
  [[], 'off'],
  [[off], 'off'],
  [[off, stopped], 'stopped'],
  [[stopped, connecting], 'connecting'],
  [[connecting, down], 'down'],
])('several stores together: %o is %s', (states, kind) => expect(together(states)).toBe(kind))
