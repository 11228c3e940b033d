/** What was acknowledged is there, once and whole, however often the host is killed while eight clients write. */
import { expect, test } from 'vitest'
import { linkBaton } from '../../src/reach/link.ts'
import { kill, person, script } from './person.ts'

const rounds = Number(process.env.BATON_KILL_ROUNDS ?? 30)

test(`kill -9 under load, ${rounds} rounds`, { timeout: rounds * 20_000 }, async () => {
  const me = person()
  // The link asks the environment where the user's folder is, as any client does.
  const before = process.env.HOME
  process.env.HOME = me.home
  try {
    const place = {
      workspace: me.dir,
      database: `${me.dir}/.baton/tasks.db`,
      artifacts: `${me.dir}/.baton/artifacts`,
      backups: `${me.dir}/.baton/backups`,
    }
    const clients = Array.from({ length: 8 }, (_, i) =>
      linkBaton({
        to: place,
        starter: { node: process.execPath, script, mayRestart: true },
        role: 'agent',
        client: { name: `agent-${i}` },
        product: '0',
      }),
    )
    const acknowledged = new Map<string, { completed: boolean }>()
    let running = true
    const writers = clients.map(async (baton, i) => {
      const caller = {
        role: 'agent',
        principal: 'local',
        client: { name: `agent-${i}` },
        connection: baton.connection,
      } as const
      for (let n = 0; running; n++) {
        const { task_id } = (await baton.call(
          'create_task',
          { task_id: `a${i}-${n}`, title: `task ${n} of ${i}` },
          caller,
        )) as { task_id: string }
        acknowledged.set(task_id, { completed: false })
        if (n % 3 !== 0) continue
        await baton.call('complete_task', { task_id }, caller)
        acknowledged.set(task_id, { completed: true })
      }
    })
    for (let round = 0; round < rounds; round++) {
      const seen = acknowledged.size
      while (acknowledged.size < seen + 20) await new Promise((resolve) => setTimeout(resolve, 5))
      kill(me.record()?.pid ?? 0)
    }
    running = false
    await Promise.all(writers)

    const [baton] = clients
    if (!baton) throw new Error('no client')
    const caller = {
      role: 'agent',
      principal: 'local',
      client: { name: 'auditor' },
      connection: baton.connection,
    } as const
    const found = new Map<string, string>()
    for (let cursor: unknown; ; ) {
      const page = (await baton.call('get_all_tasks', { limit: 200, cursor }, caller)) as {
        tasks: { task_id: string; status: string }[]
        next_cursor?: string
      }
      for (const { task_id, status } of page.tasks) {
        expect(found.has(task_id), `${task_id} stands twice`).toBe(false)
        found.set(task_id, status)
      }
      if (!page.next_cursor) break
      cursor = page.next_cursor
    }
    for (const [id, { completed }] of acknowledged) expect(found.get(id), id).toBe(completed ? 'done' : 'open')
    // Resending never did a thing twice: one 'created' for each task, one 'completed' for each that is done.
    const kinds = { created: 0, completed: 0 }
    for (let cursor: unknown; ; ) {
      const page = (await baton.call('get_history', { limit: 200, cursor }, caller)) as {
        events: { kind: 'created' | 'completed' }[]
        next_cursor?: string
      }
      for (const { kind } of page.events) kinds[kind]++
      if (!page.next_cursor) break
      cursor = page.next_cursor
    }
    expect(kinds.created).toBe(found.size)
    expect(kinds.completed).toBe([...found.values()].filter((status) => status === 'done').length)
    for (const client of clients) client.close()
  } finally {
    process.env.HOME = before
  }
})
