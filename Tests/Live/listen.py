"""Listens to a live service with the library websockets, as a stranger would, and checks what it hears against the
service's own AsyncAPI document. Usage: listen.py http://127.0.0.1:PORT [KEY]; prints "ok" and what it heard."""
import asyncio
import json
import sys
import urllib.request

from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

base, key = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
socket = base.replace("http", "ws", 1) + "/live"
subprotocol = "pur-mold-twin.live.1"


def ask(method, path):
    request = urllib.request.Request(base + path, method=method)
    if key:
        request.add_header("Authorization", "Bearer " + key)
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


document = ask("GET", "/asyncapi.json")
schemas = document["components"]["schemas"]


def schema(name):
    return {"$ref": f"#/components/schemas/{name}", "components": document["components"]}


validators = {name: Draft202012Validator(schema(name)) for name in schemas}
for name in schemas:
    validator_for(schemas[name], default=Draft202012Validator).check_schema(schemas[name])


def named(message):
    """The one message of the document that these words can be."""
    fitting = []
    for name in document["components"]["messages"]:
        members = schemas[name]["properties"]
        if message.get("type") not in members["type"]["enum"]:
            continue
        words = members.get("topic", {}).get("enum", [])
        if len(words) == 1 and message["topic"] != words[0]:
            continue
        fitting.append(name)
    assert len(fitting) == 1, (fitting, message)
    return fitting[0]


met = {}


def take(text):
    message = json.loads(text)
    name = named(message)
    validators[name].validate(message)
    met[name] = met.get(name, 0) + 1
    return message


def ticket():
    return ask("POST", "/api/v1/live/tickets")["ticket"]


def opened(**more):
    return connect(socket, subprotocols=[subprotocol, "ticket." + ticket()], **more)


def subscribe(topic, **more):
    return json.dumps({"type": "subscribe", "topic": topic, **more})


async def refusals():
    for subprotocols in ([subprotocol], [subprotocol, "ticket.0"]):
        try:
            async with connect(socket, subprotocols=subprotocols):
                raise AssertionError("let in without a ticket")
        except InvalidStatus as error:
            assert error.response.status_code == 401, error.response
    try:
        async with opened(origin="https://elsewhere.example"):
            raise AssertionError("let in from elsewhere")
    except InvalidStatus as error:
        assert error.response.status_code == 403, error.response


async def limits():
    async with opened() as client:
        assert client.subprotocol == subprotocol
        await client.send("x" * (1 << 17))
        try:
            while True:
                await client.recv()
        except ConnectionClosed as error:
            assert error.rcvd.code == 1009, error.rcvd
    async with opened() as client:
        take(await client.recv())
        await client.send("hello")
        assert take(await client.recv())["type"] == "refused"
        await client.send([b"\x00"])
        assert take(await client.recv())["type"] == "refused"
        await client.send(["{\"type\": ", "\"subscribe\", \"topic\": ", "\"alarms\"}"])
        assert take(await client.recv())["type"] == "subscribed"
        assert await asyncio.wait_for(await client.ping(), 10) >= 0
    assert client.close_code == 1000


async def resume():
    async with opened() as client:
        epoch = take(await client.recv())["epoch"]
        await client.send(subscribe("samples"))
        sequence, updates = None, 0
        while updates < 5:
            message = take(await client.recv())
            if message["type"] in ("snapshot", "update"):
                numbers = [item["sequence"] for item in message["items"]]
                assert numbers == sorted(set(numbers)), numbers
                if message["type"] == "update" and not message["coalesced"]:
                    assert numbers[0] > sequence, (numbers, sequence)
                sequence = message["sequence"]
                updates += message["type"] == "update"
    await asyncio.sleep(1)
    async with opened() as client:
        take(await client.recv())
        await client.send(subscribe("samples", resume={"epoch": epoch, "sequence": sequence}))
        message = take(await client.recv())
        assert message["begins"] == "resumed", message
        message = take(await client.recv())
        assert message["type"] == "update" and message["items"][0]["sequence"] == sequence + 1, message
        await client.send(subscribe("samples", resume={"epoch": "other", "sequence": 1}, every_s=0.5))
        while (message := take(await client.recv())).get("begins") != "new_epoch":
            pass


async def crowd():
    """Fifty at once, each of whom hears every sample in order."""
    async def one():
        async with opened() as client:
            take(await client.recv())
            await client.send(subscribe("samples"))
            last, count = None, 0
            while count < 20:
                message = take(await client.recv())
                if message["type"] == "update":
                    count += 1
                    for item in message["items"]:
                        assert last is None or item["sequence"] == last + 1, (item["sequence"], last)
                        last = item["sequence"]
                elif message["type"] == "snapshot":
                    last = message["sequence"]
    await asyncio.gather(*(one() for _ in range(50)))


async def main():
    await refusals()
    await limits()
    await resume()
    await crowd()
    print("ok", json.dumps(met, sort_keys=True))


asyncio.run(main())
