/** Where Baton runs: network mounts, WSL's bridge, containers that share a folder with their host. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { doctorChecks } from '../../src/cli/checks.ts'
import { makeLog } from '../../src/host/log.ts'
import { serve } from '../../src/host/serve.ts'
import { mustBeLocal, networkMount, ownMounts } from '../../src/reach/mounts.ts'
import { findPlace, storeWithoutFolder } from '../../src/reach/place.ts'
import { thisProcess } from '../../src/store/sqljs/process.ts'
import { tempDir } from '../support/temp.ts'

/** A line of /proc/self/mountinfo. */
const line = (at: string, type: string) =>
  `36 35 98:0 / ${at.replaceAll(' ', '\\040')} rw,noatime master:1 - ${type} source rw`
const root = line('/', 'ext4')
const doctor = async (place: Parameters<typeof doctorChecks>[0], mounts?: () => string) =>
  Object.fromEntries((await Promise.all(doctorChecks(place, mounts))).map((check) => [check.what, check]))

test.each(['nfs', 'nfs4', 'cifs', 'smb3', '9p', 'drvfs', 'fuse.sshfs'])('a folder on %s is noticed', (type) => {
  const folder = join(tempDir(), 'a b')
  mkdirSync(folder)
  const mounts = () => [root, line(folder, type)].join('\n')
  expect(networkMount(join(folder, 'deep', 'tasks.db'), mounts)).toEqual({ type, at: folder })
  expect(networkMount(`${folder}er`, mounts)).toBeUndefined()
  // A disk of this machine over it, and the other way round.
  expect(networkMount(join(folder, 'x'), () => [mounts(), line(folder, 'ext4')].join('\n'))).toBeUndefined()
  expect(networkMount(folder, () => [line('/', type), line(folder, 'overlay')].join('\n'))).toBeUndefined()
})

/** As macOS 14 prints them. */
const mac = (...lines: string[]) =>
  [
    '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
    'devfs on /dev (devfs, local, nobrowse)',
    '/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect, root data)',
    'map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)',
    ...lines,
    '',
  ].join('\n')

test.each([
  ['smbfs', '//ada@nas._smb._tcp.local/My%20Share on AT (smbfs, nodev, nosuid, mounted by ada)'],
  ['nfs', 'nas:/export/home on AT (nfs, nodev, nosuid, automounted, nobrowse)'],
  ['afpfs', '//ada@nas._afpovertcp._tcp.local/Old on AT (afpfs, nodev, nosuid, mounted by ada)'],
  ['webdav', 'https://dav.example/files/ on AT (webdav, nodev, noexec, nosuid, mounted by ada)'],
  ['macfuse', 'ada@host:/srv on AT (macfuse, nodev, nosuid, synchronized, mounted by ada)'],
  ['osxfuse', 'ada@host: on AT (osxfuse, nodev, nosuid, synchronized, mounted by ada)'],
  ['fusefs', 'ada@host: on AT (fusefs)'],
])('on macOS a folder on %s is noticed', (type, said) => {
  const folder = join(tempDir(), 'a on b (c) - d')
  mkdirSync(folder)
  const mounts = (at = folder, ...more: string[]) => mac(said.replace('AT', at), ...more)
  expect(networkMount(join(folder, 'deep', 'tasks.db'), mounts)).toEqual({ type, at: folder })
  expect(networkMount(`${folder}er`, mounts)).toBeUndefined()
  expect(networkMount(folder, () => mounts(`/System/Volumes/Data${folder}`))).toEqual({ type, at: folder })
  // A disk image of this machine's over it.
  const image = `/dev/disk4s1 on ${folder} (apfs, local, nodev, nosuid, journaled, noowners, mounted by ada)`
  expect(networkMount(folder, () => mounts(folder, image))).toBeUndefined()
  expect(networkMount(tempDir(), () => mac(image))).toBeUndefined()
})

