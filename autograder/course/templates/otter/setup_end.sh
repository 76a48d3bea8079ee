# In a container of `otter grade`, the tests come only after this.
chmod -R u+rwX,go+rX "$source"
if [ -d "$source/tests" ]; then
    chmod -R go-rwx "$source/tests" # answers and seed
    chmod +x "$source/run_autograder"
    "$venv/bin/python" -P "$source/run_otter.py" --check "${source%/source}"
fi
