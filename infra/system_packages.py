"""Installation of system packages: directly where that is allowed, else by one command for a person to run.

Standard library only, since it runs on machines on which nothing is installed yet.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

INSTALL: Final[Mapping[str, str]] = {
    "apt-get": "apt-get install --yes --no-install-recommends",
    "dnf": "dnf install --assumeyes",
    "zypper": "zypper --non-interactive install",
    "pacman": "pacman --sync --needed --noconfirm",
}

NAMES: Final[Mapping[str, Mapping[str, str]]] = {
    "browser": {"apt-get": "chromium-headless-shell", "dnf": "chromium", "zypper": "chromium", "pacman": "chromium"},
    "japanese": {
        "apt-get": "fonts-noto-cjk",
        "dnf": "google-noto-sans-cjk-fonts",
        "zypper": "google-noto-sans-cjk-fonts",
        "pacman": "noto-fonts-cjk",
    },
    "certificates": dict.fromkeys(INSTALL, "ca-certificates"),
}
"""The package's name in each package manager."""


def command(*needs: str) -> str:
    """Return the command that installs `needs` on this system; empty if its package manager is unknown."""
    manager = next((name for name in INSTALL if shutil.which(name)), "")
    if not manager:
        return ""
    asks = "" if os.geteuid() == 0 else "sudo "
    return f"{asks}{INSTALL[manager]} {' '.join(NAMES[need][manager] for need in needs)}"


def offers(need: str) -> bool:
    """Return whether apt has a package for `need` that this user may install."""
    if not (shutil.which("apt-cache") and privileged()):
        return False
    asks = ["apt-cache", "show", NAMES[need]["apt-get"]]
    return subprocess.run(asks, capture_output=True, check=False).returncode == 0


def install(*needs: str) -> bool:
    """Install `needs` with apt, as root or by a sudo without a password. Return whether all of them were installed."""
    if not (shutil.which("apt-get") and privileged()):
        return False
    asks = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    asks += ["env", "DEBIAN_FRONTEND=noninteractive"]
    waits = ["-qq", "-o", "DPkg::Lock::Timeout=300"]
    names = [NAMES[need]["apt-get"] for need in needs]
    print(f"apt-get install {' '.join(names)}", flush=True)  # noqa: T201
    update = [*asks, "apt-get", *waits, "update"]
    subprocess.run(update, stdin=subprocess.DEVNULL, check=False)  # an outdated package list may be good enough
    bring = [*asks, *INSTALL["apt-get"].split(), *waits, *names]
    return subprocess.run(bring, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False).returncode == 0


def privileged() -> bool:
    """Return whether this user can install packages without a password."""
    if os.geteuid() == 0:
        return True
    sudo = shutil.which("sudo")
    return bool(sudo) and subprocess.run([str(sudo), "-n", "true"], capture_output=True, check=False).returncode == 0
