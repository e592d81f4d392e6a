// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/app/control_sources.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "daemon/config/password.h"
#include "daemon/config/paths.h"

namespace aeolian::daemon {

ControlSources::ControlSources(const Options& options, ControlContext context, Sources sources,
                               ModelLoader& model_loader)
    : options_(options), context_(context), sources_(sources), model_loader_(model_loader) {}

ControlSources::~ControlSources() {
  const std::lock_guard lock(mutex_);
  open_osc_ = nullptr;
  open_oscquery_ = nullptr;
}

std::optional<osc::Counters> ControlSources::osc_counters() const {
  const std::lock_guard lock(mutex_);
  return open_osc_ ? std::optional(open_osc_->counters()) : std::nullopt;
}

std::optional<oscquery::Counters> ControlSources::oscquery_counters() const {
  const std::lock_guard lock(mutex_);
  return open_oscquery_ ? std::optional(open_oscquery_->counters()) : std::nullopt;
}

ErrorOr<void> ControlSources::open(std::optional<midi::Mapping> learned,
                                   const std::filesystem::path& checkpoint) {
  const auto add = [this](Retried::Parts parts) {
    openings_.push_back(std::make_unique<Retried>(std::move(parts)));
  };
  add({.name = "OSC",
       .metric = "osc_listening",
       .help = "1 while OSC is received; 0 = its port is in use, or its address does not exist yet",
       .open = [this] { return open_osc(); }});
  if (options_.http_port != 0) {
    add({.name = "OSCQuery",
         .metric = "http_listening",
         .help = "1 while OSCQuery is available",
         .open = [this] { return open_oscquery(); }});
  }
  if (options_.watch) {
    watch(options_.places.models, "models_watched");
    const auto folder = folder_of(checkpoint);
    if (!folder.empty() && folder != options_.places.models) watch(folder, "checkpoint_watched");
  }
  if (auto midi = open_midi(std::move(learned)); !midi) return midi;
  poll();
  return {};
}

void ControlSources::poll() {
  for (const auto& opening : openings_) opening->poll();
}

ErrorOr<void> ControlSources::open_midi(std::optional<midi::Mapping> learned) {
  auto midi = midi::Input::start(
      {.on = options_.midi == MidiUse::on,
       .process = {.client = options_.name + "-midi", .port = options_.midi_port, .out = options_.midi_out},
       .mapping = options_.places.midi_map,
       .keys = options_.midi_keys,
       .tuning = options_.midi_tuning,
       .scale = options_.midi_scale,
       .learned = std::move(learned)},
      context_, sources_.midi);
  if (!midi) return tl::unexpected(midi.error());
  midi_ = std::move(*midi);
  open_midi_ = midi_.get();
  return {};
}

ErrorOr<void> ControlSources::open_osc() {
  auto osc = osc::Server::start({.address = options_.listen_address,
                                 .port = options_.osc_port,
                                 .allowed = options_.notify_allow,
                                 .fixed_targets = options_.notify,
                                 .token = options_.osc_token},
                                context_, sources_.osc);
  if (!osc) return tl::unexpected(osc.error());
  osc_ = std::move(*osc);
  spdlog::info("OSC on {}", osc_->address().text());
  if (!osc_->address().is_loopback() && options_.osc_token.empty())
    spdlog::info("OSC is open to the network without a token (osc_token): anyone who can reach it may play");
  const std::lock_guard lock(mutex_);
  open_osc_ = osc_.get();
  return {};
}

ErrorOr<void> ControlSources::open_oscquery() {
  auto password = password_of(options_);
  if (!password) return tl::unexpected(password.error());
  auto server = oscquery::Server::start(
      {.address = options_.listen_address,
       .port = options_.http_port,
       .host = {.osc_port = osc_ ? osc_->address().port() : options_.osc_port},
       .access = oscquery::web_access_here(options_.http_hosts, options_.http_origins, std::move(*password)),
       .page = shipped_page()},
      context_, sources_.oscquery);
  if (!server) return tl::unexpected(server.error());
  oscquery_ = std::move(*server);
  spdlog::info("OSCQuery and the page on http://{}", oscquery_->address().text());
  const std::lock_guard lock(mutex_);
  open_oscquery_ = oscquery_.get();
  return {};
}

void ControlSources::watch(const std::filesystem::path& folder, std::string metric) {
  const std::size_t index = watches_.size();
  watches_.emplace_back();
  openings_.push_back(std::make_unique<Retried>(Retried::Parts{
      .name = "--watch",
      .metric = std::move(metric),
      .help = "1 while the folder is watched; 0 = it does not exist",
      .open = [this, folder, index]() -> ErrorOr<void> {
        watches_[index].reset();
        auto started = FileWatch::start(
            {folder}, [this](const std::filesystem::path& file) { model_loader_.file_changed(file); });
        if (!started) return tl::unexpected(started.error());
        watches_[index] = std::move(*started);
        return {};
      },
      .is_lost = [this, index] { return watches_[index]->is_lost(); }}));
}

}  // namespace aeolian::daemon
