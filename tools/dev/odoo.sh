# Odoo 19 itself: yours (ODOO_HOME), else Debian's package unpacked in the cache.
# shellcheck shell=sh disable=SC2034

PC_ODOO_VERSION=19.0.0+dfsg-1
PC_ODOO_SHA256=9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf
# Debian's package replaces what Odoo bundles by links to these. They come from the
# machine's own release: the newest fonts-font-awesome has other file names.
PC_ODOO_ASSETS="libjs-jquery libjs-underscore libjs-jquery-form fonts-font-awesome
    fonts-roboto-unhinted fonts-inconsolata fonts-ocr-b fonts-glyphicons-halflings"

need_odoo() {
    if [ -n "${ODOO_HOME:-}" ]; then
        use_odoo_home
    else
        refuse_other_systems
        odoo_is_whole || with_lock "$PC_CACHE/.fetch.lock" fetch_odoo
        odoo_is_whole || die "Odoo could not be unpacked into $PC_CACHE"
        PC_ODOO_PATH=$(cat "$PC_CACHE/odoo/path")
        PC_ODOO_RELEASE=$(cat "$PC_CACHE/odoo/version")
        PC_ODOO_ADDONS=$PC_ODOO_PATH/odoo/addons
    fi
}

use_odoo_home() {
    [ -f "$ODOO_HOME/odoo/release.py" ] ||
        die "ODOO_HOME=$ODOO_HOME holds no odoo/release.py; point it to the folder that
    contains the 'odoo' package, e.g. a checkout of Odoo's branch 19.0"
    grep -Eq '^version_info *= *\(19, *0,' "$ODOO_HOME/odoo/release.py" ||
        die "ODOO_HOME=$ODOO_HOME is not Odoo 19.0"
    PC_ODOO_PATH=$(CDPATH='' cd -- "$ODOO_HOME" && pwd -P)
    PC_ODOO_RELEASE=home
    PC_ODOO_ADDONS=$PC_ODOO_PATH/odoo/addons
    if [ -d "$PC_ODOO_PATH/addons/web" ]; then
        PC_ODOO_ADDONS=$PC_ODOO_PATH/addons,$PC_ODOO_ADDONS
    fi
}

# The count of files is written last: a cut-off, cleaned or damaged cache never matches.
odoo_is_whole() {
    [ -f "$PC_CACHE/odoo/files" ] || return 1
    [ "$(odoo_file_count "$PC_CACHE/odoo/root")" = "$(cat "$PC_CACHE/odoo/files")" ]
}

odoo_file_count() {
    # Python leaves its __pycache__ beside the sources.
    find "$1" -name __pycache__ -prune -o -type f -print 2>/dev/null | wc -l
}

fetch_odoo() {
    odoo_is_whole && return 0
    [ ! -e "$PC_CACHE/odoo" ] || say "the cached Odoo is incomplete: fetching it again"
    [ -f /usr/share/keyrings/debian-archive-keyring.gpg ] ||
        install_packages debian-archive-keyring
    fetch_started=$(date +%s)
    work=$PC_CACHE/odoo.part
    rm -rf "$work" "$PC_CACHE/odoo"
    mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/debs"

    # shellcheck disable=SC2016 # the placeholders are apt's
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' \
        'Created-By: Packages' | grep -Ev -- '-(security|updates|backports)$' |
        grep -E '/debian/? ' | head -n 1 | cut -d' ' -f1)
    [ -n "$mirror" ] || die "apt on this machine knows no Debian mirror; add one to
    /etc/apt/sources.list, or set ODOO_HOME to an Odoo 19 you have"
    private_apt_config "$mirror"

    say "fetching Odoo 19 from Debian (about 130 MB, once)"
    logged "$PC_LOGS/fetch.log" "reading Debian's index" private_apt -q update
    found=$(private_apt_cache show odoo-19 2>/dev/null |
        sed -n 's/^Version: //p' | head -n 1)
    case $found in
        "$PC_ODOO_VERSION") ;;
        19.0*) say "Debian now has odoo-19 $found, newer than the $PC_ODOO_VERSION this
  project was tested with; using it" ;;
        *) die "Debian's mirror offers no odoo-19 19.0 (found: '${found:-nothing}');
    set ODOO_HOME to an Odoo 19 you have" ;;
    esac
    set -- odoo-19/sid fonts-montserrat/sid
    for asset in $PC_ODOO_ASSETS; do
        set -- "$@" "$asset/$suite"
    done
    (
        cd "$work/debs" &&
            logged "$PC_LOGS/fetch.log" "downloading odoo-19" \
                private_apt -q download "$@"
    ) || exit 1
    check_odoo_checksum "$work"/debs/odoo-19_*.deb

    say "unpacking it"
    for deb in "$work"/debs/*.deb; do
        dpkg -x "$deb" "$work/root" || die "cannot unpack $deb"
    done
    package=$work/root/usr/lib/python3/dist-packages/odoo
    # Debian leaves this file out; every page of the backend asks for it.
    stub=$package/addons/mail/static/lib/selfie_segmentation
    mkdir -p "$stub"
    [ -f "$stub/selfie_segmentation.js" ] ||
        echo '/* not in Debian */' >"$stub/selfie_segmentation.js"
    for linked in jquery/jquery.js fontawesome/fonts/fontawesome-webfont.woff2; do
        [ -f "$package/addons/web/static/lib/$linked" ] ||
            die "the unpacked Odoo lacks $linked; Debian's packages have changed;
    set ODOO_HOME to an Odoo 19 you have"
    done
    mkdir -p "$work/python"
    ln -s "../root/usr/lib/python3/dist-packages/odoo" "$work/python/odoo"
    printf '%s\n' "$found" >"$work/version"
    printf '%s\n' "$PC_CACHE/odoo/python" >"$work/path"
    rm -rf "$work/apt" "$work/debs"
    odoo_file_count "$work/root" >"$work/files"
    mv "$work" "$PC_CACHE/odoo"
    say "Odoo $found is ready ($(seconds_since "$fetch_started") s)"
}

private_apt_config() {
    suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    suite=${suite:-stable}
    for wanted in sid "$suite"; do
        printf 'deb [signed-by=%s] %s %s main\n' \
            /usr/share/keyrings/debian-archive-keyring.gpg "$1" "$wanted"
    done | sort -u >"$work/apt/sources.list"
    # The sandbox user of apt cannot read below a private home.
    cat >"$work/apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$work/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State::Lists "$work/apt/lists";
Dir::Cache "$work/apt/cache";
APT::Sandbox::User "root";
CONF
}

private_apt() { APT_CONFIG=$work/apt/apt.conf apt-get "$@"; }
private_apt_cache() { APT_CONFIG=$work/apt/apt.conf apt-cache "$@"; }

check_odoo_checksum() {
    [ "$found" = "$PC_ODOO_VERSION" ] || return 0
    echo "$PC_ODOO_SHA256  $1" | sha256sum -c --status ||
        die "the downloaded odoo-19 is not the one this project knows (SHA-256 differs)"
}
