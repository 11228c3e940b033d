import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeLog, toFile } from '../../src/host/log.ts'
import { tempDir } from '../support/temp.ts'

function given(debug = false) {
  const lines: string[] = []
  return { lines, log: makeLog({ to: [(line) => lines.push(line)], debug, now: () => 0 }) }
}

test('one JSON line per event, whatever is in it', () => {
  const { lines, log } = given()
  log.info('listening', { url: 'http://x', note: 'a\nb' })
  log.warn('w')
  expect(lines).toEqual([
    '{"at":"1970-01-01T00:00:00.000Z","level":"info","what":"listening","url":"http://x","note":"a\\nb"}\n',
    '{"at":"1970-01-01T00:00:00.000Z","level":"warn","what":"w"}\n',
  ])
})

test('debug lines only when asked for', () => {
  const quiet = given()
  quiet.log.debug('x')
  expect(quiet.lines).toEqual([])
  const loud = given(true)
  loud.log.debug('x')
  expect(loud.lines).toHaveLength(1)
})

test('errors say what they are, where and why; nothing is long', () => {
  const { lines, log } = given()
  const error = new TypeError('x'.repeat(5_000), { cause: Object.assign(new Error('no'), { code: 'ENOSPC' }) })
  log.error('failed', { error, long: 'y'.repeat(5_000) })
  const said = JSON.parse(lines[0] ?? '')
  expect(said).toMatchObject({ error: { name: 'TypeError', cause: { message: 'no', code: 'ENOSPC' } } })
  expect(said.error.stack).toMatch(/log\.test\.ts/)
  expect(said.error.stack).not.toMatch(/xxx/)
  expect(lines[0]?.length).toBeLessThan(3_000)
})

test('what cannot be written as JSON stops nobody', () => {
  const { lines, log } = given()
  const circle: Record<string, unknown> = {}
  circle.self = circle
  log.info('odd', { circle, big: 1n })
  expect(lines[0]).toMatch(/"what":"odd"/)
})

test('two files of the limit’s size at most, the newest lines kept, for their owner only', () => {
  const file = join(tempDir(), 'logs/store.log')
  const write = toFile(file, 1_000)
  for (let i = 0; i < 500; i++) write(`line ${i}\n`)
  expect(readdirSync(join(file, '..')).sort()).toEqual(['store.log', 'store.log.1'])
  expect(statSync(file).size).toBeLessThanOrEqual(1_000)
  expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(1_000)
  const lines = readFileSync(`${file}.1`, 'utf8') + readFileSync(file, 'utf8')
  expect(lines.endsWith('line 498\nline 499\n')).toBe(true)
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0)
})

test('it goes on in the file that the last host left', () => {
  const file = join(tempDir(), 'store.log')
  writeFileSync(file, 'x'.repeat(990))
  toFile(file, 1_000)('twelve chars\n')
  expect(readFileSync(file, 'utf8')).toBe('twelve chars\n')
  expect(statSync(`${file}.1`).size).toBe(990)
})

test('a log that cannot be written stops nobody, and goes on when it can', () => {
  const folder = tempDir()
  const file = join(folder, 'sub/store.log')
  writeFileSync(join(folder, 'sub'), 'in the way')
  const write = toFile(file)
  expect(() => write('a\n')).not.toThrow()
  rmSync(join(folder, 'sub'))
  mkdirSync(join(folder, 'sub'))
  write('b\n')
  expect(readFileSync(file, 'utf8')).toBe('b\n')
})
