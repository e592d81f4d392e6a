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

namespace aeolian {
namespace {

constexpr std::uint64_t stream_magic = 0x6165'6f6c'6961'6e31;  // "aeolian1"
constexpr std::uint32_t layout_version = 8;
constexpr float first_fade_in = 0.1f;  // seconds

tl::unexpected<Error> system_failure(const std::string& what) {
  return fail("shared memory between generator and output: " + what + ": " + std::strerror(errno));
}

}  // namespace

void SharedStream::Unmap::operator()(Layout* layout) const noexcept {
  munmap(layout, sizeof(Layout));
}

ErrorOr<void*> SharedStream::map(int fd) {
  void* memory = mmap(nullptr, sizeof(Layout), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  if (memory == MAP_FAILED) {
    return system_failure("cannot be mapped");
  }
  return memory;
}

ErrorOr<SharedStream> SharedStream::create(int sample_rate) {
  const int fd = memfd_create("aeolian-stream", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) {
    return system_failure("cannot be made");
  }
  FileDescriptor file(fd);
  // Sealed, so that no process can shrink it while another reads.
  if (ftruncate(fd, sizeof(Layout)) != 0 || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) != 0) {
    return system_failure("cannot be given its size of " + std::to_string(sizeof(Layout)) +
                          " bytes (is there a limit of file sizes, ulimit -f?)");
  }
  const auto memory = map(fd);
  if (!memory) {
    return tl::unexpected(memory.error());
  }
  auto* layout = new (*memory) Layout();
  layout->magic = stream_magic;
  layout->version = layout_version;
  layout->bytes = sizeof(Layout);
  layout->sample_rate = sample_rate;
  layout->level(OutputControl::fade).glide.store({1.f, first_fade_in});
  sem_init(&layout->wake_up, /*pshared=*/1, 0);
  return SharedStream(std::move(file), layout);
}

ErrorOr<SharedStream> SharedStream::attach(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) {
    return system_failure("file descriptor " + std::to_string(fd) + " is not open");
  }
  FileDescriptor file(fd);
  if (status.st_size != static_cast<off_t>(sizeof(Layout))) {
    return fail("file descriptor " + std::to_string(fd) + " is not a stream of this version of Aeolian: " +
                std::to_string(status.st_size) + " bytes instead of " + std::to_string(sizeof(Layout)));
  }
  const auto memory = map(fd);
  if (!memory) {
    return tl::unexpected(memory.error());
  }
  SharedStream stream(std::move(file), static_cast<Layout*>(*memory));
  const Layout& layout = *stream.layout_;
  if (layout.magic != stream_magic || layout.version != layout_version || layout.bytes != sizeof(Layout) ||
      layout.sample_rate <= 0) {
    return fail("file descriptor " + std::to_string(fd) + " is not a stream of this version of Aeolian");
  }
  return stream;
}

bool SharedStream::publish(std::span<const StereoFrame> frames,
                           std::span<const StereoFrame> tail) noexcept AEOLIAN_NONBLOCKING {
  if (layout_->ring.size() + frames.size() > ring_capacity || tail.size() > max_tail) {
    return false;
  }
  // The tail is published first: whenever the ring is found empty, its tail is there. The previous step's
  // tail is in the other slot, untouched.
  Tail& slot = layout_->tails[layout_->tails_published++ % 2];
  const std::uint64_t sequence = slot.sequence.load(std::memory_order_relaxed);
  // Release on every value (and acquire on reading) instead of fences, which ThreadSanitizer does not
  // support.
  slot.sequence.store(sequence + 1, std::memory_order_relaxed);
  slot.position.store(layout_->ring.written() + frames.size(), std::memory_order_release);
  slot.size.store(static_cast<std::uint32_t>(tail.size()), std::memory_order_release);
  for (std::size_t i = 0; i < tail.size(); ++i) {
    slot.frames[i].store(tail[i], std::memory_order_release);
  }
  slot.sequence.store(sequence + 2, std::memory_order_release);
  layout_->ring.push(frames);
  return true;
}

std::size_t SharedStream::copy_tail(std::span<StereoFrame> frames) const noexcept AEOLIAN_NONBLOCKING {
  const std::uint64_t position = layout_->ring.taken();
  for (const Tail& slot : layout_->tails) {
    const std::uint64_t before = slot.sequence.load(std::memory_order_acquire);
    if (before % 2 != 0 || slot.position.load(std::memory_order_acquire) != position) {
      continue;
    }
    const std::size_t size = std::min<std::size_t>(slot.size.load(std::memory_order_acquire), frames.size());
    for (std::size_t i = 0; i < size; ++i) {
      frames[i] = slot.frames[i].load(std::memory_order_acquire);
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
    // The first of several changes in one block has waited longest. Release: a reader of it sees the glide
    // too.
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

void SharedStream::keep_played(std::span<const StereoFrame> frames) noexcept AEOLIAN_NONBLOCKING {
  Played& played = layout_->played;
  std::uint64_t at = played.written.load(std::memory_order_relaxed);
  for (const StereoFrame frame : frames) {
    played.frames[at++ % played_capacity].store(frame, std::memory_order_relaxed);
  }
  played.written.store(at, std::memory_order_release);
}

void SharedStream::copy_played(std::span<StereoFrame> newest) const noexcept {
  const Played& played = layout_->played;
  // Frames that are overwritten meanwhile are as good as those before.
  const std::uint64_t end = played.written.load(std::memory_order_acquire);
  for (std::size_t i = 0; i < newest.size(); ++i) {
    newest[i] = played.frames[(end - newest.size() + i) % played_capacity].load(std::memory_order_relaxed);
  }
}

void SharedStream::wake() noexcept AEOLIAN_NONBLOCKING {
  // At most one post is pending, however long the generator does not wait.
  if (layout_->waiting.exchange(false, std::memory_order_seq_cst)) {
    sem_post(&layout_->wake_up);
  }
}

}  // namespace aeolian
