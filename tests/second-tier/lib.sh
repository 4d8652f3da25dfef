# shellcheck shell=bash
# Shell functions of the second tier. Sourced by `run` and by `.ci/run`; needs $root.
# Tools are installed below target/, so `cargo clean` removes them too.
tools="${root:?}/target/second-tier"

note() { printf '%s\n' "$*" >&2; }

# need COMMAND PACKAGE…: makes sure that a command exists; installs Debian packages as root.
need() {
  local command=$1
  shift
  command -v "$command" >/dev/null && return 0
  command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
  note "installing $* with apt-get"
  { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" ||
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; }
  } >/dev/null 2>"$tools/apt.log" || { tail -n 3 "$tools/apt.log" >&2; return 1; }
}

# python_env NAME REQUIREMENTS: a virtual environment with just these packages; prints its bin folder.
python_env() {
  local env="$tools/$1" wanted=$2
  mkdir -p "$tools"
  if ! cmp -s "$wanted" "$env/requirements.txt"; then
    need python3 python3 python3-venv || { note "no python3"; return 1; }
    rm -rf "$env"
    # Debian has the venv module without what it needs to work in a package of its own.
    python3 -m venv "$env" >/dev/null 2>&1 || {
      rm -rf "$env"
      need no-such-command python3-venv || true
      python3 -m venv "$env" >&2 || return 1
    }
    "$env/bin/pip" install --quiet --disable-pip-version-check --requirement "$wanted" >&2 || return 1
    cp "$wanted" "$env/requirements.txt"
  fi
  printf '%s\n' "$env/bin"
}

# node_tools FOLDER: installs what package-lock.json in FOLDER pins; prints the folder of its commands.
node_tools() {
  local from=$1 to="$tools/npm"
  mkdir -p "$to"
  if ! cmp -s "$from/package-lock.json" "$to/installed"; then
    need npm nodejs npm || { note "no npm"; return 1; }
    cp "$from/package.json" "$from/package-lock.json" "$to/"
    (cd "$to" && npm ci --no-audit --no-fund --loglevel=error) >&2 || return 1
    cp "$from/package-lock.json" "$to/installed"
  fi
  printf '%s\n' "$to/node_modules/.bin"
}

# A port of the loopback that nobody listens on.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# ready PID PORT: waits until the process listens; fails when it ends or takes more than 30 s.
ready() {
  local pid=$1 port=$2 i
  for ((i = 0; i < 300; i++)); do
    kill -0 "$pid" 2>/dev/null || return 1
    (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
    sleep 0.1
  done
  return 1
}

# The servers that run: one process group each.
groups=()

# start NAME LOG COMMAND…: starts a server on a free port, which stands for @PORT@ in the command,
# and sets $port. Somebody else may take the port in between: three attempts.
start() {
  local name=$1 log=$2 pid
  shift 2
  for _ in 1 2 3; do
    port=$(free_port)
    # A session of its own, so that a wrapper's children end with it.
    setsid "${@//@PORT@/$port}" >"$log" 2>&1 </dev/null &
    pid=$!
    groups+=("$pid")
    if ready "$pid" "$port"; then
      note "$name listens on 127.0.0.1:$port"
      return 0
    fi
    kill -KILL -- "-$pid" 2>/dev/null || true
  done
  note "$name did not start:"
  tail -n 5 "$log" >&2
  return 1
}

# Ends every server: politely, and after three seconds for good.
stop_all() {
  local pid i
  for pid in "${groups[@]}"; do kill -TERM -- "-$pid" 2>/dev/null || true; done
  for ((i = 0; i < 30; i++)); do
    for pid in "${groups[@]}"; do kill -0 -- "-$pid" 2>/dev/null && sleep 0.1 && continue 2; done
    break
  done
  for pid in "${groups[@]}"; do kill -KILL -- "-$pid" 2>/dev/null || true; done
  groups=()
}