test('on macOS the system’s program is asked; one that is missing, fails or hangs says nothing', () => {
  const program = (script: string) => {
    const file = join(tempDir(), 'mount')
    writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return ownMounts('darwin', file)
  }
  expect(program('echo "//a@b/c on /Volumes/c (smbfs)"')).toBe('//a@b/c on /Volumes/c (smbfs)\n')
  expect(program('echo half; exit 1')).toBe('')
  expect(program('exec sleep 60')).toBe('')
  expect(ownMounts('darwin', '/no/such/program')).toBe('')
})

test('shares of Windows are noticed by their name; what does not tell is taken for local', () => {
  expect(networkMount('\\\\server\\share\\project')).toMatchObject({ type: 'network share' })
  expect(networkMount('\\\\wsl.localhost\\Ubuntu\\home')).toMatchObject({ type: 'WSL share' })
  expect(networkMount(tempDir(), () => '')).toBeUndefined()
  expect(networkMount(tempDir(), () => 'nonsense\n - \n1 2 3')).toBeUndefined()
})

test('a project on such a mount has its store in the user’s own storage, one for all its folders; doctor says so', async () => {
  const project = tempDir()
  const home = tempDir()
  mkdirSync(join(project, '.git'))
  mkdirSync(join(project, 'src'))
  const mounts = () => [root, line(project, '9p')].join('\n')
  const place = findPlace({}, { cwd: join(project, 'src'), home, env: {}, mounts })
  expect(place.workspace).toBe(project)
  expect(place.database).toMatch(new RegExp(`^${join(home, '.baton', 'stores')}/[0-9a-f]{20}/tasks.db$`))
  expect(findPlace({ dir: project }, { cwd: home, home, env: {}, mounts })).toEqual(place)
  const checks = await doctor(place, mounts)
  expect(checks['disk of this machine']).toMatchObject({
    ok: true,
    says: expect.stringMatching(/\(9p\), so its tasks/),
  })
  expect(readdirSync(project).sort()).toEqual(['.git', 'src'])
})

test('a place there that was named is refused, with what to do', async () => {
  const folder = tempDir()
  const place = storeWithoutFolder(folder)
  const mounts = () => [root, line(folder, 'nfs4')].join('\n')
  expect(() => mustBeLocal(place, mounts)).toThrow(/nfs4, mounted at .*disk of this machine: --db/)
  mustBeLocal(place, () => root)
  expect((await doctor(place, mounts))['disk of this machine']).toMatchObject({ ok: false })
})

test.each([
  ['another container', { namespace: 'pid:[1]' }, /in another container/],
  ['a container of another name', { host: 'devcontainer', namespace: 'pid:[1]' }, /in a container \(devcontainer\)/],
  ['another machine', { host: 'elsewhere', machine: 'm', boot: 'b' }, /on another machine.*elsewhere/],
])('a folder that %s serves is not served twice: refused, and said by doctor', async (_, other, says) => {
  const workspace = tempDir()
  const store = join(workspace, '.baton')
  const place = { workspace, database: join(store, 'tasks.db'), artifacts: join(store, 'a'), backups: join(store, 'b') }
  mkdirSync(store)
  const owner = {
    ...thisProcess(),
    pid: 1,
    started: '',
    since: 0,
    generation: 4,
    released: false,
    serving: true,
    sleepers: [],
  }
  const mark = `${place.database}.owner.4.json`
  const written = JSON.stringify({ ...owner, ...other })
  writeFileSync(mark, written)
  const options = { place, product: '0.1.0', port: 0, log: makeLog({ to: [] }), takeoverAfter: 50 }
  const refused = await serve(options)
  expect(refused).toMatchObject({ why: expect.stringMatching(says) })
  expect(refused).toMatchObject({ why: expect.stringMatching(/TASK_COORDINATOR_URL.*remove .*owner\.4\.json/) })
  expect((await doctor(place))['no host elsewhere']).toMatchObject({ ok: false, says: expect.stringMatching(says) })
  expect(readdirSync(store).sort()).toEqual(['.gitignore', 'tasks.db.owner.4.json'])
  // Once it has stepped down there is nothing in the way.
  writeFileSync(mark, JSON.stringify({ ...owner, ...other, released: true }))
  const host = await serve(options)
  if (!('record' in host)) throw new Error(host.why)
  await host.stop()
})
