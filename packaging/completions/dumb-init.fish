# Completion for fish.
function __dumb_init_signals
    kill -l | string split ' '
end

complete -c dumb-init -f -a '(__fish_complete_subcommand)'
complete -c dumb-init -s a -l all -d 'Signal every process of the container'
complete -c dumb-init -s b -l background -d 'Go on if the command ends with status 0'
complete -c dumb-init -s c -l single-child -d 'Signal the command alone'
complete -c dumb-init -s d -l delay -x -a '(__dumb_init_signals):' \
    -d 'Hold a signal back before forwarding it'
complete -c dumb-init -s e -l exit-map -x -a '(__dumb_init_signals):' \
    -d 'Exit with another status'
complete -c dumb-init -s h -l help -d 'Print a summary of the options'
complete -c dumb-init -s k -l kill-after -x -a '(__dumb_init_signals):' \
    -d 'Send KILL some time after a signal'
complete -c dumb-init -s p -l parent-death-signal -x -a '(__dumb_init_signals)' \
    -d 'Receive a signal when the parent dies'
complete -c dumb-init -s P -l pause -d 'Run no command'
complete -c dumb-init -s r -l rewrite -x -a '(__dumb_init_signals):' \
    -d 'Forward another signal instead'
complete -c dumb-init -s s -l subreaper -d 'Adopt orphans even when not PID 1'
complete -c dumb-init -s v -l verbose -d 'Print debugging information'
complete -c dumb-init -s V -l version -d 'Print the version'
complete -c dumb-init -s w -l wait -d 'Exit only after all other processes have ended'
