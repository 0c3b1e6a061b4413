#!/bin/sh
# A study on a cluster with SLURM, as an array: as many tasks as you like, each follows its part of the study on its
# own, and nothing needs MPI. Copy this file, change the lines above "exec", and send it off from a folder that all
# nodes see:
#
#   sbatch slurm-array.sh study.toml study.h5
#
# The command prints the array's job number. When all tasks are through, this puts the parts together as one file:
#
#   sbatch --dependency=afterany:JOBNUMBER --wrap "fadecast collect study.toml -o study.h5"
#
# A task that runs out of time is warned a minute before its end and stops; nothing finished is lost. Send off the same
# two commands again, the whole array, and only what is missing is followed.

#SBATCH --job-name=fadecast
#SBATCH --array=0-7                 # eight tasks
#SBATCH --cpus-per-task=4           # threads of each
#SBATCH --mem=4G                    # fadecast sweep --dry-run tells how much a task takes
#SBATCH --time=04:00:00
#SBATCH --signal=USR1@60            # the warning; see "exec" below, which lets it reach fadecast
#SBATCH --output=fadecast-%A-%a.log

# For one GPU each: --gres=gpu:1 above, in place of most of the threads.

exec srun --ntasks=1 --cpus-per-task="$SLURM_CPUS_PER_TASK" fadecast sweep "$1" -o "$2" --resume --threads "$SLURM_CPUS_PER_TASK"
