# Carillon: the commands that people use. `make run` and `make test` work on a fresh machine.

# One target directory for all clones of the repository, so that a second clone builds warm.
CARGO_TARGET_DIR ?= $(HOME)/.cache/carillon/target
export CARGO_TARGET_DIR

DATA_DIR ?= data
HTTP ?= 127.0.0.1:8080
HTTPS ?= 0.0.0.0:8443
SIP ?= 0.0.0.0:5060

.PHONY: help run build web test lint unit e2e fuzz bench setup-run setup-test clean

help:
	@echo "make run     set up, build and start Carillon with demo data"
	@echo "make test    set up and run every test"
	@echo "make bench   measure, and write bench/RESULTS.md"

run: setup-run web
	cargo build --release --package server
	HTTP=$(HTTP) HTTPS=$(HTTPS) SIP=$(SIP) DATA_DIR=$(DATA_DIR) scripts/run $(CARGO_TARGET_DIR)/release/carillon

build: web
	cargo build --release --package server

setup-run:
	scripts/setup run

setup-test:
	scripts/setup test

# The pages are embedded in the binary, so they are built first.
web: web/dist/index.html

web/dist/index.html: $(shell find web/src web/public web/index.html web/package-lock.json web/vite.config.ts -type f 2>/dev/null)
	scripts/setup web
	cd web && npm run --silent build

test: setup-test lint unit e2e
	@echo "All tests passed."

lint: web
	cargo fmt --all --check
	cargo clippy --quiet --workspace --all-targets -- -D warnings
	cargo xtask tidy
	cargo xtask import-models --check
	cd web && npm run --silent lint && npm run --silent typecheck

unit: web
	scripts/with-services cargo test --quiet --workspace
	cd web && npm test --silent
	$(MAKE) fuzz

# A short run of every fuzz target; `cargo +nightly fuzz run TARGET` goes on from there.
fuzz:
	cargo run --quiet --package fuzz-targets -- --seconds 5

e2e: web
	cargo build --quiet --package server
	CARILLON=$(CARGO_TARGET_DIR)/debug/carillon scripts/with-services .venv/bin/python -m pytest e2e -q

bench: web
	scripts/setup bench
	cargo build --release --package server
	cargo build --release --package media-io --example calls_cpu
	cargo build --release --package flow --example steps --package routing --example decisions --package exchange-io --example recovery --package store-sqlite --example journal
	cargo build --release --package services --example metrics_history --package messaging-io --example messages
	CARILLON=$(CARGO_TARGET_DIR)/release/carillon scripts/with-services .venv/bin/python bench/run.py

clean:
	rm -rf web/dist web/node_modules .venv data
