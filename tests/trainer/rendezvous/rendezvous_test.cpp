// SPDX-License-Identifier: GPL-3.0-or-later
// Tests rank 0's port on the loopback device, with ranks and other clients.

#include "trainer/rendezvous/rendezvous.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <thread>

#include "tests/comes_true.h"
#include "tests/free_port.h"
#include "trainer/rendezvous/secret_proof.h"

namespace aeolian::trainer {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;

const std::string secret = "0123456789abcdef";
const std::vector<RankFact> facts{{"version", "1.0", "install the same one"}};
const std::vector<RankFact> sounds{{"front end", "44100 Hz", "the same options"},
                                   {"corpus", "3 sounds", "the same files"}};

class RendezvousTest : public ::testing::Test {
 protected:
  RendezvousTest() {
    settings_ = {
        .ranks = 3, .rank = 0, .host = "127.0.0.1", .port = free_port(), .secret = secret, .origin = ""};
    auto opened = Rendezvous::open(settings_, facts);
    if (opened) rendezvous_ = *std::move(opened);
  }

  FileDescriptor connect() const {
    auto socket = RankConnection::connect("127.0.0.1", settings_.port);
    return socket ? *std::move(socket) : FileDescriptor();
  }

  static RankConnection::Clock::time_point soon() {
    return RankConnection::Clock::now() + std::chrono::seconds(20);
  }

  /** Proves this secret; returns the answer of rank 0. */
  static std::optional<RankMessage> prove(RankConnection& connection, const std::string& own_secret) {
    const auto challenge = connection.receive_only<Challenge>(soon());
    if (!challenge) return std::nullopt;
    connection.send(Answer{"mine", proof_of(own_secret, Prover::other_rank, challenge->challenge, "mine")});
    return connection.receive(soon());
  }

  /** Joins as that rank; returns the reason for a refusal by rank 0, or nothing. */
  std::string refusal_of(std::int64_t rank, const std::vector<RankFact>& own_facts,
                         const std::vector<RankFact>& own_sounds) {
    connection_ = std::make_unique<RankConnection>(connect());
    if (const auto proven = prove(*connection_, secret); !proven || !std::holds_alternative<Proven>(*proven))
      return "the secret was not believed";
    connection_->trust();
    for (const RankMessage& message :
         {RankMessage(Hello{rank, own_facts}), RankMessage(HasRead{2, own_sounds})}) {
      connection_->send(message);
      const auto reply = connection_->receive(soon());
      if (!reply) return "lost: " + connection_->why_lost();
      if (const auto* const refused = std::get_if<Refused>(&*reply)) return refused->reason;
    }
    return {};
  }

  std::vector<std::string> news() {
    std::vector<std::string> lines;
    comes_true([&] { return !(lines = rendezvous_->take_news()).empty(); });
    return lines;
  }

