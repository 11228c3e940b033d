// Writes for ever with 16 clients, and tells each acknowledged number. The test kills it.
import { writeSync } from 'node:fs'
import { openDatabase } from '../../../src/store/sqljs/open.ts'
import { migrations } from './entries.ts'

const [file = '', durability = 'power'] = process.argv.slice(2)
const database = await openDatabase({
  file,
  migrations,
  product: '0.1.0',
  durability: durability === 'process' ? 'process' : 'power',
})
const last = await database.read((sql) => sql.one<{ n: number }>('SELECT coalesce(max(n), 0) AS n FROM entry'))
let n = last?.n ?? 0
const pad = 'x'.repeat(300)

async function client(): Promise<never> {
  for (;;) {
    const mine = ++n
    await database.write(async (sql) => {
      await sql.run('INSERT INTO entry VALUES (?1, ?2)', mine, pad)
      const slot = Math.floor(Math.random() * 5000)
      await sql.run(
        'INSERT INTO slot VALUES (?1, ?2) ON CONFLICT DO UPDATE SET pad = excluded.pad',
        slot,
        `${pad}${mine}`,
      )
      await sql.run('UPDATE total SET entries = entries + 1')
    })
    writeSync(1, `${mine}\n`)
  }
}
await Promise.all(Array.from({ length: 16 }, client))
