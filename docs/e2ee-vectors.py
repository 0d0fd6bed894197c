"""Checks every value of e2ee-vectors.json with an implementation of its own: Python, PyNaCl and docs/e2ee.md."""
import hashlib, hmac, importlib.util, json, math, pathlib, re, unicodedata
from nacl.bindings import (crypto_aead_xchacha20poly1305_ietf_decrypt as aead_decrypt,
                           crypto_aead_xchacha20poly1305_ietf_encrypt as aead_encrypt, crypto_scalarmult)
from nacl.signing import SigningKey, VerifyKey

HERE = pathlib.Path(__file__).parent
spec = importlib.util.spec_from_file_location("example", HERE / "e2ee-example.py")
example = importlib.util.module_from_spec(spec)
spec.loader.exec_module(example)
unpack, pack, label, number, sha256, hkdf = (example.unpack, example.pack, example.label, example.number,
                                             example.sha256, example.hkdf)
vectors = json.loads((HERE / "e2ee-vectors.json").read_text())
checked = 0

def check(name, found, expected):
    global checked
    found = pack(found) if isinstance(found, bytes) else found
    assert found == expected, f"{name}: {found} is not {expected}"
    checked += 1

# Link, room, password
check("format", label("").rstrip(b" \0").decode(), vectors["format"])
room = vectors["room"]
version, link_secret, root_hash = room["fragment"].removeprefix("e2ee=").split(".")
root_key = unpack(room["rootKey"])
check("root key", bytes(SigningKey(unpack(room["rootSeed"])).verify_key), room["rootKey"])
check("root hash", sha256(label("root"), root_key)[:16], root_hash)
room_id = example.room_of(unpack(root_hash), room["code"])
check("room id", room_id, room["roomId"])
password = vectors["password"]
normal, salt = unicodedata.normalize("NFKC", password["password"]).encode(), label("password") + unpack(password["salt"])
mixed = hashlib.scrypt(normal, salt=salt, n=2**16, r=8, p=1, maxmem=2**27, dklen=32)
check("password key", mixed, password["key"])
first_link = unpack(vectors["epochs"][0]["linkSecret"])
check("secret with password", hkdf(first_link + mixed, room_id, label("secret with password") + number(0, 4)), password["secret"])

# Keys
for epoch in vectors["epochs"]:
    n, link = epoch["keyEpoch"], unpack(epoch["linkSecret"])
    check("room id", room_id, epoch["roomId"])
    secret = example.secret_of(link, room_id, n)
    check("secret", secret, epoch["secret"])
    check("link check", hkdf(link, room_id, label("link"))[:16], epoch["linkCheck"])
    for purpose in ["messages", "metadata", "files", "wrapping", "authentication", "commitment", "phrase"]:
        check(purpose, example.key(secret, room_id, n, purpose), epoch[purpose])
    check("join key", bytes(SigningKey(unpack(epoch["authentication"])).verify_key), epoch["joinKey"])
old, new = vectors["epochs"]
check("link", link_secret, new["linkSecret"])

# Keyring: a secret, the signers, the next secret with the first one wrapped
previous, digests = room_id, []
for index, record in enumerate(vectors["keyring"]):
    data = unpack(record["bytes"])
    assert data[0] == 1 and data[1] == (2 if index == 1 else 1) and data[2:6] == number(index, 4)
    check("previous", data[6:38], pack(previous))
    signer, signature = data[-96:-64], data[-64:]
    check("signer", signer, room["rootKey"])
    VerifyKey(signer).verify(label("keyring record") + room_id + data[:-64], signature)
    previous = sha256(label("keyring digest"), data)
    check("digest", previous, record["digest"])
    if index == 1:
        signers = [data[39 + 33 * at:72 + 33 * at] for at in range(data[38])]
        assert [one[0] for one in signers if one[1:] == root_key] == [1] and signers == sorted(signers, key=lambda one: one[1:])
        continue
    epoch = old if index == 0 else new
    assert data[38:42] == number(epoch["keyEpoch"], 4) and data[58:75] == bytes(17)
    check("link check", data[42:58], epoch["linkCheck"])
    check("commitment", data[75:107], epoch["commitment"])
    check("join key", data[107:139], epoch["joinKey"])
    assert data[139] == (0 if index == 0 else 1)
    if index == 2:
        context = label("past") + room_id + number(0, 4)
        check("past", aead_decrypt(data[164:212], context, data[140:164], unpack(new["wrapping"])), old["secret"])
