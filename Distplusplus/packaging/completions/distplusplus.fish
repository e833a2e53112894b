# Completion of distplusplus for fish. After a compiler's name, that compiler's own completion takes over.

complete -c distplusplus -n __fish_use_subcommand -f -a serve -d 'Be a build host'
complete -c distplusplus -n __fish_use_subcommand -f -a check -d 'Find what is wrong'
complete -c distplusplus -n __fish_use_subcommand -f -a hosts -d 'Show the hosts'
complete -c distplusplus -n __fish_use_subcommand -f -a 'gcc g++ cc c++ clang clang++' -d 'Compile'
complete -c distplusplus -n __fish_use_subcommand -l version -d 'Show the version'
complete -c distplusplus -n '__fish_use_subcommand; or __fish_seen_subcommand_from serve check hosts' -l help -d 'Show help'

complete -c distplusplus -n '__fish_seen_subcommand_from serve' -f -l listen -r -d 'Where to listen'
complete -c distplusplus -n '__fish_seen_subcommand_from serve' -f -l slots -r -d 'Jobs at once'
complete -c distplusplus -n '__fish_seen_subcommand_from serve' -l compilers -r -a '(__fish_complete_directories)' -d 'Offer these compilers'
complete -c distplusplus -n '__fish_seen_subcommand_from serve' -f -l insecure-plaintext -d 'Listen beyond this machine without encryption'
complete -c distplusplus -n '__fish_seen_subcommand_from serve' -f -l log-level -r -a 'trace debug info warning error fatal' -d 'Messages from this level on'
complete -c distplusplus -n '__fish_seen_subcommand_from serve check hosts' -l config -r -d 'Read this file'
complete -c distplusplus -n '__fish_seen_subcommand_from check hosts' -f -l json -d 'Print JSON'
complete -c distplusplus -n '__fish_seen_subcommand_from hosts' -f -l jobs -d 'Print the sum of the slots'
complete -c distplusplus -n '__fish_seen_subcommand_from gcc g++ cc c++ clang clang++' -a '(__fish_complete_subcommand --fcs-skip=1)'
