// What the extension does inside a real editor, seen by its own API and by a client from outside.
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { operationsOn } from '../../src/contract/operations/index.ts'
import { findPlace } from '../../src/reach/place.ts'
import { readRecord } from '../../src/reach/records.ts'
import { everyTool } from './everyTool.ts'
import type { Tests } from './host/suite.ts'

const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''
const record = () => readRecord(findPlace({ dir: folder() }).database)
const prefix = 'mcp_baton_'

async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let waited = 0; waited < 40_000; waited += 100) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`Waited in vain: ${what}`)
}

/** An agent outside of the editor. */
async function outside(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { url, token } = await until('the host listens', record)
  const response = await fetch(new URL(`tools/${operation}`, url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(input),
  })
  assert.equal(response.status, 200, await response.clone().text())
  return (await response.json()) as Record<string, unknown>
}

async function tool(name: string, input: object): Promise<string> {
  const result = await vscode.lm.invokeTool(prefix + name, { input, toolInvocationToken: undefined })
  return result.content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('')
}

export const tests: Tests = {
  async 'nothing is started or written where there are no tasks'() {
    const extension = vscode.extensions.getExtension('baton.baton-agent-tasks')
    assert.ok(extension)
    // Not the checkout: what users get.
    assert.match(extension.extensionPath, /baton\.baton-agent-tasks-[\d.]+$/)
    await extension.activate()
    assert.equal(record(), undefined)
  },

  async 'every command of the manifest is there'() {
    const { packageJSON } = vscode.extensions.getExtension('baton.baton-agent-tasks') ?? {}
    const known = await vscode.commands.getCommands(true)
    for (const { command } of packageJSON.contributes.commands) assert.ok(known.includes(command), command)
  },

  async 'the editor’s own agents list and call the tools, and see what others do'() {
    await until('tools', async () => {
      await vscode.commands.executeCommand('workbench.mcp.startServer', '*', { waitForLiveTools: true })
      return vscode.lm.tools.some(({ name }) => name === `${prefix}create_task`)
    })
    const made = await outside('create_task', { title: 'Made outside' })
    assert.match(await tool('get_task', { task_id: made.task_id }), /Made outside/)
    await tool('create_task', { title: 'Made within' })
    const { tasks } = (await outside('list_tasks', {})) as { tasks: { title: string }[] }
    assert.deepEqual(
      tasks.map(({ title }) => title),
      ['Made within', 'Made outside'],
    )
  },

  async 'stopping and starting again keeps the tasks'() {
    await vscode.commands.executeCommand('baton.start')
    await vscode.commands.executeCommand('baton.stop')
    await until('stopped', () => record()?.stopped === 'by_person')
    await vscode.commands.executeCommand('baton.start')
    await until('up again', () => record()?.stopped === undefined)
    const { tasks } = (await outside('list_tasks', {})) as { tasks: unknown[] }
    assert.equal(tasks.length, 2)
  },

  async 'the editor’s own agents call every tool that they are offered'() {
    const offered = vscode.lm.tools.flatMap(({ name }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
    const table = operationsOn('mcp').map(({ name }) => name)
    assert.deepEqual(offered.sort(), table.sort())
    const left = new Set(offered)
    let artifact = ''
    for (const { tool: name, input, says } of everyTool(() => artifact)) {
      const said = await tool(name, input)
      assert.match(said, says, `${name} ${JSON.stringify(input)}`)
      // A refusal is told in words.
      assert.doesNotThrow(() => JSON.parse(said), said)
      if (name === 'attach_artifact') artifact = JSON.parse(said).artifact_id
      left.delete(name)
    }
    assert.deepEqual([...left], [])
  },

  async 'a killed host is back before anybody asks for it'() {
    const before = await until('it runs', record)
    process.kill(before.pid, 'SIGKILL')
    await until('another runs', () => record()?.pid !== before.pid)
    await outside('create_task', { title: 'After the crash' })
    assert.match(await tool('list_tasks', {}), /After the crash/)
    await vscode.commands.executeCommand('baton.stop')
  },
}
