/** Who may approve: people, by a proof that the host can check, and nobody who only says so. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Role } from '../../src/contract/words.ts'
import { linkBaton } from '../../src/reach/link.ts'
import { keyFrom, newSecret, type PersonKey } from '../../src/reach/person.ts'
import { kill, type Person, person, rest, script } from './person.ts'

/** Its folders are the ones that clients of this process look into, too. */
function atHome(): Person {
  const me = person()
  const before = process.env.HOME
  process.env.HOME = me.home
  onTestFinished(() => {
    process.env.HOME = before
  })
  return me
}

interface Who {
  readonly role?: Role
  readonly key?: PersonKey
  /** With address and token, and nothing else of this machine. */
  readonly fromAfar?: boolean
}

/** Somebody's line, which lasts. */
function lineOf(me: Person, { role = 'person', key, fromAfar }: Who) {
  const record = me.record()
  if (!record) throw new Error('no host')
  const folder = join(me.dir, '.baton')
  const place = {
    workspace: me.dir,
    database: join(folder, 'tasks.db'),
    artifacts: join(folder, 'artifacts'),
    backups: join(folder, 'backups'),
  }
  const client = { name: 'ada' }
  const baton = linkBaton({
    to: fromAfar ? { url: record.url, token: record.token } : place,
    starter: { node: process.execPath, script, mayRestart: true },
    role,
    client,
    product: '0',
    ...(key && { key: async () => key }),
  })
  const caller = { role, principal: 'local', client, connection: baton.connection }
  return {
    approve: async (task_id: string) => String((await baton.call('approve', { task_id }, caller)).status),
    close: () => baton.close(),
  }
}

/** Approves over a line of its own. */
async function approve(me: Person, task_id: string, who: Who): Promise<string> {
  const line = lineOf(me, who)
  return line.approve(task_id).finally(line.close)
}

async function upForApproval(me: Person): Promise<string> {
  const { url = '', token = '' } = me.record() ?? {}
  const { task_id } = await rest(url, token, 'create_task', { title: 'Release', needs_approval: true })
  await rest(url, token, 'complete_task', { task_id, agent: 'codex' })
  return String(task_id)
}

const people = (me: Person) => {
  const folder = join(me.home, '.baton', 'people')
  const files = readdirSync(folder)
  const kept = files.filter((file) => file.endsWith('.json')).map((file) => readFileSync(join(folder, file), 'utf8'))
  const keys = kept.flatMap((text) => JSON.parse(text).keys.map(({ key }: { key: string }) => key))
  return { codes: files.filter((file) => file.endsWith('.code')), keys }
}

test('an agent, a script, and who has nothing but the token are refused, and told what to do', async () => {
  const me = atHome()
  const { url, token } = await me.serve()
  const task_id = await upForApproval(me)
  const refused = (who: Who) => approve(me, task_id, who).catch(({ code, message }) => `${code}: ${message}`)

  expect(await refused({ role: 'agent' })).toBe(
    'forbidden: approve is for a person. Ask one to do it, in the editor or in a terminal.',
  )
  expect(await refused({ role: 'admin' })).toMatch(/^forbidden: approve is for a person/)
  expect(await refused({ fromAfar: true })).toBe(
    "forbidden: approve is for a person, and Baton can't tell whether you are one: it runs on another machine. Use the editor or a terminal there.",
  )
  expect(await refused({ fromAfar: true, key: keyFrom(newSecret()) })).toMatch(/^forbidden: .*on another machine/)
  await expect(rest(url, token, 'approve', { task_id })).rejects.toMatchObject({ code: 'forbidden', status: 403 })

  const piped = await me.baton('call', 'approve', '--json', JSON.stringify({ task_id }))
  expect([piped.code, JSON.parse(piped.out).error.code]).toEqual([1, 'forbidden'])

  expect((await rest(url, token, 'get_task', { task_id })).status).toBe('input_required')
  expect(people(me)).toEqual({ codes: [], keys: [] })
})

test('who types in a terminal of this machine is a person, for that once', async () => {
  const me = atHome()
  await me.serve()
  const task_id = await upForApproval(me)
  const tty = 'data:text/javascript,process.stdin.isTTY=true'
  const words = ['call', 'approve', '--json', JSON.stringify({ task_id })]
  const typed = me.start(words, { NODE_OPTIONS: `--import=${tty}` })
  expect([(await typed.exited).code, JSON.parse(typed.out).status]).toEqual([0, 'done'])
  expect(people(me)).toEqual({ codes: [], keys: [] })
})

test('two windows, each with a key of its own, are known again after a crash, without another code', async () => {
  const me = atHome()
  await me.serve()
  const keys = [keyFrom(newSecret()), keyFrom(newSecret())]
  for (const key of keys) expect(await approve(me, await upForApproval(me), { key })).toBe('done')
  expect(people(me)).toEqual({ codes: [], keys: keys.map((key) => key.public) })

  const { pid = 0 } = me.record() ?? {}
  kill(pid)
  await me.baton('call', 'list_tasks')
  expect(me.record()?.pid).not.toBe(pid)
  // From afar there is no code to read, so the signature alone must do.
  for (const key of keys) expect(await approve(me, await upForApproval(me), { key, fromAfar: true })).toBe('done')
})

test('a forged signature and one that was heard before are nobody’s', async () => {
  const me = atHome()
  await me.serve()
  const mine = keyFrom(newSecret())
  let heard = ''
  const overheard: PersonKey = {
    public: mine.public,
    sign(text) {
      heard = mine.sign(text)
      return heard
    },
  }
  expect(await approve(me, await upForApproval(me), { key: overheard })).toBe('done')
  const task_id = await upForApproval(me)
  for (const sign of [keyFrom(newSecret()).sign, () => heard, () => ''])
    await expect(approve(me, task_id, { key: { public: mine.public, sign } })).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining("can't tell whether you are one"),
    })
  expect(await approve(me, task_id, { key: mine })).toBe('done')
})

test('an editor is listed and revoked in a terminal: its line is an agent’s at once, and stays so until it is allowed', async () => {
  const me = atHome()
  await me.serve()
  const key = keyFrom(newSecret())
  const line = lineOf(me, { key })
  onTestFinished(line.close)
  expect(await line.approve(await upForApproval(me))).toBe('done')
  const listed = (await me.terminal('token', 'list')).out
  expect(listed).toMatch(/^[0-9a-f]{8} {2}ada {2}editor {2}since \S+ \S+ UTC {2}seen \S+ \S+ UTC$/m)
  const [id = ''] = /^[0-9a-f]{8}/m.exec(listed) ?? []

  // An agent can neither look nor let anybody in again.
  for (const words of [['list'], ['revoke', id], ['allow', id]])
    expect((await me.baton('token', ...words)).err).toMatch(/are for a person/)
  expect((await me.terminal('token', 'allow', id)).out).toContain('No editor')
  expect((await me.terminal('token', 'revoke', id)).out).toContain(`baton token allow ${id}`)
  const task_id = await upForApproval(me)
  for (let time = 0; time < 2; time++)
    await expect(line.approve(task_id)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(time === 0 ? /approve is for a person/ : /its key was revoked.*baton token allow/),
    })
  await expect(approve(me, task_id, { key })).rejects.toThrow('its key was revoked')
  kill(me.record()?.pid ?? 0)
  await expect(approve(me, task_id, { key })).rejects.toThrow('its key was revoked')
  expect((await me.terminal('token', 'list')).out).toMatch(/editor {2}revoked/)

  expect((await me.terminal('token', 'allow', id)).out).toContain('may show again')
  expect(await line.approve(task_id)).toBe('done')
})
