#!/usr/bin/env node
import { isFailure } from '../reach/failure.ts'
import { commands, usage } from './commands.ts'

/** Ends with 0, with 1 after a refusal, with 2 for what was typed wrong, with 3 where another host has the store. */
async function main(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv
  if (first === '--version' || first === '-v') return (await commands.version.load())(rest)
  if (first === '--help' || first === '-h' || first === 'help') return say(usage())
  // Started by an MCP client without a word: what speaks on the other end of the pipe speaks MCP.
  if (first === undefined) return process.stdin.isTTY ? say(usage()) : (await commands.stdio.load())([])
  if (first === '--http' || (first.startsWith('--') && argv.includes('--http'))) {
    return (await commands.serve.load())(argv.filter((word) => word !== '--http'))
  }
  if (first.startsWith('--')) return (await commands.stdio.load())(argv)
  const command = commands[first as keyof typeof commands]
  if (!command) {
    process.stderr.write(`baton has no command "${first}".\n\n${usage()}`)
    return 2
  }
  return (await command.load())(rest)
}

function say(text: string): number {
  process.stdout.write(text)
  return 0
}

// Until the command has ended by itself: a process that just runs dry has not done what it was asked.
process.exitCode = 1
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    process.stderr.write(
      `${isFailure(error) || process.env.MCP_DEBUG === undefined ? (error as Error).message : (error as Error).stack}\n`,
    )
    process.exitCode = isFailure(error) && error.code === 'invalid_input' ? 2 : 1
  },
)
