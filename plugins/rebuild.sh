#!/usr/bin/env bash
# Builds the plugins that are committed from their sources, and writes their digests to
# plugins/lock.txt. Bytes are the same only with the same toolchain; findings always are.
#
#   plugins/rebuild.sh            builds all, in place
#   plugins/rebuild.sh --check    builds them elsewhere, says which have the same bytes, and
#                                 runs the tests with those, and with projects made anew
#   plugins/rebuild.sh --ready    whether all that it needs is at hand
#
# What it needs is put into $TIDEWAITER_WASM_TOOLS (~/.cache/tidewaiter-wasm) where it is not
# at hand: a target for Rust (by rustup, or else a compiler of Debian's with the source of its
# library), wit-bindgen for C, and zig as a C compiler.
set -euo pipefail
cd "$(dirname "$0")"
tools=${TIDEWAITER_WASM_TOOLS:-$HOME/.cache/tidewaiter-wasm}
mkdir -p "$tools"
tools=$(cd "$tools" && pwd)
target=wasm32-unknown-unknown
bindgen=$tools/bin/wit-bindgen bindgen_version=0.61.1

has_target() {
  [ -d "$(rustc --print sysroot)/lib/rustlib/$target" ]
}

has_bindgen() {
  "$bindgen" --version 2>/dev/null | grep -q " $bindgen_version"
}

has_zig() {
  PYTHONPATH=$tools/zig python3 -c 'import ziglang' 2>/dev/null
}

out=.
case "${1:-}" in
"") ;;
--ready)
  { has_target || [ -e "$tools/rust/env" ]; } && has_bindgen && has_zig
  exit
  ;;
--check)
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
  ;;
*)
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' rebuild.sh >&2
  exit 2
  ;;
esac

# Debian's compiler for the web, unpacked into a folder of its own; nothing is installed.
debian_rust() {
  local at=$tools/rust
  if [ ! -e "$at/env" ]; then
    mkdir -p "$at/debs"
    (
      cd "$at/debs"
      apt-get download -qq rustc-web libstd-rust-web-1.96 libstd-rust-web-dev rust-web-src libllvm22
      for it in rustc-web libstd-rust-web-1.96 libstd-rust-web-dev libllvm22; do
        dpkg -x "$it"_*.deb "$at"
      done
      dpkg --fsys-tarfile rust-web-src_*.deb |
        tar -x -C "$at" ./usr/lib/rustlib/src ./usr/src/rustc-1.96.0/library
    )
    local lld
    lld=$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld
    cat >"$at/env" <<X
export RUSTC=$at/usr/bin/rustc LD_LIBRARY_PATH=$at/usr/lib/x86_64-linux-gnu RUSTC_BOOTSTRAP=1
export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$lld
X
  fi
  # shellcheck disable=SC1091
  . "$at/env"
}

rust() {
  (
    local std=()
    if ! has_target && ! rustup target add "$target" >/dev/null 2>&1; then
      debian_rust
      std=(-Zbuild-std=std,panic_abort)
    fi
    local here=$PWD cargo=${CARGO_HOME:-$HOME/.cargo}
    export RUSTFLAGS="--remap-path-prefix=$here=plugins --remap-path-prefix=$cargo=cargo --remap-path-prefix=$tools=tools"
    export CARGO_TARGET_DIR=$tools/target
    cargo build --locked --release --target "$target" "${std[@]}" -p certificates -p ownership
    cargo build --locked --release --target "$target" "${std[@]}" -p tidewaiter-plugin --example namespaces
  )
  local built=$tools/target/$target/release
  for name in certificates ownership; do
    mkdir -p "$out/$name"
    cp "$built/$name.wasm" "$out/$name/$name.wasm"
  done
  mkdir -p "$out/sdk/examples"
  cp "$built/examples/namespaces.wasm" "$out/sdk/examples/namespaces.wasm"
}

c() {
  if ! has_bindgen; then
    CARGO_TARGET_DIR=$tools/bindgen cargo install wit-bindgen-cli --version "$bindgen_version" \
      --locked --no-default-features --features c --root "$tools"
  fi
  if ! has_zig; then
    python3 -m pip install --quiet --target "$tools/zig" ziglang==0.17.0
  fi
  local bindings=$tools/bindings
  mkdir -p "$bindings" "$out/namespaces"
  "$bindgen" c ../wit --world plugin --out-dir "$bindings"
  PYTHONPATH=$tools/zig python3 -m ziglang cc -target wasm32-freestanding -Os -nostdlib \
    -Wl,--no-entry -Wl,--strip-all -Inamespaces/libc -I"$bindings" \
    -o "$out/namespaces/namespaces.wasm" \
    namespaces/namespaces.c namespaces/libc/libc.c \
    "$bindings/plugin.c" "$bindings/plugin_component_type.o"
}

# A digest of all that a plugin is made of, and one of what it is.
lock() {
  local name=$1 wasm=$2
  shift 2
  local sources
  sources=$(find "$@" -type f ! -name '*.wasm' | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -d' ' -f1)
  echo "$name $sources $(sha256sum "$wasm" | cut -d' ' -f1) $wasm"
}

rust
c
if [ "$out" = . ]; then
  {
    echo "# What each plugin is made of, and what was made of it; rebuild.sh writes this."
    lock certificates certificates/certificates.wasm ../wit Cargo.lock Cargo.toml certificates sdk/Cargo.toml sdk/src
    lock ownership ownership/ownership.wasm ../wit Cargo.lock Cargo.toml ownership sdk/Cargo.toml sdk/src
    lock namespaces namespaces/namespaces.wasm ../wit namespaces
    lock namespaces-in-rust sdk/examples/namespaces.wasm ../wit Cargo.lock Cargo.toml sdk
  } >lock.txt
else
  for wasm in */*.wasm sdk/examples/*.wasm; do
    if cmp -s "$wasm" "$out/$wasm"; then echo "$wasm: the same bytes"; else echo "$wasm: other bytes"; fi
  done
  export TIDEWAITER_PLUGINS=$out TIDEWAITER_WASM_TOOLS=$tools
  cd ..
  cargo test --locked --test it -- plugins::shipped plugins::same plugins::authors
fi
