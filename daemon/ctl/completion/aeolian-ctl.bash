# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of aeolian-ctl for bash. The paths come from the program itself, names from the running instrument.

_aeolian_ctl() {
  local current=${COMP_WORDS[COMP_CWORD]} word i
  local -a words=() connection=()
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case $word in
      --host | --port | --prefix)
        connection+=("$word" "${COMP_WORDS[++i]}")
        ;;
      --hz) ((i++)) ;;
      -*) ;;
      *) words+=("$word") ;;
    esac
  done
  case ${COMP_WORDS[COMP_CWORD - 1]} in
    --host | --port | --prefix | --hz) return ;;
  esac

  local offered=
  case "${words[*]}" in
    '') offered='get set watch learn preset model record status metrics reload panic play stop paths' ;;
    preset) offered='list save load delete' ;;
    model) offered='list load' ;;
    record) offered='start stop' ;;
    get | set | learn | watch | 'watch '*) offered=$(aeolian-ctl paths 2>/dev/null) ;;
    'preset load' | 'preset delete' | 'preset save') offered=$(_aeolian_ctl_names preset) ;;
    'model load') offered=$(_aeolian_ctl_names model) ;;
  esac
  if [[ $current == -* ]]; then
    offered='--host --port --prefix --help --version'
    case ${words[0]-} in
      get | status | metrics) offered+=' --json' ;;
      watch) offered+=' --hz' ;;
      learn) offered+=' --save' ;;
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current")
}

# Names may contain spaces; each is quoted as one shell word.
_aeolian_ctl_names() {
  local name
  aeolian-ctl "${connection[@]}" "$1" list 2>/dev/null | while IFS= read -r name; do
    printf '%q\n' "$(printf '%q' "$name")"
  done
}

complete -F _aeolian_ctl aeolian-ctl
