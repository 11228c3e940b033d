// The port is taken while the host is away: the editor's own agents are led to the new one.
import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import * as vscode from 'vscode'
import { findPlace } from '../../src/reach/place.ts'
import { readRecord } from '../../src/reach/records.ts'
import type { Tests } from './host/suite.ts'

const folder = () => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''
const record = () => readRecord(findPlace({ dir: folder() }).database)
const name = 'mcp_baton_list_tasks'

async function until<T>(what: string, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let waited = 0; waited < 40_000; waited += 50) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`Waited in vain: ${what}`)
}

async function list(): Promise<string> {
  const result = await vscode.lm.invokeTool(name, { input: {}, toolInvocationToken: undefined })
  return result.content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('')
}

export const tests: Tests = {
  async 'the port is taken when the host comes back: the editor’s agents find the new one'() {
    await vscode.commands.executeCommand('baton.start')
    await until('tools', async () => {
      await vscode.commands.executeCommand('workbench.mcp.startServer', '*', { waitForLiveTools: true })
      return vscode.lm.tools.some((tool) => tool.name === name)
    })
    await list()
    const before = await until('the host runs', record)
    let thief: Server | undefined
    try {
      // The next host is ready sooner than a person could do this, so it may take several crashes.
      for (let moved = false; !moved; ) {
        const { pid } = await until('a host runs', record)
        process.kill(pid, 'SIGKILL')
        thief ??= await takes(before.port)
        await until('the next runs', () => record()?.pid !== pid)
        moved = record()?.port !== before.port
      }
      // A call on its way to the old address may be cancelled.
      await until('an answer from the new address', () => list().catch(() => undefined))
      assert.notEqual(record()?.port, before.port)
    } finally {
      thief?.close()
      await vscode.commands.executeCommand('baton.stop')
    }
  },
}

/** Whoever was there has just been killed; undefined where the next one was faster. */
async function takes(port: number): Promise<Server | undefined> {
  for (let tries = 0; tries < 100; tries++) {
    // Another program, that does not know what to do with our clients.
    const server = createServer((socket) => socket.destroy())
    const listens = await new Promise<boolean>((resolve) => {
      server.once('error', () => setTimeout(resolve, 2, false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (listens) return server
  }
  return undefined
}
