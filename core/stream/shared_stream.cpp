// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/stream/shared_stream.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <new>
#include <string>

#include "core/stream/paired_ring.h"

namespace aeolian {
namespace {

constexpr std::uint64_t stream_magic = 0x6165'6f6c'6961'6e31;  // "aeolian1"
constexpr std::uint32_t layout_version = 10;
constexpr float first_fade_in = 0.1f;  // seconds

tl::unexpected<Error> system_failure(const std::string& what) {
  return fail("shared memory between generator and output: " + what + ": " + std::strerror(errno));
}

}  // namespace

void SharedStream::Unmap::operator()(Layout* layout) const noexcept {
  munmap(layout, bytes);
}

std::size_t SharedStream::bytes_for(std::size_t channels) {
  static_assert(sizeof(Layout) % alignof(FurtherPair) == 0);
  return sizeof(Layout) + (pairs_of(channels) - 1) * sizeof(FurtherPair);
}

ErrorOr<void*> SharedStream::map(int fd, std::size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  if (memory == MAP_FAILED) {
    return system_failure("cannot be mapped");
  }
  return memory;
}

ErrorOr<SharedStream> SharedStream::create(int sample_rate, std::size_t channels) {
  const int fd = memfd_create("aeolian-stream", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) {
    return system_failure("cannot be created");
  }
  FileDescriptor file(fd);
  // Sealed, so that no process can shrink it while another reads.
  const std::size_t bytes = bytes_for(channels);
  if (ftruncate(fd, static_cast<off_t>(bytes)) != 0 ||
      fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0) {
    return system_failure("cannot be given its size of " + std::to_string(bytes) +
                          " bytes (is there a limit of file sizes, ulimit -f?)");
  }
  const auto memory = map(fd, bytes);
  if (!memory) {
    return tl::unexpected(memory.error());
  }
  auto* layout = new (*memory) Layout();
  std::uninitialized_value_construct_n(reinterpret_cast<FurtherPair*>(layout + 1), pairs_of(channels) - 1);
  layout->magic = stream_magic;
  layout->version = layout_version;
  layout->bytes = static_cast<std::uint32_t>(bytes);
  layout->sample_rate = sample_rate;
  layout->channels = static_cast<std::uint32_t>(channels);
  layout->level(OutputControl::fade).glide.store({1.f, first_fade_in});
  sem_init(&layout->wake_up, /*pshared=*/1, 0);
  return SharedStream(std::move(file), layout, channels);
}

ErrorOr<SharedStream> SharedStream::attach(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) {
    return system_failure("file descriptor " + std::to_string(fd) + " is not open");
  }
  FileDescriptor file(fd);
  const auto bytes = static_cast<std::size_t>(std::max<off_t>(status.st_size, 0));
  const std::string refusal =
      "file descriptor " + std::to_string(fd) + " is not a stream of this version of Aeolian";
  if (bytes < bytes_for(2) || bytes > bytes_for(most_output_channels)) {
    return fail(refusal + ": " + std::to_string(bytes) + " bytes instead of " + std::to_string(bytes_for(2)) +
                " or more");
  }
  const auto memory = map(fd, bytes);
  if (!memory) {
    return tl::unexpected(memory.error());
  }
  std::unique_ptr<Layout, Unmap> layout(static_cast<Layout*>(*memory), Unmap{bytes});
  const std::size_t channels = layout->channels;
  if (layout->magic != stream_magic || layout->version != layout_version || layout->bytes != bytes ||
      layout->sample_rate <= 0 || channels < 1 || channels > most_output_channels ||
      bytes_for(channels) != bytes) {
    return fail(refusal);
  }
  return SharedStream(std::move(file), layout.release(), channels);
}

std::span<std::atomic<StereoFrame>> SharedStream::tail_frames(
    std::size_t slot, std::size_t pair) const noexcept AEOLIAN_NONBLOCKING {
  return pair == 0 ? layout_->tails[slot].frames : further(pair).tails[slot];
}

