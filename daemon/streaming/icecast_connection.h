// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "daemon/streaming/stream_settings.h"

namespace aeolian::daemon {

/** The end of a connection, or of the attempt at one. */
struct LostConnection {
  std::string why;
  bool is_refused = false;  ///< by the server, for the password or the mount
};

template <class Value>
using ConnectedOr = tl::expected<Value, LostConnection>;

/**
 * A connection to a mount of an Icecast server, as its source. It counts as lost as well if the server, once
 * it has accepted the stream, takes nothing of what it is sent for five seconds. After an error it is of no
 * more use. One thread; waits for nothing but the resolution of the host's name.
 */
class IcecastConnection {
 public:
  /** Begins to connect. Waits for the resolution of the name. */
  static ConnectedOr<std::unique_ptr<IcecastConnection>> begin(const StreamSettings& settings,
                                                               const std::string& mount,
                                                               const std::string& password, int sample_rate);
  virtual ~IcecastConnection() = default;

  /** Goes on connecting; true = the server has accepted the stream. */
  virtual ConnectedOr<bool> is_accepted() = 0;

  /** Sends bytes; those that the server does not take yet are kept. */
  virtual ConnectedOr<void> send(std::string_view bytes) = 0;

  /** Bytes that the server has not taken yet. */
  virtual std::size_t waiting() const = 0;
};

/** Why this program cannot stream: it was built without a library; empty = it can. */
std::string why_no_streaming();

}  // namespace aeolian::daemon
