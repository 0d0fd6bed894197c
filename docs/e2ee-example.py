"""Opens an event of an end-to-end encrypted room, and proves that it may join: all of it in Python with PyNaCl.
It reads JSON on stdin: fragment, code, password and passwordSalt (or null), keyEpoch, memberId, base, challenge, event."""
import base64, hashlib, hmac, json, sys, unicodedata
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as aead_decrypt
from nacl.signing import SigningKey, VerifyKey

CLASSES = ["", "chat", "edit", "react", "pin", "unpin", "typing", "profile", "session", "title"]

def unpack(text): return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
def pack(data): return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
def label(purpose): return f"mayfly/e2ee/1 {purpose}\0".encode()
def number(value, length): return value.to_bytes(length, "big")
def text(value): return number(len(value.encode()), 2) + value.encode()
def sha256(*parts): return hashlib.sha256(b"".join(parts)).digest()
def hkdf(material, salt, info): return hmac.digest(hmac.digest(salt, material, "sha256"), info + b"\1", "sha256")
def key(secret, room, epoch, purpose): return hkdf(secret, room, label(purpose) + number(epoch, 4))

def room_of(root_hash, code):
    return sha256(label("room"), root_hash, text(code.lower().replace("-", "").translate(str.maketrans("oil", "011"))))

def password_key(password, salt):
    password = unicodedata.normalize("NFKC", password).encode()
    return hashlib.scrypt(password, salt=label("password") + salt, n=2**16, r=8, p=1, maxmem=2**27, dklen=32)

def secret_of(link_secret, room, epoch, mixed=b""):
    return hkdf(link_secret + mixed, room, label("secret with password" if mixed else "secret") + number(epoch, 4))

def associated_data(room, header, clear, size):
    vanish, files = clear.get("vanish"), clear.get("files", [])
    life = b"\2" + number(0, 4) if vanish == "seen" else number(vanish is not None, 1) + number(vanish or 0, 4)
    return b"".join([label("event"), room, header, number(CLASSES.index(clear["class"]), 1), text(clear["sender"]),
                     text(clear.get("about", "")), number(len(files), 1), *map(text, files), life, number(size, 4)])

def open_event(secret, room, clear, envelope):
    header, sealed, epoch = envelope[:41], envelope[41:], int.from_bytes(envelope[1:5], "big")
    kind = "metadata" if clear["class"] in ("profile", "session", "title") else "messages"
    associated = associated_data(room, header, clear, len(sealed) - 16)
    plain = aead_decrypt(sealed, associated, header[17:41], key(secret, room, epoch, kind))
    member, signature, end = plain[:32], plain[32:96], 140 + int.from_bytes(plain[138:140], "big")
    signed = label("signature") + number(len(associated), 4) + associated + member + plain[96:end]
    VerifyKey(member).verify(signed, signature)
    return {"memberKey": pack(member), "seenSeq": int.from_bytes(plain[96:100], "big"), "seenHead": pack(plain[100:132]),
            "writtenAt": int.from_bytes(plain[132:138], "big"), "body": json.loads(plain[140:end]),
            "digest": pack(sha256(label("digest"), number(len(associated), 4), associated, sealed))}

def prove(secret, room, epoch, challenge, member_id, base):
    message = label("join") + room + number(epoch, 4) + challenge + text(member_id) + text(base)
    return SigningKey(key(secret, room, epoch, "authentication")).sign(message).signature

if __name__ == "__main__":
    given = json.load(sys.stdin)
    version, link_secret, root_hash = given["fragment"].removeprefix("e2ee=").split(".")
    assert version == "1"
    room, epoch = room_of(unpack(root_hash), given["code"]), given["keyEpoch"]
    mixed = password_key(given["password"], unpack(given["passwordSalt"])) if given["password"] else b""
    secret = secret_of(unpack(link_secret), room, epoch, mixed)
    event = open_event(secret, room, given["event"]["clear"], unpack(given["event"]["envelope"]))
    proof = prove(secret, room, epoch, unpack(given["challenge"]), given["memberId"], given["base"])
    print(json.dumps({"event": event, "proof": pack(proof)}))
