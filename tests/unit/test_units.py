"""The files of deploy/: services that may do little, an image by the locks, loopback alone."""

import configparser
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
import yaml
from for_every import for_every

ROOT = Path(__file__).parents[2]
SYSTEMD = ROOT / "deploy" / "systemd"
CONTAINER = ROOT / "deploy" / "container"
SERVICES = {path.name: path for path in sorted(SYSTEMD.glob("*.service"))}
HELPERS = ("mingzhang", "python")
# The score of systemd-analyze security: 0 may nothing, 10 may everything.
EXPOSURE = 2.0
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze"
)


def settings_of(path):
    parser = configparser.RawConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return parser["Service"]


@pytest.fixture(scope="module")
def laid(tmp_path_factory):
    """What install.sh lays, below a folder, with the targets that units refer to."""
    root = tmp_path_factory.mktemp("root")
    subprocess.run(["sh", SYSTEMD / "install.sh", "--root", root], check=True, timeout=120)
    scripts = root / "opt" / "mingzhang" / ".venv" / "bin"
    scripts.mkdir(parents=True)
    for name in HELPERS:
        (scripts / name).write_text("#!/bin/sh\n", encoding="ascii")
        (scripts / name).chmod(0o755)
    units = root / "usr" / "lib" / "systemd" / "system"
    units.mkdir(parents=True)
    for pattern in ("*.target", "*.slice", "*.mount", "systemd-journald*"):
        for path in Path("/lib/systemd/system").glob(pattern):
            shutil.copy(path, units / path.name, follow_symlinks=True)
    return root


@for_every(SERVICES)
def test_service_is_hardened(path):
    known = settings_of(path)
    wanted = {
        "User": "mingzhang", "NoNewPrivileges": "yes", "ProtectSystem": "strict",
        "ProtectHome": "yes", "PrivateTmp": "yes",
        "CapabilityBoundingSet": "CAP_DAC_OVERRIDE" if "backup" in path.name else "",
    }  # fmt: skip
    assert {name: known.get(name) for name in wanted} == wanted
    writable = known["ReadWritePaths"].split()
    assert all(one.lstrip("-").startswith(("/srv/mingzhang", "/media", "/mnt")) for one in writable)


@for_every(SERVICES)
def test_service_listens_on_loopback_alone(path):
    line = settings_of(path)["ExecStart"]
    if "service webserver" in line or "service code" in line:
        assert "--host 127.0.0.1" in line
    assert "0.0.0.0" not in line


@for_every(SERVICES)
def test_service_uses_only_variables_that_the_sample_sets(path):
    sample = (SYSTEMD / "mingzhang.env").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{(\w+)\}", path.read_text(encoding="utf-8")))
    assert used <= set(re.findall(r"^(\w+)=", sample, re.MULTILINE))


def test_installing_lays_every_unit_and_keeps_settings(laid):
    there = {path.name for path in (laid / "etc" / "systemd" / "system").iterdir()}
    assert there == {path.name for path in SYSTEMD.glob("mingzhang*.*") if path.suffix != ".env"}
    assert (laid / "opt" / "mingzhang" / "workspace.yaml").is_file()
    assert not (laid / "opt" / "mingzhang" / ".git").exists()
    settings = laid / "etc" / "mingzhang" / "mingzhang.env"
    assert settings.stat().st_mode & 0o007 == 0
    settings.write_text("own\n", encoding="utf-8")
    subprocess.run(["sh", SYSTEMD / "install.sh", "--root", laid], check=True, timeout=120)
    assert settings.read_text(encoding="utf-8") == "own\n"


@needs_systemd
def test_systemd_finds_no_fault_in_the_units(laid):
    names = [path.name for path in SYSTEMD.glob("mingzhang*.*") if path.suffix != ".env"]
    done = subprocess.run(
        ["systemd-analyze", "verify", f"--root={laid}", *names],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_systemd_counts_the_service_as_little_exposed(laid, name):
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", f"--root={laid}", "--no-pager", name],
        capture_output=True, text=True, check=True, timeout=120,
    ).stdout  # fmt: skip
    score = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert float(score[1]) <= EXPOSURE, said


@pytest.fixture
def command(tmp_path):
    """The operator's command for another user, calling a program that tells who it is."""
    folder = Path(tempfile.mkdtemp(prefix="mingzhang-"))
    folder.chmod(0o755)
    (folder / "closed").mkdir(mode=0o700)
    (folder / "settings").write_text(f"MINGZHANG_HOME={folder}\n", encoding="utf-8")
    program = folder / "program"
    program.write_text(
        f'#!/bin/sh\necho "$(id -un) $1 $MINGZHANG_HOME"\n: > {folder}/closed/"$1"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    text = (SYSTEMD / "mingzhang").read_text(encoding="utf-8")
    for own, here in {
        "user=mingzhang": "user=nobody",
        "/etc/mingzhang/mingzhang.env": f"{folder}/settings",
        "/opt/mingzhang/.venv/bin/mingzhang": str(program),
    }.items():
        assert own in text
        text = text.replace(own, here)
    (folder / "mingzhang").write_text(text, encoding="utf-8")
    yield folder / "mingzhang"
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
@pytest.mark.parametrize(("words", "may_write"), [("status", False), ("backup", True)])
def test_operators_command_gives_its_rights_away_and_backups_reach_any_disk(
    command, words, may_write
):
    done = subprocess.run(
        ["sh", command, words], capture_output=True, text=True, check=False, timeout=20
    )
    assert done.stdout == f"nobody {words} {command.parent}\n", done.stderr
    assert (command.parent / "closed" / words).exists() is may_write


def compose():
    return yaml.safe_load((CONTAINER / "compose.yaml").read_text(encoding="utf-8"))


@for_every({name: one for name, one in compose()["services"].items() if "ports" in one})
def test_port_of_a_container_is_open_to_this_machine_alone(service):
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_no_container_of_ours_has_rights_or_writes_elsewhere():
    ours = {name: one for name, one in compose()["services"].items() if name != "postgres"}
    for name, one in ours.items():
        assert one["cap_drop"] == ["ALL"], name
        assert one["read_only"] is True, name
        assert one["security_opt"] == ["no-new-privileges:true"], name


def test_public_site_sees_nothing_but_what_is_published():
    (home, settings) = compose()["services"]["site"]["volumes"]
    assert home["volume"]["subpath"] == "public"
    assert home["read_only"] is True
    assert settings.endswith(":ro")


def test_image_is_made_of_locked_packages_and_has_no_root():
    text = (CONTAINER / "Containerfile").read_text(encoding="utf-8")
    installs = [line for line in text.splitlines() if "pip install" in line]
    assert len(installs) == 3
    for line in installs:
        assert "--require-hashes -r requirements" in line or "--no-build-isolation" in line
        assert "--no-deps" in line
    assert text.rindex("\nUSER 10001") > text.rindex("\nFROM")
    assert not re.search(r"https?://|--index-url", text)


def test_everything_that_the_image_copies_is_let_into_its_context():
    text = (CONTAINER / "Containerfile").read_text(encoding="utf-8")
    allowed = (CONTAINER / "Containerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [
        name
        for line in re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
        for name in line.split()
    ]
    assert copied
    assert {f"!{name}" for name in copied} == {line for line in allowed if line.startswith("!")}
    assert all((ROOT / name).exists() for name in copied)


def test_image_and_services_have_the_same_packages_of_our_own():
    """Each of our rooms is copied; a new one must not be forgotten."""
    text = (CONTAINER / "Containerfile").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert rooms <= set(re.findall(r"^COPY (\w+) \1$", text, re.MULTILINE))
