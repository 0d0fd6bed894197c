"""A chat as a first one with FastAPI and Redis is built: sockets by room in this process, messages by way of Redis.

Usage: python fastapi_chat.py PORT REDIS_PORT. /ws/ROOM?name=NAME joins; {"type": "chat", "message"} is sent to the whole
room; POST /rooms/ROOM/messages does the same.
"""

import asyncio
import json
import sys
from datetime import datetime, timezone
from itertools import count

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect
from pydantic import BaseModel, Field
from redis.asyncio import Redis

HISTORY = 500
app = FastAPI()
# Each room takes a connection for what is published; the library allows 100 in all unless it is told.
redis = Redis(host="127.0.0.1", port=int(sys.argv[2]), decode_responses=True, max_connections=10_000)
rooms: dict[str, set[WebSocket]] = {}
listeners: dict[str, asyncio.Task] = {}
numbers = count(1)


class Message(BaseModel):
    type: str = "chat"
    message: str = Field(max_length=4000)


async def say(room: str, user: str, user_id: str, message: str) -> dict:
    seq = await redis.incr(f"seq:{room}")
    timestamp = datetime.now(timezone.utc).isoformat()
    event = {"type": "chat", "id": f"{room}-{seq}", "seq": seq, "user": user, "userId": user_id, "avatar": None}
    event |= {"message": message, "timestamp": timestamp, "roomId": room}
    text = json.dumps(event)
    async with redis.pipeline() as pipeline:
        await pipeline.rpush(f"history:{room}", text).ltrim(f"history:{room}", -HISTORY, -1).publish(room, text).execute()
    return event


async def listen(room: str, subscription) -> None:
    async for published in subscription.listen():
        if published["type"] != "message":
            continue
        for socket in list(rooms[room]):
            try:
                await socket.send_text(published["data"])
            except Exception:
                rooms[room].discard(socket)


@app.post("/rooms/{room}/messages", status_code=201)
async def post_message(room: str, body: Message) -> dict:
    return await say(room, "BraveWolf", "poster", body.message)


@app.websocket("/ws/{room}")
async def chat(socket: WebSocket, room: str, name: str = "BraveWolf") -> None:
    await socket.accept()
    user_id = f"{next(numbers):0>16}"
    if room not in rooms:
        rooms[room] = set()
        subscription = redis.pubsub()
        await subscription.subscribe(room)
        listeners[room] = asyncio.create_task(listen(room, subscription))
    history = await redis.lrange(f"history:{room}", 0, -1)
    await socket.send_text('{"type":"welcome","history":[' + ",".join(history) + "]}")
    rooms[room].add(socket)
    try:
        while True:
            frame = Message.model_validate_json(await socket.receive_text())
            await say(room, name, user_id, frame.message)
    except WebSocketDisconnect:
        rooms[room].discard(socket)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", ws_max_size=65536)
