# SPDX-License-Identifier: GPL-3.0-or-later
import json, sys
import numpy


def read_checkpoint(path):
    """The description, and the tensors by name, of an .aeolian file."""
    with open(path, "rb") as file:
        header_size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(header_size))
        data = file.read()
    description = json.loads(header.pop("__metadata__")["aeolian"])
    types = {"F32": "<f4", "F16": "<f2", "I8": "i1"}
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = numpy.frombuffer(data[begin:end], types[entry["dtype"]]).reshape(entry["shape"])
    return description, tensors


# The code above this line is shown in core/CHECKPOINT.md.
#
#   read_checkpoint.py CHECKPOINT                   prints its kind, and its tensors with their shapes
#   read_checkpoint.py --check-document DOCUMENT CHECKPOINT
#                                                   fails if the reader shown in the document differs, or if what it
#                                                   shows next does not decode the checkpoint's passages

REST = "\n\n\n# The code above this line"


def print_tensors(path):
    description, tensors = read_checkpoint(path)
    assert description["format"] == 1, description["format"]
    print(description["kind"])
    for name, tensor in sorted(tensors.items()):
        assert numpy.isfinite(tensor).all(), name
        print(name, "x".join(map(str, tensor.shape)) or "scalar")


def check_document(path, checkpoint):
    with open(__file__) as script, open(path) as document:
        reader = script.read().partition(REST)[0].partition("\n")[2].strip()  # without the licence line
        shown, decoder = [block.partition("```")[0].strip() for block in document.read().split("```python\n")[1:3]]
    if shown != reader:
        sys.exit(f"{path} shows another reader than {__file__}")
    names = {"numpy": numpy, "read_checkpoint": lambda _: read_checkpoint(checkpoint)}
    exec(decoder, names)
    frames, tensors = names["frames"], names["tensors"]
    assert numpy.quantile(frames - tensors["frames.loudest"], 0.999) < 0.1, "no louder than the corpus"
    assert numpy.abs(numpy.diff(frames, axis=0)).mean() < numpy.abs(numpy.diff(frames, axis=1)).mean() / 4, "frame after frame"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--check-document"]:
        check_document(*sys.argv[2:])
    elif len(sys.argv) == 2:
        print_tensors(sys.argv[1])
    else:
        sys.exit("usage: read_checkpoint.py CHECKPOINT")
