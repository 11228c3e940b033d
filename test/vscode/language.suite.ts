// The editor's language client as the line of a link: healed like any other, and never heard of.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { Caller } from '../../src/contract/baton.ts'
import { languageClient } from '../../src/extension/language.ts'
import { type LinkBaton, linkBaton } from '../../src/reach/link.ts'
import { findPlace } from '../../src/reach/place.ts'
import { readRecord } from '../../src/reach/records.ts'
import type { Tests } from './host/suite.ts'

const place = () => findPlace({ dir: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath })
const caller = ({ connection }: LinkBaton): Caller => ({
  role: 'agent',
  principal: 'local',
  client: { name: 'suite' },
  connection,
})

/** Stands in for the window's log, and counts what else the client would show or make. */
function watched() {
  const lines: string[] = []
  const log = vscode.window.createOutputChannel('Suite', { log: true })
  const note = (line: string) => void lines.push(line)
  const shown: string[] = []
  const show = (message: string) => {
    shown.push(message)
    return Promise.resolve(undefined)
  }
  Object.assign(vscode.window, {
    showErrorMessage: show,
    showWarningMessage: show,
    showInformationMessage: show,
    createOutputChannel: (name: string) => {
      shown.push(`channel ${name}`)
      return log
    },
  })
  return { log: Object.assign(Object.create(log), { error: note, warn: note }), lines, shown }
}

const linked = (speak?: ReturnType<typeof languageClient>) =>
  linkBaton({
    to: place(),
    starter: { node: process.execPath, script: process.env.BATON_SCRIPT ?? '', mayRestart: true },
    role: 'agent',
    client: { name: 'suite' },
    product: '0',
    ...(speak && { speak }),
  })

export const tests: Tests = {
  async 'it finds the next host by itself, misses nothing, and bothers nobody'() {
    const { log, lines, shown } = watched()
    const baton = linked(languageClient(log))
    const create = (title: string) => baton.call('create_task', { title }, caller(baton))
    await create('Before')
    const end = new AbortController()
    const heard: string[] = []
    const feed = (async () => {
      for await (const item of baton.feed(0, end.signal))
        if (item.kind === 'created' && heard.push(item.task_id ?? '') === 4) end.abort()
    })()
    for (const title of ['After one crash', 'After two', 'After three']) {
      process.kill(readRecord(place().database)?.pid ?? 0, 'SIGKILL')
      await create(title)
    }
    await feed
    assert.deepEqual(heard, ['T-1', 'T-2', 'T-3', 'T-4'])
    assert.deepEqual(shown, [])
    // One line of log for each lost line, and none that calls it an error of the editor's.
    assert.deepEqual(lines, Array(3).fill('The line to the host was closed.'))

    const { pid } = await baton.status()
    baton.close()
    const other = linked()
    for (let connections = 2; connections > 1; ) ({ connections } = await other.status())
    assert.equal((await other.status()).pid, pid, 'it hung up, and the host stayed')
    await other.stop(true)
    other.close()
  },
}
