// SPDX-License-Identifier: GPL-3.0-or-later
// link_peer TEMPO SECONDS: joins the Link session of this network, and prints, every 10 ms while there are
// other peers, the time in nanoseconds, the beat and the tempo.
#include <cinttypes>
#include <cstdio>
#include <thread>

#include "core/parse_number.h"
#include "protocols/link/link_session.h"

int main(int argc, char** argv) {
  using namespace std::chrono_literals;
  if (argc != 3) return 2;
  const auto tempo = aeolian::parse_number<double>(argv[1]), seconds = aeolian::parse_number<double>(argv[2]);
  if (!tempo || !seconds) return 2;
  const auto session = aeolian::link::join_link_session(*tempo);
  if (!session) return 1;
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(*seconds);
  while (std::chrono::steady_clock::now() < end) {
    if ((*session)->peers() > 0) {
      const aeolian::BeatLine line = (*session)->line();
      std::printf("%" PRId64 " %.9f %.6f\n", static_cast<std::int64_t>(line.time.time_since_epoch().count()),
                  line.beat, line.tempo);
      std::fflush(stdout);
    }
    std::this_thread::sleep_for(10ms);
  }
}
