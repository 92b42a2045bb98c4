#!/usr/bin/env python3
"""Verdicts of the official compliance scripts on constructed runs.

    python3 compliance.py FOLDER REPOSITORY

REPOSITORY is a git directory of mlcommons/inference. Its scripts of the revisions below are unpacked into a temporary
folder and run there; what they decided goes to FOLDER/compliance_cases.json together with the runs. Same seed, same file.
"""
import json
import os
import random
import struct
import subprocess
import sys
import tempfile

SEED = 20261124
REVISIONS = {"v6.1": "b66003e1", "v5.0": "v5.0", "v4.1": "v4.1", "v3.0": "v3.0", "v2.0": "v2.0"}
METRIC = {
    "SingleStream": "early_stopping_latency_ss", "MultiStream": "early_stopping_latency_ms",
    "Offline": "result_samples_per_second", "Server": "result_completed_samples_per_sec",
}
LINE = {
    "SingleStream": " * Early stopping 90.0th percentile estimate: ", "MultiStream": " * Early stopping 99.0th percentile estimate: ",
    "Offline": "Samples per second: ", "Server": "Completed samples per second    : ",
}
OLD_LINE = {
    "SingleStream": "90th percentile latency (ns) : ", "MultiStream": "99th percentile latency (ns) : ",
    "Offline": "Samples per second: ", "Server": "Scheduled samples per second : ",
}
# Up to v5.0 the scripts know early stopping's lines by "90th" only.
MIDDLE_LINE = {**LINE, "SingleStream": " * Early stopping 90th percentile estimate: ", "MultiStream": " * Early stopping 99th percentile estimate: "}


def answers(entries):
    """An accuracy log in LoadGen's form: of (sample, data) or (sample, data, token data, token count)."""
    lines = []
    for i, entry in enumerate(entries):
        sample, data = entry[0], entry[1]
        text = '{ "seq_id" : %d, "qsl_idx" : %d, "data" : "%s"' % (i, sample, data)
        if len(entry) > 2 and entry[2] is not None:
            text += ', "token_data" : "%s"' % entry[2]
        if len(entry) > 3 and entry[3] is not None:
            text += ', "token_count" : %d' % entry[3]
        lines.append(text + " }")
    return "[\n" + ",\n".join(lines) + ("\n]\n" if lines else "]\n")


def detail(records, error=None):
    """A detail log with these keys and values."""
    return "".join(record(k, v, k == error) for k, v in records.items())


def record(key, value, is_error=False):
    flag = "true" if is_error else "false"
    return (':::MLLOG {"key": "%s", "value": %s, "time_ms": 0.5, "namespace": "mlperf::logging", "event_type": "POINT_IN_TIME", '
            '"metadata": {"is_error": %s, "is_warning": false, "file": "a.cc", "lineno": 1, "pid": 1, "tid": 1}}\n' % (key, json.dumps(value), flag))


def run_of(scenario, score, validity="VALID", target=None, lines=LINE, errors=0, more=None):
    """A run's figures, as a detail log's keys and a summary's lines."""
    keys = {"effective_scenario": scenario}
    if scenario in METRIC:
        keys[METRIC[scenario]] = score
    if validity:
        keys["result_validity"] = validity
    summary = ["SUT name : System", "Scenario : " + scenario]
    if scenario in ("Server", "Offline"):
        summary.append(lines[scenario] + str(score))
    if scenario in ("SingleStream", "MultiStream") and lines is OLD_LINE:
        summary.append(lines[scenario] + str(score))
    if validity:
        summary.append("Result is : " + validity)
    if scenario in ("SingleStream", "MultiStream") and lines is not OLD_LINE:
        summary.append(lines[scenario] + str(score))
    if target is not None:
        keys["effective_target_latency_ns"] = target
        summary.append("target_latency (ns): %d" % target)
    summary += more or []
    summary.append("%d ERROR encountered. See detailed log." % errors if errors else "No errors encountered during test.")
    return {"detail": keys, "summary": summary}


