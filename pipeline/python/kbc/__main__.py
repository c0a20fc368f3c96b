"""`python -m kbc`: the command."""

import subprocess
import sys

from kbc._command import binary

sys.exit(subprocess.run([binary(), *sys.argv[1:]], check=False).returncode)
