// The floor over stdio: `node stdio.ts FILE` is one client's own process with a file of its own. Every task is synced
// before it is answered: beside a store that promises durability, a line that a power cut loses is no comparison.
import { fsyncSync, openSync, writeSync } from 'node:fs'
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { floorServer } from './tool.ts'

const [path = 'floor.jsonl'] = process.argv.slice(2)
const file = openSync(path, 'a')

await floorServer((line) => {
  writeSync(file, line)
  fsyncSync(file)
}).connect(new StdioServerTransport())
