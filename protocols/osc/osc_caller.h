// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/control/control_error.h"
#include "protocols/osc/message.h"

namespace aeolian {

/** Codes of `/fail s:command i:id i:code s:text`. */
enum class OscFailure : std::int32_t {
  syntax = 400,
  not_found = 404,
  wrong_value = 406,
  busy = 409,
  too_many = 429,
  failed = 500,
  no_device = 503
};

/** The code that tells of `kind`. */
OscFailure code_of(ControlError::Kind kind);

/** Where answers to a command go. */
class OscRecipient {
 public:
  virtual ~OscRecipient() = default;

  virtual void reply(const OscMessage& message) = 0;
  /** Messages that belong together, which make one packet where that can be. */
  virtual void reply_together(std::span<const OscMessage> messages) {
    for (const auto& message : messages) reply(message);
  }
  /** `id` is the caller's, where the command takes one, otherwise 0. */
  virtual void fail(std::string_view command, std::int32_t id, OscFailure code, std::string text) = 0;
};

/** What a caller of /notify wants: replies at another port of its machine, news as they come, or both. */
struct OscSubscription {
  std::uint16_t port = 0;  ///< 0 = the one that it sends from
  double hz = 0.;          ///< how often the status and the parameters that have changed are sent; 0 = never
};

/** Whoever sent a command. */
class OscCaller : public OscRecipient {
 public:
  /** False = too many others have subscribed. */
  virtual bool subscribe(const OscSubscription& subscription) = 0;
  virtual void unsubscribe() = 0;
  /** Takes a token that was sent to the caller's machine; false = there is no such token. */
  virtual bool confirm(std::string_view) { return false; }

  /** Whether the caller may cause so much work (Senders) now; where not, that has been told. */
  virtual bool may_cause(double) { return true; }

  /** The same recipient for later: any thread may use it, even when the server is gone. */
  virtual std::shared_ptr<OscRecipient> kept() = 0;
};

}  // namespace aeolian
