"""A Modbus TCP server of pymodbus with values of every type and order; prints `ready PORT` and what it holds as JSON."""

import asyncio
import json
import socket
import struct
import sys

from pymodbus.client import ModbusTcpClient
from pymodbus.datastore import ModbusDeviceContext, ModbusSequentialDataBlock, ModbusServerContext
from pymodbus.server import StartAsyncTcpServer

TYPES = {
    "int16": (ModbusTcpClient.DATATYPE.INT16, -12345),
    "uint16": (ModbusTcpClient.DATATYPE.UINT16, 54321),
    "int32": (ModbusTcpClient.DATATYPE.INT32, -1234567890),
    "uint32": (ModbusTcpClient.DATATYPE.UINT32, 3123456789),
    "int64": (ModbusTcpClient.DATATYPE.INT64, -1234567890123456),
    "uint64": (ModbusTcpClient.DATATYPE.UINT64, 1234567890123456),
    "float32": (ModbusTcpClient.DATATYPE.FLOAT32, -123.4375),
    "float64": (ModbusTcpClient.DATATYPE.FLOAT64, 3.141592653589793),
}


def swapped(registers):
    return [(register & 0xFF) << 8 | register >> 8 for register in registers]


def encode(kind, order):
    if kind == "float16":
        registers = list(struct.unpack(">H", struct.pack(">e", -2.5)))
        value = -2.5
    else:
        datatype, value = TYPES[kind]
        words = "little" if order in ("cdab", "dcba") else "big"
        registers = ModbusTcpClient.convert_to_registers(value, datatype, word_order=words)
    if order in ("badc", "dcba"):
        registers = swapped(registers)
    return value, registers


def main():
    cells = [0] * 1000
    held = []
    offset = 10
    for order in ("abcd", "cdab", "badc", "dcba"):
        for kind in list(TYPES) + ["float16"]:
            value, registers = encode(kind, order)
            cells[offset:offset + len(registers)] = registers
            held.append({"offset": offset, "form": kind, "order": order, "value": value})
            offset += len(registers) + 1
    text = ModbusTcpClient.convert_to_registers("Rezept 7b", ModbusTcpClient.DATATYPE.STRING)
    cells[800:800 + len(text)] = text
    for register in range(900, 1000):
        cells[register] = register
    bits = [place % 3 == 0 for place in range(100)]
    # Sequential blocks of pymodbus count from 1 where the wire counts from 0.
    context = ModbusServerContext(
        devices={
            1: ModbusDeviceContext(
                di=ModbusSequentialDataBlock(1, bits), co=ModbusSequentialDataBlock(1, bits),
                hr=ModbusSequentialDataBlock(1, cells), ir=ModbusSequentialDataBlock(1, cells))
        }, single=False)
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    if port == 0:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
    print(json.dumps(held), flush=True)

    async def serve():
        server = asyncio.create_task(StartAsyncTcpServer(context=context, address=("127.0.0.1", port)))
        for _ in range(100):
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                break
            except OSError:
                await asyncio.sleep(0.05)
        print(f"ready {port}", flush=True)
        await server

    asyncio.run(serve())


main()
