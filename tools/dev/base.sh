# Messages, folders and locks. Sourced by ./dev.
# shellcheck shell=sh disable=SC2034

say() { printf '%s\n' "· $*" >&2; }
warn() { printf '%s\n' "! $*" >&2; }
die() {
    printf '%s\n' "✗ $*" >&2
    exit 1
}

PC_ADDON=procedure_control
PC_PYTHON=
PC_SUFFIX=${PC_DB_SUFFIX:+_$PC_DB_SUFFIX}
case $PC_SUFFIX in
    *[!a-z0-9_]*) die "PC_DB_SUFFIX may hold only a-z, 0-9 and _" ;;
esac

PC_CACHE=${PROCEDURE_CONTROL_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/procedure_control}
mkdir -p "$PC_CACHE" 2>/dev/null ||
    die "cannot write to the cache folder $PC_CACHE; choose another:
    PROCEDURE_CONTROL_CACHE=/some/folder ./dev …"
PC_CACHE=$(CDPATH='' cd -- "$PC_CACHE" && pwd -P)

# Everything below belongs to one checkout with one cache; clones never meet.
PC_KEY=$(printf '%s\n%s\n' "$PC_ROOT" "$PC_CACHE" | sha256sum | cut -c1-12)
PC_STATE=$PC_CACHE/checkouts/$PC_KEY
PC_LOGS=$PC_STATE/logs
mkdir -p "$PC_LOGS" "$PC_STATE/data"
printf '%s\n' "$PC_ROOT" >"$PC_STATE/checkout"

is_root() { [ "$(id -u)" -eq 0 ]; }

# with_lock FILE COMMAND...: one at a time among all running ./dev commands.
# The kernel releases the lock when this process ends, however it ends. What the command
# starts and leaves running must close descriptor 9, or it keeps the lock.
with_lock() {
    lock_file=$1
    shift
    exec 9>>"$lock_file"
    if ! flock -n 9; then
        say "waiting for another ./dev to finish ($(basename "$lock_file"))"
        flock 9
    fi
    lock_code=0
    "$@" || lock_code=$?
    exec 9>&-
    return "$lock_code"
}

# logged LOGFILE WHAT COMMAND...: quiet when all is well, the tail of the log when not.
logged() {
    log_file=$1
    what=$2
    shift 2
    if ! "$@" >"$log_file" 2>&1; then
        tail -n 40 "$log_file" >&2
        die "$what failed; the whole log: $log_file"
    fi
}

seconds_since() { echo $(($(date +%s) - $1)); }
