#!/usr/bin/env bash
# Run once by Gradescope, as root, when it builds the container. What fails here is shown to the instructor.
set -euo pipefail

source="${AUTOGRADER_ROOT:-/autograder}/source"
venv="${AUTOGRADER_VENV:-/opt/dlf-autograder}"
export DEBIAN_FRONTEND=noninteractive

apt-get update
python=""
for version in 3.13 3.12 3.11; do # the newest that this image's Ubuntu has
    if apt-get install -y --no-install-recommends "python$version" "python$version-venv"; then
        python="python$version"
        break
    fi
done
if [ -z "$python" ]; then
    echo "No Python 3.11 or newer for this image: choose Ubuntu 22.04 or newer as the base image." >&2
    exit 1
fi
apt-get install -y --no-install-recommends bubblewrap || echo "No bubblewrap: isolation will be Landlock's, or none."

"$python" -m venv "$venv"
"$venv/bin/python" -m pip install --no-cache-dir --disable-pip-version-check -r "$source/requirements.txt"
if [ -s "$source/requirements-torch.txt" ]; then # the small build, for processors
    "$venv/bin/python" -m pip install --no-cache-dir --disable-pip-version-check --no-deps \
        --index-url https://download.pytorch.org/whl/cpu -r "$source/requirements-torch.txt"
fi

chmod -R u+rwX,go+rX "$source"
chmod -R go-rwx "$source/tapes" "$source/release.json" # answers and seed
chmod +x "$source/run_autograder"
PYTHONPATH="$source:$source/datasets" "$venv/bin/python" -P -m autograder.grading.gradescope_run --check "${source%/source}"
