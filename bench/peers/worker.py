"""The peers that are used from Python, kept running: OpenCV as other tools use it, and tesseract's command line.

Reads one JSON request a line from stdin and answers each with one JSON line:
  {"op": "load", "name", "path", "width", "height", "part"}    raw RGBA, of which "part" (x, y, width, height) is the picture:
                                                                what is around it is seen by the blur only. All planes are
                                                                made here, outside of any timing
  {"op": "forget"}                                               all of them
  {"op": "time", "method", "frame", "needles", "place", "enough", "warm_up", "long"}   ms of one search for all needles,
                                                                measured as harness/sample.ts says
  {"op": "score", "method", "frame", "needle", "place"}          the best score, 1 is the same, and where
  {"op": "tesseract", "file", "arguments"}                       CPU and wall ms of one run, and what it read
One thread; times are this thread's (CLOCK_THREAD_CPUTIME_ID), or the child's for tesseract.
"""
import json
import os
import resource
import subprocess
import sys
import time

import cv2
import numpy

cv2.setNumThreads(1)

# os-autoinst looks this far around the recorded place, in pixels.
MARGIN = 50
# Its similarity of a mean squared error: 1 up to 2, 0.9 at 40, 0 from 382 on.
SIMILARITY_AT_ANCHOR, ANCHOR, FALL = 0.9, 40.0, 380.0
# It takes every place whose sum is within so much of the least, and of those the nearest to the recorded one.
SAME_SUM = 10


class Image:
    def __init__(self, path, width, height, part):
        x, y, wide, high = part
        here = slice(y, y + high), slice(x, x + wide)
        rgba = numpy.fromfile(path, dtype=numpy.uint8).reshape(height, width, 4)
        bgr = cv2.cvtColor(rgba, cv2.COLOR_RGBA2BGR)
        self.bgr = numpy.ascontiguousarray(bgr[here])
        self.gray = numpy.ascontiguousarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)[here])
        self.soft = numpy.ascontiguousarray(soften(bgr)[here])


def soften(bgr):
    return cv2.GaussianBlur(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), (3, 3), 0)


def correlate(frame, needle):
    _, score, _, at = cv2.minMaxLoc(cv2.matchTemplate(frame, needle, cv2.TM_CCOEFF_NORMED))
    return score, at


def squared_difference(frame, needle):
    least, _, at, _ = cv2.minMaxLoc(cv2.matchTemplate(frame, needle, cv2.TM_SQDIFF_NORMED))
    return 1 - least, at


def blurred_squares(frame, needle, place, margin):
    """os-autoinst's rule, written anew: frame and needle as gray and blurred, the least sum of squares, its mean."""
    height, width = needle.shape
    left, top = max(0, place[0] - margin), max(0, place[1] - margin)
    right = min(frame.shape[1], place[0] + width + margin)
    bottom = min(frame.shape[0], place[1] + height + margin)
    sums = cv2.matchTemplate(frame[top:bottom, left:right], needle, cv2.TM_SQDIFF)
    least = sums.min()
    ys, xs = numpy.nonzero(sums <= least + SAME_SUM)
    nearest = ((xs + left - place[0]) ** 2 + (ys + top - place[1]) ** 2).argmin()
    x, y = int(xs[nearest]) + left, int(ys[nearest]) + top
    difference = cv2.absdiff(frame[y : y + height, x : x + width], needle).astype(numpy.float32)
    error = float((difference * difference).mean())
    score = SIMILARITY_AT_ANCHOR + (ANCHOR - error) / FALL
    return max(0.0, min(1.0, score)), (x, y)


def os_autoinst(frame, needles, place, margin):
    # A new frame is converted once, a needle is known beforehand: more than the original spares itself.
    if margin is None:
        soft, margin = soften(frame.bgr), max(frame.bgr.shape)
        return [blurred_squares(soft, needle.soft, place, margin) for needle in needles]
    found = []
    for needle in needles:  # only the part around the place is converted
        height, width = needle.gray.shape
        left, top = max(0, place[0] - margin), max(0, place[1] - margin)
        part = frame.bgr[top : place[1] + height + margin, left : place[0] + width + margin]
        score, at = blurred_squares(soften(part), needle.soft, (place[0] - left, place[1] - top), margin)
        found.append((score, (at[0] + left, at[1] + top)))
    return found


METHODS = {
    "gray": lambda frame, needles, place: [correlate(frame.gray, needle.gray) for needle in needles],
    "colour": lambda frame, needles, place: [correlate(frame.bgr, needle.bgr) for needle in needles],
    "squares": lambda frame, needles, place: [squared_difference(frame.bgr, needle.bgr) for needle in needles],
    "os-autoinst": lambda frame, needles, place: os_autoinst(frame, needles, place, MARGIN),
    "os-autoinst-whole": lambda frame, needles, place: os_autoinst(frame, needles, place, None),
}

images = {}


def measure(method, frame, needles, place, enough, warm_up, long):
    """As `timeHere` in harness/sample.ts: one call of what is long; of what is short `warm_up` ms unseen, then `enough` ms."""
    frame, needles = images[frame], [images[name] for name in needles]
    work = lambda: METHODS[method](frame, needles, place)
    first = measure_calls(work, 0)
    if first["cpu"] >= long:
        return first
    measure_calls(work, warm_up - first["cpu"])
    return measure_calls(work, enough)


def measure_calls(work, enough):
    calls, spent, begin, before = 0, 0.0, time.perf_counter(), time.thread_time()
    while calls == 0 or spent < enough:
        work()
        calls += 1
        spent = (time.thread_time() - before) * 1000
    return {"cpu": spent / calls, "wall": (time.perf_counter() - begin) * 1000 / calls}


def run_tesseract(file, arguments):
    def children():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (usage.ru_utime + usage.ru_stime) * 1000

    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    begin, cpu = time.perf_counter(), children()
    done = subprocess.run(["tesseract", file, "-", *arguments], env=environment, capture_output=True, check=True)
    wall = (time.perf_counter() - begin) * 1000
    return {"cpu": children() - cpu, "wall": wall, "text": done.stdout.decode("utf-8", "replace")}


def answer(request):
    op = request.pop("op")
    if op == "version":
        return {"openCv": cv2.__version__, "python": sys.version.split()[0]}
    if op == "load":
        images[request["name"]] = Image(**{key: request[key] for key in ("path", "width", "height", "part")})
        return {}
    if op == "forget":
        images.clear()
        return {}
    if op == "time":
        return measure(**request)
    if op == "score":
        frame, needle = images[request["frame"]], images[request["needle"]]
        ((score, at),) = METHODS[request["method"]](frame, [needle], request["place"])
        return {"score": score, "at": at}
    if op == "tesseract":
        return run_tesseract(**request)
    raise ValueError(f"op: unknown {op!r}")


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as error:  # told to the caller, who ends the run
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
