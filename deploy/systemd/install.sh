#!/bin/sh
# Installs mingzhang as services, from the folder of the program; again, to update. Run as root.
# With --root FOLDER everything is laid below that folder and nothing is started: to look at it, or
# to make an image.
set -eu
root=
[ "${1:-}" = --root ] && root=$2
here=$(cd "$(dirname "$0")" && pwd)
program=$(cd "$here/../.." && pwd)

if [ -z "$root" ]; then
    [ "$(id -u)" = 0 ] || { echo "请用 sudo 运行。" >&2; exit 2; }
    getent passwd mingzhang >/dev/null || useradd --system --user-group --home-dir /srv/mingzhang --shell /usr/sbin/nologin mingzhang
fi
install -d -m 755 "$root/opt" "$root/etc/systemd/system" "$root/usr/local/bin"
install -d -m 750 "$root/etc/mingzhang" "$root/srv/mingzhang" "$root/srv/mingzhang-backup"
if [ "$program" != /opt/mingzhang ]; then
    install -d -m 755 "$root/opt/mingzhang"
    tar -C "$program" --exclude=./.venv --exclude=./.git --exclude=./data --exclude='__pycache__' --exclude='./.*_cache' --exclude=./.conform -cf - . | tar -C "$root/opt/mingzhang" --no-same-owner -xf -
fi
[ -e "$root/etc/mingzhang/mingzhang.env" ] || install -m 640 "$here/mingzhang.env" "$root/etc/mingzhang/mingzhang.env"
install -m 644 "$here"/*.service "$here"/*.timer "$root/etc/systemd/system/"
install -m 755 "$here/mingzhang" "$root/usr/local/bin/mingzhang"
[ -z "$root" ] || exit 0

chown root:mingzhang /etc/mingzhang /etc/mingzhang/mingzhang.env
chown mingzhang:mingzhang /srv/mingzhang /srv/mingzhang-backup
make -C /opt/mingzhang setup
mingzhang status >/dev/null || mingzhang upgrade --check
systemctl daemon-reload
systemctl enable --now mingzhang-daemon mingzhang-webserver mingzhang-viewer mingzhang-desk mingzhang-backup.timer mingzhang-health.timer
echo "装好了。分析界面 http://127.0.0.1:3000，只读界面 http://127.0.0.1:3002。"
