"""What is in git names no folder of anyone's machine and no host packages are fetched from."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import kaa

FORBIDDEN = re.compile(
    r"(?<![\w.])/(?:work|root|Users|home/(?!kaa\b)\w+|opt/pypi|tmp/\w)[/\w]"
    r"|pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|files\.python"
)


def tracked() -> Iterator[tuple[Path, str]]:
    """Every text file git keeps, as it is now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=kaa.ROOT, capture_output=True, check=True
    )
    for name in listed.stdout.decode().rstrip("\0").split("\0"):
        path = kaa.ROOT / name
        if path.is_file() and b"\0" not in (content := path.read_bytes()):
            yield path, content.decode("utf-8")


@pytest.mark.skipif(not (kaa.ROOT / ".git").exists(), reason="not a clone")
def test_no_local_folder_and_no_package_host_is_named() -> None:
    files = list(tracked())
    assert kaa.ROOT / "kaa.py" in {path for path, _ in files}
    found = [
        f"{path.relative_to(kaa.ROOT)}: {hit[0]}"
        for path, text in files
        if path != Path(__file__)
        for hit in FORBIDDEN.finditer(text)
    ]
    assert found == []


@pytest.mark.parametrize("text", ["/root/x/y", "https://pypi.org/simple", "cd /work/main"])
def test_the_search_can_see(text: str) -> None:
    assert FORBIDDEN.search(text)
