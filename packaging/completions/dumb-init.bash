# Completion for bash: the options and their values. After them, the command is completed as bash
# completes any command.
_dumb_init() {
	local flags='-a --all -b --background -c --single-child -h --help -P --pause -s --subreaper
		-v --verbose -V --version -w --wait'
	local valued='-d --delay -e --exit-map -k --kill-after -p --parent-death-signal -r --rewrite'
	local current=$2 i
	# bash treats : and = as words of their own.
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		--) ((i++)); break ;;
		:) ((i++)) ;;
		-*)
			if [[ " $valued " == *" ${COMP_WORDS[i]} "* ]]; then
				((i++))
				[[ ${COMP_WORDS[i]} == = ]] && ((i++))
			fi ;;
		*) break ;;
		esac
	done
	if ((i > COMP_CWORD)) || [[ $current == [:=] ]]; then
		current=${current#[:=]}
		COMPREPLY=($(compgen -A signal -- "SIG${current#SIG}"))
		COMPREPLY=("${COMPREPLY[@]#SIG}")
	elif ((i == COMP_CWORD)) && [[ $current == -* && ${COMP_WORDS[i - 1]} != -- ]]; then
		COMPREPLY=($(compgen -W "$flags $valued" -- "$current"))
	elif declare -F _command_offset >/dev/null; then
		_command_offset "$i"
	elif ((i == COMP_CWORD)); then
		COMPREPLY=($(compgen -c -- "$current"))
	fi
} && complete -o default -F _dumb_init dumb-init
