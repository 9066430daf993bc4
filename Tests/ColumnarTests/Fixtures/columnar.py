"""What pyarrow makes of Parquet files of ours, and files of its own for us to read.

columnar.py describe FILE ...      prints each file as text, one line per column
columnar.py write FOLDER           writes one file per way of writing, and beside each its text
columnar.py refuse FOLDER          writes files that a reader of flat tables refuses
"""

import datetime
import decimal
import struct
import sys

import pyarrow as pa
import pyarrow.parquet as pq

WIDE = {
    "int8": "int32", "int16": "int32", "uint8": "int32", "uint16": "int32", "uint32": "int64", "float": "double",
    "timestamp[ms, tz=UTC]": "timestamp", "timestamp[us, tz=UTC]": "timestamp", "timestamp[ns, tz=UTC]": "timestamp",
    "large_string": "string",
}


def cell(value, kind):
    if value is None:
        return "-"
    if kind == "double":
        return "nan" if value != value else "%016x" % struct.unpack("<Q", struct.pack("<d", value))[0]
    if kind == "string":
        return '"' + value.encode().hex()
    return str(value).lower()


def describe(table):
    lines = []
    for name in table.column_names:
        column = table[name]
        kind = WIDE.get(str(column.type), str(column.type))
        if kind == "timestamp":
            column = column.cast(pa.timestamp("us", tz="UTC")).cast(pa.int64())
        lines.append("%s %s %s" % (name, kind, " ".join(cell(v, kind) for v in column.to_pylist())))
    return "\n".join(lines) + "\n"


def extent(path):
    """Least and greatest value and nulls of each column of each group, as the file states them."""
    lines = []
    file = pq.ParquetFile(path)
    for group in range(file.metadata.num_row_groups):
        for index in range(file.metadata.num_columns):
            s = file.metadata.row_group(group).column(index).statistics
            span = "%r %r" % (s.min, s.max) if s.has_min_max else "none"
            lines.append("%d %s %s %d" % (group, file.schema_arrow.names[index], span, s.null_count))
    return "\n".join(lines) + "\n"


def sample(rows):
    def nulls(values, step):
        return [None if i % step == step - 1 else v for i, v in enumerate(values)]

    start = datetime.datetime(2026, 3, 1, 7, 15, tzinfo=datetime.timezone.utc)
    times = [start + datetime.timedelta(milliseconds=i * 1001) for i in range(rows)]
    doubles = [(-1.0) ** i * 1.1 ** (i % 700) for i in range(rows)]
    doubles[0:5] = [0.0, -0.0, float("inf"), float("-inf"), float("nan")]
    return pa.table({
        "i32": pa.array(nulls([i * 7919 % 2**31 - 2**30 for i in range(rows)], 3), pa.int32()),
        "i64": pa.array([i * 6364136223846793005 % 2**64 - 2**63 for i in range(rows)], pa.int64()),
        "d": pa.array(nulls(doubles, 7), pa.float64()),
        "few": pa.array([float(i // 50 % 5) for i in range(rows)], pa.float64()),
        "b": pa.array(nulls([i % 5 == 0 or i // 100 % 2 == 0 for i in range(rows)], 11), pa.bool_()),
        "s": pa.array(nulls(["m³/h", "", "bar", "a,\"b\"\nc", "😀"] * (rows // 5) + ["x"] * (rows % 5), 4), pa.string()),
        "unique": pa.array(["text %d" % i for i in range(rows)], pa.string()),
        "t": pa.array(nulls(times, 13), pa.timestamp("us", tz="UTC")),
        "void": pa.array([None] * rows, pa.float64()),
        "i8": pa.array([i % 256 - 128 for i in range(rows)], pa.int8()),
        "u16": pa.array([i * 31 % 65536 for i in range(rows)], pa.uint16()),
        "u32": pa.array([2**32 - 1 - i for i in range(rows)], pa.uint32()),
        "f": pa.array([i / 3 for i in range(rows)], pa.float32()),
        "ms": pa.array(times, pa.timestamp("ms", tz="UTC")),
        "ns": pa.array(times, pa.timestamp("ns", tz="UTC")),
    })


def write(folder):
    table = sample(1000)
    for codec in ["none", "snappy", "gzip", "zstd"]:
        for page in ["1.0", "2.0"]:
            for dictionary in [True, False]:
                name = "%s/%s-%s-%s" % (folder, codec, page, "dictionary" if dictionary else "plain")
                pq.write_table(
                    table, name + ".parquet", compression=codec, data_page_version=page, use_dictionary=dictionary,
                    row_group_size=300, data_page_size=512, write_page_checksum=page == "2.0")
                open(name + ".txt", "w").write(describe(table))
    other = {
        "split": dict(use_dictionary=False, use_byte_stream_split=["d", "f", "i32"]),
        "old": dict(version="1.0"),
        "required": dict(),
        "many": dict(row_group_size=7),
    }
    for name, options in other.items():
        part = table
        if name == "required":
            part = table.select(["i64", "few", "unique", "i8"])
            part = part.cast(pa.schema([f.with_nullable(False) for f in part.schema]))
        if name == "old":
            part = table.drop_columns(["ns"])
        pq.write_table(part, "%s/%s.parquet" % (folder, name), **options)
        open("%s/%s.txt" % (folder, name), "w").write(describe(part))
    empty = table.slice(0, 0)
    pq.write_table(empty, folder + "/empty.parquet")
    open(folder + "/empty.txt", "w").write(describe(empty))


def refuse(folder):
    columns = {
        "list": pa.array([[1], [2, 3]]),
        "struct": pa.array([{"a": 1}, {"a": 2}]),
        "map": pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int64())),
        "decimal": pa.array([decimal.Decimal("1.25")], pa.decimal128(9, 2)),
        "date": pa.array([datetime.date(2026, 3, 1)]),
        "naive": pa.array([datetime.datetime(2026, 3, 1)], pa.timestamp("us")),
        "unsigned": pa.array([1], pa.uint64()),
        "binary": pa.array([b"x"]),
    }
    for name, column in columns.items():
        pq.write_table(pa.table({name: column}), "%s/%s.parquet" % (folder, name))
    numbers = pa.table({"n": pa.array(range(1000), pa.int64())})
    pq.write_table(numbers, folder + "/brotli.parquet", compression="brotli")
    pq.write_table(numbers, folder + "/lz4.parquet", compression="lz4")
    pq.write_table(numbers, folder + "/delta.parquet", use_dictionary=False, column_encoding="DELTA_BINARY_PACKED")
    odd = pa.table({"ns": pa.array([1500], pa.timestamp("ns", tz="UTC"))})
    pq.write_table(odd, folder + "/odd.parquet")


if __name__ == "__main__":
    if sys.argv[1] == "describe":
        for path in sys.argv[2:]:
            table = pq.read_table(path)
            found = {k.decode(): v.decode() for k, v in (pq.read_metadata(path).metadata or {}).items()}
            print(describe(table), end="")
            print("metadata %s" % sorted((k, v) for k, v in found.items() if k != "ARROW:schema"))
            print(extent(path), end="")
    elif sys.argv[1] == "write":
        write(sys.argv[2])
    else:
        refuse(sys.argv[2])
