# (generated: the modules of runtime/tools/gdb/recount_gdb in one file, for gdb; see docs/debugging.md)
#
# Makes a package of the texts that stand above, and installs commands and printers.


def _recount_start(texts):
    import sys
    import types

    package = types.ModuleType("recount_gdb")
    package.__path__ = []
    sys.modules["recount_gdb"] = package
    for name, text in texts:
        module = types.ModuleType("recount_gdb." + name)
        sys.modules[module.__name__] = module
        setattr(package, name, module)
        exec(compile(text, "recount_gdb/" + name + ".py", "exec"), module.__dict__)
    package.commands.install()
    package.printers.install()


_recount_start(_recount_texts)
del _recount_start, _recount_texts
