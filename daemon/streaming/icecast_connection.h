// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "daemon/streaming/stream_settings.h"

namespace aeolian::daemon {

/** The end of a connection, or of an attempt to connect. */
struct LostConnection {
  std::string why;
  bool is_refused = false;  ///< by the server, because of the password or the mount
};

template <class Value>
using ConnectedOr = tl::expected<Value, LostConnection>;

/**
 * A source connection to a mount of an Icecast server. It also counts as lost if the server, after accepting
 * the stream, takes no bytes for five seconds. After an error it must not be used again. One thread; waits
 * for nothing but the resolution of the host's name.
 */
class IcecastConnection {
 public:
  /** Begins to connect. Waits for the resolution of the name. */
  static ConnectedOr<std::unique_ptr<IcecastConnection>> begin(const StreamSettings& settings,
                                                               const std::string& mount,
                                                               const std::string& password, int sample_rate);
  virtual ~IcecastConnection() = default;

  /** Continues connecting; true = the server has accepted the stream. */
  virtual ConnectedOr<bool> is_accepted() = 0;

  /** Sends bytes; those that the server does not take yet are kept. */
  virtual ConnectedOr<void> send(std::string_view bytes) = 0;

  /** Returns the number of bytes that the server has not taken yet. */
  virtual std::size_t waiting() const = 0;
};

/**
 * Returns the reason why this program cannot stream: a library was missing from the build; empty = it can.
 */
std::string why_no_streaming();

}  // namespace aeolian::daemon
