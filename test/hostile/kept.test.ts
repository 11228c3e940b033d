/**
 * The small files that Baton keeps, spoilt or planted: who owns a database beside it, and its host, who may come in and
 * who is a person under the user's home. Never a wait, never two hosts, and nothing is written where a link leads.
 */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { isHostRecord, type Place } from '../../src/contract/places.ts'
import { makeTokens } from '../../src/host/faces/http/tokens.ts'
import { makeLog } from '../../src/host/log.ts'
import { makePeople } from '../../src/host/people.ts'
import { serve } from '../../src/host/serve.ts'
import { openStore } from '../../src/host/store.ts'
import { findPlace } from '../../src/reach/place.ts'
import { accessFile, peopleFile, readRecord, recordFile } from '../../src/reach/records.ts'
import { elect, isDead, ownerOf } from '../../src/store/sqljs/election.ts'
import { type Files, realFiles } from '../../src/store/sqljs/files.ts'
import { type OwnerInfo, readOwner } from '../../src/store/sqljs/owner.ts'
import { thisProcess } from '../../src/store/sqljs/process.ts'
import { homeFor, tempDir } from '../support/temp.ts'

const deadPid = 4_194_303
const dead: OwnerInfo = {
  ...thisProcess(),
  pid: deadPid,
  generation: 3,
  since: 0,
  released: false,
  serving: true,
  sleepers: [],
}
const deep = '['.repeat(30_000) + ']'.repeat(30_000)

/** Texts that no owner wrote. Each would be proven dead if the field that is wrong were believed or left out. */
const spoilt: Record<string, string> = {
  empty: '',
  truncated: JSON.stringify(dead).slice(0, -20),
  'a list': '[]',
  nothing: 'null',
  'a number': '7',
  'a text': '"dead"',
  'deeply nested': deep,
  'deeply nested in a field': JSON.stringify(dead).replace('"sleepers":[]', `"sleepers":${deep}`),
  'without a process': JSON.stringify({ ...dead, pid: undefined, released: true }),
  'a process that is a text': JSON.stringify({ ...dead, pid: String(deadPid) }),
  'a process below zero': JSON.stringify({ ...dead, pid: -deadPid }),
  'a process of zero': JSON.stringify({ ...dead, pid: 0, released: true }),
  'a process beyond all numbers': JSON.stringify({ ...dead, pid: 1e20 }),
  'a process and a half': JSON.stringify({ ...dead, pid: deadPid + 0.5 }),
  'a machine that is a number': JSON.stringify({ ...dead, machine: 1 }),
  'released by a text': JSON.stringify({ ...dead, released: 'yes' }),
  'sleepers that are no list': JSON.stringify({ ...dead, sleepers: {} }),
  'sleepers that are nobody': JSON.stringify({ ...dead, sleepers: [null, 7] }),
  'sleepers with sleepers': JSON.stringify({ ...dead, sleepers: [{ ...dead, sleepers: [dead] }] }),
  'no bytes of text': '\u0000\u0001\ufffd',
}

/** What may lie in the place of a small file. */
const planted: Record<string, (path: string) => void> = {
  'a folder': (path) => mkdirSync(path),
  'a pipe': (path) => execFileSync('mkfifo', [path]),
  'a link to a pipe': (path) => {
    execFileSync('mkfifo', [`${path}.elsewhere`])
    symlinkSync(`${path}.elsewhere`, path)
  },
  'a link to nothing': (path) => symlinkSync(`${path}.elsewhere`, path),
  'a link in a circle': (path) => symlinkSync(path, path),
  'a device': (path) => symlinkSync('/dev/zero', path),
  '100 MB of nothing': (path) => {
    writeFileSync(path, '')
    truncateSync(path, 100_000_000)
  },
}
const each = (table: object) => Object.keys(table)

