// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <thread>
#include <vector>

namespace aeolian {

/** Keeps every core of the machine busy during its lifetime. */
class BusyCores {
 public:
  BusyCores() {
    for (unsigned core = 0; core < std::thread::hardware_concurrency(); ++core) {
      threads_.emplace_back([](const std::stop_token& stop) {
        for (std::atomic<unsigned> work = 0; !stop.stop_requested(); ++work) {
        }
      });
    }
  }

 private:
  std::vector<std::jthread> threads_;
};

}  // namespace aeolian
