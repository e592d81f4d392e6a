// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/ranks/gloo_group.h"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

// Its headers are not written for our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#pragma GCC diagnostic pop

namespace aeolian {

namespace {

/** How long ranks wait for each other: to form a group, and for a piece of a sum. */
constexpr std::chrono::seconds forming_patience{15}, sum_patience{25};

/** Gloo sends the values of one rank in one piece, for which the patience is too short on a slow link. */
constexpr std::int64_t values_at_once = 1 << 19;

/**
 * For as long as it lives, this thread and those that it starts get no SIGPIPE: Gloo writes to sockets whose
 * other side may be gone, and the signal would ask the training to stop.
 */
class WithoutBrokenPipe {
 public:
  WithoutBrokenPipe() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  ~WithoutBrokenPipe() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  WithoutBrokenPipe(const WithoutBrokenPipe&) = delete;
  WithoutBrokenPipe& operator=(const WithoutBrokenPipe&) = delete;

 private:
  sigset_t before_;
};

/** Gloo reports by exceptions, of several types. */
template <class Work>
ErrorOr<void> without_exceptions(const Work& work) {
  const WithoutBrokenPipe quiet;
  try {
    work();
    return {};
  } catch (const std::exception& error) {
    const std::string text = error.what();
    return fail(text.substr(0, text.find('\n')));
  }
}

}  // namespace

ErrorOr<void> check_gloo() {
  return {};
}

struct GlooStore::State {
  c10::intrusive_ptr<c10d::TCPStore> store;
};

ErrorOr<GlooStore> GlooStore::serve() {
  GlooStore store;
  const auto made = without_exceptions([&] {
    c10d::TCPStoreOptions options;
    options.port = 0;
    options.isServer = true;
    options.waitWorkers = false;
    options.timeout = forming_patience;
    store.state_ = std::make_shared<State>(State{c10::make_intrusive<c10d::TCPStore>("localhost", options)});
  });
  if (!made) return fail("cannot open a store for the ranks' addresses: " + made.error().message);
  return store;
}

ErrorOr<GlooStore> GlooStore::connect(const std::string& host, std::uint16_t port) {
  GlooStore store;
  const auto made = without_exceptions([&] {
    c10d::TCPStoreOptions options;
    options.port = port;
    options.waitWorkers = false;
    options.timeout = forming_patience;
    store.state_ = std::make_shared<State>(State{c10::make_intrusive<c10d::TCPStore>(host, options)});
  });
  if (!made) return tl::unexpected(made.error());
  return store;
}

std::uint16_t GlooStore::port() const {
  return state_->store->getPort();
}

struct GlooGroup::State {
  c10::intrusive_ptr<c10d::ProcessGroupGloo> group;
};

GlooGroup::GlooGroup(std::unique_ptr<State> state) : state_(std::move(state)) {}
GlooGroup::~GlooGroup() = default;

ErrorOr<std::unique_ptr<GlooGroup>> GlooGroup::form(const GlooStore& store, const GlooPlace& place) {
  std::unique_ptr<GlooGroup> formed;
  const auto made = without_exceptions([&] {
    const auto of_generation = c10::make_intrusive<c10d::PrefixStore>(
        "generation " + std::to_string(place.generation), store.state_->store);
    auto options = c10d::ProcessGroupGloo::Options::create(forming_patience);
    options->devices = {c10d::ProcessGroupGloo::createDeviceForHostname(place.address)};
    options->threads = 1;
    auto group =
        c10::make_intrusive<c10d::ProcessGroupGloo>(of_generation, place.position, place.size, options);
    formed.reset(new GlooGroup(std::make_unique<State>(State{std::move(group)})));
  });
  if (!made) return tl::unexpected(made.error());
  return formed;
}

ErrorOr<void> GlooGroup::add_up(torch::Tensor& values) {
  return without_exceptions([&] {
    c10d::AllreduceOptions options;
    options.timeout = sum_patience;
    std::vector<torch::Tensor> tensors{values};
    state_->group->allreduce(tensors, options)->wait();
  });
}

ErrorOr<void> GlooGroup::take_first(torch::Tensor& values) {
  return without_exceptions([&] {
    c10d::BroadcastOptions options;
    options.timeout = sum_patience;
    for (std::int64_t at = 0; at < values.size(0); at += values_at_once) {
      const auto count = std::min(values_at_once, values.size(0) - at);
      std::vector<torch::Tensor> piece{values.narrow(0, at, count)};
      state_->group->broadcast(piece, options)->wait();
    }
  });
}

}  // namespace aeolian
