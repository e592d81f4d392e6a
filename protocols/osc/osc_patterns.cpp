// SPDX-License-Identifier: GPL-3.0-or-later
// Address patterns: finds the matching methods, calls them, and reports failures.
#include <algorithm>
#include <optional>
#include <utility>

#include "core/control/voice_path.h"
#include "protocols/osc/address_pattern.h"
#include "protocols/osc/osc_commands.h"

namespace aeolian::osc {
namespace {

/**
 * The caller of one method matched by a pattern. Methods that do not accept the values are skipped; the first
 * such refusal is kept, in case no method accepts them.
 */
class MatchCaller final : public Caller {
 public:
  explicit MatchCaller(Caller& caller) : caller_(caller) {}

  void reply(const Message& message) override { caller_.reply(message); }
  void reply_together(std::span<const Message> messages) override { caller_.reply_together(messages); }
  void fail(std::string_view command, std::int32_t id, Failure code, std::string text) override {
    if (code != Failure::wrong_value) return caller_.fail(command, id, code, std::move(text));
    ++passed_over_;
    if (!reason_) reason_ = std::move(text);
  }
  std::optional<ControlError> subscribe(const NotifyRequest& subscription) override {
    return caller_.subscribe(subscription);
  }
  void unsubscribe() override { caller_.unsubscribe(); }
  bool confirm(std::string_view token) override { return caller_.confirm(token); }
  std::string_view lock() const override { return caller_.lock(); }
  bool unlock(std::string_view token) override { return caller_.unlock(token); }
  bool may_cause(double work) override { return caller_.may_cause(work); }
  std::shared_ptr<Recipient> kept() override { return caller_.kept(); }

  std::size_t passed_over() const { return passed_over_; }
  const std::optional<std::string>& reason() const { return reason_; }

 private:
  Caller& caller_;
  std::size_t passed_over_ = 0;
  std::optional<std::string> reason_;
};

}  // namespace

ErrorOr<std::vector<std::string>> Commands::matched(std::string_view text) const {
  const auto pattern = AddressPattern::parse(text);
  if (!pattern) return tl::unexpected(pattern.error());
  std::vector<std::string> addresses;
  const auto add = [&](std::string address) {
    if (pattern->matches(address) && std::ranges::find(addresses, address) == addresses.end())
      addresses.push_back(std::move(address));
  };
  for (const auto& spec : parameter_specs()) add(prefix_ + std::string(spec.path));
  for (VoiceNumber voice = 1; voice <= context_.parameters.voice_limit(); ++voice) {
    for (const auto& spec : parameter_specs()) {
      if (spec.of_voice) add(prefix_ + voice_path(voice, spec.path));
    }
  }
  for (const auto& action : parameter_actions()) {
    if (action.id != ActionId::encoding_dimension) {
      add(prefix_ + std::string(action.path));
      continue;
    }
    for (std::size_t i = 0; i < context_.parameters.encodings()->size(); ++i) {
      add(prefix_ + std::string(path_before_dimension(action)) + std::to_string(i));
    }
  }
  for (const auto& command : command_specs()) add(prefix_ + std::string(command.path));
  for (const auto& metric : figures()) add(prefix_ + std::string(metrics_path) + metric.name);
  return addresses;
}

void Commands::run_pattern(const Message& message, Caller& caller) {
  if (!caller.may_cause(pattern_work)) return;
  const auto addresses = matched(message.path);
  if (!addresses) return caller.fail(message.path, 0, Failure::syntax, addresses.error().message);
  if (addresses->empty()) return caller.fail(message.path, 0, Failure::not_found, "no path matches");
  MatchCaller each(caller);
  for (const auto& address : *addresses) run_method({address, message.arguments}, each);
  if (each.passed_over() == addresses->size()) {
    caller.fail(message.path, 0, Failure::wrong_value, *each.reason());
  }
}

}  // namespace aeolian::osc
