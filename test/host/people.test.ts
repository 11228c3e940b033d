/** Whom a host takes for a person: codes that are good once and not for long, and the keys that it keeps. */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Hello } from '../../src/contract/link.ts'
import { makePeople, meet, type People } from '../../src/host/people.ts'
import { keyFrom, newSecret, readCode, statement } from '../../src/reach/person.ts'
import { codeFile, peopleFile } from '../../src/reach/records.ts'
import { tempDir } from '../support/temp.ts'

function board() {
  const database = join(tempDir(), 'tasks.db')
  const open = (now?: () => number) =>
    makePeople({
      database,
      ...(now && { now }),
      complain: (_, error) => {
        throw error
      },
    })
  const code = (name: string | undefined) => readCode(database, name ?? '')
  const folder = dirname(peopleFile(database))
  const prefix = basename(codeFile(database, ''), '.code')
  const codes = () => readdirSync(folder).filter((file) => file.startsWith(prefix) && file.endsWith('.code'))
  return { database, open, code, codes }
}

const hello = (more: Partial<Hello> = {}): Hello => ({
  protocol: 1,
  product: '0',
  connection: 'link:1',
  role: 'person',
  client: { name: 'ada' },
  nonce: 'theirs',
  ...more,
})
const said = statement('link:1', 'theirs', 'ours')

/** Enrols a key by the code, as the editor does. */
function enrol(people: People, code: (name: string | undefined) => string, key = keyFrom(newSecret())) {
  const meeting = meet(people, hello({ key: key.public }), 'ours', key.sign(said))
  expect(meeting.role).toBe('agent')
  expect(meeting.enrol(code(meeting.challenge))).toBe(true)
  expect(meeting.role).toBe('person')
  return key
}

test('a code is good once, for whoever was asked for it, and its file goes with it', () => {
  const { open, code, codes } = board()
  const people = open()
  const one = meet(people, hello(), 'ours', undefined)
  const other = meet(people, hello(), 'ours', undefined)
  const [first, second] = [code(one.challenge), code(other.challenge)]
  expect(codes()).toHaveLength(2)
  expect(other.enrol(first)).toBe(false)
  expect(other.enrol(second)).toBe(false) // there is one try
  expect(other.role).toBe('agent')
  expect(one.enrol(first)).toBe(true)
  expect(one.enrol(first)).toBe(false)
  expect(one.role).toBe('person')
  expect(codes()).toEqual([])
})

test('a code is good for half a minute, and nothing but a text is one', () => {
  const { open, code, codes } = board()
  const people = open()
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const [late, intime] = [meet(people, hello(), 'ours', undefined), meet(people, hello(), 'ours', undefined)]
  const given = [code(late.challenge), code(intime.challenge)]
  vi.advanceTimersByTime(29_000)
  expect(intime.enrol(given[1])).toBe(true)
  vi.advanceTimersByTime(1_000)
  expect(late.enrol(given[0])).toBe(false)
  expect(codes()).toEqual([])
  for (const nonsense of [undefined, null, 7, {}, [], ''])
    expect(meet(people, hello(), 'ours', undefined).enrol(nonsense)).toBe(false)
})

test('who hangs up leaves no code, and only so many wait at a time', () => {
  const { open, codes } = board()
  const people = open()
  const waiting = Array.from({ length: 17 }, () => meet(people, hello(), 'ours', undefined))
  expect(waiting.filter(({ challenge }) => challenge)).toHaveLength(16)
  for (const one of waiting) one.end()
  expect(codes()).toEqual([])
})

test('a key that was enrolled is known to the next host, by its signature and by nothing else', () => {
  const { database, open, code } = board()
  const people = open()
  const mine = enrol(people, code)
  const yours = enrol(people, code)
  const file = peopleFile(database)
  expect([statSync(file).mode & 0o777, statSync(dirname(file)).mode & 0o777]).toEqual([0o600, 0o700])
  expect(readFileSync(file, 'utf8')).toContain(mine.public)

  const next = open()
  for (const key of [mine, yours])
    expect(meet(next, hello({ key: key.public }), 'ours', key.sign(said)).role).toBe('person')
  const signatures = {
    "another's": yours.sign(said),
    'of another meeting': mine.sign(statement('link:1', 'theirs', 'before')),
    'of another connection': mine.sign(statement('link:2', 'theirs', 'ours')),
    none: undefined,
    'no text': 7,
    nonsense: 'x',
  }
  for (const [what, signature] of Object.entries(signatures)) {
    const { role, challenge } = meet(next, hello({ key: mine.public }), 'ours', signature)
    expect([role, challenge], what).toEqual(['agent', undefined])
  }
})

