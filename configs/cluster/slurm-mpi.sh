#!/bin/sh
# A study on a cluster with SLURM, as one job of many processes: shards go to whichever process is free, and the file
# that shows the whole study is written at the end. fadecast must have been built with MPI (libopenmpi-dev on Debian).
# Copy this file, change what you need, and send it off from a folder that all nodes see:
#
#   sbatch slurm-mpi.sh study.toml study.h5
#
# When the time runs out, the job is warned a minute before, keeps what is finished, and writes the file over that.
# Send off the same command again to go on.
#
# Without SLURM, or on one machine, the same is one line. Each process takes the threads that mpirun gives it, one core
# unless told otherwise; on machines with GPUs, start as many as there are GPUs, and each takes one:
#
#   mpirun -n 8 --map-by slot:PE=2 fadecast sweep study.toml -o study.h5 --resume

#SBATCH --job-name=fadecast
#SBATCH --ntasks=16
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=1G
#SBATCH --time=04:00:00
#SBATCH --signal=B:USR1@60
#SBATCH --output=fadecast-%j.log

# The warning reaches this script; mpirun passes it on to all processes. Any other signal, and scancel, ends mpirun at
# once and without a word: what is finished stays, the file over it is not written until the next run.
mpirun -n "$SLURM_NTASKS" --map-by slot:PE="$SLURM_CPUS_PER_TASK" fadecast sweep "$1" -o "$2" --resume &
started=$!
trap 'kill -USR1 $started' USR1
# A signal ends `wait` early: wait again until mpirun itself has ended.
code=128
while [ "$code" -gt 127 ] && kill -0 $started 2>/dev/null; do
  wait $started
  code=$?
done
exit "$code"
