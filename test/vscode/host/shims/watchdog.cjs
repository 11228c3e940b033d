// Takes the place of VS Code's native watchdog: the extension host goes when the server that started it has gone.
exports.start = (parent) => {
  const look = () => {
    try {
      process.kill(parent, 0)
    } catch {
      process.exit(87)
    }
  }
  setInterval(look, 1000).unref()
}
exports.exit = (code) => process.exit(code ?? 0)
