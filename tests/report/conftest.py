"""The report's pages are looked at with the browser of the explorer's tests."""

from explorer.browser.conftest import browser as browser
