//! Private keys, public keys and certificates: the shapes of PEM, PGP, PuTTY and WireGuard around
//! random bytes. None of them opens anything.

use super::{codec, random::Random};

pub fn key(name: &str, random: &mut Random) -> Option<String> {
    // RFC 7468, RFC 8017 (PKCS #1), RFC 5208 (PKCS #8), RFC 5915 (EC), and OpenSSH's PROTOCOL.key.
    let rsa = b"\x30\x82\x04\xa4\x02\x01\x00\x02\x82\x01\x01\x00";
    let pkcs8 = b"\x30\x82\x04\xbe\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x04\x82\x04\xa8";
    let encrypted = b"\x30\x82\x05\x0e\x30\x40\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d\x30\x33";
    let openssh = b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none\0\0\0\0\0\0\0\x01\0\0\0\x33\0\0\0\x0bssh-ed25519\0\0\0\x20";
    let public = b"\x30\x82\x01\x22\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00\x03\x82\x01\x0f\x00";
    let certificate = b"\x30\x82\x03\x0f\x30\x82\x01\xf7\xa0\x03\x02\x01\x02\x02\x14";
    let ed25519 = b"\0\0\0\x0bssh-ed25519\0\0\0\x20";
    Some(match name {
        "pem-rsa" => pem("RSA PRIVATE KEY", rsa, 1180, random),
        "pem-pkcs8" => pem("PRIVATE KEY", pkcs8, 1190, random),
        "pem-encrypted" => pem("ENCRYPTED PRIVATE KEY", encrypted, 1270, random),
        "pem-openssh" => pem("OPENSSH PRIVATE KEY", openssh, 210, random),
        "pem-dsa" => pem("DSA PRIVATE KEY", b"\x30\x82\x01\xbb\x02\x01\x00", 430, random),
        "pem-ec" => ec(random),
        "pem-public" => pem("PUBLIC KEY", public, 270, random),
        "pem-certificate" => pem("CERTIFICATE", certificate, 770, random),
        "pem-request" => pem("CERTIFICATE REQUEST", certificate, 600, random),
        // RFC 9580, section 6.2.
        "pgp-private" => pgp("PRIVATE KEY BLOCK", random),
        "pgp-public" => pgp("PUBLIC KEY BLOCK", random),
        "pgp-message" => pgp("MESSAGE", random),
        "putty" => putty(random),
        "wireguard" => codec::base64(&clamped(random)),
        "wireguard-public" => codec::base64(&random.bytes(32)),
        "ssh-public" => format!("ssh-ed25519 {}", codec::base64(&with(ed25519, 32, random))),
        "ssh-rsa-public" => {
            let head = b"\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01\0\0\x01\x01\0";
            format!("ssh-rsa {}", codec::base64(&with(head, 256, random)))
        }
        // Ciphertexts: Bitnami's sealed secrets (RSA-OAEP, 512 bytes and more), SOPS, Ansible's vault.
        "sealed" => format!("AgA{}", codec::base64(&random.bytes(560))),
        "sops" => sops(random),
        "ansible-vault" => ansible_vault(random),
        "age-file" => {
            let head = b"age-encryption.org/v1\n-> X25519 ";
            pem("AGE ENCRYPTED FILE", head, 300, random)
        }
        "png" => codec::base64(&with(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06",
            180,
            random,
        )),
        "gif" => codec::base64(&with(b"GIF89a\x01\0\x01\0\x80\0\0", 60, random)),
        "woff" => codec::base64(&with(b"wOF2\0\x01\0\0", 240, random)),
        "certificate-base64" => {
            codec::base64(pem("CERTIFICATE", certificate, 770, random).as_bytes())
        }
        "key-base64" => codec::base64(pem("RSA PRIVATE KEY", rsa, 1180, random).as_bytes()),
        "ec-base64" => codec::base64(ec(random).as_bytes()),
        _ => return None,
    })
}

fn with(head: &[u8], more: usize, random: &mut Random) -> Vec<u8> {
    let mut bytes = head.to_vec();
    bytes.extend(random.bytes(more));
    bytes
}

fn pem(label: &str, head: &[u8], more: usize, random: &mut Random) -> String {
    armour(label, "", 64, &codec::base64(&with(head, more, random)))
}

fn ec(random: &mut Random) -> String {
    let mut bytes = with(b"\x30\x77\x02\x01\x01\x04\x20", 32, random);
    bytes.extend(b"\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\xa1\x44\x03\x42\x00\x04");
    bytes.extend(random.bytes(64));
    armour("EC PRIVATE KEY", "", 64, &codec::base64(&bytes))
}

fn pgp(label: &str, random: &mut Random) -> String {
    let body = codec::base64(&with(b"\x95\x03\x98\x04", 740, random));
    armour(&format!("PGP {label}"), "\n", 64, &body)
}

fn armour(label: &str, head: &str, width: usize, body: &str) -> String {
    let mark = "-----";
    format!("{mark}BEGIN {label}{mark}\n{head}{}\n{mark}END {label}{mark}", folded(body, width))
}

fn folded(text: &str, width: usize) -> String {
    let mut lines = Vec::new();
    let mut rest = text;
    while rest.len() > width {
        let (line, after) = rest.split_at(width);
        lines.push(line);
        rest = after;
    }
    lines.push(rest);
    lines.join("\n")
}

/// https://the.earth.li/~sgtatham/putty/latest/htmldoc/AppendixC.html
fn putty(random: &mut Random) -> String {
    let public = folded(&codec::base64(&with(b"\0\0\0\x0bssh-ed25519\0\0\0\x20", 32, random)), 64);
    let private = codec::base64(&random.bytes(36));
    let mac = codec::hex(&random.bytes(32));
    let head = "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: deploy";
    format!("{head}\nPublic-Lines: 2\n{public}\nPrivate-Lines: 1\n{private}\nPrivate-MAC: {mac}")
}

/// https://www.wireguard.com/quickstart/: a Curve25519 key, clamped as RFC 7748 says.
fn clamped(random: &mut Random) -> Vec<u8> {
    let mut bytes = random.bytes(32);
    bytes[0] &= 248;
    bytes[31] = (bytes[31] & 127) | 64;
    bytes
}

/// https://getsops.io/docs/
fn sops(random: &mut Random) -> String {
    let part = |count, random: &mut Random| codec::base64(&random.bytes(count));
    let (data, iv, tag) = (part(20, random), part(32, random), part(16, random));
    format!("ENC[AES256_GCM,data:{data},iv:{iv},tag:{tag},type:str]")
}

/// https://docs.ansible.com/ansible/latest/vault_guide/vault_encrypting_content.html
fn ansible_vault(random: &mut Random) -> String {
    format!("$ANSIBLE_VAULT;1.1;AES256\n{}", folded(&codec::hex(&random.bytes(240)), 80))
}
