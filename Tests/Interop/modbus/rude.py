"""Stands between a client and a real Modbus server and is rude in one way: `rude.py MODE UPSTREAM_PORT`.

Prints `ready PORT`. Modes that need no server answer by themselves.
"""

import asyncio
import sys

MODE, UPSTREAM = sys.argv[1], int(sys.argv[2])
answers = 0


async def answer(reader, upstream_reader, upstream_writer):
    header = await reader.readexactly(6)
    body = await reader.readexactly(int.from_bytes(header[4:6], "big"))
    upstream_writer.write(header + body)
    reply = await upstream_reader.readexactly(6)
    return header, reply + await upstream_reader.readexactly(int.from_bytes(reply[4:6], "big"))


async def serve(reader, writer):
    global answers
    upstream_writer = None
    try:
        upstream_reader, upstream_writer = await asyncio.open_connection("127.0.0.1", UPSTREAM)
        held = b""
        mine = 0
        while True:
            header, reply = await answer(reader, upstream_reader, upstream_writer)
            answers += 1
            if MODE == "split":
                for byte in reply:
                    writer.write(bytes([byte]))
                    await writer.drain()
                    await asyncio.sleep(0.0005)
            elif MODE == "joined":
                # Two answers in one piece, preceded by one that nobody asked for.
                held += reply
                if len(held) > len(reply):
                    stray = bytes([0xEE, 0xEE]) + reply[2:]
                    writer.write(stray + held)
                    held = b""
            elif MODE == "slow":
                await asyncio.sleep(0.15)
                writer.write(reply)
            elif MODE == "silent":
                pass
            elif MODE == "late":
                # The first answer of all comes after everybody has given up on it.
                if answers == 1:
                    await asyncio.sleep(3)
                writer.write(reply)
            elif MODE == "garbage":
                writer.write(bytes(range(64)) * 8)
            elif MODE == "endless":
                writer.write(header[:4] + b"\xff\xff" + bytes(70000))
            elif MODE == "cut":
                writer.write(reply[:-1])
                await writer.drain()
                break
            elif MODE == "close":
                break
            elif MODE == "transaction":
                writer.write(b"\x00\x00" + reply[2:])
            elif MODE == "unit":
                writer.write(reply[:6] + b"\x63" + reply[7:])
            elif MODE == "function":
                writer.write(reply[:7] + bytes([reply[7] ^ 1]) + reply[8:])
            elif MODE == "short":
                # The byte count promises more than there is.
                writer.write(reply[:8] + bytes([reply[8] + 2]) + reply[9:])
            elif MODE == "cutting":
                # Every fifth answer breaks off, and the connection with it.
                if answers % 5 == 0:
                    writer.write(reply[:-1])
                    break
                writer.write(reply)
            elif MODE == "halfopen":
                # Falls silent for four answers of ten, without closing.
                if answers % 10 < 6:
                    writer.write(reply)
            elif MODE == "forgetful":
                # As an address translator that forgets a connection: after five answers this one is dead for good, and
                # neither side hears of it. New ones work. The server's place is free again when the client gives up.
                mine += 1
                if mine > 5:
                    while await reader.read(1024):
                        pass
                    break
                writer.write(reply)
            elif MODE == "sluggish":
                # Two answers of seven take longer than anybody waits, the others nearly so.
                await asyncio.sleep(0.8 if answers % 7 < 2 else 0.1)
                writer.write(reply)
            await writer.drain()
    except (asyncio.IncompleteReadError, OSError):
        pass
    finally:
        writer.close()
        if upstream_writer:
            upstream_writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main())
