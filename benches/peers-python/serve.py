"""Answers the coordinator's messages, one JSON line each way, as benches/workers/serve.mjs answers them over Node's channel."""

import json
import os
import sys
import time
import traceback


def _protocol_stream():
    """The real stdout; what libraries print from now on goes to stderr, lest it be taken for an answer."""
    stream = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    return stream


def serve(prepare, versions) -> None:
    """Answers until the parent says stop or goes away.

    `prepare(settings)` returns `(step, facts)`: `step()` computes one step and returns something that `float` turns into its
    loss, or an output's first number, and `facts` goes into the answer.
    """
    out = _protocol_stream()
    step = None
    for line in sys.stdin:
        message = json.loads(line)
        kind = message["type"]
        if kind == "stop":
            break
        try:
            if kind == "hello":
                answer = {"type": "hello", "versions": versions}
            elif kind == "prepare":
                step, facts = prepare(message["settings"])
                answer = {"type": "ready", **facts}
            elif kind == "run":
                start = time.perf_counter()
                for _ in range(message["steps"]):
                    result = step()
                value = float(result)  # waits for it, where a library computes behind our back
                seconds = time.perf_counter() - start
                answer = {"type": "time", "milliseconds": seconds * 1000 / message["steps"], "loss": value}
            else:
                raise ValueError(f"there is no message {kind}; send hello, prepare, run or stop.")
        except Exception:
            answer = {"type": "error", "message": traceback.format_exc()}
        # JSON has no NaN: a loss that is none arrives as null.
        if answer.get("loss") is not None and answer["loss"] - answer["loss"] != 0:
            answer["loss"] = None
        out.write(json.dumps(answer) + "\n")
