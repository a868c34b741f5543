"""Asks `crawl mcp` by the protocol's own client: client.py PROGRAM FILE MODE, with questions (tool, arguments) as JSON on
standard input; prints as JSON what was answered. Run by the Python of the tools that the test names.
"""

import asyncio
import json
import sys

from mcp import Client, StdioServerParameters


async def ask(program, path, mode, questions):
    async with Client(StdioServerParameters(command=program, args=["mcp", path]), mode=mode, read_timeout_seconds=100) as client:
        tools = (await client.list_tools()).tools
        answers = []
        for question in questions:
            result = await client.call_tool(question["tool"], question["arguments"])
            answers.append({"is_error": result.is_error, "text": result.content[0].text, "data": result.structured_content})
        wrong = await client.call_tool("sql", {"sql": "DELETE FROM pages"})
        return {"version": client.protocol_version, "server": client.server_info.name, "answers": answers,
                "read_only": {tool.name: tool.annotations.read_only_hint for tool in tools},
                "prompts": [prompt.name for prompt in (await client.list_prompts()).prompts],
                "wrong_is_error": wrong.is_error}


print(json.dumps(asyncio.run(ask(*sys.argv[1:], json.load(sys.stdin)))))
