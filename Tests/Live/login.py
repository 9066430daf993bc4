"""Logs in to the live page with a key in Debian's Chromium, looks for the key where script could find it, and leaves.
Usage: login.py ADDRESS KEY. Prints "logged in and out"; leaves a picture in the folder PICTURES."""
import os
import sys
import urllib.error
import urllib.request

from playwright.sync_api import sync_playwright

base, key = sys.argv[1:3]
pictures = os.environ["PICTURES"]

with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    live = page.locator('#status[data-state="live"]')
    asks = page.locator('#status[data-state="key"]')
    page.goto(base + "/live-page", wait_until="domcontentloaded")
    asks.wait_for(timeout=60_000)
    # A wrong key is told, and lets nobody in.
    page.locator("input[type=password]").fill("pmt_000000000000_" + "0" * 64)
    page.get_by_role("button", name="Log in").click()
    page.get_by_text("The key is not valid.").wait_for(timeout=60_000)
    page.locator("input[type=password]").fill(key)
    page.screenshot(path=pictures + "/login.png")
    page.get_by_role("button", name="Log in").click()
    live.wait_for(timeout=60_000)
    # The page has no key, and no cookie that it could read.
    assert page.evaluate("document.cookie") == "", "script reads the cookie"
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    assert key not in page.content() and page.locator("input[type=password]").count() == 0
    [cookie] = context.cookies()
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and key[-64:] != cookie["value"], cookie
    # A page that is loaded again is still in.
    page.reload(wait_until="domcontentloaded")
    live.wait_for(timeout=60_000)
    # A page of another origin does nothing with the cookie.
    forged = urllib.request.Request(
        base + "/api/v1/live/tickets", method="POST",
        headers={"Cookie": f"{cookie['name']}={cookie['value']}", "Origin": "http://elsewhere.example"})
    try:
        urllib.request.urlopen(forged, timeout=30)
        raise AssertionError("a page of another origin was let in")
    except urllib.error.HTTPError as error:
        assert error.code == 403, error.code
    page.get_by_role("button", name="Log out").click()
    asks.wait_for(timeout=60_000)
    assert context.cookies() == [], "the cookie is still there"
    page.reload(wait_until="domcontentloaded")
    asks.wait_for(timeout=60_000)
    assert not errors, errors
    browser.close()
    print("logged in and out")
