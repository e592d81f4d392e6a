// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/control/control_error.h"
#include "protocols/osc/message.h"

namespace aeolian::osc {

/** Codes of `/fail s:command i:id i:code s:text`. */
enum class Failure : std::int32_t {
  syntax = 400,
  forbidden = 403,
  not_found = 404,
  wrong_value = 406,
  busy = 409,
  too_many = 429,
  failed = 500,
  no_device = 503
};

/** Returns the code for an error of `kind`. */
Failure code_of(ControlError::Kind kind);

/** The recipient of the replies to a command. */
class Recipient {
 public:
  virtual ~Recipient() = default;

  virtual void reply(const Message& message) = 0;
  /** Sends messages that belong together, in one packet if possible. */
  virtual void reply_together(std::span<const Message> messages) {
    for (const auto& message : messages) reply(message);
  }
  /** Sends /fail. `id` is the caller's if the command takes one, otherwise 0. */
  virtual void fail(std::string_view command, std::int32_t id, Failure code, std::string text) = 0;
};

/** A request to /notify: replies to another port of the caller's machine, regular updates, meters. */
struct NotifyRequest {
  std::uint16_t port = 0;  ///< 0 = the port that the request comes from
  double hz = 0.;          ///< rate at which the status and changed parameters are sent; 0 = never
  double meters_hz = 0.;   ///< rate at which the meters are sent; 0 = never
};

/** The sender of a command. */
class Caller : public Recipient {
 public:
  /** Subscribes the caller; returns the reason if that is refused, nothing = subscribed. */
  virtual std::optional<ControlError> subscribe(const NotifyRequest& subscription) = 0;
  virtual void unsubscribe() = 0;
  /** Accepts a token that was sent to the caller's machine; false = there is no such token. */
  virtual bool confirm(std::string_view) { return false; }

  /** Returns the reason why the caller may only look, and the remedy; empty = it may steer. */
  virtual std::string_view lock() const { return {}; }
  /** Lets the caller's machine steer if this is the token of the instrument; false = it is not. */
  virtual bool unlock(std::string_view) { return false; }

  /** Whether the caller's budget allows this much work now (Senders); if not, the caller has been told. */
  virtual bool may_cause(double) { return true; }

  /** Returns the same recipient for later replies: any thread may use it, even after the server has gone. */
  virtual std::shared_ptr<Recipient> kept() = 0;
};

}  // namespace aeolian::osc
