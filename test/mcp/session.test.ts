import { expect, test } from 'vitest'
import {
  abilitiesIn,
  callerOf,
  clientIn,
  openSession,
  type SessionFacts,
  sealSession,
} from '../../src/host/faces/mcp/session.ts'

const facts: SessionFacts = {
  revision: '2025-06-18',
  client: { name: 'Grüße 🎉', version: '1.0' },
  principal: 'local',
  connection: 'abc',
  abilities: { sampling: {}, elicitation: { form: {} } },
}

test('an id says everything about its session and fits a header', () => {
  const id = sealSession(facts, 'secret')
  expect(id).toMatch(/^[\w.-]+$/)
  expect(openSession(id, 'secret')).toEqual(facts)
  expect(callerOf(facts)).toEqual({
    role: 'agent',
    principal: 'local',
    client: facts.client,
    connection: 'mcp:abc',
    way: { through: 'http', protocol: 'MCP 2025-06-18' },
  })
})

test('an id that we did not seal opens nothing', () => {
  const id = sealSession(facts, 'secret')
  const [text = '', signature = ''] = id.split('.')
  const other = Buffer.from(JSON.stringify({ r: '2025-06-18', n: 'x', p: 'admin', c: 'x', a: {} })).toString(
    'base64url',
  )
  const forged = [`${other}.${signature}`, `${text}.`, text, '', '.', `${id}.x`, `${text}.${signature.slice(1)}`, 'x.y']
  for (const one of forged) expect(openSession(one, 'secret'), one).toBeUndefined()
  expect(openSession(id, 'another secret')).toBeUndefined()
})

test('a client is known by one line', () => {
  expect(clientIn({ name: ' a\nb\u0000 ', version: 'x'.repeat(100) })).toEqual({ name: 'a b', version: 'x'.repeat(64) })
  for (const nobody of [undefined, null, {}, { name: '' }, { name: 7 }])
    expect(clientIn(nobody)).toEqual({ name: 'agent' })
})

test('of what a client can do, what matters is kept', () => {
  expect(
    abilitiesIn({ roots: { listChanged: true }, elicitation: {}, sampling: { tools: {} }, experimental: { big: 1 } }),
  ).toEqual({
    roots: {},
    elicitation: { form: {} },
    sampling: { tools: {} },
  })
  expect(abilitiesIn({ elicitation: { url: {} } })).toEqual({ elicitation: { url: {} } })
  expect(abilitiesIn(undefined)).toEqual({})
})