def hexed(fmt, *values):
    return struct.pack("<%d%s" % (len(values), fmt), *values).hex().upper()


def cases():
    rng = random.Random(SEED)
    out = []

    def case(name, test, reference, audit, accuracy=None, sampled=None, revision="v6.1", **options):
        out.append({"name": name, "test": test, "revision": revision, "reference": reference, "audit": audit,
                    "accuracy": accuracy, "sampled": sampled, "options": options})

    labels = [[i, hexed("f", float(rng.randrange(1000)))] for i in range(12)]
    longs = [[i, hexed("q", rng.randrange(1 << 40))] for i in range(12)]
    chosen = sorted(rng.sample(range(12), 6))
    pick = lambda log: [log[i] for i in chosen]
    offline = run_of("Offline", 1234.56)
    same = lambda **k: (run_of("Offline", 1234.56), run_of("Offline", 1201.25))

    def test01(name, accuracy, sampled, reference=None, audit=None, **options):
        r, a = same()
        case("TEST01 " + name, "TEST01", reference or r, audit or a, accuracy, sampled, **options)

    def changed(log, at, data):
        log = [list(e) for e in log]
        log[at][1] = data
        return log

    # Answers.
    test01("equal, bytes", labels, pick(labels))
    test01("equal, float32", labels, pick(labels), dtype="float32")
    test01("equal, in another order", labels, pick(labels)[::-1], dtype="float32")
    test01("one label differs, float32", labels, changed(pick(labels), 2, hexed("f", 5000.5)), dtype="float32")
    test01("one label differs, first byte equal", labels, changed(pick(labels), 2, hexed("f", 5000.0)))
    test01("second element differs", [[i, d + "00000000"] for i, d in labels], [[i, d + "0000803F"] for i, d in pick(labels)], dtype="float32")
    high = [[i, hexed("q", int.from_bytes(bytes.fromhex(d), "little") + (1 << 50))] for i, d in pick(longs)]
    test01("high bytes differ, byte", longs, high)
    test01("high bytes differ, int32", longs, high, dtype="int32")
    test01("high bytes differ, int64", longs, high, dtype="int64")
    test01("minus zero equals zero", [[0, hexed("f", 0.0)], [1, hexed("f", 1.0)]], [[0, hexed("f", -0.0)]], dtype="float32")
    test01("not a number equals nothing", [[0, "0000C07F"]], [[0, "0000C07F"]], dtype="float32")
    test01("a sample is missing", labels[1:], [labels[0]] + pick(labels[1:] + [labels[0]]), dtype="float32")
    test01("all samples are missing", labels, [[100, labels[0][1]], [101, labels[1][1]]])
    test01("a missing sample comes twice", labels, [[100, "01"], [100, "01"]])
    test01("a missing sample comes twice and differs", labels, [[100, "01"], [100, "02"]])
    test01("a sample comes twice, the second differs", labels, [labels[0], [0, "FF000000"], labels[1]])
    test01("accuracy run has a sample twice", labels + [labels[0]], pick(labels))
    test01("accuracy run contradicts itself", labels + [[0, "FF"]], pick(labels))
    test01("no answers were logged", labels, [])
    test01("empty answers", [[0, ""], [1, "01"]], [[0, ""], [1, "01"]])
    test01("an empty answer where one was", [[0, "01"], [1, "01"]], [[0, ""], [1, "01"]])
    # Below 100 lines the official script divides by zero.
    many = [[i, "%02X" % rng.randrange(256)] for i in range(100)]
    shuffled = rng.sample(many, 98)
    test01("whole, equal", many, shuffled, unixmode=True)
    test01("whole, one byte differs", many, changed(shuffled, 50, "%02X" % ((int(shuffled[50][1], 16) + 1) % 256)), unixmode=True)
    test01("whole, a sample is missing", [e for e in many if e[0] != shuffled[7][0]], shuffled, unixmode=True)
    test01("whole, the accuracy run has one twice", many + [shuffled[9]], shuffled, unixmode=True)
    # Logs that can't be read.
    test01("accuracy log cut off", "[\n" + answers(labels)[2:200], pick(labels))
    test01("sampled log is no array", labels, '{ "qsl_idx" : 0, "data" : "00" }\n')
    test01("odd number of digits", labels, changed(pick(labels), 1, "ABC"))
    test01("no digits", labels, changed(pick(labels), 1, "XY"))
    test01("length is no multiple", labels, changed(pick(labels), 1, "ABCDEF"), dtype="int32")
    test01("entry without data", labels, '[\n{ "seq_id" : 0, "qsl_idx" : 0 }\n]\n')
    # Figures.
    for score, name in ((1000.0 * 1.1, "at the upper bound"), (1100.0000001, "above it"), (900.0, "at the lower bound"), (899.99, "below it")):
        test01("Offline " + name, labels, pick(labels), run_of("Offline", 1000.0), run_of("Offline", score))
    test01("short SingleStream, 20 % off", labels, pick(labels), run_of("SingleStream", 200000), run_of("SingleStream", 240000))
    test01("short SingleStream, more than 20 % off", labels, pick(labels), run_of("SingleStream", 200000), run_of("SingleStream", 240001))
    test01("SingleStream, 15 % off", labels, pick(labels), run_of("SingleStream", 200001), run_of("SingleStream", 230001))
    test01("short MultiStream, 15 % off", labels, pick(labels), run_of("MultiStream", 1600000), run_of("MultiStream", 1840000))
    test01("MultiStream, 15 % off", labels, pick(labels), run_of("MultiStream", 1600001), run_of("MultiStream", 1840001))
    test01("Server", labels, pick(labels), run_of("Server", 500.5, target=15000000), run_of("Server", 480.25, target=15000000))
    test01("Server, another target", labels, pick(labels), run_of("Server", 500.5, target=15000000), run_of("Server", 480.25, target=15000001))
    test01("performance run INVALID", labels, pick(labels), run_of("Offline", 1000, "INVALID"), run_of("Offline", 1000))
    test01("this run INVALID", labels, pick(labels), run_of("Offline", 1000), run_of("Offline", 1000, "INVALID"))
    test01("no validity", labels, pick(labels), run_of("Offline", 1000), run_of("Offline", 1000, None))
    test01("scenarios differ", labels, pick(labels), run_of("Offline", 1000), run_of("Server", 1000, target=1))
    broken = run_of("Offline", 1000)
    test01("an error of LoadGen", labels, pick(labels), offline, {**run_of("Offline", 1234), "error": "result_validity"})
    test01("score is no number", labels, pick(labels), run_of("Offline", 1000), run_of("Offline", "n/a"))
    test01("score is missing", labels, pick(labels), run_of("Offline", 1000),
           {**broken, "detail": {k: v for k, v in broken["detail"].items() if k != METRIC["Offline"]}})
    test01("unknown scenario", labels, pick(labels), run_of("Burst", 1000), run_of("Burst", 1000))
    test01("broken record", labels, pick(labels), run_of("Offline", 1000), {**run_of("Offline", 1000), "detail_text": record("effective_scenario", "Offline") + ":::MLLOG {broken\n"})
    test01("no marker in the first line", labels, pick(labels), run_of("Offline", 1000), {**run_of("Offline", 1000), "detail_text": "hello\n" + record("effective_scenario", "Offline")})
    test01("lines of another tool", labels, pick(labels), run_of("Offline", 1000),
           {**run_of("Offline", 1000), "detail_text": detail(run_of("Offline", 1000)["detail"]) + "a line without the marker\n"})
    test01("a key twice, the first counts", labels, pick(labels), run_of("Offline", 1000),
           {**run_of("Offline", 1000), "detail_text": detail(run_of("Offline", 1000)["detail"]) + record("result_validity", "INVALID")})

    # TEST04.
    def test04(name, reference, audit, revision="v6.1", **options):
        case("TEST04 " + name, "TEST04", reference, audit, revision=revision, **options)

    for scenario, score in (("Offline", 1000.0), ("Server", 400.0)):
        for factor, name in ((0.5, "half"), (1.0, "the same"), (1.0999, "9.99 % more"), (1.1001, "10.01 % more"), (2.0, "twice")):
            test04("%s, %s" % (scenario, name), run_of(scenario, score, target=15000000 if scenario == "Server" else None),
                   run_of(scenario, round(score * factor, 4), target=15000000 if scenario == "Server" else None))
    test04("Offline, exactly 10 % more", run_of("Offline", 1000.0), run_of("Offline", 1000.0 * 1.1))
    for scenario, score in (("SingleStream", 2000000), ("MultiStream", 16000000)):
        for factor, name in ((2.0, "twice as slow"), (1.0, "the same"), (0.85, "15 % less"), (0.8334, "16.66 % less"), (0.8333, "16.67 % less"), (0.5, "half")):
            test04("%s, latency %s" % (scenario, name), run_of(scenario, score), run_of(scenario, int(score * factor)))
    test04("SingleStream of 1 µs, latency 15 % less", run_of("SingleStream", 1000), run_of("SingleStream", 850))
    test04("Server, another target", run_of("Server", 400.0, target=15000000), run_of("Server", 400.0, target=20000000))
    test04("performance run INVALID", run_of("Offline", 1000, "INVALID"), run_of("Offline", 1000))
    test04("this run INVALID", run_of("Offline", 1000), run_of("Offline", 1000, "INVALID"))
    test04("no validity", run_of("Offline", 1000), run_of("Offline", 1000, None))
    test04("scenarios differ", run_of("Offline", 1000), run_of("SingleStream", 1000))
    test04("errors of LoadGen", run_of("Offline", 1000), run_of("Offline", 1000, errors=3))
    test04("no score in this run", run_of("Offline", 1000), {**run_of("Offline", 1000), "summary": ["Scenario : Offline", "Result is : VALID"]})
    test04("no score in the performance run", {**run_of("Offline", 1000), "summary": ["Scenario : Offline", "Result is : VALID"]}, run_of("Offline", 1000))
    test04("no early stopping in SingleStream", {**run_of("SingleStream", 1000), "summary": ["Scenario : SingleStream", "Result is : VALID"]}, run_of("SingleStream", 1000))
    test04("score is no number", run_of("Offline", 1000), run_of("Offline", "many"))
    test04("latency 0", run_of("SingleStream", 1000), run_of("SingleStream", 0))
    test04("line without value", run_of("Offline", 1000), {**run_of("Offline", 1000), "summary": ["Scenario : Offline", "Samples per second 1000"]})
    test04("summary empty", run_of("Offline", 1000), {**run_of("Offline", 1000), "summary": []})
    test04("percentile of 99.9", {**run_of("SingleStream", 0), "summary": ["Scenario : SingleStream", " * Early stopping 99.9th percentile estimate: 5000000"]},
           {**run_of("SingleStream", 0), "summary": ["Scenario : SingleStream", " * Early stopping 99.9th percentile estimate: 5100000"]})

    # TEST06.
    def test06(name, scenario, log, revision="v6.1", **options):
        case("TEST06 " + name, "TEST06", run_of(scenario, 100), run_of(scenario, 100), sampled=log, revision=revision, scenario=scenario, **options)

    def reply(sample, tokens, first=None, count=None, fmt="i"):
        return [sample, hexed(fmt, *tokens), hexed(fmt, *(tokens[:1] if first is None else first)), len(tokens) if count is None else count]

    good = [reply(i, [rng.randrange(3, 32000) for _ in range(rng.randrange(2, 9))] + [2]) for i in range(6)]
    bare = [[e[0], e[1], None, e[3]] for e in good]
    test06("Server, all well", "Server", good)
    test06("Offline, all well", "Offline", bare)
    test06("Server without first tokens", "Server", bare)
    test06("no end of sequence", "Server", [reply(0, [5, 6, 7])])
    test06("two ends of sequence", "Server", good + [reply(9, [5, 6, 2, 2])])
    test06("an end of sequence inside", "Offline", bare + [[9, hexed("i", 5, 2, 2, 6), None, 4]])
    test06("two ends alone", "Server", [reply(0, [2, 2])])
    test06("three ends alone", "Server", [reply(0, [2, 2, 2])])
    test06("two ends alone, v4.1", "Server", [reply(0, [2, 2], fmt="q")], revision="v4.1")
    test06("two ends, v4.1", "Server", [reply(0, [5, 2, 2], fmt="q")], revision="v4.1")
    test06("first token differs", "Server", good + [reply(9, [5, 6], first=[6])])
    test06("first token differs, Offline", "Offline", good + [reply(9, [5, 6], first=[6])])
    test06("two first tokens, second differs", "Server", good + [reply(9, [5, 6], first=[5, 7])])
    test06("no first token", "Server", good + [reply(9, [5, 6], first=[])])
    test06("one token too many reported", "Offline", bare + [[9, hexed("i", 5, 6), None, 3]])
    test06("number not reported", "Offline", bare + [[9, hexed("i", 5, 6), None, None]])
    test06("empty answer", "Offline", bare + [[9, "", None, 0]])
    test06("64-bit tokens", "Server", [reply(0, [5, 6, 2], fmt="q")], dtype="int64")
    test06("64-bit tokens taken for 32-bit ones", "Server", [reply(0, [5, 6, 2], fmt="q")])
    test06("no whole token", "Offline", bare + [[9, "0500000006", None, 1]])
    test06("no entries", "Offline", [])
    test06("log cut off", "Offline", answers(bare)[:100])

    # TEST07: what the benchmark's accuracy script printed decides.
    def test07(name, *printed):
        case("TEST07 " + name, "TEST07", run_of("Offline", 100), run_of("Offline", 100), sampled=labels, score_text=list(printed))

    test07("above", "{'exact_match': 62.15, 'tokens_per_sample': 1200.5}")
    test07("at the threshold", "'exact_match': 60.698")
    test07("just below", "'exact_match': 60.6979")
    test07("below", "Evaluating ...", "{'exact_match': 12.5}", "done")
    test07("a whole number", "'exact_match': 61")
    test07("a point at the end", "'exact_match': 61.")
    test07("no blank", "'exact_match':60.7")
    test07("after other lines", "Loading the tokenizer", "score = 3", "'exact_match':   70.0 %")
    test07("on the next line", "'exact_match':", "  70.25")
    test07("two of them, the first above", "'exact_match': 70.0", "'exact_match': 10.0")
    test07("two of them, the first below", "'exact_match': 10.0", "'exact_match': 70.0")
    test07("other quotation marks", '{"exact_match": 70.0}')
    test07("a quoted number", "'exact_match': '70.0'")
    test07("two points", "'exact_match': 70.0.1")
    test07("a point alone", "'exact_match': .")
    test07("another figure", "'accuracy': 70.0")
    test07("nothing", "")
    test07("a negative number", "'exact_match': -70.0")

    # TEST08: normalized entropies.
    entropy = random.Random(SEED + 8)

    def whole(time, query, predictions, answers, weights):
        return [query, hexed("f", time, query, *predictions, *answers, *weights, len(predictions))]

    def part(time, query, predictions):
        return [query, hexed("f", time, query, *predictions)]

    def query(time, number, count):
        return (time, number, [entropy.uniform(0.05, 0.95) for _ in range(count)], [float(entropy.randrange(2)) for _ in range(count)], [entropy.uniform(0.5, 2) for _ in range(count)])

    def test08(name, accuracy, sampled):
        case("TEST08 " + name, "TEST08", run_of("Offline", 100), run_of("Offline", 100), accuracy, sampled)

    queries = [query(i // 4, i, 1 + i * 3) for i in range(12)]
    reference = [whole(*q) for q in queries]
    sampled = [part(*q[:3]) for q in queries]
    scaled = lambda q, factor: part(q[0], q[1], [p * factor for p in q[2]])
    test08("equal", reference, sampled)
    test08("some of them", reference, sampled[3:7])
    test08("in another order", reference, sampled[::-1])
    test08("one twice", reference, sampled[:2] + sampled[:1])
    test08("a little off", reference, [scaled(q, 1 + 1e-6) for q in queries])
    test08("one off", reference, sampled[:5] + [scaled(queries[5], 0.9)] + sampled[6:])
    test08("all off", reference, [scaled(q, 0.97) for q in queries])
    alone = lambda p: [whole(1, 2, [p], [1.0], [1.0])]
    test08("0.05 % more entropy", alone(0.5), [part(1, 2, [0.5 ** 1.0005])])
    test08("0.05 % less", alone(0.5), [part(1, 2, [0.5 ** 0.9995])])
    test08("0.15 % more", alone(0.5), [part(1, 2, [0.5 ** 1.0015])])
    test08("0.15 % less", alone(0.5), [part(1, 2, [0.5 ** 0.9985])])
    sure = query(1, 7, 5)
    test08("predictions of 0 and 1", [whole(1, 7, [0.0, 1.0, 0.0, 1.0, 0.5], *sure[3:])], [part(1, 7, [0.0, 1.0, 0.0, 1.0, 0.5])])
    test08("predictions outside of 0 and 1", [whole(1, 7, [0.0, 1.0, 0.0, 1.0, 0.5], *sure[3:])], [part(1, 7, [-3.0, 1.5, -0.1, 2.0, 0.5])])
    test08("labels all 0", [whole(1, 7, sure[2], [0.0] * 5, sure[4])], [part(1, 7, sure[2])])
    test08("labels all 1", [whole(1, 7, sure[2], [1.0] * 5, sure[4])], [part(1, 7, sure[2])])
    test08("weights all 0", [whole(1, 7, sure[2], sure[3], [0.0] * 5)], [part(1, 7, [0.5] * 5)])
    test08("no candidates", [whole(1, 7, [], [], [])], [part(1, 7, [])])
    many = query(3, 9, 500)
    test08("five hundred candidates", [whole(*many)], [part(*many[:3])])
    test08("five hundred, all a little off", [whole(*many)], [scaled(many, 0.99)])
    test08("accuracy run has one twice, the last counts", [whole(1, 7, [0.1] * 5, *sure[3:]), whole(*sure[:2], *sure[2:])], [part(1, 7, sure[2])])
    test08("no counterpart", reference, sampled + [part(99, 1, [0.5])])
    test08("no counterparts at all", reference, [part(99, 1, [0.5])])
    test08("no answers", reference, [])
    test08("another timestamp", reference, [part(queries[1][0] + 1, *queries[1][1:3])])
    test08("fewer predictions", reference, [part(*queries[2][:2], queries[2][2][:-1])])
    test08("wrong number of candidates", [[0, hexed("f", 1, 2, 0.5, 1.0, 1.0, 4)]], [part(1, 2, [0.5])])
    test08("no whole float", reference, [[0, "0000803F00"]])
    test08("an empty answer", reference, [[0, ""]])
    test08("an empty answer in the accuracy run", [[0, ""]], sampled[:1])
    test08("predictions alone in the accuracy run", sampled[3:4], sampled[3:4])
    test08("accuracy log cut off", answers(reference)[:300], sampled)

    # Older rounds.
    for revision, lines in (("v5.0", MIDDLE_LINE), ("v4.1", MIDDLE_LINE), ("v2.0", OLD_LINE)):
        for scenario, score, found in (("SingleStream", 1000000, 1050000), ("SingleStream", 1000000, 1100000), ("SingleStream", 150000, 175000), ("MultiStream", 1500000, 1750000),
                                       ("Offline", 1000, 900), ("Offline", 1000, 900.1), ("Server", 500.0, 549.9)):
            case("TEST01 %s, %s %s and %s" % (revision, scenario, score, found), "TEST01", run_of(scenario, score, lines=lines), run_of(scenario, found, lines=lines),
                 labels[:2], labels[:2], revision=revision)
    for revision, lines in (("v4.1", MIDDLE_LINE), ("v3.0", MIDDLE_LINE), ("v2.0", OLD_LINE)):
        for scenario, score, found in (("SingleStream", 1000000, 500000), ("SingleStream", 1000000, 1049999), ("SingleStream", 1000000, 1050001), ("SingleStream", 150000, 175000),
                                       ("MultiStream", 1500000, 1750000), ("MultiStream", 1500000, 1560000), ("Offline", 1000, 950), ("Offline", 1000, 950.1), ("Offline", 1000, 2000),
                                       ("Server", 500.0, 470.0), ("Server", 500.0, 476.0), ("Server", 500.0, 600.0)):
            case("TEST05 %s, %s %s and %s" % (revision, scenario, score, found), "TEST05", run_of(scenario, score, lines=lines), run_of(scenario, found, lines=lines), revision=revision)
    for scenario, score, found in (("SingleStream", 1000000, 1000000), ("SingleStream", 1000000, 899999), ("SingleStream", 1000000, 2000000), ("SingleStream", 150000, 125000),
                                   ("MultiStream", 1500000, 1750000), ("MultiStream", 1500000, 1200000), ("Offline", 1000, 1101), ("Offline", 1000, 500), ("Server", 500.0, 551.0)):
        case("TEST04-B, %s %s and %s" % (scenario, score, found), "TEST04-B",
             run_of(scenario, score, lines=OLD_LINE, more=["performance_issue_unique : 1", "performance_issue_same : 0"]),
             run_of(scenario, found, lines=OLD_LINE, more=["performance_issue_unique : 0", "performance_issue_same : 1"]), revision="v2.0")
    return out


def write_run(folder, run):
    os.makedirs(folder)
    with open(os.path.join(folder, "mlperf_log_detail.txt"), "w") as f:
        f.write(run.get("detail_text") or detail(run["detail"], run.get("error")))
    with open(os.path.join(folder, "mlperf_log_summary.txt"), "w") as f:
        f.write("".join(line + "\n" for line in run["summary"]))


def official(case, scripts, work):
    """What run_verification.py of the case's revision leaves behind: verdicts, and the lines of its text files."""
    results, audit, output = (os.path.join(work, n) for n in ("results", "audit", "output"))
    write_run(os.path.join(results, "performance", "run_1"), case["reference"])
    write_run(audit, case["audit"])
    for folder, log in ((os.path.join(results, "accuracy"), case["accuracy"]), (audit, case["sampled"])):
        if log is not None:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, "mlperf_log_accuracy.json"), "w") as f:
                f.write(log if isinstance(log, str) else answers(log))
    test, options = case["test"], case["options"]
    root = os.path.join(scripts[case["revision"]], "compliance")
    root = os.path.join(root, "nvidia") if os.path.isdir(os.path.join(root, "nvidia")) else root
    script = os.path.join(root, "TEST04-A" if test == "TEST04-B" else test, "run_verification.py")
    run = os.path.join(work, "run")
    os.makedirs(run)
    if test == "TEST08":
        # It prints its verdict, and writes nothing.
        arguments = ["-r", os.path.join(results, "accuracy", "mlperf_log_accuracy.json"), "-t", os.path.join(audit, "mlperf_log_accuracy.json")]
        done = subprocess.run([sys.executable, "-W", "ignore", script, *arguments], cwd=run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        verdict = {"passes": done.returncode == 0, "aborts": "Traceback" in done.stderr}
        if not verdict["aborts"]:
            verdict["figures"] = [line for line in done.stdout.splitlines() if " = " in line]
        return {"accuracy": verdict}
    if test == "TEST07":
        printed = os.path.join(work, "printed.txt")
        with open(printed, "w") as f:
            f.write("".join(line + "\n" for line in options["score_text"]))
        arguments = ["-c", audit, "-o", output, "--accuracy-script", "cat " + printed, "--accuracy-threshold", "60.698"]
    elif test == "TEST04-B":
        arguments = ["-a", os.path.join(results, "performance", "run_1"), "-b", audit, "-o", output]
    elif test == "TEST06":
        arguments = ["-c", audit, "-o", output, "-s", options["scenario"]]
    else:
        arguments = ["-r", results, "-c", audit, "-o", output]
    if "dtype" in options:
        arguments += ["--dtype", options["dtype"]]
    if options.get("unixmode"):
        arguments += ["--unixmode"]
    # Older scripts call python3 by name.
    path = os.path.dirname(sys.executable) + os.pathsep + os.environ["PATH"]
    subprocess.run([sys.executable, "-W", "ignore", script, *arguments], cwd=run, env={**os.environ, "PATH": path}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    verdict = {}
    home = os.path.join(output, "TEST04-A" if test == "TEST04-B" else test)
    for part in ("accuracy", "performance"):
        path = os.path.join(home, "verify_%s.txt" % part)
        if (part == "accuracy" and test in ("TEST01", "TEST06", "TEST07")) or (part == "performance" and test not in ("TEST06", "TEST07")):
            lines = open(path).read().splitlines() if os.path.exists(path) else None
            aborted = lines is None or any(line.startswith("Traceback") for line in lines)
            passes = lines is not None and ("TEST06 verification complete" in lines if test == "TEST06" else any("TEST PASS" in line for line in lines))
            verdict[part] = {"passes": passes, "aborts": aborted}
            if not aborted:
                verdict[part]["figures"] = [line for line in lines if " = " in line or " pass: " in line]
    files = []
    for folder, _, names in os.walk(output):
        files += [os.path.relpath(os.path.join(folder, name), output) for name in names]
    return {**verdict, "files": sorted(files)}


def main():
    folder, repository = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        scripts = {}
        for name, revision in REVISIONS.items():
            scripts[name] = os.path.join(temporary, name)
            os.makedirs(scripts[name])
            git = ["git", "--git-dir", repository]
            paths = subprocess.run(git + ["ls-tree", "-r", "--name-only", revision, "compliance", "tools/submission/log_parser.py"],
                                    stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")
            for path in (n for n in paths if n.endswith(".py")):
                os.makedirs(os.path.join(scripts[name], os.path.dirname(path)), exist_ok=True)
                with open(os.path.join(scripts[name], path), "wb") as f:
                    f.write(subprocess.run(git + ["show", revision + ":" + path], stdout=subprocess.PIPE, check=True).stdout)
        all_cases = cases()
        seen = set()
        for number, case in enumerate(all_cases):
            work = os.path.join(temporary, "case%d" % number)
            os.makedirs(work)
            verdict = case["official"] = official(case, scripts, work)

            # The folder's layout is the same in all cases of a test; a script of v2.0 writes nothing where it fails.
            kind = (case["test"], case["revision"] == "v2.0")
            if kind in seen or not all(part["passes"] for name, part in verdict.items() if name != "files"):
                verdict.pop("files", None)
            else:
                seen.add(kind)
    with open(os.path.join(folder, "compliance_cases.json"), "w") as f:
        f.write('{"source": "mlcommons/inference ' + ", ".join(REVISIONS.values()) + '", "seed": %d, "cases": [\n' % SEED)
        f.write(",\n".join(json.dumps(case, separators=(",", ":"), ensure_ascii=False) for case in all_cases))
        f.write("\n]}\n")


if __name__ == "__main__":
    main()
