#!/usr/bin/env python3
"""The page of a review in Chromium, by its keys and in both colours. Skipped where there is no chromedriver.

  tests/diff/page.py [SCREENSHOT.png]
"""

import base64
import contextlib
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OLD = """\
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        '200': {description: Pets., content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /toys:
    get:
      operationId: listToys
      summary: Toys
      responses:
        '200': {description: Toys., content: {application/json: {schema: {$ref: '#/components/schemas/Toy'}}}}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties:
        name: {type: string}
        kind: {type: string, enum: [cat]}
    Toy:
      type: object
      properties:
        maker: {type: string, enum: [a]}
"""
HOSTILE = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 2'>"
NEW = (
    OLD.replace("maximum: 100", "maximum: 50")
    .replace("required: [name]", "required: []")
    .replace("summary: Toys", "summary: Toys for all")
    .replace("enum: [a]", f'enum: [a, "{HOSTILE}"]')
)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Browser:
    """As much of WebDriver as is needed here."""

    def __init__(self, driver, profile):
        port = free_port()
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([driver, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.base}/status"):
                break
            time.sleep(0.1)
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
        arguments += ["--disable-component-update", "--disable-sync", f"--user-data-dir={profile}"]
        wanted = {"browserName": "chrome", "goog:chromeOptions": {"args": arguments}, "goog:loggingPrefs": {"browser": "ALL"}}
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self.base += f"/session/{answer['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def run(self, script):
        return self.call("POST", "/execute/sync", {"script": f"return ({script});", "args": []})

    def keys(self, keys):
        actions = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def cdp(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def close(self):
        with contextlib.suppress(OSError):
            self.call("DELETE", "")
        self.process.terminate()
        self.process.wait()


def page(folder):
    (folder / "old.yaml").write_text(OLD)
    (folder / "new.yaml").write_text(NEW)
    command = ["cargo", "run", "--quiet", "-p", "generator", "--manifest-path", ROOT / "Cargo.toml", "--"]
    command += ["diff", "old.yaml", "new.yaml", "--format", "html"]
    text = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    file = folder / "review.html"
    file.write_text(text)
    return file


# The lowest contrast of all text to what is behind it (WCAG 2).
CONTRAST = """(() => {
  const channels = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = (color) => { const [r, g, b] = channels(color).map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const back = (node) => { const color = getComputedStyle(node).backgroundColor; return channels(color)[3] === 0 && node.parentElement ? back(node.parentElement) : color; };
  const texts = [...document.querySelectorAll('body *')].filter((node) => [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()) && node.checkVisibility());
  return Math.min(...texts.map((node) => { const [a, b] = [light(getComputedStyle(node).color), light(back(node))].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); }));
})()"""
SHOWN = "[...document.querySelectorAll('article')].filter((entry) => !entry.hidden).length"
OPEN = "document.querySelectorAll('article > details[open]').length"
BACK = "getComputedStyle(document.body).backgroundColor"
FOCUS = "[...document.querySelectorAll('article')].indexOf(document.activeElement)"


def check(browser, file, screenshot):
    browser.call("POST", "/url", {"url": file.as_uri()})
    entries = browser.run(SHOWN)
    assert entries == 4, entries
    assert browser.run("window.hacked === undefined && document.querySelectorAll('img').length === 0"), "text became HTML"
    assert browser.run("performance.getEntriesByType('resource').length") == 0, "it loads something"
    assert browser.run("document.querySelector('td.went').textContent.includes('maximum: 100') || document.body.textContent.includes('maximum: 100')")
    assert browser.run("document.body.textContent.includes('pub name: Option<String>,')"), "no Rust"

    browser.keys("/")
    assert browser.run("document.activeElement.id") == "search"
    browser.keys("pet kind")
    assert browser.run(SHOWN) == 1, "searched"
    browser.keys("\ue00c")
    assert (browser.run(SHOWN), browser.run("document.getElementById('search').value")) == (4, "")

    browser.keys("j")
    assert browser.run(FOCUS) == 0
    browser.keys("jjk")
    assert browser.run(FOCUS) == 1
    before = browser.run(OPEN)
    browser.keys("o")
    assert abs(browser.run(OPEN) - before) == 1
    browser.keys("a")
    opened = browser.run(OPEN)
    assert opened in (0, entries), opened
    browser.keys("a")
    assert browser.run(OPEN) == entries - opened
    # A real user may also go by Tab and Space.
    browser.run("document.querySelector('[data-level=breaking]').focus()")
    browser.keys(" ")
    assert 0 < browser.run(SHOWN) < entries, "by level"
    assert browser.run("document.querySelector('[data-level=breaking]').getAttribute('aria-pressed')") == "true"
    browser.keys("\ue00c")
    if browser.run(OPEN) < entries:
        browser.keys("a")

    for scheme in ("light", "dark"):
        browser.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        first = browser.run(BACK)
        contrast = browser.run(CONTRAST)
        assert contrast >= 4.5, f"{scheme}: a contrast of {contrast:.2f}"
        browser.keys("t")
        other = browser.run(BACK)
        assert first != other, "the key changes the colours"
        browser.keys("t")
        assert browser.run(BACK) == first
        browser.run("delete document.documentElement.dataset.theme")
        if screenshot and scheme == "light":
            image = browser.cdp("Page.captureScreenshot", captureBeyondViewport=True)
            Path(screenshot).write_bytes(base64.b64decode(image["data"]))
    for width in (380, 1600):
        browser.cdp("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        assert browser.run("document.documentElement.scrollWidth <= innerWidth"), f"too wide for {width}"
    errors = [entry["message"] for entry in browser.call("POST", "/se/log", {"type": "browser"}) if entry["level"] == "SEVERE"]
    assert not errors, errors


def main():
    driver = shutil.which("chromedriver")
    if not driver:
        print("skipped: the page of a review in a browser: there is no chromedriver (Debian: chromium, chromium-driver)")
        return
    with tempfile.TemporaryDirectory() as folder:
        file = page(Path(folder))
        browser = Browser(driver, f"{folder}/profile")
        try:
            check(browser, file, sys.argv[1] if len(sys.argv) > 1 else None)
        finally:
            browser.close()
    print("ok: the page of a review: search, keys, light and dark, narrow and wide")


main()
