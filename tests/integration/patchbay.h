// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <jack/jack.h>

#include <cerrno>
#include <string>

#include "tests/comes_true.h"

namespace aeolian {

/** A client that only connects ports. */
class Patchbay {
 public:
  Patchbay() : client_(jack_client_open("patchbay", JackNoStartServer, nullptr)) {}
  ~Patchbay() { jack_client_close(client_); }
  Patchbay(const Patchbay&) = delete;
  Patchbay& operator=(const Patchbay&) = delete;

  bool join(const std::string& from, const std::string& to) {
    return comes_true([&] {
      const int result = jack_connect(client_, from.c_str(), to.c_str());
      return result == 0 || result == EEXIST;
    });
  }

 private:
  jack_client_t* client_;
};

}  // namespace aeolian
