# Completion of distplusplus for bash. After a compiler's name, that compiler's own completion takes over.
# shellcheck shell=bash

_distplusplus()
{
    local cur="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}" words=""
    COMPREPLY=()
    if [[ $COMP_CWORD -eq 1 ]]; then
        words="serve check hosts --help --version gcc g++ cc c++ clang clang++"
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
        return
    fi
    case "$previous" in
        --config)
            mapfile -t COMPREPLY < <(compgen -f -- "$cur")
            return
            ;;
        --compilers)
            mapfile -t COMPREPLY < <(compgen -d -- "$cur")
            return
            ;;
        --log-level)
            mapfile -t COMPREPLY < <(compgen -W "trace debug info warning error fatal" -- "$cur")
            return
            ;;
        --log-format)
            mapfile -t COMPREPLY < <(compgen -W "lines json systemd" -- "$cur")
            return
            ;;
        --isolation)
            mapfile -t COMPREPLY < <(compgen -W "auto required landlock bubblewrap off" -- "$cur")
            return
            ;;
        --user)
            mapfile -t COMPREPLY < <(compgen -u -- "$cur")
            return
            ;;
        --listen | --slots | --since | --status | --metrics | --fingerprint)
            return
            ;;
    esac
    case "${COMP_WORDS[1]}" in
        serve)
            words="--listen --slots --compilers --insecure-plaintext --isolation --user --log-level"
            words+=" --log-format --status --metrics --config --help"
            ;;
        check) words="--json --config --help --" ;;
        hosts)
            words="pair --watch --summary --since --jobs --json --config --help"
            [[ ${COMP_WORDS[2]} != pair ]] || words="--fingerprint --yes --replace --config --help"
            ;;
        *)
            if declare -F _command_offset >/dev/null; then
                _command_offset 1
            else
                mapfile -t COMPREPLY < <(compgen -f -- "$cur")
            fi
            return
            ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}

complete -F _distplusplus distplusplus
