"""Counts visits by HTTP.

The server keeps their number in memory, and writes it to a file when it is told to stop.
"""
import http.server
import os
import signal
import sys

FILE = '/srv/visits'
visits = 0
if os.path.exists(FILE):
    with open(FILE) as file:
        visits = int(file.read())


class Visit(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global visits
        visits += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'%d\n' % visits)


def stop(number, frame):
    with open(FILE, 'w') as file:
        file.write(str(visits))
    print('visits are written', flush=True)
    sys.exit(6)


signal.signal(signal.SIGTERM, stop)
server = http.server.HTTPServer(('127.0.0.1', 8080), Visit)
print('open to visits', flush=True)
server.serve_forever()
