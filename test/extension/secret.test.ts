import { expect, test } from 'vitest'
import { personKey } from '../../src/extension/secret.ts'

type Storage = Parameters<typeof personKey>[0]
type Log = Parameters<typeof personKey>[1]

/** The editor's storage, as far as it is used here; `broken` as where no keyring is to be had. */
function window(kept: Map<string, string>, broken = false) {
  const said: string[] = []
  const fail = () => Promise.reject(new Error('no keyring'))
  const secrets = {
    get: (name: string) => (broken ? fail() : Promise.resolve(kept.get(name))),
    store: async (name: string, value: string) => (broken ? fail() : void kept.set(name, value)),
  } as unknown as Storage
  const log = { warn: (line: string) => said.push(line) } as unknown as Log
  return { key: personKey(secrets, log), said }
}

test('the secret is made once and kept: the next window is the same person', async () => {
  const kept = new Map<string, string>()
  const first = window(kept)
  const { public: mine } = await first.key()
  expect((await first.key()).public).toBe(mine)
  expect((await window(kept).key()).public).toBe(mine)
  expect([...kept.values()].join()).not.toContain(mine)
})

test('what cannot be read is replaced; what cannot be kept holds for the window; both are said, no secret is', async () => {
  const kept = new Map([['baton.person', 'nonsense']])
  const spoilt = window(kept)
  const { public: mine } = await spoilt.key()
  expect((await window(kept).key()).public).toBe(mine)
  const unkept = window(new Map(), true)
  expect((await unkept.key()).public).toBe((await unkept.key()).public)
  expect([spoilt.said.length, unkept.said.length]).toEqual([1, 2])
  expect([...spoilt.said, ...unkept.said].join()).not.toContain(kept.get('baton.person'))
})
