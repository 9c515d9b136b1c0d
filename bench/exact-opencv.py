"""Times OpenCV's gray TM_CCOEFF_NORMED on the frames and needles of bench/exact.ts: one thread, images loaded.

Reads a JSON job from stdin: {"frames": [[path, width, height]...], "needles": [...], "repeats": n}, the files raw RGBA.
Prints one JSON object: for each needle the median CPU milliseconds of a search over a frame.
"""
import json
import statistics
import sys
import time

import cv2
import numpy

cv2.setNumThreads(1)


def gray(path, width, height):
    pixels = numpy.fromfile(path, dtype=numpy.uint8).reshape(height, width, 4)
    return cv2.cvtColor(pixels, cv2.COLOR_RGBA2GRAY)


job = json.load(sys.stdin)
frames = [gray(*frame) for frame in job["frames"]]
needles = [gray(*needle) for needle in job["needles"]]
medians = []
for needle in needles:
    times = []
    for _ in range(job["repeats"]):
        for frame in frames:
            start = time.thread_time()
            cv2.minMaxLoc(cv2.matchTemplate(frame, needle, cv2.TM_CCOEFF_NORMED))
            times.append((time.thread_time() - start) * 1000)
    medians.append(statistics.median(times))
print(json.dumps({"version": cv2.__version__, "medians": medians}))
