"""Chooses among the commands of `run`."""

import importlib
import sys

COMMANDS = {"table": "table", "features": "features", "many": "many", "trips": "trips", "wire": "wire"}

arguments = sys.argv[1:]
command = arguments.pop(0) if arguments and arguments[0] in COMMANDS else "table"
sys.exit(importlib.import_module(COMMANDS[command]).main(arguments))
