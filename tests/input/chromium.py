"""A real Chromium on the private display, fullscreen, whose page answers over a loopback server.

Fullscreen, so that a place in the page is the same place on the screen. One Chromium serves
many pages: starting it takes seconds, `show` does not.
"""

import contextlib
import json
import os
import queue
import subprocess
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.input.support import DEADLINE, until

# Reports go one after the other, so that their order is the page's. Questions are fetched, because
# a report of every change of a long text would keep the browser busier than the text itself.
SCRIPT = """<script>
let reported = Promise.resolve()
function report(what) {
  const body = JSON.stringify(what)
  const send = () => fetch('/report', {method: 'POST', body})
  reported = reported.then(send, send)
}
async function answerQuestions() {
  for (;;) {
    const {number, code} = await (await fetch('/question' + location.pathname)).json()
    if (number === undefined) continue
    let value = null, error = null
    try { value = await (0, eval)(code) } catch (thrown) { error = String(thrown) }
    await fetch('/answer', {method: 'POST', body: JSON.stringify({number, value, error})})
  }
}
const drawn = () => performance.getEntriesByName('first-contentful-paint').length
async function sayShown() {
  while (!document.hasFocus() || innerWidth !== screen.width || innerHeight !== screen.height || !drawn())
    await new Promise(resolve => setTimeout(resolve, 20))
  await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  await fetch('/shown', {method: 'POST', body: JSON.stringify(location.pathname)})
  answerQuestions()
}
addEventListener('pageshow', sayShown)  // not load: Back may bring a page as it was left
</script>"""
# Until a page has drawn some content, Chromium keeps the mouse from it.
CONTENT = "<p style='position: fixed; right: 0; bottom: 0; margin: 0; pointer-events: none'>·</p>"
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-infobars",
    "--password-store=basic",
    "--disable-features=Translate,OverscrollHistoryNavigation",
    "--kiosk",
]


class Chromium:
    """The browser and what its page said. `reports` are the page's `report(…)` calls, in order."""

    def __init__(self):
        self.pages = {}
        self.shown = []
        self.reports = []
        self.questions = queue.Queue()
        self.answers = {}
        self._asked = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"browser": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def address(self, path):
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def add(self, html):
        """A page that is not shown yet; its path."""
        path = f"/page{len(self.pages)}"
        self.pages[path] = f"<!DOCTYPE html><meta charset=utf-8><title>{path}</title>{SCRIPT}{CONTENT}{html}"
        return path

    def show(self, html):
        """Goes to a page made of this HTML, waits until it is drawn and has the keyboard."""
        path = self.add(html)
        self.ask(f"setTimeout(() => location.assign('{path}')), 0")
        self.wait_for(path)
        self.reports.clear()

    def wait_for(self, path):
        """Until this page is shown."""
        assert until(lambda: self.shown and self.shown[-1] == path), f"{path} is not shown: {self.shown}"

    def ask(self, code):
        """The value of some JavaScript in the page."""
        self._asked += 1
        number = self._asked
        self.questions.put({"number": number, "code": code})
        assert until(lambda: number in self.answers), f"the page did not answer: {code}"
        answer = self.answers[number]
        assert answer["error"] is None, answer["error"]
        return answer["value"]

    def question_for(self, page):
        """The next question for the page that asks for one; a page that was left gets none."""
        with contextlib.suppress(queue.Empty):
            question = self.questions.get(timeout=0.5)
            if self.shown and self.shown[-1] == page:
                return question
            self.questions.put(question)
            time.sleep(0.01)
        return {}

    def heard(self, at_least, wanted=lambda _report: True, seconds=10.0):
        """The reports that are wanted, once there are that many (or time is up)."""

        def picked():
            return [report for report in list(self.reports) if wanted(report)]

        until(lambda: len(picked()) >= at_least, seconds)
        return picked()

    def stop_serving(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(DEADLINE)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    browser = None

    def do_GET(self):
        if self.path.startswith("/question"):
            page = self.path.removeprefix("/question")
            self._answer(json.dumps(self.browser.question_for(page)), "application/json")
        else:
            html = self.browser.pages.get(self.path, "")
            self._answer(html, "text/html", 200 if html else 404)

    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        match self.path:
            case "/report":
                self.browser.reports.append(said)
            case "/shown":
                self.browser.shown.append(said)
            case "/answer":
                self.browser.answers.setdefault(said["number"], said)
        self._answer("", "text/plain")

    def _answer(self, text, kind, status=200):
        body = text.encode()
        # A page that was left has closed its end.
        with contextlib.suppress(ConnectionError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def running_chromium(display_variables, *options, **variables):
    """A Chromium that shows an empty page and has the keyboard; ended by its id."""
    browser = Chromium()
    first = browser.add("")
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as folder:
        environment = {**os.environ, **display_variables, "HOME": folder, "NO_AT_BRIDGE": "1"}
        environment["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
        environment.pop("WAYLAND_DISPLAY", None)
        environment.update(variables)
        command = [
            "chromium",
            *OPTIONS,
            *options,
            f"--user-data-dir={folder}/profile",
            browser.address(first),
        ]
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            browser.wait_for(first)
            yield browser
        finally:
            process.terminate()
            process.wait(DEADLINE)
            browser.stop_serving()
