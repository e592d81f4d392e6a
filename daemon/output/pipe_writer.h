// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "core/file_descriptor.h"

namespace aeolian::daemon {

/**
 * The writing end of a pipe: standard output, or a FIFO. Never waits for its reader; bytes not yet taken are
 * kept. One thread.
 */
class PipeWriter {
 public:
  /**
   * Takes over standard output: anything else that the process and its children print there goes to stderr
   * from now on. Refused if it is a terminal.
   */
  static ErrorOr<PipeWriter> to_standard_output();

  /** Writes to the FIFO at `path`, which open() creates if there is none. */
  static PipeWriter to_fifo(std::filesystem::path path);

  /**
   * Opens it for a reader. The error says that there is none, or why it cannot be written to. Standard output
   * that has lost its reader cannot be opened again.
   */
  ErrorOr<void> open();
  bool is_open() const { return *pipe_ >= 0; }

  /** Appends bytes to those waiting to be written. */
  void push(std::string_view bytes) { pending_ += bytes; }

  /** Writes as much as the reader takes at once. An error closes the pipe: its reader has gone. */
  ErrorOr<void> flush();

  /** Bytes that the reader has not taken yet. */
  std::size_t pending() const { return pending_.size(); }

  /** Bytes that the reader has taken since open(). */
  std::size_t written() const { return written_; }

  /** Discards all pending bytes but the first `kept`. */
  void forget(std::size_t kept) { pending_.resize(kept); }

  /** Returns "standard output", or "pipe:" and the name of the FIFO without its folder. */
  std::string name() const;

 private:
  PipeWriter(std::filesystem::path fifo, FileDescriptor unread)
      : fifo_(std::move(fifo)), unread_(std::move(unread)) {}

  std::filesystem::path fifo_;  // empty = standard output
  FileDescriptor unread_;       // the pipe until open() finds its reader
  FileDescriptor pipe_;
  std::string pending_;
  std::size_t written_ = 0;
};

/** Whether `path` is a FIFO, or free for one; the error says what it is instead. */
ErrorOr<void> check_fifo(const std::filesystem::path& path);

}  // namespace aeolian::daemon