  RankSettings settings_;
  std::unique_ptr<Rendezvous> rendezvous_;
  std::unique_ptr<RankConnection> connection_;
};

TEST_F(RendezvousTest, TakesInARankThatProvesTheSecretAndAgrees) {
  ASSERT_TRUE(rendezvous_);
  rendezvous_->set_facts_of_sounds(sounds);
  EXPECT_EQ(refusal_of(2, facts, sounds), "");
  std::vector<Arrival> arrivals;
  ASSERT_TRUE(comes_true([&] { return !(arrivals = rendezvous_->take_arrivals()).empty(); }));
  EXPECT_EQ(arrivals.front().rank, 2);
  EXPECT_EQ(arrivals.front().workers, 2);
  EXPECT_EQ(arrivals.front().connection->local_address(), "127.0.0.1");
}

TEST_F(RendezvousTest, TellsNothingToOneThatDoesNotKnowTheSecret) {
  ASSERT_TRUE(rendezvous_);
  RankConnection connection(connect());
  const auto reply = prove(connection, "another secret, as long");
  ASSERT_TRUE(reply && std::holds_alternative<Refused>(*reply));
  EXPECT_FALSE(connection.receive(soon())) << "the connection ends";
  EXPECT_THAT(news(),
              Contains(AllOf(HasSubstr("127.0.0.1 was refused"), HasSubstr("does not know the secret"))));
}

TEST_F(RendezvousTest, AProofCannotBeSentBack) {
  const std::string challenge = new_challenge();
  EXPECT_NE(proof_of(secret, Prover::rank_zero, challenge, challenge),
            proof_of(secret, Prover::other_rank, challenge, challenge));
  EXPECT_NE(proof_of(secret, Prover::rank_zero, "ab", "c"), proof_of(secret, Prover::rank_zero, "a", "bc"));
  EXPECT_NE(challenge, new_challenge());
  EXPECT_FALSE(is_same_proof("", ""));
}

TEST_F(RendezvousTest, AProofIsHmacSha256) {
  std::string hexadecimal;
  for (const unsigned char byte : proof_of("key", Prover::rank_zero, "a", "b"))
    for (const int digit : {byte >> 4, byte & 15}) hexadecimal += "0123456789abcdef"[digit];
  EXPECT_EQ(hexadecimal, "8d94af131de1a6f9ecafe27dcb7416df07ef646cd434be31a5ee7c5931c2fc49")
      << "printf 'aeolian rank 0 1:a1:b' | openssl dgst -sha256 -hmac key";
}

TEST_F(RendezvousTest, RefusesOtherVersionsAndRanksBeforeTheyReadAnything) {
  ASSERT_TRUE(rendezvous_);
  EXPECT_EQ(refusal_of(1, {{"version", "0.9", ""}}, sounds),
            "its version is 0.9, but that of rank 0 is 1.0; install the same one");
  EXPECT_THAT(refusal_of(3, facts, sounds), HasSubstr("it is rank 3, and this training has ranks 0 to 2"));
  EXPECT_THAT(refusal_of(0, facts, sounds), HasSubstr("ranks 0 to 2"));
}

TEST_F(RendezvousTest, RefusesAnotherFrontEndAndAnotherCorpus) {
  ASSERT_TRUE(rendezvous_);
  rendezvous_->set_facts_of_sounds(sounds);
  auto other = sounds;
  other[1].value = "4 sounds";
  EXPECT_EQ(refusal_of(1, facts, other),
            "its corpus is 4 sounds, but that of rank 0 is 3 sounds; the same files");
  other[0].value = "48000 Hz";
  EXPECT_THAT(refusal_of(1, facts, other), HasSubstr("its front end is 48000 Hz"));
  EXPECT_TRUE(rendezvous_->take_arrivals().empty());
}

TEST_F(RendezvousTest, ARankThatHasReadWaitsUntilRankZeroHas) {
  ASSERT_TRUE(rendezvous_);
  std::jthread joins([&] { EXPECT_EQ(refusal_of(1, facts, sounds), ""); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_TRUE(rendezvous_->take_arrivals().empty());
  rendezvous_->set_facts_of_sounds(sounds);
  EXPECT_TRUE(comes_true([&] { return !rendezvous_->take_arrivals().empty(); }));
}

TEST_F(RendezvousTest, RefusesAllOnceTheTrainingIsOver) {
  ASSERT_TRUE(rendezvous_);
  rendezvous_->set_facts_of_sounds(sounds);
  rendezvous_->refuse_all("the training is over");
  EXPECT_EQ(refusal_of(1, facts, sounds), "the training is over");
  EXPECT_TRUE(rendezvous_->take_arrivals().empty());
}

TEST_F(RendezvousTest, HostileBytesEndTheirConnectionAlone) {
  ASSERT_TRUE(rendezvous_);
  rendezvous_->set_facts_of_sounds(sounds);
  for (const std::string& bytes : {std::string(5000, '\xff'), std::string("GET / HTTP/1.1\r\n\r\n"),
                                   std::string("\x01\0\0\0\xff", 5), std::string(4, '\0')}) {
    const auto socket = connect();
    ASSERT_EQ(::send(*socket, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
    char ignored[256];
    while (::recv(*socket, ignored, sizeof ignored, 0) > 0) continue;  // until rank 0 ends it
  }
  EXPECT_EQ(refusal_of(1, facts, sounds), "") << "the port still accepts ranks";
}

TEST_F(RendezvousTest, AnAddressOfAnotherMachineIsRefused) {
  auto settings = settings_;
  settings.host = "192.0.2.77";
  const auto opened = Rendezvous::open(settings, facts);
  ASSERT_FALSE(opened.has_value());
  EXPECT_THAT(opened.error().message, HasSubstr("not an address of this machine"));
  settings.host = "127.0.0.1";
  const auto second = Rendezvous::open(settings, facts);
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error().message, HasSubstr("choose another port"));
}

}  // namespace
}  // namespace aeolian::trainer
