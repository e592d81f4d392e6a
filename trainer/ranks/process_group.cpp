// SPDX-License-Identifier: GPL-3.0-or-later
#include "trainer/ranks/process_group.h"

#include <signal.h>
#include <torch/cuda.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <utility>
#include <vector>

// The headers of c10d do not pass our warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#if AEOLIAN_HAS_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#endif
#if AEOLIAN_HAS_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif
#pragma GCC diagnostic pop

namespace aeolian::trainer {

namespace {

using Store = c10::intrusive_ptr<c10d::Store>;
using Tensors = std::vector<torch::Tensor>;

/** How long ranks wait for each other: to form a group, and for a piece of a sum. */
constexpr std::chrono::seconds forming_patience{15}, sum_patience{25};

/** Gloo sends the values of one rank in one piece, for which the timeout is too short on a slow link. */
constexpr std::int64_t values_at_once = 1 << 19;

/**
 * Blocks SIGPIPE in this thread and those that it starts, during its lifetime: Gloo writes to sockets whose
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
  sigset_t before_{};
};

/** Runs `work`, turning c10d's exceptions, which are of several types, into errors. */
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

/** Newer versions of LibTorch serve by libuv unless told otherwise, even if they were built without it. */
template <class Options>
void do_without_libuv(Options& options) {
  if constexpr (requires { options.useLibUV; }) options.useLibUV = false;
}

c10d::TCPStoreOptions store_options(std::uint16_t port) {
  c10d::TCPStoreOptions options;
  options.port = port;
  options.waitWorkers = false;
  options.timeout = forming_patience;
  do_without_libuv(options);
  return options;
}

#if AEOLIAN_HAS_GLOO
auto group_of_gloo(const Store& store, const PlaceInGroup& place) {
  auto options = c10d::ProcessGroupGloo::Options::create(forming_patience);
  options->devices = {c10d::ProcessGroupGloo::createDeviceForHostname(place.address)};
  options->threads = 1;
  return c10::make_intrusive<c10d::ProcessGroupGloo>(store, place.position, place.size, options);
}
#endif

#if AEOLIAN_HAS_NCCL
auto group_of_nccl(const Store& store, const PlaceInGroup& place) {
  // When a rank has left a sum, an exception is thrown where the sum is waited for, and no thread ends the
  // process.
  setenv("TORCH_NCCL_BLOCKING_WAIT", "1", true);
  setenv("TORCH_NCCL_ENABLE_MONITORING", "0", true);
  auto options = c10d::ProcessGroupNCCL::Options::create();
  options->timeout = sum_patience;
  return c10::make_intrusive<c10d::ProcessGroupNCCL>(store, place.position, place.size, options);
}
#endif

}  // namespace

ErrorOr<void> check_backend(RankBackend backend) {
  if (backend == RankBackend::gloo && !AEOLIAN_HAS_GLOO)
    return fail("--ranks: this build has no Gloo; install libgloo-dev and build again, or leave out --ranks");
  if (backend == RankBackend::nccl && !AEOLIAN_HAS_NCCL)
    return fail(
        "--backend nccl: this build has no NCCL; build with a LibTorch for CUDA and with NCCL's headers "
        "(libnccl-dev), or leave out --backend");
  if (backend == RankBackend::nccl && !torch::cuda::is_available())
    return fail("--backend nccl: this LibTorch finds no CUDA device; leave out --backend");
  return {};
}

struct ProcessGroupStore::State {
  c10::intrusive_ptr<c10d::TCPStore> store;
};

ErrorOr<ProcessGroupStore> ProcessGroupStore::serve() {
  ProcessGroupStore store;
  const auto made = without_exceptions([&] {
    auto options = store_options(0);
    options.isServer = true;
    store.state_ = std::make_shared<State>(State{c10::make_intrusive<c10d::TCPStore>("localhost", options)});
  });
  if (!made) return fail("cannot open a store for the ranks' addresses: " + made.error().message);
  return store;
}

ErrorOr<ProcessGroupStore> ProcessGroupStore::connect(const std::string& host, std::uint16_t port) {
  ProcessGroupStore store;
  const auto made = without_exceptions([&] {
    store.state_ =
        std::make_shared<State>(State{c10::make_intrusive<c10d::TCPStore>(host, store_options(port))});
  });
  if (!made) return tl::unexpected(made.error());
  return store;
}

std::uint16_t ProcessGroupStore::port() const {
  return state_->store->getPort();
}

/** A group of c10d behind a common interface. */
struct ProcessGroup::State {
  torch::Device device = torch::kCPU;  ///< for its sums
  std::function<void(Tensors&)> add_up, take_first;

  template <class Group>
  static std::unique_ptr<State> of(const Group& group, torch::Device device) {
    return std::make_unique<State>(State{device,
                                         [group](Tensors& tensors) {
                                           c10d::AllreduceOptions options;
                                           options.timeout = sum_patience;
                                           group->allreduce(tensors, options)->wait();
                                         },
                                         [group](Tensors& tensors) {
                                           c10d::BroadcastOptions options;
                                           options.timeout = sum_patience;
                                           group->broadcast(tensors, options)->wait();
                                         }});
  }
};

ProcessGroup::ProcessGroup(std::unique_ptr<State> state) : state_(std::move(state)) {}
ProcessGroup::~ProcessGroup() = default;

ErrorOr<std::unique_ptr<ProcessGroup>> ProcessGroup::form(const ProcessGroupStore& store,
                                                          const PlaceInGroup& place) {
  std::unique_ptr<ProcessGroup> formed;
  const auto made = without_exceptions([&] {
    const Store of_generation = c10::make_intrusive<c10d::PrefixStore>(
        "generation " + std::to_string(place.generation), store.state_->store);
    std::unique_ptr<State> state;
#if AEOLIAN_HAS_GLOO
    if (place.backend == RankBackend::gloo)
      state = State::of(group_of_gloo(of_generation, place), torch::kCPU);
#endif
#if AEOLIAN_HAS_NCCL
    if (place.backend == RankBackend::nccl)
      state = State::of(group_of_nccl(of_generation, place), place.device);
#endif
    formed.reset(new ProcessGroup(std::move(state)));
  });
  if (!made) return tl::unexpected(made.error());
  if (place.backend == RankBackend::gloo) return formed;
  // NCCL connects at the first operation, so forming the group includes one.
  auto nothing = torch::zeros({1});
  if (const auto connected = formed->add_up(nothing); !connected) return tl::unexpected(connected.error());
  return formed;
}

ErrorOr<void> ProcessGroup::add_up(torch::Tensor& values) {
  return without_exceptions([&] {
    Tensors there{values.to(state_->device)};
    state_->add_up(there);
    values.copy_(there.front());
  });
}

ErrorOr<void> ProcessGroup::take_first(torch::Tensor& values) {
  return without_exceptions([&] {
    auto there = values.to(state_->device);
    for (std::int64_t at = 0; at < there.size(0); at += values_at_once) {
      Tensors piece{there.narrow(0, at, std::min(values_at_once, there.size(0) - at))};
      state_->take_first(piece);
    }
    values.copy_(there);
  });
}

}  // namespace aeolian::trainer
