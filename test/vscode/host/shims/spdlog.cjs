// Takes the place of the native logger of VS Code's server, which would have to be compiled: plain appends to its files.
const fs = require('node:fs')
const path = require('node:path')

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical']

class Logger {
  constructor(file) {
    this.file = file
    this.level = levels.indexOf('info')
    this.plain = false
  }

  write(level, message) {
    if (level < this.level) return
    const line = this.plain ? message : `${new Date().toISOString()} [${levels[level]}] ${message}\n`
    try {
      fs.appendFileSync(this.file, line)
    } catch {
      // The folder goes when a test ends, maybe before the last line was written.
    }
  }

  trace(message) {
    this.write(0, message)
  }
  debug(message) {
    this.write(1, message)
  }
  info(message) {
    this.write(2, message)
  }
  warn(message) {
    this.write(3, message)
  }
  error(message) {
    this.write(4, message)
  }
  critical(message) {
    this.write(5, message)
  }
  getLevel() {
    return this.level
  }
  setLevel(level) {
    this.level = level
  }
  clearFormatters() {
    this.plain = true
  }
  setPattern() {}
  flush() {}
  drop() {}
}

async function create(_name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true })
  return new Logger(file)
}

module.exports = {
  version: 0,
  setLevel() {},
  setFlushOn() {},
  Logger,
  createRotatingLogger: create,
  createAsyncRotatingLogger: create,
}
