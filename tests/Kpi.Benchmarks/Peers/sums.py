#!/usr/bin/env python3
"""The analyst's script: the sums of every indicator for every unit, commune, province and the nation, by pandas.

sums.py SPECIFICATION.json TABLE.csv OUT.csv ROUNDS
Prints one JSON line with the median seconds of a round; reading and writing the files is not counted.
"""
import json, statistics, sys, time
import numpy, pandas

NAN = numpy.nan


def given(a):
    return numpy.where(numpy.isnan(a), 0.0, 1.0)


def compare(a, b, sign):
    holds = {"=": numpy.equal, "<>": numpy.not_equal, "<": numpy.less, "<=": numpy.less_equal, ">": numpy.greater, ">=": numpy.greater_equal}[sign](a, b)
    return numpy.where(numpy.isnan(a) | numpy.isnan(b), NAN, holds)


def both(*parts):
    result = parts[0]
    for part in parts[1:]:
        result = numpy.where((result == 0) | (part == 0), 0.0, result * part)
    return result


def either(*parts):
    result = parts[0]
    for part in parts[1:]:
        result = numpy.where((result == 1) | (part == 1), 1.0, result + part)
    return result


def applies(table, one):
    mask = table["kind"].isin(one["kinds"]).to_numpy()
    if one["minClass"] is not None:
        mask &= (table["class"] >= one["minClass"]).to_numpy()
    if one["ownership"] is not None:
        mask &= (table["ownership"] == one["ownership"]).to_numpy()
    if one["managers"]:
        mask &= table["manager"].isin(one["managers"]).to_numpy()
    if one["urban"] is not None:
        mask &= (table["urban"] == one["urban"]).to_numpy()
    return mask


def run(specification, table, elements):
    found = []
    for one in specification:
        mask = applies(table, one)
        part = table.loc[mask, ["unit", "filed", "province", "commune", "outside"]]
        v = {e: table[e].to_numpy()[mask] for e in one["elements"]}
        n = numpy.broadcast_to(eval(one["compiled"][0], globals(), {"v": v}), len(part)).astype(float)
        d = numpy.broadcast_to(eval(one["compiled"][1], globals(), {"v": v}), len(part)).astype(float)
        full = ~(numpy.isnan(n) | numpy.isnan(d)) & (part["filed"] == 1).to_numpy()
        part = part.assign(expected=1, reporting=full.astype(int), n=numpy.where(full, n, NAN), d=numpy.where(full, d, NAN))
        inside = part[part["outside"] == 0]
        columns = ["expected", "reporting", "n", "d"]
        for level, group in ((3, part.set_index("unit")[columns]),
                             (2, inside[inside["commune"] >= 0].groupby("commune")[columns].sum(min_count=1)),
                             (1, inside[inside["province"] >= 0].groupby("province")[columns].sum(min_count=1)),
                             (0, part.assign(nation=0).groupby("nation")[columns].sum(min_count=1))):
            found.append((one["code"], level, group))
    return found


def main():
    specification = json.load(open(sys.argv[1], encoding="utf-8"))
    for one in specification:
        one["compiled"] = [compile(text, one["code"], "eval") for text in (one["numerator"], one["denominator"])]
    table = pandas.read_csv(sys.argv[2])
    elements = [c for c in table.columns if c not in ("unit", "filed", "province", "commune", "outside", "kind", "class", "ownership", "manager", "urban")]
    table[elements] = table[elements].astype(float)
    found, times, processors = run(specification, table, elements), [], []
    for _ in range(int(sys.argv[4])):
        started, processor = time.perf_counter(), time.process_time()
        found = run(specification, table, elements)
        times.append(time.perf_counter() - started)
        processors.append(time.process_time() - processor)
    with open(sys.argv[3], "w", encoding="utf-8") as out:
        for code, level, group in found:
            for unit, row in zip(group.index, group.itertuples(index=False)):
                numbers = ["" if pandas.isna(x) else str(int(x)) for x in (row.n, row.d)]
                out.write(f"{code},{level},{unit},{int(row.expected)},{int(row.reporting)},{numbers[0]},{numbers[1]}\n")
    print(json.dumps({"peer": f"pandas {pandas.__version__}", "seconds": statistics.median(times), "processorSeconds": statistics.median(processors)}))


if __name__ == "__main__":
    main()
