# What must come from Debian itself. Sourced by ./dev.
# shellcheck shell=sh disable=SC2034

is_debian() {
    command -v apt-get >/dev/null 2>&1 && command -v dpkg >/dev/null 2>&1 &&
        grep -Eq '^ID=debian$' /etc/os-release 2>/dev/null
}

# Ubuntu and other relatives have apt-get but neither Debian's suites nor its keyring.
has_apt() { command -v apt-get >/dev/null 2>&1 && command -v dpkg >/dev/null 2>&1; }

refuse_other_systems() {
    [ -z "${ODOO_HOME:-}" ] || return 0
    is_debian && return 0
    die "this is not Debian, and ./dev fetches Odoo from Debian. Either use Docker
    (see README: docker compose up) or point to an Odoo 19 of your own:
    ODOO_HOME=/path/to/odoo ./dev …"
}

has_package() {
    dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null | grep -q '^ii'
}

# Wants are gathered first, so that one command mends everything that is missing.
PC_MISSING=
want_package() { has_package "$1" || PC_MISSING="$PC_MISSING $1"; }
# want_program PROGRAM PACKAGE: it may also come from elsewhere than the package.
want_program() {
    command -v "$1" >/dev/null 2>&1 || PC_MISSING="$PC_MISSING $2"
}

install_missing() {
    [ -n "$PC_MISSING" ] || return 0
    install_packages "$PC_MISSING"
    PC_MISSING=
}

want_server_packages() {
    if ! find_python; then
        PC_MISSING="$PC_MISSING python3 python3-venv"
    elif ! "$PC_SYSTEM_PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
        PC_MISSING="$PC_MISSING python3-venv"
    fi
    find_postgres || PC_MISSING="$PC_MISSING postgresql"
    want_program psql postgresql-client
    want_print_packages
}

# For WeasyPrint; elsewhere than on Debian its own error message tells.
want_print_packages() {
    has_apt || return 0
    for package in libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core; do
        want_package "$package"
    done
}

want_browser_packages() {
    find_chromium || PC_MISSING="$PC_MISSING chromium"
    want_program pdftotext poppler-utils
}

want_spreadsheet_packages() { want_program soffice libreoffice-calc-nogui; }

find_chromium() {
    for candidate in chromium chromium-browser google-chrome google-chrome-stable; do
        PC_CHROMIUM=$(command -v "$candidate") && return 0
    done
    return 1
}

install_packages() {
    install_list=${1# }
    mend="apt-get update && apt-get install -y --no-install-recommends $install_list"
    has_apt || die "missing on this machine: $install_list
    install them with your system's package manager, then run this again"
    if is_root; then
        as_admin=
    elif command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        as_admin=sudo
    else
        die "missing on this machine: $install_list
    as root, run this one command, then this one again:
    $mend"
    fi
    say "installing from Debian: $install_list"
    # shellcheck disable=SC2086 # a list of package names, one word each
    {
        $as_admin env DEBIAN_FRONTEND=noninteractive \
            apt-get -o DPkg::Lock::Timeout=300 update -q &&
            $as_admin env DEBIAN_FRONTEND=noninteractive \
                apt-get -o DPkg::Lock::Timeout=300 \
                install -y -q --no-install-recommends $install_list
    } >"$PC_LOGS/apt.log" 2>&1 || {
        tail -n 20 "$PC_LOGS/apt.log" >&2
        die "installing failed; as root, run:
    $mend"
    }
}
