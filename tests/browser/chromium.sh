#!/bin/sh
# Puts Chromium in place for the browser tests: uses what is there, installs Debian's where we may, else says so loudly.
# In CI a machine without Chromium is a failure; elsewhere its tests are skipped.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Chromium is missing: installing Debian's package" >&2
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null 2>&1 && exit 0
fi
echo "*****************************************************************************" >&2
echo "*** Chromium is missing and could not be installed: BROWSER TESTS SKIPPED ***" >&2
echo "*** Install it (Debian: apt-get install chromium) and run make test again ***" >&2
echo "*****************************************************************************" >&2
[ -z "${CI:-}" ] || exit 1
