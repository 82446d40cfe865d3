#!/bin/bash
# A Slurm array that divides a plan among eight tasks: sbatch slurm.sh
#SBATCH --array=1-8
#SBATCH --cpus-per-task=1
#SBATCH --mem=6G
#SBATCH --time=04:00:00
#SBATCH --signal=INT@120
export VAELAB_DATA=$HOME/data VAELAB_NATIVES=$HOME/.cache/vaelab-natives
cd "$HOME/vaelab"
exec ./vaelab compare configs/mnist10k.yaml --out "$SCRATCH/mnist10k" \
    --set runtime.threads=1 --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT"
