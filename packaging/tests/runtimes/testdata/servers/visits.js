// Counts visits by HTTP. The server keeps their number in memory, and writes it to a file when it
// is told to stop.
const fs = require('fs')
const file = '/srv/visits'
let visits = fs.existsSync(file) ? Number(fs.readFileSync(file)) : 0
const server = require('http').createServer((request, response) => {
	response.setHeader('Connection', 'close')
	response.end(`${++visits}\n`)
})
process.on('SIGTERM', () => server.close(() => {
	fs.writeFileSync(file, String(visits))
	console.log('visits are written')
	process.exitCode = 6
}))
server.listen(8080, '127.0.0.1', () => console.log('open to visits'))