test('who does not say to be a person is not asked, whatever it signs', () => {
  const { open, code } = board()
  const people = open()
  const key = enrol(people, code)
  for (const role of ['agent', 'admin'] as const) {
    const meeting = meet(people, hello({ role, key: key.public }), 'ours', key.sign(said))
    expect([meeting.role, meeting.challenge]).toEqual(['agent', undefined])
    expect(meet(people, hello({ role }), 'ours', undefined).challenge).toBeUndefined()
  }
})

test('what is no Ed25519 key is no key', () => {
  const { open } = board()
  const { challenge, role } = meet(open(), hello({ key: 'AAAA' }), 'ours', 'AAAA')
  expect([role, challenge]).toEqual(['agent', undefined])
})

test('it knows 32 keys, the oldest goes; and a spoilt file costs no more than another enrolment', () => {
  const { database, open, code } = board()
  const people = open()
  const keys = Array.from({ length: 33 }, () => enrol(people, code))
  expect(keys.map((key) => people.knows(key.public)).indexOf(true)).toBe(1)
  expect(open().knows(keys[32]?.public ?? '')).toBe(true)
  writeFileSync(peopleFile(database), '{')
  const after = open()
  expect(after.knows(keys[32]?.public ?? '')).toBe(false)
  enrol(after, code, keys[32])
})

test('a host removes what a killed one left lying', () => {
  const { open, codes } = board()
  meet(open(), hello(), 'ours', undefined)
  expect(codes()).toHaveLength(1)
  open()
  expect(codes()).toEqual([])
})

test('a name that leads out of the folder is not read', () => {
  const { database } = board()
  expect(() => readCode(database, '../../../etc/passwd')).toThrow(/no file of its own/)
})

test('a revoked key is an agent’s from its next call on, for the next host too, until it is allowed to enrol anew', () => {
  const { open, code } = board()
  const people = open()
  const [mine, yours] = [enrol(people, code), enrol(people, code)]
  let hungUp = 0
  const meets = (at: People, key = mine) => meet(at, hello({ key: key.public }), 'ours', key.sign(said), () => hungUp++)
  const standing = meets(people)
  expect(standing.role).toBe('person')
  const [{ id = '' } = {}] = people.list()
  expect(people.revoke('nobody')).toBeUndefined()
  expect(people.revoke(id)).toMatchObject({ id, kind: 'editor', revoked_at: expect.any(String) })
  expect([standing.role, hungUp]).toEqual(['agent', 1])
  expect(people.revoke(id)).toMatchObject({ id })
  for (const host of [people, open()]) {
    expect(meets(host)).toMatchObject({ role: 'agent', isRevoked: true, challenge: undefined })
    expect(meets(host, yours)).toMatchObject({ role: 'person', isRevoked: false })
  }
  // Whoever was asked before it was revoked does not get in by the code either.
  const third = keyFrom(newSecret())
  const [early, late] = [meets(people, third), meets(people, third)]
  expect(early.enrol(code(early.challenge))).toBe(true)
  people.revoke(people.list().at(-1)?.id ?? '')
  expect(late.enrol(code(late.challenge))).toBe(false)
  expect([early.role, late.role]).toEqual(['agent', 'agent'])

  const before = hungUp
  expect(people.allow(id)).toMatchObject({ id })
  expect(people.allow(id)).toBeUndefined()
  // It is told to come again, and is asked for a code as any newcomer is.
  expect(hungUp).toBeGreaterThan(before)
  expect(meets(people).role).toBe('agent')
  enrol(people, code, mine)
  expect(meets(open()).role).toBe('person')
})

test('a list of keys says whose, since when, and when last seen, to the hour', () => {
  const { database, open, code } = board()
  let now = Date.parse('2026-03-01T10:20:00Z')
  const people = open(() => now)
  const key = enrol(people, code)
  const row = { name: 'ada', role: 'person', kind: 'editor', created_at: '2026-03-01T10:20:00.000Z', expires_at: null }
  expect(people.list()).toEqual([
    { id: expect.stringMatching(/^[0-9a-f]{8}$/), ...row, last_used: '2026-03-01T10:00:00.000Z' },
  ])
  const written = () => statSync(peopleFile(database)).ino
  const first = written()
  const come = () => meet(people, hello({ key: key.public }), 'ours', key.sign(said)).role
  now += 20 * 60_000
  come()
  expect(written()).toBe(first)
  now += 3_600_000
  come()
  expect(open().list()).toMatchObject([{ last_used: '2026-03-01T11:00:00.000Z' }])
})

test('a revocation that can not be kept is refused, or the next host would know nothing of it', () => {
  const { database, open, code } = board()
  const people = open()
  const key = enrol(people, code)
  rmSync(peopleFile(database))
  mkdirSync(peopleFile(database))
  expect(() => people.revoke(people.list()[0]?.id ?? '')).toThrow(/can't be written/)
  expect(people.knows(key.public)).toBe(true)
})
