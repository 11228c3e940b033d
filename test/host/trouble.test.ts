/** A disk that fails is told in one sentence, changes nothing, and ends nothing. */

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { nearest } from '../../src/contract/nearest.ts'
import { operationNamed } from '../../src/contract/operations/index.ts'
import { makeBaton } from '../../src/core/baton.ts'
import { Presence } from '../../src/core/presence.ts'
import { makeClients } from '../../src/host/clients.ts'
import { ids } from '../../src/host/ids.ts'
import { type OpenStore, openStore } from '../../src/host/store.ts'
import { faultyFiles } from '../store/faults.ts'
import { tempDir } from '../support/temp.ts'

const caller = { role: 'agent', principal: 'local', client: { name: 'codex' }, connection: 'one' } as const

async function board() {
  const dir = tempDir()
  const disk = faultyFiles()
  const place = {
    workspace: dir,
    database: join(dir, '.baton', 'tasks.db'),
    artifacts: join(dir, 'a'),
    backups: join(dir, 'b'),
  }
  const opened = (await openStore(place, '0.1.0', { files: disk.files })) as OpenStore
  onTestFinished(async () => {
    disk.mend()
    await opened.close().catch(() => {})
  })
  const clock = { now: () => ({ wall: Date.now(), awake: performance.now() }) }
  const shelf = { keep: () => Promise.reject(new Error('unused')), read: () => Promise.reject(new Error('unused')) }
  const parts = {
    operations: operationNamed,
    nearest,
    store: opened.store,
    clock,
    presence: new Presence(0),
    ids,
    shelf,
    channels: new Map(),
    clients: makeClients(clock.now),
    complain: () => {},
  }
  const baton = makeBaton(parts)
  return { disk, place, opened, call: (name: string, input: object) => baton.call(name, input, caller) }
}

test.each([
  ['ENOSPC', 'The disk is full, so nothing was changed. Free some space, then try again.'],
  ['EROFS', /cannot be written .*nothing was changed/],
  ['EIO', /Nothing was changed/],
])('%s while writing: refused, nothing changed, and the next call works', async (code, says) => {
  const { disk, call } = await board()
  await call('create_task', { task_id: 'before', title: 'before' })
  disk.fail(code, ['write'])
  await expect(call('create_task', { task_id: 'lost', title: 'lost' })).rejects.toMatchObject({
    code: 'unavailable',
    message: typeof says === 'string' ? says : expect.stringMatching(says),
  })
  expect(await call('get_task', { task_id: 'before' })).toMatchObject({ title: 'before' })
  disk.mend()
  await call('create_task', { task_id: 'after', title: 'after' })
  const { tasks } = (await call('get_all_tasks', {})) as { tasks: { task_id: string }[] }
  expect(tasks.map((task) => task.task_id)).toEqual(['after', 'before'])
})

test('a sync that fails is never tried again: nothing more is acknowledged, and the host is told', async () => {
  const { disk, call, opened } = await board()
  await call('create_task', { title: 'before' })
  disk.fail('EIO', ['sync', 'syncLater'])
  await expect(call('create_task', { title: 'unsure' })).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('It may have been done or not'),
  })
  disk.mend()
  await expect(call('create_task', { title: 'later' })).rejects.toMatchObject({ code: 'unavailable' })
  expect(await opened.database.lost).toBeInstanceOf(Error)
})

test('a folder that cannot be written is named, with what to do', async () => {
  const dir = tempDir()
  const folder = join(dir, '.baton')
  mkdirSync(folder)
  const place = {
    workspace: dir,
    database: join(folder, 'tasks.db'),
    artifacts: join(folder, 'a'),
    backups: join(folder, 'b'),
  }
  if (process.getuid?.() === 0) {
    // root writes anywhere; what others see is injected.
    const disk = faultyFiles()
    disk.fail('EROFS', ['open', 'makeFolder'])
    await expect(openStore(place, '0.1.0', { files: disk.files })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/writ/),
    })
    return
  }
  chmodSync(folder, 0o500)
  onTestFinished(() => chmodSync(folder, 0o700))
  await expect(openStore(place, '0.1.0')).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringMatching(/Make .*writable/),
  })
})

test('what is on the disk is the user’s own', async () => {
  const { place, call } = await board()
  await call('create_task', { title: 'private' })
  const mode = (path: string) => execFileSync('stat', ['-c', '%a', path]).toString().trim()
  expect(mode(place.database)).toBe('600')
  expect(mode(join(place.database, '..'))).toBe('700')
})
