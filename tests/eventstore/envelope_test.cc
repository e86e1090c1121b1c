#include "eventstore/envelope.h"

#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"
#include "eventstore/beacon.h"
#include "eventstore/body.h"
#include "eventstore/event_store.h"
#include "eventstore/record.h"
#include "eventstore/tree.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/eventstore/store_fixture.h"

namespace driehoek {
namespace {

using ::testing::HasSubstr;

v1::Event ExampleEvent() {
  v1::Event event;
  v1::DecouplingRuled& ruled = *event.mutable_decoupling_ruled();
  ruled.set_case_id("bqj2tk6mxo4fzr7wcvha");
  ruled.set_ruling(v1::RULING_RETURN);
  ruled.mutable_on()->set_year(2026);
  ruled.mutable_on()->set_month(9);
  ruled.mutable_on()->set_day(14);
  ruled.set_motivation("Eerst nog een gesprek.");
  return event;
}

std::string ExamplePrefix() {
  std::string prefix;
  for (size_t i = 0; i < kBodyPrefixBytes; ++i) {
    prefix.push_back(static_cast<char>(i));
  }
  return prefix;
}

std::string ExampleBody() {
  return EncodeBody(ExamplePrefix(), ExampleEvent(), Envelope(), nullptr).bytes;
}

Envelope ExampleEnvelope() {
  Envelope envelope;
  envelope.log_id = FixtureIdentity().log_id;
  envelope.position = 42;
  envelope.event_id = "0199474b-6080-7a3c-9d1e-0123456789ab";
  envelope.type = EventType::kDecouplingRuled;
  envelope.links = {
      {{TagKind::kTrainer, "m3xk7dfqvz2ncw5thbja"}, 1, Hash32{}},
      {{TagKind::kCase, "bqj2tk6mxo4fzr7wcvha"}, 9, Sha256({"earlier"})}};
  envelope.recorded_at = FixtureStart() + absl::Microseconds(123456);
  envelope.actor.set_person_id("h5wqz3ktnb7xmd2fvcrj");
  envelope.actor.set_role(v1::ROLE_YEAR_ASSISTANT);
  envelope.actor.set_on_behalf_of("y7cjr4vmkd2qwx6nzthb");
  envelope.actor.set_on_behalf_of_role(v1::ROLE_DEPUTY_HEAD);
  envelope.actor.set_channel(v1::CHANNEL_MAIL);
  envelope.request_id = "b6f0c3c2-6f0e-4b5e-8f7e-1f0a2b3c4d5e";
  envelope.procedure_version = "utrecht-ontkoppeling@2023-03";
  envelope.body_hash = Sha256({ExampleBody()});
  return envelope;
}

// The examples of FORMAT.md: what stands in a fenced block named hex, by the
// word behind it.
std::map<std::string, std::string> ExamplesOfFormat() {
  std::ifstream file("eventstore/FORMAT.md");
  std::map<std::string, std::string> examples;
  std::string line;
  std::string* current = nullptr;
  while (std::getline(file, line)) {
    absl::string_view text = line;
    if (absl::ConsumePrefix(&text, "```hex ")) {
      current = &examples[std::string(text)];
    } else if (absl::StartsWith(text, "```")) {
      current = nullptr;
    } else if (current != nullptr) {
      *current += absl::HexStringToBytes(line);
    }
  }
  return examples;
}

std::string HexLines(absl::string_view bytes) {
  constexpr size_t kBytesPerLine = 40;
  std::string lines;
  for (size_t at = 0; at < bytes.size(); at += kBytesPerLine) {
    absl::StrAppend(
        &lines, absl::BytesToHexString(bytes.substr(at, kBytesPerLine)), "\n");
  }
  return lines;
}

// These bytes are stored for ever: when this fails, the code is wrong.
TEST(Format, IsAsTheExampleShows) {
  auto examples = ExamplesOfFormat();
  EXPECT_EQ(HexLines(EncodeEnvelope(ExampleEnvelope())),
            HexLines(examples["envelope"]));
  EXPECT_EQ(HexLines(ExampleBody()), HexLines(examples["body"]));
  const BodyKeys keys = {
      {std::string(32, '1'), SecretKey(std::string(32, 'f'))},
      {std::string(32, '2'), SecretKey(std::string(32, 't'))}};
  EXPECT_EQ(HexLines(EncodeBody(ExamplePrefix(), ExampleEvent(),
                                ExampleEnvelope(), &keys)
                         .bytes),
            HexLines(examples["sealed"]));
  BeaconMark mark;
  mark.position = 42;
  mark.root = Sha256({"root"});
  mark.manifest = {5, 1126, Sha256({"manifest"})};
  EXPECT_EQ(HexLines(EncodeBeaconSlot(FixtureIdentity().log_id, 7, mark)),
            HexLines(examples["beacon"]));
}

TEST(Format, IsReadAsItWasWritten) {
  auto examples = ExamplesOfFormat();
  const auto event =
      OpenRecord(FixtureIdentity().log_id, 42, examples["envelope"],
                 examples["body"], nullptr);
  ASSERT_TRUE(event.ok()) << event.status();
  EXPECT_EQ(event->envelope.recorded_at, ExampleEnvelope().recorded_at);
  EXPECT_EQ(event->envelope.actor.on_behalf_of_role(), v1::ROLE_DEPUTY_HEAD);
  EXPECT_EQ(event->tag(TagKind::kCase), "bqj2tk6mxo4fzr7wcvha");
  EXPECT_EQ(event->event.decoupling_ruled().motivation(),
            "Eerst nog een gesprek.");
  EXPECT_EQ(event->event.decoupling_ruled().on().day(), 14);
  EXPECT_EQ(event->envelope_hash, LeafHash(examples["envelope"]));
  EXPECT_EQ(absl::BytesToHexString(BytesOf(event->envelope_hash)),
            absl::BytesToHexString(examples["leaf"]));
}

TEST(Envelope, HasOneEncodingOnly) {
  const std::string bytes = EncodeEnvelope(ExampleEnvelope());
  int accepted = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
      const auto decoded = DecodeEnvelope(changed);
      if (!decoded.ok()) continue;
      ++accepted;
      EXPECT_EQ(EncodeEnvelope(*decoded), changed) << "byte " << i;
    }
  }
  EXPECT_GT(accepted, 100) << "most changes only change a value";
}

