"""A page of results opened in a real browser, on a wide and on a narrow screen: what is wrong with it."""

from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.browser.visiting import ARGUMENTS, LOCAL

WIDTHS = (1400, 420)
NOT_DRAWN = """[...document.querySelectorAll('.plot')]
    .filter(plot => !plot.querySelector('path, .point, image, canvas')).map(plot => plot.id + ' is not drawn')"""
WITHOUT_TITLE = """[...document.querySelectorAll('figure.panel')]
    .filter(panel => panel.querySelector('.plot') && !panel.querySelector('h3')
        && !panel.closest('section').querySelector('h2')).map(panel => panel.id + ' has no title')"""
WITHOUT_UNIT = """[...document.querySelectorAll('.plot')].flatMap(plot => Object.keys(plot._fullLayout)
    .filter(name => /^[xy]axis\\d*$/.test(name)).map(name => [name, plot._fullLayout[name]])
    .filter(([name, axis]) => axis.visible !== false && ['linear', 'log'].includes(axis.type)
        && axis.tickmode !== 'array' && !plot.layout[name].title?.text)
    .map(([name]) => plot.id + ' has no title at its ' + name))"""
WITHOUT_WORDS = """[...document.querySelectorAll('.plot')]
    .filter(plot => !/[0-9]|No value/.test(plot.getAttribute('aria-label')))
    .map(plot => plot.id + ' does not say in words what it shows')"""
CUT_OFF = """[...document.querySelectorAll('.plot')].flatMap(plot => {
    const outer = plot.getBoundingClientRect();
    return [...plot.querySelectorAll('.xtick text, .ytick text, .annotation-text, .xtitle, .ytitle')]
        .filter(text => text.textContent.trim()).filter(text => {
            const inner = text.getBoundingClientRect();
            return inner.right > outer.right + 3 || inner.left < outer.left - 3;
        }).map(text => plot.id + ' cuts off ' + text.textContent);
})"""


def faults_of(chromium: str, page: str | Path) -> list[str]:
    """Errors, requests, figures not drawn or without title, unit or words, texts cut off, a page wider than its screen.

    Args:
        chromium: path of the browser.
        page: path of the page.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        found = [f"{width} px: {fault}" for width in WIDTHS for fault in _faults_at(browser, Path(page), width)]
        browser.close()
    return found


def _faults_at(browser: Browser, path: Path, width: int) -> list[str]:
    faults: list[str] = []
    page = browser.new_page(viewport=ViewportSize(width=width, height=900))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(LOCAL) else faults.append(request.url))
    page.goto(path.resolve().as_uri(), timeout=180_000)
    page.wait_for_selector("body[data-ready=yes]", state="attached", timeout=180_000)
    if page.locator(".plot .main-svg").count() == 0:
        faults.append("no figure at all")
    for wrong in (NOT_DRAWN, WITHOUT_TITLE, WITHOUT_UNIT, WITHOUT_WORDS, CUT_OFF):
        faults += page.evaluate(wrong)
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        faults.append("wider than the screen")
    page.close()
    return faults
