# ./dev test [NAMES] [--slow]
# shellcheck shell=sh disable=SC2034

cmd_test() {
    want_unit='' want_odoo='' want_e2e='' slow=''
    odoo_tags='' unit_files='' e2e_files=''
    for name in "$@"; do
        case $name in
            --slow) slow=yes ;;
            unit) want_unit=yes ;;
            odoo) want_odoo=yes ;;
            e2e) want_e2e=yes ;;
            -*) die "./dev test knows no option $name (there is --slow)" ;;
            *) name_one_test "$name" ;;
        esac
    done
    if [ -z "$want_unit$want_odoo$want_e2e" ]; then
        want_unit=yes want_odoo=yes want_e2e=yes
    fi

    test_started=$(date +%s)
    total_passed=0 total_failed=0 total_skipped=0 verdict=0
    need_test_tools
    PC_LAST_WORDS=cut_short
    [ -z "$want_unit" ] || test_unit
    [ -z "$want_odoo" ] || test_odoo
    [ -z "$want_e2e" ] || test_e2e
    say "all of it took $(seconds_since "$test_started") s"
    [ "$total_failed" -eq 0 ] || verdict=1
    PC_LAST_WORDS=
    summary
    exit "$verdict"
}

summary() {
    if [ "$total_skipped" -gt 0 ]; then
        echo "$total_passed passed, $total_failed failed, $total_skipped skipped"
    else
        echo "$total_passed passed, $total_failed failed"
    fi
}

# What keeps a suite from starting counts as a failure, and the closing line still comes.
cut_short() {
    total_failed=$((total_failed + 1))
    summary
}

# A file, with or without ::test, or Odoo test tags.
name_one_test() {
    one=${1#./}
    case $one in
        tests/unit*) want_unit=yes unit_files="$unit_files$one
" ;;
        tests/e2e*) want_e2e=yes e2e_files="$e2e_files$one