TEST(Envelope, IsRefusedWhenTornOrLonger) {
  const std::string bytes = EncodeEnvelope(ExampleEnvelope());
  EXPECT_TRUE(DecodeEnvelope(bytes).ok());
  EXPECT_FALSE(DecodeEnvelope(bytes + '\0').ok());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(DecodeEnvelope(bytes.substr(0, size)).status().code(),
              absl::StatusCode::kDataLoss)
        << size;
  }
}

TEST(Envelope, IsRefusedWithTagsOutOfOrder) {
  Envelope envelope = ExampleEnvelope();
  std::swap(envelope.links[0], envelope.links[1]);
  EXPECT_FALSE(DecodeEnvelope(EncodeEnvelope(envelope)).ok());
  envelope.links[1] = envelope.links[0];
  EXPECT_FALSE(DecodeEnvelope(EncodeEnvelope(envelope)).ok());
  envelope.links.clear();
  EXPECT_FALSE(DecodeEnvelope(EncodeEnvelope(envelope)).ok());
}

TEST(Envelope, IsRefusedOfATypeThatIsNotKnown) {
  std::string bytes = EncodeEnvelope(ExampleEnvelope());
  // Version, length and log id, position, length and event id; then the type.
  const size_t type_at = 1 + 2 + 32 + 8 + 2 + 36;
  ASSERT_EQ(bytes[type_at + 3], static_cast<char>(39));
  bytes[type_at + 2] = 0x10;
  const auto decoded = DecodeEnvelope(bytes);
  EXPECT_EQ(decoded.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(decoded.status().message(), HasSubstr("4135"));
  EXPECT_TRUE(IsKnownEventType(39));
  EXPECT_FALSE(IsKnownEventType(0));
  EXPECT_FALSE(IsKnownEventType(0xFFFFFFFF));
}

TEST(Record, IsRefusedElsewhereThanWhereItWasWritten) {
  const std::string envelope = EncodeEnvelope(ExampleEnvelope());
  const std::string body = ExampleBody();
  const std::string log_id = FixtureIdentity().log_id;
  EXPECT_TRUE(OpenRecord(log_id, 42, envelope, body, nullptr).ok());
  EXPECT_FALSE(OpenRecord(log_id, 43, envelope, body, nullptr).ok());
  EXPECT_FALSE(OpenRecord("another", 42, envelope, body, nullptr).ok());
  std::string changed = body;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_FALSE(OpenRecord(log_id, 42, envelope, changed, nullptr).ok());
}

}  // namespace
}  // namespace driehoek
