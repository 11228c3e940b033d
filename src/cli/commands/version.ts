import { product } from '../../host/product.ts'
import type { Command } from '../commands.ts'

export const version: Command = async () => {
  process.stdout.write(`${product}\n`)
  return 0
}