" ;;
        addons/*/tests/test_*.py)
            # Odoo takes a file as its path from the addon's folder.
            want_odoo=yes odoo_tags="${odoo_tags:+$odoo_tags,}/$PC_ADDON/${one#addons/*/}" ;;
        /* | :* | .*) want_odoo=yes odoo_tags="${odoo_tags:+$odoo_tags,}$one" ;;
        test_*.py)
            found=$(cd "$PC_ROOT" && find tests addons -name "$one" | head -n 1)
            [ -n "$found" ] || die "there is no test file $one"
            name_one_test "$found"
            ;;
        *) want_odoo=yes odoo_tags="${odoo_tags:+$odoo_tags,}$one" ;;
    esac
}

need_test_tools() {
    if [ -n "$want_odoo$want_e2e" ]; then
        want_browser_packages
        [ -z "$want_e2e" ] || want_spreadsheet_packages
        need_server
        find_chromium || die "there is no Chromium; install it: apt-get install -y chromium"
    else
        end_cleanly
        want_print_packages
        install_missing
    fi
    need_python_dev
    export PC_REPORTS="$PC_LOGS/reports$PC_SUFFIX"
    mkdir -p "$PC_REPORTS"
}

failed() {
    warn "$*"
    verdict=1
}

# count PASSED FAILED SKIPPED
count() {
    total_passed=$((total_passed + $1))
    total_failed=$((total_failed + $2))
    total_skipped=$((total_skipped + $3))
}

# run_pytest SUITE FILES ARGS...: FILES are lines, empty for the whole suite.
run_pytest() {
    suite=$1
    files=$2
    shift 2
    if [ -n "$files" ]; then
        while IFS= read -r file; do
            [ -z "$file" ] || set -- "$@" "$file"
        done <<FILES
$files
FILES
    else
        set -- "$@" "tests/$suite"
    fi
    [ -n "$slow" ] || [ -n "$files" ] || set -- "$@" -m 'not slow'
    export PC_SLOW="$slow"
    report=$PC_REPORTS/$suite.xml
    rm -f "$report"
    suite_code=0
    cd "$PC_ROOT" || exit 1
    child "$PC_PYTHON" -m pytest --junit-xml="$report" \
        -o cache_dir="$PC_STATE/pytest" "$@" || suite_code=$?
    tallied=$("$PC_PYTHON" "$PC_TOOLS/junit_tally.py" "$report") || tallied="0 0 0"
    # shellcheck disable=SC2086 # three numbers
    count $tallied
    case $tallied in
        "0 0 "*) failed "the suite '$suite' ran no test" ;;
    esac
    if [ "$suite_code" -ne 0 ]; then failed "the suite '$suite' failed"; fi
}

test_unit() {
    say "unit tests"
    run_pytest unit "$unit_files"
}

test_odoo() {
    say "Odoo tests"
    [ -n "$odoo_tags" ] || need_all_bundles
    need_template plain
    # Two cores: the next suite's template is built while these tests run.
    if [ -n "$want_e2e" ]; then
        setsid "$PC_ROOT/dev" template e2e </dev/null >"$PC_LOGS/template.log" 2>&1 &
        PC_HELPER=$!
    fi
    check_log "$PC_INSTALL_LOG" "while it was installed"
    test_db=pc_test_odoo$PC_SUFFIX
    db_clone "$PC_TEMPLATE" "$test_db"
    test_log=$PC_LOGS/test_odoo$PC_SUFFIX.log
    test_port=$(free_port 18069)
    set -- server -d "$test_db" --stop-after-init --http-port="$test_port" \
        --max-cron-threads=0 --screenshots="$PC_LOGS/screenshots$PC_SUFFIX"
    if [ -n "$odoo_tags" ]; then
        set -- "$@" --test-tags="$odoo_tags"
    else
        # The whole suite also proves that the addon updates over itself.
        # Odoo leaves out tests without the tag `standard` unless another is named.
        if [ -n "$slow" ]; then every=,slow/$PC_ADDON; else every=,-slow; fi
        set -- "$@" -u "$PC_ADDON" --test-tags="/$PC_ADDON$every"
    fi
    odoo_code=0
    child "$PC_PYTHON" "$PC_ODOO_BIN" "$@" >"$test_log" 2>&1 || odoo_code=$?
    "$PC_PYTHON" "$PC_TOOLS/odoo_log.py" failures "$test_log" || :
    tallied=$("$PC_PYTHON" "$PC_TOOLS/odoo_log.py" tally "$test_log")
    # shellcheck disable=SC2086 # three numbers
    count $tallied
    case $tallied in
        "0 0 "*) failed "the suite 'odoo' ran no test; the log: $test_log" ;;
    esac
    if [ "$odoo_code" -ne 0 ]; then failed "the suite 'odoo' failed; the log: $test_log"; fi
    check_log "$test_log" "while its tests ran"
    say "Odoo tests (passed, failed, skipped): $tallied"
    db_drop "$test_db"
}

check_log() {
    "$PC_PYTHON" "$PC_TOOLS/odoo_log.py" ours "$1" ||
        failed "the addon left warnings or errors in the log $2: $1"
}

test_e2e() {
    say "end-to-end tests"
    if [ -n "$PC_HELPER" ]; then
        helper_code=0
        wait "$PC_HELPER" || helper_code=$?
        PC_HELPER=''
        cat "$PC_LOGS/template.log" >&2
        [ "$helper_code" -eq 0 ] || die "the template for the end-to-end tests failed"
    fi
    need_e2e_template
    check_log "$PC_INSTALL_LOG" "while it was installed with demo data"
    PC_E2E_TEMPLATE=$PC_TEMPLATE
    export PC_E2E_TEMPLATE PC_ADDON PC_STATE PC_CHROMIUM
    rm -f "$PC_LOGS"/e2e"$PC_SUFFIX"*.log
    run_pytest e2e "$e2e_files" --timeout=300
    for server_log in "$PC_LOGS"/e2e"$PC_SUFFIX"*.log; do
        [ ! -f "$server_log" ] || check_log "$server_log" "while the browser tests ran"
    done
    case $tallied in
        *" 0") ;;
        *) failed "browser tests were skipped" ;;
    esac
}
