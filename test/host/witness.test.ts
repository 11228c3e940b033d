import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { makeWitness } from '../../src/host/witness.ts'
import { board } from '../core/board.ts'
import { tempDir } from '../support/temp.ts'

function repository(branch: string) {
  const folder = tempDir()
  execFileSync('git', ['init', '-q', '-b', branch, folder])
  return folder
}

async function watched(workspace: string | null) {
  const here = await board()
  const complaints: unknown[] = []
  const witness = makeWitness({ ...here, workspace, complain: (_, error) => complaints.push(error) })
  onTestFinished(() => witness.close())
  const seen = async () => (await here.person('list_checkpoints', { task_id: 'T-1' })).checkpoints
  await here.person('create_task', { title: 'x' })
  return { ...here, witness, complaints, seen }
}

test('claim, disconnect and expiry each leave a trace where something changed, and only there', async () => {
  const workspace = repository('main')
  const { as, witness, clock, tick, seen, complaints } = await watched(workspace)
  await as('codex')('claim_task', { task_id: 'T-1', lease_seconds: 60 })
  await vi.waitFor(async () => expect(await seen()).toHaveLength(1), 10_000)
  witness.closed('link:codex')
  writeFileSync(join(workspace, 'new'), '')
  witness.closed('link:codex')
  await vi.waitFor(async () => expect((await seen())[0]).toMatchObject({ files: ['new'] }), 10_000)
  writeFileSync(join(workspace, 'newer'), '')
  clock.advance(3_600_000)
  await tick()
  await vi.waitFor(async () => expect((await seen())[0]).toMatchObject({ files: ['new', 'newer'] }), 10_000)
  expect(await as('gemini')('get_task', { task_id: 'T-1' })).toMatchObject({ status: 'open' })
  expect((await seen()).every((c) => c.automatic && c.agent === 'codex')).toBe(true)
  expect(complaints).toEqual([])
})

test('a folder of a strange repository is not looked at', async () => {
  const { as, witness, seen } = await watched(repository('ours'))
  witness.opened('link:codex', repository('theirs'))
  await as('codex')('claim_task', { task_id: 'T-1' })
  await vi.waitFor(async () => expect(await seen()).toMatchObject([{ git: { branch: 'ours' } }]), 10_000)
})

test('a store outside any repository goes by where its agents work', async () => {
  const { as, witness, seen } = await watched(tempDir())
  witness.opened('link:codex', repository('theirs'))
  await as('codex')('claim_task', { task_id: 'T-1' })
  await vi.waitFor(async () => expect(await seen()).toMatchObject([{ git: { branch: 'theirs' } }]), 10_000)
})

test('once closed it looks no more', async () => {
  const { as, witness, seen } = await watched(repository('main'))
  await witness.close()
  await as('codex')('claim_task', { task_id: 'T-1' })
  witness.closed('link:codex')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await seen()).toEqual([])
})

test('where there is no folder there is nothing to look at', async () => {
  const { as, witness, seen } = await watched(null)
  await as('codex')('claim_task', { task_id: 'T-1' })
  witness.closed('link:codex')
  await witness.close()
  expect(await seen()).toEqual([])
})