describe('beside the database', () => {
  const ownerFile = (generation: number | string) => {
    const database = join(tempDir(), 'tasks.db')
    return { database, file: `${database}.owner.${generation}.json` }
  }

  test.each(each(spoilt))('an owner file that is %s: somebody may live, and it stays as it is', (what) => {
    const { database, file } = ownerFile(3)
    writeFileSync(file, spoilt[what] ?? '')
    for (let time = 0; time < 2; time++)
      expect(elect(database)).toMatchObject({ heldBy: { generation: 3, pid: 0, sleepers: [] } })
    expect(readFileSync(file, 'utf8')).toBe(spoilt[what])
    expect(readdirSync(dirname(database))).toEqual([basename(file)])
  })

  test('the same owner unspoilt is dead, so that the refusals above mean something', () => {
    const { database, file } = ownerFile(3)
    writeFileSync(file, JSON.stringify({ ...dead, sleepers: [{ ...dead, generation: 2 }], added: 'by a newer one' }))
    expect(elect(database)).toMatchObject({ won: { number: 4 } })
  })

  test.each(each(planted))('%s in the place of an owner file: nobody waits, and nobody owns', async (what) => {
    const { database, file } = ownerFile(3)
    planted[what]?.(file)
    const before = readdirSync(dirname(database))
    // Asked without looking at the folder first, as `baton doctor` does.
    expect(ownerOf(database)?.pid ?? 0).toBe(0)
    let won = false
    try {
      won = 'won' in elect(database)
    } catch (error) {
      expect(error).toMatchObject({ message: expect.stringContaining('Remove it') })
    }
    expect(won).toBe(false)
    const folder = dirname(database)
    const place: Place = { workspace: folder, database, artifacts: join(folder, 'a'), backups: join(folder, 'b') }
    await expect(openStore(place, '0.1.0')).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/owner\.3\.json is (a link|none of Baton’s)/),
    })
    expect(readdirSync(folder)).toEqual(before)
  })

  test.each([
    '99999999999999999999',
    '9007199254740993',
    '1000000000000000',
    '007',
    '0',
    '-1',
    '1e3',
    '0x10',
    ' 5',
    '5 (copy)',
  ])('a number that no owner ever had (%s) counts for nothing, and its file stays', (number) => {
    const { database, file } = ownerFile(number)
    writeFileSync(file, 'somebody’s')
    writeFileSync(`${database}.owner.3.json`, JSON.stringify(dead))
    const election = elect(database)
    expect(election).toMatchObject({ won: { number: 4 } })
    expect('won' in election && election.won.superseded()).toBe(false)
    expect(elect(database)).toMatchObject({ heldBy: { generation: 4, pid: process.pid } })
    expect(readFileSync(file, 'utf8')).toBe('somebody’s')
  })

  test('after the last number there is none: said, instead of counting to where two numbers are one', () => {
    const { database, file } = ownerFile(999_999_999_999_999)
    writeFileSync(file, JSON.stringify(dead))
    expect(() => elect(database)).toThrow(/owner\.999999999999999\.json.*Remove it/)
    rmSync(file)
    writeFileSync(`${database}.owner.999999999999998.json`, JSON.stringify(dead))
    expect(elect(database)).toMatchObject({ won: { number: 999_999_999_999_999 } })
  })

  test('a name that is taken and not listed, as on a disk that knows no case, ends in words', () => {
    const { database, file } = ownerFile(1)
    writeFileSync(file, JSON.stringify(dead))
    const files: Files = { ...realFiles, list: () => [] }
    expect(() => elect(database, { files })).toThrow(/can't be had.*Remove it/)
  })

  test('thousands of owner files: the newest counts, and the others go', () => {
    const { database } = ownerFile(1)
    for (let n = 1; n <= 5_000; n++)
      writeFileSync(`${database}.owner.${n}.json`, n === 5_000 ? JSON.stringify(dead) : '')
    mkdirSync(`${database}.owner.0x1.json`)
    expect(elect(database)).toMatchObject({ won: { number: 5_001 } })
    expect(readdirSync(dirname(database)).sort()).toEqual(['tasks.db.owner.0x1.json', 'tasks.db.owner.5001.json'])
  })

  test('whatever stands in it, it is read as an owner or as nobody, who is not dead', () => {
    const field = fc.constantFrom(...Object.keys(dead))
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.tuple(field, fc.jsonValue()).map(([name, value]) => JSON.stringify({ ...dead, [name]: value })),
      fc
        .tuple(field, fc.jsonValue())
        .map(([name, value]) => JSON.stringify({ ...dead, sleepers: [{ ...dead, [name]: value }] })),
    )
    const types = (owner: OwnerInfo): string =>
      Object.entries(owner)
        .filter(([name]) => name in dead)
        .map(
          ([name, value]) =>
            `${name} ${Array.isArray(value) ? value.map((one) => types(one as OwnerInfo)) : typeof value}`,
        )
        .sort()
        .join()
    const plain = types({ ...dead, sleepers: [] })
    fc.assert(
      fc.property(text, (said) => {
        const owner = readOwner(said, 3)
        expect(owner.generation).toBe(3)
        expect(types({ ...owner, sleepers: [] })).toBe(plain)
        for (const one of owner.sleepers) expect(types(one)).toBe(plain)
        if (owner.pid === 0) expect(isDead(owner)).toBe(false)
        else expect(owner.pid).toBeGreaterThan(0)
      }),
      { numRuns: Number(process.env.BATON_FUZZ_RUNS ?? 2_000) },
    )
  })
})

