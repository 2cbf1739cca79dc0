"""A client of a TAK server, in the environment of peers: pytak with a certificate; each event it gets is a line.

python pytak_client.py URL CERT CA
"""

import asyncio
import sys
from configparser import ConfigParser

import pytak


class Receiver(pytak.QueueWorker):
    async def handle_data(self, data):
        print(data.decode().replace("\n", " "), flush=True)

    async def run(self, _=-1):
        while True:
            await self.handle_data(await self.queue.get())


async def main():
    url, cert, ca = sys.argv[1:]
    config = ConfigParser()
    config["client"] = {
        "COT_URL": url,
        "PYTAK_TLS_CLIENT_CERT": cert,
        "PYTAK_TLS_CLIENT_KEY": cert,
        "PYTAK_TLS_CLIENT_CAFILE": ca,
        "PYTAK_NO_HELLO": "0",
        "TAK_PROTO": "0",
    }
    tool = pytak.CLITool(config["client"])
    await tool.setup()
    tool.add_tasks({Receiver(tool.rx_queue, config["client"])})
    print("ready", flush=True)
    await tool.run()


if __name__ == "__main__":
    asyncio.run(main())