record_digest, secret = previous, unpack(new["secret"])

# Joining
join = vectors["join"]
message = label("join") + room_id + number(join["keyEpoch"], 4) + unpack(join["challenge"])
message += example.text(join["memberId"]) + example.text(join["base"])
proof = SigningKey(example.key(secret, room_id, join["keyEpoch"], "authentication")).sign(message).signature
check("proof", proof, join["proof"])

# Events and history
head, writer = room_id, vectors["writer"]
check("key of the writer", bytes(SigningKey(unpack(writer["signingKey"])).verify_key), writer["memberKey"])
for event in vectors["events"]:
    opened = example.open_event(secret, room_id, event["clear"], unpack(event["envelope"]))
    for name in ["digest", "body", "seenHead"]:
        check(name, opened[name], event[name])
    check("member key", opened["memberKey"], writer["memberKey"])
    check("session", unpack(event["envelope"])[5:13], writer["session"])
    check("sender", event["clear"]["sender"], writer["memberId"])
    check("seen", (opened["seenSeq"], opened["writtenAt"]), (event["seq"] - 1, 1_800_000_000_000 + event["seq"]))
    head = sha256(label("history"), head, number(event["seq"], 4), unpack(event["digest"]))
    check("history", head, event["head"])

# Files: description, content, zeros; in chunks whose nonces have their number and whether they are the last
def padded(length):
    if length <= 4096: return 4096
    exponent = int(math.log2(length))
    unit = 2 ** (exponent - int(math.log2(exponent)) - 1)
    return -(-length // unit) * unit

def seal_file(description, content, salt):
    header = b"\1" + number(1, 4) + salt
    file_key = hkdf(unpack(new["files"]), salt, label("file") + header)
    block = json.dumps(description, ensure_ascii=False, separators=(",", ":")).encode()
    plain = (number(len(block), 2) + block).ljust(1024, b"\0") + content
    plain = plain.ljust(padded(len(plain)), b"\0")
    chunks = [plain[at:at + 65536] for at in range(0, len(plain), 65536)]
    nonces = [bytes(19) + number(at, 4) + number(at == len(chunks) - 1, 1) for at in range(len(chunks))]
    return header + b"".join(aead_encrypt(chunk, label("file chunk"), nonce, file_key) for chunk, nonce in zip(chunks, nonces))

file, large = vectors["file"], vectors["largeFile"]
check("file", seal_file(file["description"], b"Hello, file", unpack(file["salt"])), file["sealed"])
content = bytes((at * 31 + (at >> 8)) & 255 for at in range(large["description"]["bytes"]))
check("large file", sha256(seal_file(large["description"], content, unpack(large["salt"]))), large["sha256"])

# Rekey and invite
rekey = vectors["rekey"]
box, public_key = unpack(rekey["box"]), unpack(rekey["publicKey"])
info = label("rekey") + number(1, 4) + record_digest + unpack(rekey["session"]) + box[:32] + public_key
box_key = hkdf(crypto_scalarmult(unpack(rekey["secretKey"]), box[:32]), room_id, info)
check("box", aead_decrypt(box[56:], label("box"), box[32:56], box_key), pack(secret + unpack(new["linkSecret"])))
invite = vectors["invite"]
version, invite_key, _ = invite["fragment"].removeprefix("e2ee=").split(".")
wrapped = unpack(invite["wrapped"])
check("invite version", version, "1i")
wrap_key = hkdf(unpack(invite_key), room_id, label("invite"))
check("invite", aead_decrypt(wrapped[28:], wrapped[:4], wrapped[4:28], wrap_key), pack(secret + unpack(new["linkSecret"])))

# Phrases
source = (HERE / "../server/protocol/e2ee/phrase-words.ts").read_text()
words = re.search(r"`(.*?)`", source, re.S).group(1).split()

def phrase(kind, value):
    bits = int.from_bytes(hashlib.scrypt(value, salt=label(f"phrase {kind}") + room_id, n=2**14, r=8, p=1, dklen=5), "big")
    return " ".join(words[bits >> shift & 1023] for shift in (30, 20, 10, 0))

check("room phrase", phrase("room", unpack(new["phrase"]) + record_digest), vectors["phrases"]["room"])
check("person phrase", phrase("person", unpack(vectors["writer"]["memberKey"])), vectors["phrases"]["person"])
check("history phrase", phrase("history", head), vectors["phrases"]["history"])
print(f"{checked} values agree")