std::span<std::atomic<StereoFrame>> SharedStream::played_frames(std::size_t pair) const noexcept
    AEOLIAN_NONBLOCKING {
  return pair == 0 ? layout_->played.frames : further(pair).played;
}

std::size_t SharedStream::take(PairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
  return pop_pairs(layout_->ring, ring_beside(), frames);
}

bool SharedStream::publish(ConstPairedFrames frames, ConstPairedFrames tail) noexcept AEOLIAN_NONBLOCKING {
  if (layout_->ring.size() + frames.size() > ring_capacity || tail.size() > max_tail) {
    return false;
  }
  // The tail is published first, so that whenever the ring is found empty, its tail is there. The previous
  // step's tail is in the other slot, untouched.
  const std::size_t number = layout_->tails_published++ % 2;
  Tail& slot = layout_->tails[number];
  const std::uint64_t sequence = slot.sequence.load(std::memory_order_relaxed);
  // Releases every value (and acquires when reading) instead of using fences, which ThreadSanitizer does not
  // support.
  slot.sequence.store(sequence + 1, std::memory_order_relaxed);
  slot.position.store(layout_->ring.written() + frames.size(), std::memory_order_release);
  slot.size.store(static_cast<std::uint32_t>(tail.size()), std::memory_order_release);
  for (std::size_t pair = 0; pair < tail.pairs(); ++pair) {
    const auto kept = tail_frames(number, pair);
    for (std::size_t i = 0; i < tail.size(); ++i)
      kept[i].store(tail.pair(pair)[i], std::memory_order_release);
  }
  slot.sequence.store(sequence + 2, std::memory_order_release);
  push_pairs(layout_->ring, ring_beside(), frames);
  return true;
}

std::size_t SharedStream::copy_tail(std::span<StereoFrame> frames,
                                    std::size_t pair) const noexcept AEOLIAN_NONBLOCKING {
  const std::uint64_t position = layout_->ring.taken();
  for (std::size_t number = 0; number < layout_->tails.size(); ++number) {
    const Tail& slot = layout_->tails[number];
    const std::uint64_t before = slot.sequence.load(std::memory_order_acquire);
    if (before % 2 != 0 || slot.position.load(std::memory_order_acquire) != position) {
      continue;
    }
    const std::size_t size = std::min<std::size_t>(slot.size.load(std::memory_order_acquire), frames.size());
    for (std::size_t i = 0; i < size; ++i) {
      frames[i] = tail_frames(number, pair)[i].load(std::memory_order_acquire);
    }
    if (slot.sequence.load(std::memory_order_relaxed) == before) {
      return size;
    }
  }
  return 0;
}

void SharedStream::set(const OutputChange& change, std::int64_t arrived) noexcept AEOLIAN_NONBLOCKING {
  Level& level = layout_->level(change.control);
  level.glide.store(change.glide, std::memory_order_relaxed);
  if (arrived != 0) {
    // The first of several changes in one block has waited longest. Release, so that its reader sees the
    // glide too.
    std::int64_t none = 0;
    level.arrived.compare_exchange_strong(none, arrived, std::memory_order_release,
                                          std::memory_order_relaxed);
  }
}

std::int64_t SharedStream::take_arrival(OutputControl control) noexcept AEOLIAN_NONBLOCKING {
  std::atomic<std::int64_t>& arrived = layout_->level(control).arrived;
  return arrived.load(std::memory_order_relaxed) == 0 ? 0 : arrived.exchange(0, std::memory_order_acquire);
}

bool SharedStream::take_mark(std::uint64_t end, StreamMark& mark) noexcept AEOLIAN_NONBLOCKING {
  StreamMark oldest;
  return layout_->marks.peek(oldest) && oldest.position < end && layout_->marks.pop(mark);
}

void SharedStream::announce_device(std::string_view name) noexcept {
  layout_->device_name.fill('\0');
  std::copy_n(name.begin(), std::min(name.size(), layout_->device_name.size() - 1),
              layout_->device_name.begin());
  layout_->device_announced.store(true, std::memory_order_release);
}

std::string SharedStream::device() const {
  return layout_->device_announced.load(std::memory_order_acquire) ? layout_->device_name.data() : "";
}