describe('in the user’s home', () => {
  function house() {
    for (const [name, value] of Object.entries(homeFor(tempDir()))) vi.stubEnv(name, value)
    onTestFinished(() => void vi.unstubAllEnvs())
    const folder = tempDir()
    const database = join(folder, '.baton', 'tasks.db')
    const place: Place = { workspace: folder, database, artifacts: join(folder, 'a'), backups: join(folder, 'b') }
    const files = { host: recordFile(database), access: accessFile(database), people: peopleFile(database) }
    for (const file of Object.values(files)) mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    return { place, files }
  }
  const record = {
    url: 'http://127.0.0.1:8766/',
    port: 8_766,
    token: 'x'.repeat(43),
    pid: deadPid,
    product: '0.1.0',
    protocol: 1,
    database: '/tasks.db',
    started_at: '2026-01-01T00:00:00.000Z',
  }

  test.each([
    ...['', '{', '[]', 'null', '7', '"x"', deep, '{"keys":7}', '{"keys":[null,7,{}]}', '{"tokens":{},"hosts":[]}'],
    '{"tokens":[null,7,{"hash":"x","role":"admin"}],"hosts":[null,{"authority":7}]}',
    ...[{ pid: '7' }, { pid: -1 }, { pid: 0 }, { pid: 1e20 }, { port: 0 }, { port: 65_536 }, { port: '8766' }].map(
      (wrong) => JSON.stringify({ ...record, ...wrong }),
    ),
    ...[
      { url: 7 },
      { url: 'nowhere' },
      { url: 'file:///etc/passwd' },
      { token: '' },
      { stopped: true },
      { database: null },
    ].map((wrong) => JSON.stringify({ ...record, ...wrong })),
  ])('files that say %.40s: a host starts as if there were none, and nobody comes in by them', async (said) => {
    const { place, files } = house()
    for (const file of Object.values(files)) writeFileSync(file, said)
    expect(readRecord(place.database)).toBeUndefined()
    const host = await serve({ place, product: '0.1.0', log: makeLog({ to: [] }) })
    if (!('record' in host)) throw new Error(host.why)
    onTestFinished(() => host.stop())
    expect(readRecord(place.database)).toEqual(host.record)
    const tokens = makeTokens(files.access, 'store')
    expect([tokens.list(), tokens.hosts()]).toEqual([[], []])
    expect(tokens.bearer(tokens.create({ role: 'agent' }).token)).toMatchObject({ name: 'agent' })
  })

  test('the same record unspoilt is believed', () => {
    const { place, files } = house()
    writeFileSync(files.host, JSON.stringify({ ...record, added: 'by a newer one' }))
    expect(readRecord(place.database)).toMatchObject(record)
  })

  test.each(each(planted))(
    '%s in the place of each: nobody waits, and what it leads to is left alone',
    async (what) => {
      const { place, files } = house()
      for (const file of Object.values(files)) planted[what]?.(file)
      expect(readRecord(place.database)).toBeUndefined()
      const complaints: unknown[] = []
      makePeople({ database: place.database, complain: (_, error) => void complaints.push(error) }).close()
      const tokens = makeTokens(files.access, 'store')
      expect(tokens.list()).toEqual([])
      const starts = serve({ place, product: '0.1.0', log: makeLog({ to: [] }) })
      if (what === 'a folder') {
        const refusal = { code: 'unavailable', message: expect.stringMatching(/can't be written \(\w+\).*move away/) }
        await expect(starts).rejects.toMatchObject(refusal)
        expect(() => tokens.create({ role: 'agent' })).toThrow(/can't be written/)
        for (const file of Object.values(files)) expect(readdirSync(dirname(file))).toEqual([basename(file)])
        // Nobody owns the store now, so the next may.
        for (const file of Object.values(files)) rmSync(file, { recursive: true })
      }
      const host = await (what === 'a folder' ? serve({ place, product: '0.1.0', log: makeLog({ to: [] }) }) : starts)
      if (!('record' in host)) throw new Error(host.why)
      onTestFinished(() => host.stop())
      expect(lstatSync(files.host).isFile()).toBe(true)
      expect(readRecord(place.database)).toEqual(host.record)
      if (what === 'a link to nothing') expect(existsSync(`${files.host}.elsewhere`)).toBe(false)
    },
  )

  test('whatever stands in a record, it is believed whole or not at all', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(record)), fc.jsonValue(), (field, value) => {
        if (!isHostRecord({ ...record, [field]: value })) return
        expect(typeof value).toBe(typeof record[field as keyof typeof record])
        if (field === 'pid' || field === 'port') expect(value).toBeGreaterThan(0)
        if (field === 'url') new URL('link', value as string)
      }),
      { numRuns: Number(process.env.BATON_FUZZ_RUNS ?? 2_000) },
    )
  })
})

test('a .git that leads to a pipe, or is one, keeps nobody waiting', () => {
  const around = (folder: string) => ({ cwd: folder, home: tempDir(), env: {} })
  const folder = tempDir()
  mkdirSync(join(folder, 'own'))
  execFileSync('mkfifo', [join(folder, 'own', 'commondir')])
  writeFileSync(join(folder, '.git'), 'gitdir: own\n')
  expect(findPlace({}, around(folder)).database).toBe(join(folder, '.baton', 'tasks.db'))
  const other = tempDir()
  execFileSync('mkfifo', [join(other, '.git')])
  expect(findPlace({}, around(other)).database).toBe(join(other, '.baton', 'tasks.db'))
})
