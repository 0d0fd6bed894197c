"""Opens an event of an end-to-end encrypted room, with PyNaCl. Reads JSON on stdin: fragment, code, keyEpoch, event."""
import base64, hashlib, hmac, json, sys
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as aead_decrypt
from nacl.signing import VerifyKey
CLASSES = ["", "chat", "edit", "react", "pin", "unpin", "typing", "profile", "session", "title"]
def unpack(text): return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
def pack(data): return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
def label(purpose): return f"mayfly/e2ee/1 {purpose}\0".encode()
def number(value, length): return value.to_bytes(length, "big")
def text(value): return number(len(value.encode()), 2) + value.encode()
def sha256(*parts): return hashlib.sha256(b"".join(parts)).digest()
def hkdf(material, salt, info): return hmac.digest(hmac.digest(salt, material, "sha256"), info + b"\1", "sha256")
def secret_of(link_secret, room, epoch): return hkdf(link_secret, room, label("secret") + number(epoch, 4))
def key(secret, room, epoch, purpose): return hkdf(secret, room, label(purpose) + number(epoch, 4))
def room_of(root_hash, code):
    return sha256(label("room"), root_hash, text(code.lower().replace("-", "").translate(str.maketrans("oil", "011"))))
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

if __name__ == "__main__":
    given = json.load(sys.stdin)
    link_secret, root_hash = map(unpack, given["fragment"].split(".")[1:])
    room, event = room_of(root_hash, given["code"]), given["event"]
    secret = secret_of(link_secret, room, given["keyEpoch"])
    print(json.dumps(open_event(secret, room, event["clear"], unpack(event["envelope"]))))