void SharedStream::wait_below(std::size_t fill_wanted, std::chrono::milliseconds timeout) noexcept {
  timespec until{};
  clock_gettime(CLOCK_MONOTONIC, &until);
  const auto nanoseconds = until.tv_nsec + std::chrono::nanoseconds(timeout).count();
  until.tv_sec += nanoseconds / 1'000'000'000;
  until.tv_nsec = nanoseconds % 1'000'000'000;
  // Announced before the last check: a consumer that takes samples after the check sees the announcement.
  layout_->waiting.store(true, std::memory_order_seq_cst);
  while (fill() >= fill_wanted) {
    if (sem_clockwait(&layout_->wake_up, CLOCK_MONOTONIC, &until) == 0) {
      break;
    }
    if (errno != EINTR) {
      break;
    }
  }
  layout_->waiting.store(false, std::memory_order_relaxed);
}

void SharedStream::push_heard(std::span<const float> samples) noexcept AEOLIAN_NONBLOCKING {
  const std::size_t taken = layout_->heard.push(samples);
  layout_->counters.input_lost.fetch_add(samples.size() - taken, std::memory_order_relaxed);
}

void SharedStream::keep_transport(const Transport& transport) noexcept AEOLIAN_NONBLOCKING {
  KeptTransport& kept = layout_->transport;
  // Made even, as a process may have been killed while it wrote.
  const std::uint64_t sequence = kept.sequence.load(std::memory_order_relaxed) & ~std::uint64_t{1};
  kept.sequence.store(sequence + 1, std::memory_order_relaxed);
  kept.tempo.store(transport.tempo, std::memory_order_release);
  kept.beat.store(transport.beat, std::memory_order_release);
  kept.time.store(transport.time, std::memory_order_release);
  kept.rolls.store(transport.rolls, std::memory_order_release);
  kept.sequence.store(sequence + 2, std::memory_order_release);
}

std::optional<Transport> SharedStream::transport() const noexcept {
  const KeptTransport& kept = layout_->transport;
  constexpr int tries = 4;
  for (int attempt = 0; attempt < tries; ++attempt) {
    const std::uint64_t before = kept.sequence.load(std::memory_order_acquire);
    if (before == 0) return {};
    const Transport transport{
        kept.tempo.load(std::memory_order_acquire), kept.beat.load(std::memory_order_acquire),
        kept.time.load(std::memory_order_acquire), kept.rolls.load(std::memory_order_acquire)};
    if (before % 2 == 0 && kept.sequence.load(std::memory_order_relaxed) == before) return transport;
  }
  return {};
}

void SharedStream::keep_played(ConstPairedFrames frames) noexcept AEOLIAN_NONBLOCKING {
  const std::uint64_t begin = layout_->played.written.load(std::memory_order_relaxed);
  for (std::size_t pair = 0; pair < frames.pairs(); ++pair) {
    const auto kept = played_frames(pair);
    std::uint64_t at = begin;
    for (const StereoFrame frame : frames.pair(pair))
      kept[at++ % played_capacity].store(frame, std::memory_order_relaxed);
  }
  layout_->played.written.store(begin + frames.size(), std::memory_order_release);
}

void SharedStream::copy_played(PairedFrames newest) const noexcept {
  // Frames that are overwritten meanwhile are as good as those before.
  const std::uint64_t begin = layout_->played.written.load(std::memory_order_acquire) - newest.size();
  for (std::size_t pair = 0; pair < newest.pairs(); ++pair) {
    const auto kept = played_frames(pair);
    for (std::size_t i = 0; i < newest.size(); ++i)
      newest.pair(pair)[i] = kept[(begin + i) % played_capacity].load(std::memory_order_relaxed);
  }
}

void SharedStream::wake() noexcept AEOLIAN_NONBLOCKING {
  // At most one post is pending, however long the generator stays away.
  if (layout_->waiting.exchange(false, std::memory_order_seq_cst)) {
    sem_post(&layout_->wake_up);
  }
}

}  // namespace aeolian
